"""A recipe: everything that makes one model, in one TOML file, typed and checked.

Every key has a default and a sentence; `laaj-trainer recipe` prints both. An unknown key, an impossible value or a base
that does not fit stops before any work, in one sentence. Relative paths are relative to the current folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
AtLeastOne = Annotated[int, Field(ge=1)]
Weight = Annotated[float, Field(ge=0)]


class RecipeError(ValueError):
    """The recipe asks for something that does not exist or does not fit."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, protected_namespaces=())


class Speech(Section):
    """The speech encoder."""

    base: str = "models/whisper-base-encoder"
    """A Whisper, HuBERT, wav2vec2 or w2v-BERT of transformers: hub name or local folder."""
    licence: str = ""
    """Of the base, for the bundle's manifest; what the base's own card says when empty."""
    layers: tuple[AtLeastOne, ...] = ()
    """Hidden states that the bridge draws on, 1 for the first layer's; all of them when empty."""
    open_layers: Count = 0
    """So many top layers are trained too; the others stay frozen and their states are kept on disk."""
    open_at: Share = 0.5
    """They are opened after this share of the steps."""


class Text(Section):
    """The text model, frozen while speech is trained."""

    base: str = "models/multilingual-e5-small-latin"
    """A sentence-transformers model, or a plain transformer: hub name or local folder."""
    licence: str = ""
    """Of the base, for the bundle's manifest; what the base's own card says when empty."""
    pooling: Literal["auto", "mean", "last", "cls"] = "auto"
    """How pieces become one vector; auto takes what the base says of itself, else the mean."""
    query_prefix: str | None = None
    """Stands before every question; the base's own prompt when absent."""
    passage_prefix: str | None = None
    """Stands before every passage; the base's own prompt when absent."""
    longest_pieces: AtLeastOne = 72
    """Texts are cut to so many pieces in training."""
    vocabulary: Count = 0
    """Pieces kept, those that French and Wolof use most; 0 keeps all. Needs a unigram tokenizer."""
    speech_piece_count: AtLeastOne = 5
    """A piece that speech may come out as occurs at least so often in the Wolof texts."""


class TextStage(Section):
    """Stage one: the text model becomes bilingual and Matryoshka."""

    epochs: Annotated[float, Field(gt=0)] = 2
    batch: Annotated[int, Field(ge=2)] = 64
    """Pairs a step; each is a negative of all others."""
    mini_batch: AtLeastOne = 64
    """Pairs in memory at once; a smaller one than `batch` caches gradients (GradCache)."""
    learning_rate: Annotated[float, Field(gt=0)] = 8e-5
    warmup_steps: Count = 30
    scale: Annotated[float, Field(gt=0)] = 50.0
    """Of cosines before the softmax."""
    hard_negatives: Count = 0
    """Wrong passages for each pair: those it brings, then mined from the passages of all pairs."""
    relative_margin: Share = 0.05
    """A hard negative is less like the query than the right passage by this share."""
    keep_french: Weight = 20.0
    """Weight of the distance of French passages to where the base has them."""
    align: Weight = 25.0
    """Weight of the distance of Wolof queries to where the base has their French."""
    pages: Weight = 2.0
    """Weight of ordering French passages for a Wolof query as the base does for its French."""
    spelling_noise: Share = 0.5
    """Share of Wolof texts seen with a noisy spelling."""
    piece_noise: Share = 0.06
    """Chance that a piece is doubled or dropped, as speech recognition does."""
    train_embeddings: bool = False
    """Whether the rows of the piece table move too."""
    start_from: Path | None = None
    """Folder of a run whose text model is trained further, with its vocabulary; French still stays near the base."""


class Bridge(Section):
    """From hidden states of the speech encoder to the text model."""

    kind: Literal["guided", "unguided", "plain"] = "guided"
    """guided: CTC over characters, then over pieces whose posterior mixes the frozen piece embeddings.
    unguided: the same layers without CTC. plain: all layers side by side, one linear layer, one strided convolution."""
    stride: Literal[1, 2, 4, 8] = 4
    """Frames of the speech encoder for each step of the text model: 4 of 50 Hz make 12.5 a second."""
    width: AtLeastOne = 384
    depth: Count = 2
    """Transformer layers below and above the second halving."""
    heads: AtLeastOne = 6
    dropout: Share = 0.1
    blank_threshold: Share = 0.95
    """Steps that are blank with more than this probability are dropped."""
    adapters: Count = 0
    """Rank of gated adapters in the text model that speech alone passes through; 0 for none."""


