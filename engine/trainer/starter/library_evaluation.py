"""A bundle's figures, as its manifest and its card tell them: the recipe's evaluation sets, then the starter library.

The starter questions are about documents that no training question is about. They go through the product's own search,
spoken by held-out voices and, beside that, as gold Wolof text and as typed French; the thresholds of confidence are
fitted on one half of their documents, and their reliability is told of the other.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus import starter_library
from corpus.library import Library
from corpus.starter_library import Question
from engine import confidence
from engine.bundle import Bundle, seal
from engine.confidence import Calibration, evidence
from engine.passage_index import PassageIndex
from engine.search import Hit, Search
from engine.trainer import metrics
from engine.trainer.card import card
from engine.trainer.evaluate import CLEAN, VOICE_ACTIVITY, BundleEncoder, SetEvaluation, evaluate, hear
from engine.trainer.manifest import Utterance, read_utterances
from engine.trainer.recipe import Recipe
from engine.trainer.run import write
from engine.voice_activity import VoiceActivity

CARD = "model-card.md"
TRAINING_DATA = "data.json"
SPOKEN_SETS = ("starter-kokoro", "starter-espeak")
_SCORED = ("ndcg@10", "recall@1", "recall@10", "interval")  # what a manifest keeps of each dim
_MISSED = 10**6  # rank of a document that is not among the hits

Hits = Sequence[Hit]


@dataclass(frozen=True)
class Asked:
    """A question in Wolof and its vector, (D,) float32; `document` is empty where no page answers."""

    document: str
    vector: np.ndarray


@dataclass(frozen=True)
class Typed:
    """A question in French; `document` is empty where no page answers."""

    document: str
    french: str


def seal_scores(recipe: Recipe, folder: Path, exact: Path | None = None) -> dict[str, Any]:
    """Measure the bundle in `folder`; its figures, thresholds and card go into it, and the figures come back.

    `exact` is the same model in fp32: what the bundle has lost against it is told too.

    Raises InputFault of a bundle that does not open, and what evaluate raises.
    """
    encoder = BundleEncoder(folder, recipe.threads or None)
    evaluation = evaluate(encoder, recipe)
    manifest = encoder.bundle.manifest
    scores: dict[str, Any] = {name: table for name, table in manifest.scores.items() if name == "parity"}
    scores |= {name: _sentences(told, recipe.dims[0]) for name, told in evaluation.sets.items()}
    if found := starter(recipe, encoder):
        scores["starter"] = found
        manifest = replace(manifest, confidence=found["confidence"].pop("calibrations"))
    if exact is not None:
        full = str(recipe.dims[0])
        against = evaluate(BundleEncoder(exact, recipe.threads or None), recipe, conditions=False)
        scores[f"{manifest.precision}_against_fp32"] = {
            name: round(told.speech[full]["ndcg@10"] - against.sets[name].speech[full]["ndcg@10"], 4)
            for name, told in evaluation.sets.items()
        }
    data = recipe.preparation.out / TRAINING_DATA
    if data.is_file():
        manifest = replace(manifest, training_data=json.loads(data.read_text(encoding="utf-8")))
    manifest = replace(manifest, scores=scores)
    write(folder / CARD, card(manifest))
    seal(folder, manifest)
    return scores


def _sentences(told: SetEvaluation, full: int) -> dict[str, Any]:
    scores: dict[str, Any] = {
        "questions": told.questions,
        "french_sentences": told.french_sentences,
        "speech": {dim: _scored(row) for dim, row in told.speech.items()},
        "funnel": {"ndcg@10": told.funnel["ndcg@10"]},
        "gold_text": {dim: _scored(row) for dim, row in told.gold_text.items()},
    }
    if told.conditions:
        scores["conditions"] = {way: _scored(table[str(full)]) for way, table in told.conditions.items()}
    return scores


def _scored(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _SCORED}


def starter(recipe: Recipe, encoder: BundleEncoder) -> dict[str, Any]:
    """Figures over the starter library, and the calibrations; empty where none of its questions has been spoken."""
    paths = {name: recipe.preparation.out / f"evaluate-{name}.jsonl" for name in SPOKEN_SETS}
    rows = {name: read_utterances(path, recipe.data)[0] for name, path in paths.items() if path.is_file()}
    activity = VoiceActivity(VOICE_ACTIVITY)
    spoken = {name: _asked(encoder, utterances, activity, name) for name, utterances in rows.items()}
    spoken = {name: asked for name, asked in spoken.items() if asked}
    if not spoken:
        return {}
    voices = {row.speaker for name in spoken for row in rows[name]}
    others = [row for row in _elsewhere(recipe) if row.speaker in voices]
    outside = _asked(encoder, others, activity, "questions that no page answers")
    questions = [told for told in starter_library.questions(recipe.preparation.starter) if told.use == "eval"]
    typed = [Typed(told.document, told.french) for told in questions]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library.db", writable=True) as library:
        library.add(starter_library.documents(recipe.preparation.starter), "starter")
        search = search_in(library, encoder, activity, Path(folder))
        search.index_missing()
        top = len(library.summaries())
        gold = encoder.queries([told.wolof for told in questions])
        written = [Asked(told.document, vector) for told, vector in zip(questions, gold, strict=True)]
        table: dict[str, Any] = {"documents": top}
        for name, asked in {**spoken, "gold_text": written}.items():
            table[name] = _pages([_rank(search.find_vector(one.vector, top=top), one.document) for one in asked])
        table["typed_french"] = _pages([_rank(search.find(one.french, top=top).hits, one.document) for one in typed])
        by_speech = [*(one for asked in spoken.values() for one in asked), *outside]
        by_text = [*typed, *(Typed("", french) for french in dict.fromkeys(row.french for row in others))]
        table["confidence"] = _calibrate(
            [(one.document, search.find_vector(one.vector)) for one in by_speech],
            [(one.document, search.find(one.french).hits) for one in by_text],
            half_of(questions, recipe.seed),
        )
    return table


def _asked(encoder: BundleEncoder, utterances: Sequence[Utterance], activity: VoiceActivity, name: str) -> list[Asked]:
    heard = hear(encoder, utterances, activity, name)
    vectors = heard.vectors.get(CLEAN, ())
    return [Asked(row.document, vector) for row, vector in zip(heard.utterances, vectors, strict=True)]


def _elsewhere(recipe: Recipe) -> Iterator[Utterance]:
    """Utterances of the evaluation sets: no starter page answers them. The voices that speak the starter questions are
    wanted among them, lest the thresholds learn to tell voices."""
    for chosen in recipe.data.evaluate:
        rows, _ = read_utterances(chosen.manifest, recipe.data)
        yield from (row for row in rows if row.french and not row.document)


def search_in(library: Library, encoder: BundleEncoder, activity: VoiceActivity, folder: Path) -> Search:
    """The product's own; its index goes into `folder`."""
    bundle: Bundle = encoder.bundle
    index = PassageIndex.open(library, bundle.model_id, bundle.manifest.default_dim, folder)
    return Search(library, bundle, encoder.speech_encoder, encoder.text_encoder, index, activity)


