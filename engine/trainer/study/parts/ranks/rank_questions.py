"""What a cut model is asked, and the training clips that a cut is calibrated with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.recording import Recording
from engine.trainer import manifest, metrics
from engine.trainer.manifest import Utterance, key
from engine.trainer.models.architectures import Architecture
from engine.trainer.progress import watched
from engine.trainer.recipe import Recipe
from engine.trainer.study.context import Context
from engine.trainer.study.parts.ranks.layer_groups import entering
from engine.trainer.study.parts.ranks.low_rank import Moment, watching
from engine.voice_activity import VoiceActivity, trimmed
from faults import InputFault

SETS = {"real": 0, "kokoro": 60, "espeak": 60}  # how many utterances at most, the first ones; 0 for all
CALIBRATION_CLIPS = 150


@dataclass(frozen=True)
class Asked:
    """A set: its clips are those from `first` to before `last`, its French the rows (n,) of all sentences, and `right`
    (q,) says which of these answers each clip."""

    name: str
    first: int
    last: int
    rows: np.ndarray
    right: np.ndarray
    left_out: int


class Questions:
    """The evaluation sets' clips, decoded once, as they come into each group of layers."""

    def __init__(self, context: Context, architecture: Architecture):
        """Raises InputFault evaluation-empty, file-missing."""
        self.sets: list[Asked] = []
        self.samples: list[np.ndarray] = []
        self.sentences_asked: list[str] = []  # of each clip: which of them ask the same
        places: dict[str, int] = {}
        names = [name for name in SETS if context.has(name)] or list(SETS)[:1]
        for name in names:
            wanted = context.utterances(name)[: SETS[name] or None]
            heard = list(_heard(wanted, context.activity))
            if not heard:
                raise InputFault("evaluation-empty", name=name, path=context.manifest(name))
            pool = context.sentences(name)
            for text in pool:
                places.setdefault(text, len(places))
            by_key = {key(text): place for place, text in enumerate(pool)}
            first = len(self.samples)
            self.samples += [samples for _, samples in heard]
            self.sentences_asked += [key(row.french) for row, _ in heard]
            self.sets.append(
                Asked(
                    name, first, len(self.samples), np.array([places[text] for text in pool]),
                    np.array([by_key[key(row.french)] for row, _ in heard]), len(wanted) - len(heard),
                )
            )  # fmt: skip
        self.sentences = list(places)
        told = watched(self.samples, "clips on their way through the model", context.say)
        self.entering: list[dict[str, Tensor]] = [entering(architecture, samples) for samples in told]

    def ndcg(self, vectors: np.ndarray, passages: np.ndarray) -> np.ndarray:
        """(clips, D), (sentences, D) -> nDCG@10 of each clip at the full dim, (clips,) float64."""
        dim = vectors.shape[1]
        of_sets = (
            metrics.per_query(vectors[asked.first : asked.last], passages[asked.rows], asked.right, dim)["ndcg@10"]
            for asked in self.sets
        )
        return np.concatenate(list(of_sets))

    def means(self, values: np.ndarray) -> dict[str, float]:
        """(clips,) -> the mean of each set."""
        return {asked.name: round(float(values[asked.first : asked.last].mean()), 4) for asked in self.sets}


@dataclass(frozen=True)
class Calibration:
    """`spoken` is of the layers of all groups while clips went through; `read` of the text model's while it read the
    French of these clips."""

    clips: int
    seconds: float
    texts: int
    spoken: dict[str, Moment]
    read: dict[str, Moment]

    def both(self) -> dict[str, Moment]:
        """Of the text model's layers, whoever it serves."""
        return {
            name: Moment(self.spoken[name].total + moment.total, self.spoken[name].rows + moment.rows)
            for name, moment in self.read.items()
        }


def calibrate(
    context: Context, architecture: Architecture, layers: Mapping[str, nn.Linear], text_layers: Mapping[str, nn.Linear]
) -> Calibration:
    """Clips that the model was trained on, as they were recorded, and their French. Raises InputFault file-missing."""
    rows = calibration_rows(context.recipe)
    clips, seconds, text = 0, 0.0, architecture.text
    french = list(dict.fromkeys(row.french for row in rows if row.french))
    with watching(layers) as spoken:
        for _, samples in watched(_heard(rows, context.activity), "training clips", context.say, total=len(rows)):
            architecture.hear(torch.from_numpy(samples)[None])
            clips, seconds = clips + 1, seconds + Recording(samples).seconds
    if not clips:
        raise InputFault("no-speech")
    with watching(text_layers) as read, torch.no_grad():
        for passage in french:  # one by one: what fills up a batch is nothing that the model reads
            text([text.pieces(passage, text.passage_prefix)])
    return Calibration(clips, round(seconds, 1), len(french), spoken, read)


def calibration_rows(recipe: Recipe) -> list[Utterance]:
    """As many of each training manifest, drawn by the recipe's seed. Raises InputFault file-missing."""
    drawn = []
    for source in recipe.data.train:
        rows = manifest.read_utterances(source.manifest, recipe.data)[0]
        most = min(len(rows), -(-CALIBRATION_CLIPS // len(recipe.data.train)))
        chosen = np.random.default_rng(recipe.seed).choice(len(rows), most, replace=False)
        drawn += [rows[place] for place in sorted(chosen)]
    return drawn


def _heard(rows: Sequence[Utterance], activity: VoiceActivity) -> Iterator[tuple[Utterance, np.ndarray]]:
    """Those that can be decoded, cut as the product cuts them, (n,) float32."""
    for row in rows:
        try:
            samples = manifest.samples(row)
        except InputFault:  # counted where it matters
            continue
        yield row, trimmed(Recording(samples), activity).samples