class Losses(Section):
    """Losses of the speech stage; each embedding loss is the mean over `dims`."""

    characters: Weight = 1.0
    """CTC over characters."""
    pieces: Weight = 1.0
    """CTC over the text model's pieces."""
    distil_transcript: Weight = 15.0
    """1 - cosine to the frozen embedding of the gold transcript."""
    distil_french: Weight = 0.0
    """1 - cosine to the frozen embedding of its French; an utterance without French has none."""
    contrast_transcript: Weight = 1.0
    """Cross-entropy among transcripts."""
    contrast_french: Weight = 1.0
    """Cross-entropy among French texts."""
    negatives: Literal["batch", "mined", "bank"] = "bank"
    """batch: the texts of the whole batch, on all devices. mined: those and the hardest of the bank. bank: every text
    of the training data."""
    mined: Count = 16
    """Hardest texts of the bank for each utterance."""
    scale: Annotated[float, Field(gt=0)] = 50.0
    """Of cosines before the softmax."""
    embed_at: Share = 0.45
    """Share of the steps before the embedding losses are brought in."""
    embed_ramp: Share = 0.15
    """Share of the steps over which they are."""


class Augmentation(Section):
    """What is done to waveforms, and how often; each copy of a recording is drawn by seed."""

    speed: Share = 0.4
    pitch: Share = 0.3
    room: Share = 0.3
    noise: Share = 0.4
    babble: Share = 0.15
    telephone: Share = 0.2
    clipping: Share = 0.1
    gain: Share = 1.0
    snr_db: tuple[float, float] = (5.0, 30.0)
    """Of noise and babble."""
    seed: int | None = None
    """Of what is drawn; absent, the recipe's own. Runs of several seeds that name one share their kept features."""
    time_masks: Count = 2
    """Spans of hidden states set to nought, per clip (SpecAugment)."""
    feature_band: Share = 0.08
    """Largest band of features set to nought."""


class Optimiser(Section):
    """AdamW with warm-up and a cosine."""

    steps: AtLeastOne = 2400
    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    open_rate: Annotated[float, Field(gt=0)] = 0.1
    """Of that rate, for opened layers of the speech encoder."""
    warmup_steps: Count = 80
    weight_decay: Weight = 0.01
    clip: Annotated[float, Field(gt=0)] = 1.0
    """Largest norm of the gradient."""
    averaging: Share = 0.998
    """Of the weights, exponential; the average is what is evaluated and exported. 0 for none."""
    checkpoint_steps: AtLeastOne = 200
    log_steps: AtLeastOne = 25
    start_from: Path | None = None
    """A run of the same architecture, whose averaged weights this one begins with; the text model is its own."""


class Batch(Section):
    """A step's speech, on all devices together."""

    seconds: Annotated[float, Field(gt=0)] = 200.0
    """Of speech, padding included."""
    most: Count = 0
    """Utterances at most; 0 for as many as fit."""
    pool: AtLeastOne = 640
    """Utterances drawn at once and sorted by length before they are cut into batches."""
    workers: Count = 0
    """Processes that load data beside the training, for each device."""
    gradient_checkpointing: bool = False
    """Compute the text model's activations again instead of keeping them: less memory, more time."""


class Source(Section):
    """One manifest to train on."""

    manifest: Path
    weight: Annotated[float, Field(gt=0)] = 1.0
    """How often an utterance of it is drawn, against one of weight 1."""
    variants: AtLeastOne = 1
    """Copies of each utterance whose features are kept."""
    keep_original: bool = True
    """The first copy is the recording as it is, the others are augmented; false: all are."""


class EvaluationSet(Section):
    """One manifest to evaluate on."""

    name: str
    manifest: Path
    distractors: Path | None = None
    """A text file of French sentences, one a line, that nothing asks for."""
    most_distractors: Count = 1000


