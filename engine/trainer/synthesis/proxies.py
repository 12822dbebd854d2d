"""A listening proxy: do clips of the same sentence by different speakers lie together in the speech encoder's space?

It hears with the bundle's ears, not a person's: it tells a voice that the encoder takes for noise from one that it
follows, and says nothing of how pleasant or natural either is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from engine import recording
from engine.bundle import Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.trainer import manifest
from engine.trainer.curation import row as row_manifest
from engine.trainer.curation.row import Row
from engine.trainer.progress import watched

Encode = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Retrieval:
    """Over the clips that another speaker's clip says the same as; chance is what a random pick would reach."""

    clips: int
    sentences: int
    recall_at_1: float
    chance: float


def same_sentence_retrieval(rows: Sequence[Row], encode: Encode) -> Retrieval:
    """How often the clip by another speaker that is nearest (cosine) to a clip is one of the same sentence.

    encode takes ``(n,) float32`` at 16 kHz to ``(D,) float32``. Raises what `heard` raises.
    """
    found = heard(rows, encode)
    return retrieval(found, found)


@dataclass(frozen=True)
class Heard:
    """Clips as they were encoded: one row of ``vectors (n, D) float32``, of unit length, for each key and speaker."""

    keys: np.ndarray
    speakers: np.ndarray
    vectors: np.ndarray


def heard(rows: Sequence[Row], encode: Encode) -> Heard:
    """The rows with sound, a sentence and a speaker; of others it cannot be told whose or of what they are.

    Raises what recording.segment raises.
    """
    usable = [row for row in rows if row.kept and row.audio and row.speaker and manifest.key(row.wolof)]
    vectors = np.zeros((len(usable), 1), np.float32)
    if usable:
        vectors = np.stack([encode(_samples(row)) for row in watched(usable, "clips heard")])
        vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    keys = np.array([manifest.key(row.wolof) for row in usable], object)
    return Heard(keys, np.array([row.speaker for row in usable], object), vectors)


def _samples(row: Row) -> np.ndarray:
    assert row.audio is not None
    return recording.segment(row.audio, row.start_s, row.end_s)


def retrieval(clips: Heard, among: Heard) -> Retrieval:
    """Each of `clips` looks for its sentence `among` others, by other speakers alone."""
    hits, chances, keys = 0, [], set[str]()
    for key, speaker, vector in zip(clips.keys, clips.speakers, clips.vectors, strict=True):
        others = among.speakers != speaker  # (n,) bool
        same = (among.keys == key)[others]
        if not same.any():
            continue
        hits += bool(same[np.argmax(among.vectors[others] @ vector)])
        chances.append(float(same.mean()))
        keys.add(key)
    count = len(chances)
    return Retrieval(count, len(keys), hits / count if count else 0.0, sum(chances) / count if count else 0.0)


def listen(manifests: Sequence[Path], bundle: Path) -> str:
    """A Markdown table: from each kind of clip (its voice, else its source) to each, how often the sentence is found.

    Raises what Bundle.open, row.read and recording.segment raise.
    """
    opened = Bundle.open(bundle)
    encoder, limits = SpeechEncoder(opened), opened.manifest
    by_kind: dict[str, list[Row]] = {}
    for path in manifests:
        for row in row_manifest.read(path):
            if row.kept and row.audio and limits.shortest_query_s <= _seconds(row) <= limits.longest_query_s:
                by_kind.setdefault(row.voice or row.source or path.stem, []).append(row)
    found = {kind: heard(rows, lambda samples: encoder.encode(Recording(samples))) for kind, rows in by_kind.items()}
    return table({(one, other): retrieval(found[one], found[other]) for one, other in product(found, found)})


def _seconds(row: Row) -> float:
    if row.audio is None:
        return 0.0
    return (recording.seconds(row.audio) if row.end_s is None else row.end_s) - row.start_s


def table(retrievals: dict[tuple[str, str], Retrieval]) -> str:
    """Markdown, a line for each pair of kinds that has a sentence in common."""
    lines = ["| clips of | found among | clips | sentences | recall@1 | chance |", "|---|---|--:|--:|--:|--:|"]
    for (one, other), figures in retrievals.items():
        if figures.clips:
            lines.append(
                f"| {one} | {other} | {figures.clips} | {figures.sentences} | {figures.recall_at_1:.3f} "
                f"| {figures.chance:.3f} |"
            )
    return "\n".join(lines) + "\n"
