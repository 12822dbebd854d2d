"""Whether the product knows what it does not know: its chances, its three steps, and "nothing found", over the starter
library. Thresholds are fitted on one half of its evaluation documents, everything here is told of the other half."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus import starter_library
from corpus.library import Library
from engine.confidence import Calibration, evidence
from engine.search import Search
from engine.trainer.manifest import Utterance, key
from engine.trainer.starter import library_evaluation
from engine.trainer.starter.library_evaluation import SPOKEN_SETS, Hits
from engine.trainer.study import retention
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context
from engine.trainer.study.parts.reliability import confidence_figures as figures
from engine.trainer.study.parts.reliability import telling
from engine.trainer.study.pools import SENTENCES

TITLE = "Calibrated confidence"
VERSION = 1

STEPS = ("sure", "unsure", "nothing")


@dataclass(frozen=True)
class Answer:
    """What was found for a question; `document` is empty where no page answers it, and `sentence` is what it asks."""

    document: str
    sentence: str
    hits: Hits

    @property
    def right(self) -> bool:
        return self.hits[0].document == self.document

    @property
    def evidence(self) -> tuple[float, float]:
        return evidence([hit.score for hit in self.hits])


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault where no starter question was spoken, or the starter library is not there."""
    names = [name for name in SPOKEN_SETS if context.has(name)]
    if not names:
        context.utterances(SPOKEN_SETS[0])  # says what is missing
    asked = [pair for name in names for pair in _heard(context, name)]
    voices = {row.speaker for row, _ in asked}
    elsewhere = [
        pair for name in SENTENCES if context.has(name) for pair in _heard(context, name) if not pair[0].document
    ]
    outside = [pair for pair in elsewhere if pair[0].speaker in voices]
    strangers = [pair for pair in elsewhere if pair[0].speaker not in voices]
    folder_of_questions = context.recipe.preparation.starter
    questions = [told for told in starter_library.questions(folder_of_questions) if told.use == "eval"]
    half = library_evaluation.half_of(questions, context.recipe.seed)
    typed = [(told.document, told.french) for told in questions]
    typed += [("", french) for french in dict.fromkeys(row.french for row, _ in outside)]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library.db", writable=True) as library:
        search = _search(context, library, Path(folder))
        context.say(f"{len(typed)} typed questions to the starter library")
        ways = {
            "speech": [_spoken(search, row, vector) for row, vector in (*asked, *outside)],
            "text": [Answer(document, key(french), search.find(french).hits) for document, french in typed],
        }
        unknown = [_spoken(search, row, vector) for row, vector in strangers]
        documents = len(library.summaries())
    told: dict[str, Any] = {way: _told(context, way, answers, half) for way, answers in ways.items()}
    if unknown:
        calibration = Calibration(**told["speech"]["calibration"])
        told["strangers"] = {
            "questions": len(unknown), "voices": len({row.speaker for row, _ in strangers}),
            "told_nothing": figures.share(_nothing(calibration, unknown), [one.sentence for one in unknown]),
        }  # fmt: skip
    return {
        "documents": documents, "fitted_documents": len(half), "voices": len(voices), "sets": names,
        "missing": [f"There is no set {name}." for name in SPOKEN_SETS if name not in names], **told,
    }  # fmt: skip


def _heard(context: Context, name: str) -> list[tuple[Utterance, np.ndarray]]:
    return list(zip(context.heard_rows(name), context.spoken(name), strict=True))


def _search(context: Context, library: Library, folder: Path) -> Search:
    """The product's search over the starter library, in an order that a shipped model's thresholds were fitted in."""
    library.add(starter_library.documents(context.recipe.preparation.starter), starter_library.COLLECTION)
    model = context.bundle.model_id
    rowids, texts = zip(*library.missing_vectors(model), strict=True)
    library.put_vectors(model, dict(zip(rowids, context.passages(texts), strict=True)))
    return library_evaluation.search_in(library, context.encoder, context.activity, folder)


