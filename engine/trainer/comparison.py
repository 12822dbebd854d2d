"""Runs beside each other: two by a paired test, several as a table over their seeds.

Everything is read from the runs' evaluation.json and run.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from engine.trainer import metrics, tables
from engine.trainer.evaluate import Evaluation, SetEvaluation
from engine.trainer.run import Run
from faults import InputFault

PERMUTATIONS = 9999
DRAWS = 2000


@dataclass(frozen=True)
class Difference:
    """nDCG@10 of the second run less that of the first, on the questions that both were asked."""

    name: str  # of the set
    dim: int
    questions: int
    first: float
    second: float
    interval: tuple[float, float]  # 95 %, bootstrap over questions
    p: float

    @property
    def mean(self) -> float:
        return self.second - self.first


def compare(first: Path, second: Path) -> str:
    """`laaj-trainer compare`: two runs' folders, to a Markdown table.

    Raises InputFault evaluation-missing, evaluation-damaged, comparison-pools, comparison-nothing.
    """
    found = differences(Evaluation.read(Run(first).evaluation), Evaluation.read(Run(second).evaluation))
    lines = tables.markdown(
        ("set", "dim", "questions", str(first), str(second), "difference", "p"),
        [
            (
                told.name,
                told.dim,
                told.questions,
                f"{told.first:.3f}",
                f"{told.second:.3f}",
                f"{told.mean:+.3f} ({told.interval[0]:+.3f} to {told.interval[1]:+.3f})",
                f"{told.p:.4f}",
            )
            for told in found
        ],
    )
    return f"{lines}\n\n{_METHOD}"


_METHOD = (
    "nDCG@10 on the questions that both runs were asked. Difference: the second less the first, with its 95 % "
    f"interval (bootstrap). p: two-sided paired permutation test, {PERMUTATIONS} changes of sign; each row alone."
)


def differences(first: Evaluation, second: Evaluation) -> list[Difference]:
    """By set and by the dims that both have. Raises InputFault comparison-pools, comparison-nothing."""
    return [
        _difference(name, dim, first.sets[name], second.sets[name])
        for name in _shared_sets([first, second])
        for dim in first.dims
        if dim in second.dims
    ]


def _difference(name: str, dim: int, first: SetEvaluation, second: SetEvaluation) -> Difference:
    ids = _shared_questions([first, second])
    a, b = _values(first, "speech", dim, ids), _values(second, "speech", dim, ids)
    apart = b - a
    # Noreen 1989: were the runs alike, each question's difference could as well have had the other sign.
    test = stats.permutation_test(
        (apart,), _mean, permutation_type="samples", n_resamples=PERMUTATIONS, rng=np.random.default_rng(0),
        vectorized=True, batch=500,
    )  # fmt: skip
    interval = metrics.interval(apart, DRAWS)
    return Difference(name, dim, len(ids), float(a.mean()), float(b.mean()), interval, float(test.pvalue))


def _mean(values: np.ndarray, axis: int = -1) -> np.ndarray:
    return values.mean(axis)


def _shared_sets(evaluations: Sequence[Evaluation]) -> list[str]:
    """Names of the sets that all have, of which each must have the same French sentences everywhere."""
    first, *others = evaluations
    names = [name for name in first.sets if all(name in other.sets for other in others)]
    if not names:
        raise InputFault("comparison-nothing")
    for name in names:
        if len({evaluation.sets[name].pool for evaluation in evaluations}) > 1:
            raise InputFault("comparison-pools", name=name)
    return names


def _shared_questions(sets: Sequence[SetEvaluation]) -> list[str]:
    first, *others = (told.per_question.ids for told in sets)
    known = set(first).intersection(*others)
    if not known:
        raise InputFault("comparison-nothing")
    return [id for id in first if id in known]


def _values(told: SetEvaluation, of: str, dim: int, ids: Sequence[str]) -> np.ndarray:
    """nDCG@10 of the questions `ids`, (len(ids),) float64; `of` is "speech" or "gold_text"."""
    values: Mapping[str, list[float]] = getattr(told.per_question, of)
    by_id = dict(zip(told.per_question.ids, values[str(dim)], strict=True))
    return np.array([by_id[id] for id in ids])


def table(runs: Sequence[Path]) -> str:
    """`laaj-trainer table`: runs' folders, to a Markdown table for each set; runs that differ in their seed alone are
    one row.

    Raises InputFault evaluation-missing, evaluation-damaged, run-damaged, comparison-pools, comparison-nothing.
    """
    evaluations = [Evaluation.read(Run(folder).evaluation) for folder in runs]
    groups = _groups([_recipe(folder) for folder in runs], evaluations)
    parts = [part for name in _shared_sets(evaluations) for part in _set_table(name, groups)]
    return "\n\n".join([*parts, _TABLE_METHOD])


_TABLE_METHOD = (
    "nDCG@10, mean over seeds and questions. In brackets the 95 % interval of a bootstrap over both: each of "
    f"{DRAWS} draws takes seeds with replacement, and questions with replacement, the same questions for every seed "
    "drawn. With few seeds it is too narrow rather than too wide. The written text needs no ear: it is the bound for "
    "speech."
)
_NOT_THE_MODEL = ("seed", "threads", "notes", "preparation", "evaluation", "export")  # sections and keys of a recipe


@dataclass(frozen=True)
class Group:
    """Runs of one recipe, by their seeds."""

    model: str
    seeds: tuple[int, ...]
    evaluations: tuple[Evaluation, ...]


def _recipe(folder: Path) -> dict[str, Any]:
    """The keys of a run's recipe, flat: {"bridge.kind": "guided", …}. Raises InputFault run-damaged."""
    run = Run(folder)
    flat = dict(_flat(run.read().get("recipe", {})))
    if not {"name", "architecture", "seed"} <= set(flat):
        raise InputFault("run-damaged", path=run.record)
    return flat


