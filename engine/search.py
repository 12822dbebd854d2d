"""From a question to documents: the funnel.

A question is a vector of D components, any prefix of which is an embedding too (engine/matryoshka.py). A short prefix
chooses a hundred passages from all there are; the whole vector puts these in order; each document is shown by its best
passage. A typed question is compared by its words as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus.documents import Passage
from corpus.library import Library
from engine.bundle import Bundle
from engine.confidence import COMPARED, Calibration, Confidence, evidence
from engine.matryoshka import truncate
from engine.passage_index import PassageIndex
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.voice_activity import Heard, VoiceActivity, heard, trimmed
from faults import InputFault

SHORTLIST = 100
WORDS_SHARE = 1 / 3  # of shared words in the order of a typed question's answers; the rest is meaning
EMBEDDED_AT_ONCE = 16

Ranked = dict[int, float]  # passages by rowid, best first, with their cosines


@dataclass(frozen=True)
class Hit:
    """A document and the passage that speaks for it; `score` is the passage's cosine with the question at D."""

    document: str
    title: str
    theme: str
    source: str  # the first of the document's sources, or ""
    score: float
    passage: Passage


@dataclass(frozen=True)
class Answer:
    """What a question found, best first. `confidence` is about the first hit; "nothing" may still have hits."""

    question: str
    heard: Heard | Literal["text"]
    confidence: Confidence
    hits: tuple[Hit, ...]
    ms: dict[str, float]  # by stage: encode, search, rescore


