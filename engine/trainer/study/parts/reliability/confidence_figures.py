"""How far predicted chances can be trusted: calibration error, Brier score, the curve of risk against coverage.

Questions come as arrays (q,): `chance` is what was predicted, `right` whether the first document was the right one.
`groups` says which of them ask the same sentence: what intervals draw is sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

BINS = 10
_Z = 1.959964  # of a 95 % interval
_POINTS = 40  # of a curve, at most


def share(outcomes: np.ndarray, groups: Sequence[str]) -> list[float] | None:
    """[share, low, high], rounded; the interval is Wilson's (1927, "Probable inference, the law of succession, and
    statistical inference"), for as many questions as there are sentences. None of no question."""
    if not len(outcomes):
        return None
    n, mean = len(set(groups)), float(np.mean(outcomes))
    middle = (mean + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z / (1 + _Z**2 / n) * np.sqrt(mean * (1 - mean) / n + _Z**2 / (4 * n**2))
    return [round(float(value), 4) for value in (mean, max(middle - reach, 0.0), min(middle + reach, 1.0))]


def bins(chance: np.ndarray, right: np.ndarray, groups: Sequence[str]) -> list[dict[str, Any]]:
    """Of each bin that has questions: how many, the mean of what was predicted, and the share that was right."""
    of, told = _bin(chance), []
    for place in range(BINS):
        inside = np.flatnonzero(of == place).tolist()
        if inside:
            told.append(
                {
                    "from": place / BINS, "to": (place + 1) / BINS, "questions": len(inside),
                    "predicted": round(float(chance[inside].mean()), 4),
                    "right": share(right[inside], [groups[row] for row in inside]),
                }
            )  # fmt: skip
    return told


def calibration_error(chance: np.ndarray, right: np.ndarray, groups: Sequence[str], draws: int) -> list[float]:
    """[expected calibration error, low, high]: the mean distance between chance and share right over ten bins of equal
    width, weighted by questions (Guo et al. 2017, "On calibration of modern neural networks", arXiv 1706.04599)."""
    table = _gaps(chance, right.astype(float), groups)
    drawn = _draws(len(table), draws)
    low, high = np.quantile(_error(drawn @ table, drawn @ _counts(groups)), [0.025, 0.975])
    value = _error(table.sum(0)[None], np.array([len(chance)]))[0]
    return [round(float(bound), 4) for bound in (value, low, high)]


def error_by_chance(chance: np.ndarray, draws: int) -> list[float]:
    """[mean, 97.5 % quantile] of the calibration error that so many answers have when every chance is true: with few
    questions it is never nought."""
    rng = np.random.default_rng(0)
    outcomes = rng.random((draws, len(chance))) < chance
    one = np.zeros((len(chance), BINS))
    one[np.arange(len(chance)), _bin(chance)] = 1.0
    errors = _error((outcomes - chance) @ one, np.full(draws, len(chance)))
    return [round(float(value), 4) for value in (errors.mean(), np.quantile(errors, 0.975))]


def risk_curve(chance: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(coverage, risk), (q,) each: when only the surest are answered, how many that is and how many of those are wrong
    (Geifman & El-Yaniv 2017, "Selective classification for deep neural networks", arXiv 1705.08500). Among equal
    chances every order is as likely, so their mean is taken."""
    _, of = np.unique(-chance, return_inverse=True)
    wrong = (np.bincount(of, ~right) / np.bincount(of))[np.sort(of)]
    answered = np.arange(1, len(chance) + 1)
    return answered / len(chance), np.cumsum(wrong) / answered


def risk(chance: np.ndarray, right: np.ndarray, groups: Sequence[str], draws: int) -> dict[str, Any]:
    """The curve at a few points, that of the best order there can be, and the area below it with its interval."""
    coverage, curve = risk_curve(chance, right)
    best = risk_curve(right.astype(float), right)[1]
    at = np.unique(np.linspace(0, len(chance) - 1, _POINTS).round().astype(int))
    of = np.unique(np.asarray(groups), return_inverse=True)[1]
    members = [np.flatnonzero(of == group) for group in range(of.max() + 1)]
    rng = np.random.default_rng(0)
    areas = []
    for _ in range(draws):
        rows = np.concatenate([members[group] for group in rng.integers(0, len(members), len(members))])
        areas.append(risk_curve(chance[rows], right[rows])[1].mean())
    low, high = np.quantile(areas, [0.025, 0.975])
    return {
        "coverage": _rounded(coverage[at]), "risk": _rounded(curve[at]), "best": _rounded(best[at]),
        "area": _rounded(np.array([curve.mean(), low, high])), "best_area": round(float(best.mean()), 4),
    }  # fmt: skip


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


def _bin(chance: np.ndarray) -> np.ndarray:
    return np.minimum((chance * BINS).astype(int), BINS - 1)


def _gaps(chance: np.ndarray, right: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    """(sentences, BINS): right answers less predicted ones."""
    of = np.unique(np.asarray(groups), return_inverse=True)[1]
    table = np.zeros((of.max() + 1, BINS))
    np.add.at(table, (of, _bin(chance)), right - chance)
    return table


def _counts(groups: Sequence[str]) -> np.ndarray:
    return np.unique(np.asarray(groups), return_counts=True)[1]


def _draws(sentences: int, draws: int) -> np.ndarray:
    """(draws, sentences): how often each is drawn."""
    chosen = np.random.default_rng(0).multinomial(sentences, np.full(sentences, 1 / sentences), draws)
    return chosen.astype(float)


def _error(gaps: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """(draws, BINS), (draws,) -> (draws,)"""
    return np.abs(gaps).sum(1) / questions
