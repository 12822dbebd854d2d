"""How good a bundle is, measured with the product's own encoders and search on what training never saw.

Sentence sets (spoken Wolof question -> its French among at least 1,000 French sentences): the held-out speaker, and
AfriQA development questions by held-out voices. Document sets (question -> starter document): questions about documents
that no training question is about, by held-out voices. Each stands beside the same figure for the gold Wolof text,
which bounds what listening can reach.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from corpus import starter_library
from corpus.library import Library
from engine import confidence, recording
from engine.bundle import Bundle, seal
from engine.confidence import Calibration, evidence
from engine.passage_index import PassageIndex
from engine.search import Hit, Search
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer import corpora, metrics, spoken
from engine.trainer.card import card
from engine.trainer.recipe import Recipe
from engine.voice_activity import VoiceActivity, trimmed

SENTENCE_SETS = ("real", "kokoro", "espeak")
DOCUMENT_SETS = ("starter-kokoro", "starter-espeak")
DISTRACTORS = 1000
SHORTLIST = 100
CARD = "model-card.md"
VOICE_ACTIVITY = Path(__file__).parents[2] / "assets" / "vad" / "silero_vad.onnx"


class Evaluation:
    """One bundle, opened, with every recording of the sets encoded once."""

    def __init__(
        self, recipe: Recipe, run: Path, folder: Path, sets: tuple[str, ...] = (*SENTENCE_SETS, *DOCUMENT_SETS)
    ):
        self.recipe, self.bundle = recipe, Bundle.open(folder)
        self.speech = SpeechEncoder(self.bundle, recipe.threads)
        self.text = TextEncoder(self.bundle, recipe.threads)
        trained = corpora.trained_french(recipe.data.folder)
        self.lines = [
            (line, path)
            for line, path in spoken.recordings(recipe, run)
            if line.set in sets and line.french and corpora.key(line.french) not in trained
        ]
        self._activity = VoiceActivity(VOICE_ACTIVITY)
        self.vectors = {line.id: self._encode(path) for line, path in self.lines}
        asked = {corpora.key(line.french) for line, _ in self.lines}
        others = [text for text in corpora.french_sentences(recipe.data.folder) if corpora.key(text) not in asked]
        self.distractors = self.text.encode_passages(others[:DISTRACTORS])

    def _encode(self, path: Path) -> np.ndarray:
        return self.speech.encode(trimmed(recording.load(path), self._activity))

    def sentences(self, name: str) -> dict:
        """Spoken and gold figures by dim, and the funnel, of one sentence set."""
        lines = [line for line, _ in self.lines if line.set == name]
        known = {corpora.key(line.french): line.french for line in lines}
        documents = np.concatenate([self.text.encode_passages(list(known.values())), self.distractors])
        right = np.array([list(known).index(corpora.key(line.french)) for line in lines])
        queries = np.stack([self.vectors[line.id] for line in lines])
        gold = self.text.encode_queries([line.wolof for line in lines])
        funnel = metrics.funnel_ranks(queries, documents, right, self.bundle.manifest.default_dim, SHORTLIST)
        return {
            "questions": len(lines),
            "french_sentences": len(documents),
            "speech": metrics.by_dim(queries, documents, right, self.recipe.dims),
            "funnel": {"ndcg@10": round(metrics.ndcg(funnel), 4)},
            "gold_text": metrics.by_dim(gold, documents, right, self.recipe.dims),
        }

    def documents(self) -> dict:
        """The starter library through the product's search: speech, gold Wolof and typed French, and the calibration.

        The confidence thresholds are fitted on half of the evaluation documents and reported on the other half.
        """
        with (
            tempfile.TemporaryDirectory() as folder,
            Library.open(Path(folder) / "library.db", writable=True) as library,
        ):
            library.add(starter_library.documents(self.recipe.data.starter), "starter")
            search = self._search(library, Path(folder))
            search.index_missing()
            table: dict = {"documents": len(library.summaries())}
            for name in DOCUMENT_SETS:
                lines = [line for line, _ in self.lines if line.set == name]
                ranks = [
                    _rank(search.find_vector(self.vectors[line.id], top=len(library.summaries())), line)
                    for line in lines
                ]
                table[name] = _document_figures(ranks)
            questions = [q for q in corpora.starter_questions(self.recipe.data.starter) if q.use == "eval"]
            gold = self.text.encode_queries([q.wolof for q in questions])
            top = table["documents"]
            table["gold_text"] = _document_figures(
                [_rank(search.find_vector(v, top=top), q) for v, q in zip(gold, questions, strict=True)]
            )
            table["typed_french"] = _document_figures(
                [_rank(search.find(q.french, top=top).hits, q) for q in questions]
            )
            table["confidence"] = self._calibrate(search, questions)
        return table

    def _search(self, library: Library, folder: Path) -> Search:
        bundle = self.bundle
        index = PassageIndex.open(library, bundle.model_id, bundle.manifest.default_dim, folder)
        return Search(library, bundle, self.speech, self.text, index, self._activity)

    def _calibrate(self, search: Search, questions: list[corpora.Question]) -> dict:
        """Thresholds from one half of the questions inside and outside the library, their reliability on the other."""
        half = set(random.Random(self.recipe.seed).sample(sorted({q.document for q in questions}), 16))

        def is_first(document: str, number: int) -> bool:
            return document in half if document else number % 2 == 0

        spoken_sides: tuple[list, list] = ([], [])
        for number, (line, _) in enumerate(self.lines):
            if line.set in DOCUMENT_SETS or line.set in ("kokoro", "espeak"):
                answer = search.find_vector(self.vectors[line.id])
                spoken_sides[not is_first(line.document, number)].append((answer, line.document))
        typed_sides: tuple[list, list] = ([], [])
        outside = corpora.afriqa_development(self.recipe.data.folder)[: len(questions)]
        typed = [(q.french, q.document) for q in questions] + [(pair.french, "") for pair in outside]
        for number, (text, document) in enumerate(typed):
            typed_sides[not is_first(document, number)].append((search.find(text).hits, document))
        by_speech, by_text = _fit(spoken_sides[0]), _fit(typed_sides[0])
        return {
            "calibrations": {"speech": asdict(by_speech), "text": asdict(by_text)},
            "speech": _reliability(by_speech, spoken_sides[1]),
            "text": _reliability(by_text, typed_sides[1]),
        }


def _fit(answers: list[tuple[tuple[Hit, ...], str]]) -> Calibration:
    told = [evidence([hit.score for hit in hits]) for hits, _ in answers]
    right = [hits[0].document == document for hits, document in answers]
    answerable = [bool(document) for _, document in answers]
    return confidence.fit([score for score, _ in told], [margin for _, margin in told], right, answerable)


def _reliability(calibration: Calibration, answers: list[tuple[tuple[Hit, ...], str]]) -> dict:
    """For each step of confidence: how many answers, and how many of them had the right document first; and how many
    questions that nothing in the library answers were told "nothing"."""
    judged: dict[str, list[bool]] = {"sure": [], "unsure": [], "nothing": []}
    outside = []
    for hits, document in answers:
        verdict = calibration.judge(*evidence([hit.score for hit in hits]))
        judged[verdict].append(hits[0].document == document)
        if not document:
            outside.append(verdict == "nothing")
    table: dict = {
        name: {"answers": len(right), "right": round(float(np.mean(right)), 3) if right else None}
        for name, right in judged.items()
    }
    return table | {"outside": {"questions": len(outside), "told nothing": round(float(np.mean(outside)), 3)}}


def _rank(hits: Iterable, asked) -> int:
    """Rank (from 0) of the document that answers, 10**6 when it is not among the hits."""
    return next((i for i, hit in enumerate(hits) if hit.document == asked.document), 10**6)


def _document_figures(ranks: list[int]) -> dict:
    found = np.array(ranks)
    return {
        "questions": len(ranks),
        "first": round(metrics.recall(found, 1), 4),
        "first_three": round(metrics.recall(found, 3), 4),
        "ndcg@10": round(metrics.ndcg(found), 4),
        "interval": [round(bound, 3) for bound in metrics.interval(found)],
    }


def evaluate_run(recipe: Recipe, run: Path) -> dict:
    """Measure `run/bundle` and `run/bundle-fp32`; the figures and what int8 costs go into the first's manifest."""
    evaluation, full = Evaluation(recipe, run, run / "bundle"), str(recipe.dims[0])
    scores: dict = {name: evaluation.sentences(name) for name in SENTENCE_SETS}
    scores["starter"] = evaluation.documents()
    exact = Evaluation(recipe, run, run / "bundle-fp32", SENTENCE_SETS)
    scores["int8_against_fp32"] = {
        name: round(scores[name]["speech"][full]["ndcg@10"] - exact.sentences(name)["speech"][full]["ndcg@10"], 4)
        for name in SENTENCE_SETS
    }
    calibrations = scores["starter"]["confidence"].pop("calibrations")
    manifest = replace(Bundle.open(run / "bundle").manifest, scores=scores, confidence=calibrations)
    (run / "bundle" / CARD).write_text(card(manifest), encoding="utf-8")
    seal(run / "bundle", manifest)
    return scores