def half_of(questions: Sequence[Question], seed: int) -> set[str]:
    """The documents whose questions thresholds are fitted on."""
    documents = sorted({question.document for question in questions})
    return set(random.Random(seed).sample(documents, len(documents) // 2))


def _calibrate(spoken: Sequence[tuple[str, Hits]], typed: Sequence[tuple[str, Hits]], half: set[str]) -> dict[str, Any]:
    """Thresholds from the documents in `half` and every other question that none answers; reliability on the rest."""
    table: dict[str, Any] = {"calibrations": {}}
    for way, answers in (("speech", spoken), ("text", typed)):
        sides: tuple[list[tuple[str, Hits]], list[tuple[str, Hits]]] = ([], [])
        for fitted, answer in zip(fitted_on([document for document, _ in answers], half), answers, strict=True):
            sides[not fitted].append(answer)
        calibration = fit(sides[0])
        table["calibrations"][way] = asdict(calibration)
        table[way] = _reliability(calibration, sides[1])
    return table


def fitted_on(documents: Sequence[str], half: set[str]) -> list[bool]:
    """Of questions in their order, by the document that answers each: whether thresholds are fitted on it."""
    return [document in half if document else number % 2 == 0 for number, document in enumerate(documents)]


def fit(answers: Sequence[tuple[str, Hits]]) -> Calibration:
    """From the document that answers each question, "" where none does, and what was found."""
    told = [evidence([hit.score for hit in hits]) for _, hits in answers]
    right = [hits[0].document == document for document, hits in answers]
    answerable = [bool(document) for document, _ in answers]
    some_outside = answerable if not all(answerable) else None
    return confidence.fit([score for score, _ in told], [margin for _, margin in told], right, some_outside)


def _reliability(calibration: Calibration, answers: Sequence[tuple[str, Hits]]) -> dict[str, Any]:
    """For each step of confidence: how many answers, and how many of them had the right document first; and how many
    questions that nothing in the library answers were told "nothing"."""
    judged: dict[str, list[bool]] = {"sure": [], "unsure": [], "nothing": []}
    outside = []
    for document, hits in answers:
        verdict = calibration.judge(*evidence([hit.score for hit in hits]))
        judged[verdict].append(hits[0].document == document)
        if not document:
            outside.append(verdict == "nothing")
    table: dict[str, Any] = {name: {"answers": len(right), "right": _share(right)} for name, right in judged.items()}
    return table | {"outside": {"questions": len(outside), "told nothing": _share(outside)}}


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(float(np.mean(outcomes)), 3) if outcomes else None


def _rank(hits: Sequence[Hit], document: str) -> int:
    """Rank (from 0) of the document that answers."""
    return next((rank for rank, hit in enumerate(hits) if hit.document == document), _MISSED)


def _pages(ranks: Sequence[int]) -> dict[str, Any]:
    values = metrics.at_ranks(np.array(ranks), metrics.PAGE_MEASURES)
    return {"questions": len(ranks), **metrics.figures(values)}