def _flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _groups(recipes: Sequence[Mapping[str, Any]], evaluations: Sequence[Evaluation]) -> list[Group]:
    """Runs whose recipes differ in their seed alone are one group. Groups of one name are told apart by the keys in
    which they differ."""
    members: dict[str, list[int]] = {}
    models = [
        {key: value for key, value in recipe.items() if key.partition(".")[0] not in _NOT_THE_MODEL}
        for recipe in recipes
    ]
    for place, model in enumerate(models):
        members.setdefault(json.dumps(model, sort_keys=True), []).append(place)
    firsts = [models[places[0]] for places in members.values()]
    return [
        Group(
            _name(first, [other for other in firsts if _title(other) == _title(first)]),
            tuple(recipes[place]["seed"] for place in places),
            tuple(evaluations[place] for place in places),
        )
        for first, places in zip(firsts, members.values(), strict=True)
    ]


def _title(model: Mapping[str, Any]) -> str:
    kind = "" if model["architecture"] == "dual" else f", {model.get('bridge.kind', '')}"
    return f"{model['name']}: {model['architecture']}{kind}"


def _name(model: Mapping[str, Any], namesakes: Sequence[Mapping[str, Any]]) -> str:
    differing = sorted({key for other in namesakes for key in model if other.get(key) != model[key]})
    told = ", ".join(f"{key} {model[key]}" for key in differing)
    return f"{_title(model)} ({told})" if told else _title(model)


def _set_table(name: str, groups: Sequence[Group]) -> Iterator[str]:
    everyone = [evaluation for group in groups for evaluation in group.evaluations]
    ids = _shared_questions([evaluation.sets[name] for evaluation in everyone])
    dims = sorted({dim for evaluation in everyone for dim in evaluation.dims}, reverse=True)
    rows: list[tuple[str, ...]] = []
    bounds: dict[tuple[str, ...], list[str]] = {}  # models over one text model have one bound
    for group in groups:
        rows.append((group.model, ", ".join(map(str, group.seeds)), *_cells(group, name, "speech", dims, ids)))
        bounds.setdefault(_cells(group, name, "gold_text", dims, ids), []).append(group.model)
    for cells, models in bounds.items():
        of_whom = "" if len(bounds) == 1 else f", {'; '.join(models)}"
        rows.append((f"the bound: written Wolof{of_whom}", "", *cells))
    yield f"## {name}: {len(ids)} questions, {everyone[0].sets[name].french_sentences} French sentences"
    yield tables.markdown(("model", "seeds", *map(str, dims)), rows)


def _cells(group: Group, name: str, of: str, dims: Sequence[int], ids: Sequence[str]) -> tuple[str, ...]:
    cells = []
    for dim in dims:
        if all(dim in evaluation.dims for evaluation in group.evaluations):
            values = np.stack([_values(evaluation.sets[name], of, dim, ids) for evaluation in group.evaluations])
            cells.append(tables.figure(float(values.mean()), over_seeds(values)))
        else:
            cells.append("")
    return tuple(cells)


def over_seeds(values: np.ndarray, draws: int = DRAWS, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the mean of (seeds, questions) float, both resampled: two crossed factors, as in the pigeonhole
    bootstrap (Owen 2007, "The pigeonhole bootstrap")."""
    rng = np.random.default_rng(seed)
    seeds, questions = values.shape
    means = [
        values[rng.integers(0, seeds, seeds)][:, rng.integers(0, questions, questions)].mean() for _ in range(draws)
    ]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