class Search:
    """Questions to one library through one model. Threads may share it as far as its library and encoders allow."""

    def __init__(
        self,
        library: Library,
        bundle: Bundle,
        speech_encoder: SpeechEncoder,
        text_encoder: TextEncoder,
        index: PassageIndex,
        activity: VoiceActivity,
    ):
        self.library, self.bundle, self.activity = library, bundle, activity
        self.speech_encoder, self.text_encoder = speech_encoder, text_encoder
        self._newest_index = index.at
        self._indexes = {index.dim: index}

    def ask(self, recording: Recording, dim: int | None = None, top: int = 5, question: str = "") -> Answer:
        """Documents for a spoken question; none where nobody speaks. Raises InputFault dim-unknown."""
        ms = _stages()
        sound = heard(recording, self.activity)
        if sound != "speech":
            return Answer(question, sound, "nothing", (), ms)
        with _timed(ms, "encode"):
            vector = self.speech_encoder.encode(trimmed(recording, self.activity))
        return self._answer(question, sound, self._nearest(vector, dim, ms), top, ms)

    def find(self, text: str, dim: int | None = None, top: int = 5) -> Answer:
        """Documents for a typed question, by meaning and by words. Raises InputFault: question-empty, dim-unknown."""
        if not text.strip():
            raise InputFault("question-empty")
        ms = _stages()
        with _timed(ms, "encode"):
            vector = self.text_encoder.encode_queries([text])[0]
        with _timed(ms, "search"):
            words = dict(self.library.find(text, SHORTLIST))
        return self._answer(text, "text", fuse(self._nearest(vector, dim, ms, also=words), words), top, ms)

    def find_vector(self, vector: np.ndarray, dim: int | None = None, top: int = 5) -> tuple[Hit, ...]:
        """Hits for a question that is encoded already, (D,) float32. Raises InputFault dim-unknown."""
        return self._documents(self._nearest(vector, dim, _stages()), top)

    def alike(self, document: str, passage: Passage | None = None, top: int = 5) -> tuple[Hit, ...]:
        """Other documents near to this passage of one or, without it, to the whole of it; by the vectors that are kept.

        None where it has no vector yet, or is not there.
        """
        own = self.library.passages_of(document)
        chosen = [rowid for rowid, one in own.items() if one == passage] or list(own)
        _, vectors = self.library.vectors(self.bundle.model_id, chosen)
        if not len(vectors):
            return ()
        middle = truncate(vectors.astype(np.float32).mean(axis=0), vectors.shape[1])
        ranked = self._nearest(middle, None, _stages(), most=SHORTLIST + len(own))
        return self._documents({rowid: score for rowid, score in ranked.items() if rowid not in own}, top)

    def index_missing(
        self, progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> int:
        """Embeds the passages that have no vector of this model, and returns how many. The library must be writable.

        `progress` hears (done, of how many). What is done when `cancelled` says so stays done.
        """
        missing = self.library.missing_vectors(self.bundle.model_id)
        missing.sort(key=lambda passage: len(passage[1]))  # like lengths together: little padding
        done = 0
        while done < len(missing) and not (cancelled and cancelled()):
            rowids, texts = zip(*missing[done : done + EMBEDDED_AT_ONCE], strict=True)
            vectors = self.text_encoder.encode_passages(texts)
            self.library.put_vectors(self.bundle.model_id, dict(zip(rowids, vectors, strict=True)))
            done += len(rowids)
            if progress:
                progress(done, len(missing))
        self._indexes = {}
        return done

    # The funnel

    def _nearest(
        self,
        vector: np.ndarray,
        dim: int | None,
        ms: dict[str, float],
        also: Collection[int] = (),
        most: int | None = None,
    ) -> Ranked:
        """The passages nearest at `dim`, SHORTLIST or `most` of them, and those in `also`, by their cosine at D.

        One of `also` that has no vector yet scores 0: it is found by its words alone.
        """
        with _timed(ms, "search"):
            index = self._index(dim)
            shortlist, _ = index.search(truncate(vector, index.dim), most or SHORTLIST)
        with _timed(ms, "rescore"):
            rowids, vectors = self.library.vectors(self.bundle.model_id, [*shortlist, *also])
            cosines = truncate(vectors.astype(np.float32), len(vector)) @ vector if len(rowids) else rowids
            scores = dict.fromkeys(also, 0.0) | dict(zip(rowids.tolist(), cosines.tolist(), strict=True))
            return {rowid: scores[rowid] for rowid in sorted(scores, key=scores.__getitem__, reverse=True)}

    def _index(self, dim: int | None) -> PassageIndex:
        manifest, indexes = self.bundle.manifest, self._indexes
        dim = manifest.default_dim if dim is None else dim
        if not min(manifest.dims) <= dim <= max(manifest.dims):
            raise InputFault("dim-unknown", dim=dim, least=min(manifest.dims), most=max(manifest.dims))
        if dim not in indexes:
            indexes[dim] = self._newest_index(dim)
        return indexes[dim]

    def _documents(self, ranked: Ranked, top: int) -> tuple[Hit, ...]:
        """The first `top` documents in the order of their best passages."""
        passages = self.library.passages(list(ranked))
        best: dict[str, int] = {}
        for rowid in ranked:
            if rowid in passages:  # else it was removed meanwhile
                best.setdefault(passages[rowid].document, rowid)
        return tuple(self._hit(passages[rowid], ranked[rowid]) for rowid in list(best.values())[:top])

    def _hit(self, passage: Passage, score: float) -> Hit:
        document = self.library.document(passage.document)
        return Hit(document.id, document.title, document.theme, next(iter(document.sources), ""), score, passage)

    def _answer(
        self, question: str, sound: Heard | Literal["text"], ranked: Ranked, top: int, ms: dict[str, float]
    ) -> Answer:
        with _timed(ms, "rescore"):
            hits = self._documents(ranked, max(top, COMPARED))
        calibration = Calibration.of(self.bundle.manifest.confidence, "text" if sound == "text" else "speech")
        confidence = calibration.judge(*evidence([hit.score for hit in hits])) if hits else "nothing"
        return Answer(question, sound, confidence, hits[:top], ms)


def fuse(ranked: Ranked, words: Mapping[int, float]) -> Ranked:
    """The same passages and cosines, in the order of meaning and shared words (BM25 by rowid) together.

    A weighted sum, each side stretched to 0 … 1: it keeps how much better one passage is than the next, which ranks
    forget (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", arXiv 2210.11934).
    """
    least, most = min(ranked.values(), default=0.0), max(ranked.values(), default=0.0)
    most_words = max(words.values(), default=1.0)

    def merit(rowid: int) -> float:
        meaning = (ranked[rowid] - least) / (most - least or 1.0)
        return (1 - WORDS_SHARE) * meaning + WORDS_SHARE * words.get(rowid, 0.0) / most_words

    return {rowid: ranked[rowid] for rowid in sorted(ranked, key=merit, reverse=True)}


def _stages() -> dict[str, float]:
    return {"encode": 0.0, "search": 0.0, "rescore": 0.0}


@contextmanager
def _timed(ms: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    ms[stage] += (time.perf_counter() - start) * 1000