def _spoken(search: Search, row: Utterance, vector: np.ndarray) -> Answer:
    return Answer(row.document, key(row.french), search.find_vector(vector))


def _nothing(calibration: Calibration, answers: Sequence[Answer]) -> np.ndarray:
    return np.array([calibration.judge(*one.evidence) == "nothing" for one in answers])


def _told(context: Context, way: str, answers: Sequence[Answer], half: set[str]) -> dict[str, Any]:
    """Fit on one side, and tell of the other; what the first side asks too, by another voice, is left out of it."""
    fitted = library_evaluation.fitted_on([one.document for one in answers], half)
    first = [one for one, of_first in zip(answers, fitted, strict=True) if of_first]
    others = [one for one, of_first in zip(answers, fitted, strict=True) if not of_first]
    seen = {one.sentence for one in first}
    kept = [one for one in others if one.sentence not in seen]
    calibration = library_evaluation.fit([(one.document, one.hits) for one in first])
    shipped = context.bundle.manifest.confidence.get(way)
    return {
        "calibration": asdict(calibration), "shipped": _same(calibration, shipped), "fitted_on": len(first),
        "left_out": len(others) - len(kept), **_figures(calibration, kept, context.settings.draws),
    }  # fmt: skip


def _same(calibration: Calibration, shipped: Mapping[str, float] | None) -> bool | None:
    """Whether these are the thresholds of the bundle; None where it has none."""
    if shipped is None:
        return None
    return all(abs(value - shipped[name]) < 1e-2 * max(1.0, abs(value)) for name, value in asdict(calibration).items())


def _figures(calibration: Calibration, answers: Sequence[Answer], draws: int) -> dict[str, Any]:
    groups = [one.sentence for one in answers]
    chance = np.array([calibration.probability(*one.evidence) for one in answers])
    right = np.array([one.right for one in answers])
    inside = np.array([bool(one.document) for one in answers])
    steps = np.array([calibration.judge(*one.evidence) for one in answers])
    base = float(right.mean())

    def share(values: np.ndarray, of: np.ndarray) -> list[float] | None:
        rows = np.flatnonzero(of)
        return figures.share(values[rows], [groups[row] for row in rows])

    def scores(of: np.ndarray) -> dict[str, Any]:
        rows = np.flatnonzero(of)
        if not len(rows):
            return {"questions": 0}
        some, outcome, sentences = chance[rows], right[rows], [groups[row] for row in rows]
        return {
            "questions": len(rows), "sentences": len(set(sentences)),
            "error": figures.calibration_error(some, outcome, sentences, draws),
            "error_by_chance": figures.error_by_chance(some, draws),
            "brier": retention.mean((some - outcome) ** 2, sentences, draws),
            "predicted": round(float(some.mean()), 4), "right": share(right, of),
        }  # fmt: skip

    nothing, everything = steps == "nothing", np.ones(len(answers), bool)
    return {
        "all": scores(everything), "inside": scores(inside), "outside": scores(~inside),
        "brier_of_base_rate": round(base * (1 - base), 4), "bins": figures.bins(chance, right, groups),
        "steps": {
            step: {"answers": int((steps == step).sum()), "inside": int((inside & (steps == step)).sum()),
                   "right": share(right, steps == step)}
            for step in STEPS
        },
        "nothing": {
            "said": share(nothing, everything), "precision": share(~inside, nothing), "recall": share(nothing, ~inside),
            "wrongly": share(nothing, inside), "hidden": int((nothing & right).sum()),
        },
        "risk": figures.risk(chance, right, groups, draws),
        "answered": {
            step: [float(answered.mean()), share(~right, answered)]
            for step, answered in (("sure", steps == "sure"), ("all but nothing", ~nothing))
        },
    }  # fmt: skip


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    """None was set before measuring, and none is set after."""
    return iter(())
