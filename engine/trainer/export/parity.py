"""Whether a bundle gives torch's vectors of recordings and French texts, through the encoders of the product."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from engine.bundle import Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer import manifest, metrics
from engine.trainer.evaluate import VOICE_ACTIVITY, pool
from engine.trainer.models.architectures import Architecture
from engine.trainer.recipe import Export, Recipe
from engine.voice_activity import VoiceActivity, trimmed
from faults import InputFault

MOST_FRENCH = 500
_FIGURES = 4  # after the point
_WARM_UPS = 2


@dataclass(frozen=True)
class Vectors:
    """What one model makes of the clips (q, D) and of the French texts (n, D), float32 unit length."""

    speech: np.ndarray
    french: np.ndarray


@dataclass(frozen=True)
class Parity:
    """One way to keep the weights, against torch."""

    weights: str
    cosine_mean: float  # of the clips
    cosine_least: float
    text_cosine_mean: float
    text_cosine_least: float
    ndcg_torch: dict[str, float]  # nDCG@10 by dim
    ndcg_bundle: dict[str, float]
    latency_ms: float  # of a clip, median
    latency_to_fp32: float
    size_mb: float
    fault: str = ""  # what it loses too much of; empty when it may be used

    @property
    def passed(self) -> bool:
        return not self.fault

    def __str__(self) -> str:
        dim = next(iter(self.ndcg_torch))
        return (
            f"{self.weights}: {self.size_mb:.1f} MB, mean cosine {self.cosine_mean:.4f}, nDCG@10 at {dim} dims "
            f"{self.ndcg_bundle[dim]:.4f} (torch {self.ndcg_torch[dim]:.4f}), {self.latency_ms:.1f} ms a recording, "
            f"{self.latency_to_fp32:.2f} of fp32" + (f"; refused: {self.fault}" if self.fault else "")
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"passed": self.passed}


class ParityCheck:
    """Holds what torch makes of the clips, to compare one bundle after the other with it.

    `clips` are samples (n,) float32 with the row of `french` that is right for each. The first bundle that is checked
    is the yardstick of the others' latency, so it should be the one in float32.
    """

    def __init__(
        self,
        architecture: Architecture,
        recipe: Recipe,
        clips: Sequence[tuple[np.ndarray, int]],
        french: Sequence[str],
        longest_pieces: int,
    ):
        self._recordings = [Recording(samples) for samples, _ in clips]
        self._right = np.array([row for _, row in clips])
        self._french, self._dims, self._limits = list(french), recipe.dims, recipe.export
        self._torch = _torch_vectors(architecture, self._recordings, self._french, longest_pieces)
        self._ndcg_torch = self._ndcg(self._torch)
        self._fp32_ms: float | None = None

    def check(self, bundle: Bundle) -> Parity:
        found, latency_ms = self._encode(bundle)
        if self._fp32_ms is None:
            self._fp32_ms = latency_ms
        of_clips = (found.speech * self._torch.speech).sum(1)
        of_texts = (found.french * self._torch.french).sum(1)
        ndcg = self._ndcg(found)
        return Parity(
            weights=bundle.manifest.precision,
            cosine_mean=_rounded(of_clips.mean()),
            cosine_least=_rounded(of_clips.min()),
            text_cosine_mean=_rounded(of_texts.mean()),
            text_cosine_least=_rounded(of_texts.min()),
            ndcg_torch=self._ndcg_torch,
            ndcg_bundle=ndcg,
            latency_ms=_rounded(latency_ms),
            latency_to_fp32=_rounded(latency_ms / self._fp32_ms),
            size_mb=_rounded(bundle.size_bytes / 1e6),
            fault=_fault(of_clips, of_texts, self._ndcg_torch, ndcg, self._limits),
        )

    def _encode(self, bundle: Bundle) -> tuple[Vectors, float]:
        speech, text = SpeechEncoder(bundle), TextEncoder(bundle)
        for recording in self._recordings[:_WARM_UPS]:
            speech.encode(recording)
        vectors, times_ms = [], []
        for recording in self._recordings:
            started = time.perf_counter()
            vectors.append(speech.encode(recording))
            times_ms.append((time.perf_counter() - started) * 1000)
        return Vectors(np.stack(vectors), text.encode_passages(self._french)), statistics.median(times_ms)

    def _ndcg(self, vectors: Vectors) -> dict[str, float]:
        asked = (vectors.speech, vectors.french, self._right)
        return {str(dim): _rounded(metrics.per_query(*asked, dim)["ndcg@10"].mean()) for dim in self._dims}


def clips(recipe: Recipe) -> tuple[list[tuple[np.ndarray, int]], list[str]]:
    """Recordings of the evaluation sets, as many of each as there are, and French texts with those that are asked for.

    Returns samples (n,) float32, cut as the application cuts them, each with the row of its French.
    Raises InputFault as reading a manifest does.
    """
    activity = VoiceActivity(VOICE_ACTIVITY)
    sets = [manifest.read_utterances(item.manifest, recipe.data)[0] for item in recipe.data.evaluate]
    asked = [[row for row in rows if row.french] for rows in sets]
    in_turns = [row for rows in itertools.zip_longest(*asked) for row in rows if row is not None]
    found: list[tuple[np.ndarray, int]] = []
    french: dict[str, str] = {}
    for row in in_turns:
        if len(found) == recipe.export.clips:
            break
        try:
            samples = manifest.samples(row)
        except InputFault:  # evaluation lists it
            continue
        french.setdefault(manifest.key(row.french), row.french)
        found.append((trimmed(Recording(samples), activity).samples, list(french).index(manifest.key(row.french))))
    for rows, item in zip(asked, recipe.data.evaluate, strict=True):
        for text in pool(rows, item):
            if len(french) < MOST_FRENCH:
                french.setdefault(manifest.key(text), text)
    return found, list(french.values())


def _torch_vectors(
    architecture: Architecture, recordings: Sequence[Recording], french: list[str], longest_pieces: int
) -> Vectors:
    text = architecture.text
    speech = [architecture.hear(torch.from_numpy(recording.samples)[None])[0] for recording in recordings]
    in_training, text.longest_pieces = text.longest_pieces, longest_pieces
    try:
        documents = text.embed(french, text.passage_prefix)
    finally:
        text.longest_pieces = in_training
    return Vectors(torch.stack(speech).float().numpy(), documents.numpy())


def _fault(
    of_clips: np.ndarray, of_texts: np.ndarray, wanted: dict[str, float], found: dict[str, float], limits: Export
) -> str:
    for what, cosines in (("the vectors of recordings", of_clips), ("the vectors of French texts", of_texts)):
        if not cosines.mean() >= limits.least_cosine:  # what is no number fails too
            return f"{what} have a mean cosine of {cosines.mean():.4f}, less than {limits.least_cosine}"
    for dim, value in wanted.items():
        if not value - found[dim] <= limits.most_ndcg_loss + 1e-9:
            return f"at {dim} dims nDCG@10 falls from {value} to {found[dim]}, by more than {limits.most_ndcg_loss}"
    return ""


def _rounded(value: float) -> float:
    return round(float(value), _FIGURES)