class Preparation(Section):
    """The starter data set: what `laaj-trainer prepare` makes its manifests from."""

    folder: Path = Path("data")
    """Public corpora, as docs/training.md lists them."""
    starter: Path = Path("corpus/starter")
    """The starter library and its questions."""
    voices: Path = Path("voices")
    """Kokoro voice styles, *.bin."""
    out: Path = Path("runs/starter-data")
    """Where manifests and synthetic speech go."""
    kokoro_sentences: Count = 1150
    espeak_sentences: Count = 9000
    held_out_speaker: str = "07"
    held_out_sentences: Count = 150
    """Of AfriQA, spoken by each kind of held-out voice."""
    noncommercial: bool = False
    """Also what may not be used commercially; then the model must not be given away."""


class Data(Section):
    """What is trained and evaluated on; engine/trainer/README.md describes the manifests."""

    pairs: tuple[Path, ...] = ()
    """Manifests of text pairs, for the text stage."""
    wolof_text: tuple[Path, ...] = ()
    """Wolof sentences, one a line: with the pairs they choose the pieces that speech may come out as."""
    train: tuple[Source, ...] = ()
    """Manifests of speech, for the speech stage."""
    evaluate: tuple[EvaluationSet, ...] = ()
    features: Path | None = None
    """Where frozen states of the speech encoder are kept; several runs may share it. Absent: in the run's folder."""
    shortest_s: Weight = 0.3
    longest_s: Weight = 20.0
    bad_rows: Literal["skip", "refuse"] = "skip"
    """skip: a row that cannot be used is listed and left out. refuse: one such row stops the run."""


class Evaluation(Section):
    """How a run is evaluated."""

    noise_db: tuple[float, ...] = (20.0, 10.0, 5.0)
    """Signal-to-noise ratios of the noise ladder."""
    telephone: bool = True
    draws: AtLeastOne = 2000
    """Of the bootstrap behind each interval."""


class Export(Section):
    """From torch to a bundle."""

    weights: Literal["auto", "fp32", "int8", "mixed", "blocks8", "blocks4"] = "auto"
    """int8: one scale a tensor. blocks8, blocks4: one for each 32 weights. mixed: int8 on the speech side, blocks8 in
    the text model. auto: the first of mixed, blocks8, fp32 that loses no more than is allowed."""
    least_cosine: Annotated[float, Field(ge=-1, le=1)] = 0.97
    """Between the bundle's vectors and torch's, mean over the clips of the parity check."""
    most_ndcg_loss: Share = 0.02
    """nDCG@10 that the bundle may lose against torch at any dim."""
    clips: AtLeastOne = 100
    """Of the evaluation sets, for the parity check."""


class Recipe(Section):
    """One model."""

    name: str = "starter"
    version: str = "1"
    """Of the bundle that is exported."""
    architecture: Literal["text-only", "dual", "late-fusion"] = "late-fusion"
    dims: tuple[AtLeastOne, ...] = (384, 256, 128, 64, 32)
    """Prefix lengths that are trained, the full one first."""
    default_dim: AtLeastOne = 64
    """The one that the shortlist is made with."""
    seed: int = 7
    precision: Literal["fp32", "bf16"] = "fp32"
    """bf16: autocast, on processors and cards that have it."""
    threads: Count = 0
    """Of the processor; 0 leaves it to torch."""
    notes: tuple[str, ...] = ()
    """What to know before trusting the model; they go into its bundle."""
    speech: Speech = Speech()
    text: Text = Text()
    text_stage: TextStage = TextStage()
    bridge: Bridge = Bridge()
    losses: Losses = Losses()
    augmentation: Augmentation = Augmentation()
    optimiser: Optimiser = Optimiser()
    batch: Batch = Batch()
    preparation: Preparation = Preparation()
    data: Data = Data()
    evaluation: Evaluation = Evaluation()
    export: Export = Export()

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        if list(self.dims) != sorted(set(self.dims), reverse=True) or self.default_dim not in self.dims:
            raise ValueError("dims must fall from the full dimension, and default_dim must be one of them")
        if self.architecture == "text-only" and self.bridge.kind != "guided":
            raise ValueError("the architecture text-only needs a guided bridge: its CTC is what recognises the words")
        if self.bridge.kind == "guided" and self.bridge.stride < 2:
            raise ValueError("a guided bridge halves the frame rate once at least: stride must be 2, 4 or 8")
        if self.bridge.width % self.bridge.heads:
            raise ValueError("bridge.width must be a multiple of bridge.heads")
        return self
