"""The text embedding model in torch: pieces, or input embeddings, to unit vectors.

Encoders like BERT and XLM-R, and decoders like Qwen3 and Gemma 3, go through one path: input embeddings and a mask of
true places, padded on the right; the mask over pairs of places is made here, so that the same code trains, evaluates
and is exported to ONNX.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules as parts
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint
from transformers import PreTrainedTokenizerFast
from transformers.utils import cached_file, logging

from engine.trainer import recipe as recipes
from engine.trainer.models.vocabulary import Speller, spoken_form
from engine.trainer.progress import watched
from engine.trainer.recipe import RecipeError
from engine.trainer.run import replace_folder, write

__all__ = ["TextTower", "Transformer", "checkpoint_layers", "spoken_form"]

SPEECH_VOCABULARY = "speech_vocabulary.json"
_HIDDEN = (
    -1e9
)  # added to the score of a place that may not be seen; finite, so that a place that sees none stays finite
_POOLING = {"mean": "mean", "last": "lasttoken", "cls": "cls"}


class TextTower(nn.Module):
    """A sentence embedding model. Wraps a sentence_transformers.SentenceTransformer, whose modules after the pooling
    (dense layers, normalisation) are taken as they are."""

    def __init__(self, model: SentenceTransformer, tokenizer: Tokenizer, settings: recipes.Text):
        """Raises RecipeError when the model has parts that cannot be fed with input embeddings here."""
        super().__init__()
        self.model, self.tokenizer = model, tokenizer
        if getattr(self.transformer, "pooler", None) is not None:
            self.transformer.pooler = None  # a BERT has one that no embedding goes through
        self.longest_pieces = settings.longest_pieces
        pad_id = tokenizer.token_to_id(str(model.tokenizer.pad_token))
        self.pad_id: int = (self.transformer.config.pad_token_id or 0) if pad_id is None else pad_id
        prompts = model.prompts or {}
        own = prompts.get("query") or ""
        self.query_prefix: str = own if settings.query_prefix is None else settings.query_prefix
        own = prompts.get("passage") or prompts.get("document") or ""
        self.passage_prefix: str = own if settings.passage_prefix is None else settings.passage_prefix
        self.pooling = self._pooling(settings)
        self.speech_vocabulary: list[int] = []  # ids of the pieces that speech may come out as
        self.set_tokenizer(tokenizer)
        self.width: int = self.transformer.get_input_embeddings().embedding_dim
        self._check(settings)
        with torch.no_grad():
            self.dim: int = self.eval()([self.pieces("a")]).shape[1]

    @classmethod
    def load(cls, settings: recipes.Text, folder: Path | str | None = None) -> TextTower:
        """The model that a text stage left in `folder`, or the recipe's base.

        Raises:
            RecipeError: there is no such model, or it does not fit.
        """
        base = str(folder or settings.base)
        try:
            with _quiet():
                model = _open(base, settings)
                file = _file(base, "tokenizer.json") or _file(base, "0_Transformer/tokenizer.json")
                tokenizer = Tokenizer.from_file(str(file)) if file else model.tokenizer.backend_tokenizer
        except RecipeError:
            raise
        except Exception as error:  # whatever is wrong with somebody else's files, it is the base that does not fit
            first = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
            raise RecipeError(f"The text model {base} cannot be loaded: {first}.") from error
        tower = cls(model, tokenizer, settings)
        kept = Path(base) / SPEECH_VOCABULARY
        if kept.is_file():
            tower.set_speech_vocabulary(json.loads(kept.read_text(encoding="utf-8")))
        return tower

    def save(self, folder: Path) -> None:
        """A sentence-transformers folder with the pieces of speech beside; the prefixes are its prompts."""
        beside = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(beside, ignore_errors=True)  # what a killed run left
        beside.mkdir(parents=True)
        self.model.prompts = {"query": self.query_prefix, "passage": self.passage_prefix}
        with _quiet():
            self.model.save_pretrained(str(beside), create_model_card=False)
        self.tokenizer.save(str(beside / "tokenizer.json"))
        write(beside / SPEECH_VOCABULARY, json.dumps(self.speech_vocabulary))
        replace_folder(beside, folder)

    @property
    def transformer(self) -> Any:
        """The model of transformers inside."""
        return self.model[0].model

    @property
    def places(self) -> int | None:
        """How many pieces the transformer has room for; None where it sets no bound."""
        places = getattr(self.transformer.config, "max_position_embeddings", None)
        if places is None:
            return None
        start = getattr(getattr(self.transformer, "embeddings", None), "padding_idx", None)
        return places if start is None else places - start - 1  # XLM-R counts from the padding's id on

    @property
    def layers(self) -> nn.ModuleList:
        """The transformer's layers, first to last."""
        encoder = getattr(self.transformer, "encoder", None)
        layers = getattr(encoder, "layer", None) or getattr(self.transformer, "layers", None)
        if not isinstance(layers, nn.ModuleList):
            kind = self.transformer.config.model_type
            raise RecipeError(
                f"A text model of the kind “{kind}” cannot be used: its layers are not where a BERT has them."
            )
        return layers

    def set_tokenizer(self, tokenizer: Tokenizer) -> None:
        """What the application will read is what cuts texts here; transformers' own class may cut them otherwise."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        old, known = self.model.tokenizer, tokenizer.get_vocab()
        special = {name: str(token) for name, token in old.special_tokens_map.items() if str(token) in known}
        if "pad_token" not in special and (token := tokenizer.id_to_token(self.pad_id)):
            special["pad_token"] = token
        self.model[0].processor = PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, padding_side="right", model_max_length=old.model_max_length, **special
        )
        self.tokenizer = tokenizer
        self.set_speech_vocabulary([])

    def set_speech_vocabulary(self, ids: Sequence[int]) -> None:
        self.speech_vocabulary = list(ids)
        self._speller = Speller(self.tokenizer, self.speech_vocabulary) if ids else None

    def embed_pieces(self, ids: Tensor) -> Tensor:
        """(...,) int -> (..., width): rows as the transformer takes them (Gemma's are scaled)."""
        return self.transformer.get_input_embeddings()(ids)

    def pieces(self, text: str, prefix: str = "") -> list[int]:
        """Piece ids with special ones around, cut to the longest length; the special ones at the end are kept."""
        encoded = self.tokenizer.encode(prefix + text)
        return self._cut(encoded.ids, _trailing(encoded.special_tokens_mask))

    def frame(self) -> tuple[list[int], list[int]]:
        """Ids before and after what is said, "<s> query:" and "</s>"; either may be empty."""
        encoded = self.tokenizer.encode(self.query_prefix.rstrip())
        end = len(encoded.ids) - _trailing(encoded.special_tokens_mask)
        return encoded.ids[:end], encoded.ids[end:]

    def spoken_pieces(self, text: str) -> list[int]:
        """The pieces of a text's spoken form as they are after the query prefix, whatever speech may come out as."""
        return self.tokenizer.encode(self._spoken(text), add_special_tokens=False).ids

    def transcript_pieces(self, text: str) -> list[int]:
        """The spoken form written with pieces of the speech vocabulary alone: the targets of a CTC."""
        return self._speller.write(self._spoken(text)) if self._speller else []

    def speech_pieces(self, text: str) -> list[int]:
        """Piece ids of a query written with the pieces of speech, as a bridge hears it."""
        before, after = self.frame()
        return self._cut([*before, *self.transcript_pieces(text), *after], len(after))

    def forward(self, rows: Sequence[list[int]]) -> Tensor:
        """Rows of piece ids -> (rows, D) float32 unit length."""
        ids, mask = self.pad(rows)
        device = self.transformer.get_input_embeddings().weight.device
        return self.forward_inputs(self.embed_pieces(ids.to(device)), mask.to(device))

    def pad(self, rows: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
        """Rows of piece ids -> ids (rows, n) int64, padded on the right, and mask (rows, n) bool."""
        lengths = torch.tensor([len(row) for row in rows])
        ids = torch.full((len(rows), int(lengths.max())), self.pad_id)
        for place, row in zip(ids, rows, strict=True):
            place[: len(row)] = torch.tensor(row)
        return ids, torch.arange(ids.shape[1]) < lengths[:, None]

    def forward_inputs(self, inputs: Tensor, mask: Tensor) -> Tensor:
        """Input embeddings (B, n, width) and their mask (B, n), padded on the right -> (B, D) float32 unit length."""
        attention = self._attention(mask)
        hidden = self.transformer(inputs_embeds=inputs, attention_mask=attention, use_cache=False).last_hidden_state
        features = {"sentence_embedding": pool(hidden, mask, self.pooling)}
        for module in list(self.model)[2:]:
            features = module(features)
        return F.normalize(features["sentence_embedding"].float(), dim=-1)

    @torch.no_grad()
    def embed(self, texts: Sequence[str], prefix: str, batch: int = 64) -> Tensor:
        """(texts, D) float32 unit length, on the processor, whatever their order and number."""
        rows = [self.pieces(text, prefix) for text in texts]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        vectors = torch.zeros(len(rows), self.dim)
        training = self.training
        self.eval()
        for start in watched(range(0, len(order), batch), f"{len(order)} texts embedded, in batches"):
            chosen = order[start : start + batch]
            vectors[chosen] = self([rows[i] for i in chosen]).float().cpu()
        self.train(training)
        return vectors

    def _attention(self, mask: Tensor) -> Tensor | dict[str, Tensor]:
        """What may see what, to be added to scores: (B, 1, 1 or n, n) float32; one for each kind of layer where a model
        has windows."""
        config = self.transformer.config
        there = mask.bool()[:, None, None, :]
        if hasattr(self.transformer, "encoder"):
            return torch.where(there, 0.0, _HIDDEN)
        place = torch.arange(mask.shape[1], device=mask.device)
        back = place[:, None] - place[None, :]  # how far behind the seeing place the seen one lies
        both_ways = getattr(config, "use_bidirectional_attention", False)
        seen = there if both_ways else there & (back >= 0)
        kinds = set(getattr(config, "layer_types", None) or ())
        if not kinds:
            return torch.where(seen, 0.0, _HIDDEN)
        masks = {"full_attention": seen}
        if "sliding_attention" in kinds:
            masks["sliding_attention"] = seen & ((back.abs() if both_ways else back) < config.sliding_window)
        return {kind: torch.where(allowed, 0.0, _HIDDEN) for kind, allowed in masks.items()}

    def _spoken(self, text: str) -> str:
        return self.query_prefix[len(self.query_prefix.rstrip()) :] + spoken_form(text)

    def _cut(self, ids: list[int], ending: int) -> list[int]:
        if len(ids) <= self.longest_pieces:
            return ids
        return [*ids[: self.longest_pieces - ending], *ids[len(ids) - ending :]]

    def _pooling(self, settings: recipes.Text) -> str:
        module = self.model[1] if len(self.model) > 1 else None
        found = getattr(module, "pooling_mode", None)
        name = next((ours for ours, theirs in _POOLING.items() if theirs == found), None)
        if not isinstance(module, parts.Pooling) or name is None or not module.include_prompt:
            raise RecipeError("The text model pools its pieces in a way that is neither mean, last nor cls.")
        if settings.pooling not in ("auto", name):
            raise RecipeError(f"The text model pools by “{name}”, and text.pooling asks for “{settings.pooling}”.")
        return name

    @torch.no_grad()
    def _check(self, settings: recipes.Text) -> None:
        """A base that its own code reads otherwise than the path here would train and run, and be wrong."""
        kind = self.transformer.config.model_type
        if self.places is not None and settings.longest_pieces > self.places:
            raise RecipeError(f"The text model has {self.places} places, and text.longest_pieces asks for more.")
        if not len(self.layers):
            raise RecipeError("The text model has no layers.")
        self.eval()
        rows = [self.pieces("naka lañuy faj sibbiru"), self.pieces("la banque")]
        ids, mask = self.pad(rows)
        try:
            theirs = self.model({"input_ids": ids, "attention_mask": mask.long()})["sentence_embedding"]
            away = (self(rows) - F.normalize(theirs.float(), dim=-1)).abs().max().item()
        except (TypeError, ValueError, AttributeError, KeyError, IndexError, RuntimeError) as error:
            raise RecipeError(f"A text model of the kind “{kind}” cannot be fed with input embeddings.") from error
        if not away < 1e-3:
            raise RecipeError(
                f"A text model of the kind “{kind}” gives other vectors for input embeddings than for ids."
            )


class Transformer(nn.Module):
    """What is exported: input embeddings (B, n, width) float32 and mask (B, n) int64 -> (B, D) float32 unit length."""

    def __init__(self, tower: TextTower):
        super().__init__()
        self.tower = tower

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        return self.tower.forward_inputs(inputs, mask)


def pool(hidden: Tensor, mask: Tensor, kind: str) -> Tensor:
    """(B, n, D), (B, n) padded on the right -> (B, D) float32: the mean of the true places, the last, or the first."""
    there = mask.bool()
    place = torch.arange(mask.shape[1], device=mask.device)
    if kind == "last":
        there = place == there.sum(1, keepdim=True) - 1
    elif kind == "cls":
        there = (place == 0) & there
    weights = there.float()[..., None]
    return (hidden.float() * weights).sum(1) / weights.sum(1).clamp(min=1e-9)


def checkpoint_layers(tower: TextTower) -> None:
    """Compute each layer's activations again in the backward pass instead of keeping them.

    transformers does so only for a model in training mode, and a frozen tower never is. Hooks on a layer stay outside.
    """
    for layer in tower.layers:
        layer.forward = partial(checkpoint, layer.forward, use_reentrant=False, preserve_rng_state=False)


def _trailing(special: Sequence[int]) -> int:
    """How many special pieces end a text."""
    text = [place for place, is_special in enumerate(special) if not is_special]
    return len(special) - 1 - text[-1] if text else min(1, len(special) - 1)


def _open(base: str, settings: recipes.Text) -> SentenceTransformer:
    kwargs = {"dtype": torch.float32, "attn_implementation": "sdpa"}
    if _file(base, "modules.json"):
        return SentenceTransformer(base, device="cpu", model_kwargs=kwargs)
    pooling = "mean" if settings.pooling == "auto" else settings.pooling
    transformer = parts.Transformer(base, model_kwargs=kwargs)
    width = transformer.get_embedding_dimension()
    return SentenceTransformer(modules=[transformer, parts.Pooling(width, _POOLING[pooling])], device="cpu")


def _file(base: str, name: str) -> str | None:
    """A file of a base, in its local folder or from the hub; None where it has no such file."""
    if Path(base).is_dir():
        return str(Path(base) / name) if (Path(base) / name).is_file() else None
    return cached_file(base, name, _raise_exceptions_for_missing_entries=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without progress bars and reports of transformers: it misses the pooler, which is not wanted."""
    level = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
