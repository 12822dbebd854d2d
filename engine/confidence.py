"""How sure an answer is: the chance that its first document is the right one, learnt from questions with known answers.

Two things tell: the first document's score, and how far the next one is behind. A logistic curve turns them into a
probability, fitted with the smoothed targets of Platt (1999, "Probabilistic outputs for support vector machines"),
which keep it from being certain where the questions were few.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

Confidence = Literal["sure", "unsure", "nothing"]

COMPARED = 5  # documents that the margin looks at, however many are shown


@dataclass(frozen=True)
class Calibration:
    """probability = logistic(bias + score × best score + margin × margin); as a dict it stands in a manifest.

    One that was never fitted is always unsure.
    """

    bias: float = 0.0
    score: float = 0.0
    margin: float = 0.0
    sure: float = 0.75  # right three times in four, or more often
    nothing: float = 0.2  # right less than once in five

    @classmethod
    def of(cls, manifest_confidence: Mapping[str, Mapping[str, float]], kind: Literal["speech", "text"]) -> Calibration:
        return cls(**manifest_confidence.get(kind, {}))

    def probability(self, score: float, margin: float) -> float:
        """That the first document is the right one, 0 … 1."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.bias + self.score * score + self.margin * margin))))

    def judge(self, score: float, margin: float) -> Confidence:
        probability = self.probability(score, margin)
        if probability >= self.sure:
            return "sure"
        return "unsure" if probability >= self.nothing else "nothing"


def evidence(scores: Sequence[float]) -> tuple[float, float]:
    """(score, margin) of an answer, from its documents' scores in the order shown; the first must be there.

    The margin is negative where a document further down has the better score, and 0 where there is no other.
    """
    others = scores[1:COMPARED]
    return scores[0], scores[0] - max(others) if others else 0.0


def fit(
    scores: Sequence[float], margins: Sequence[float], right: Sequence[bool], answerable: Sequence[bool] | None = None
) -> Calibration:
    """The calibration that explains n answers: `right` says whether the first document was the right one.

    Take questions that nothing in the library answers among them, or "nothing" is never learnt. A better score or a
    wider margin never makes an answer less sure: what would say so is left out. `answerable` says for which questions
    the library holds an answer: "nothing" then begins where it best tells them from the others, so that a model that
    is seldom right still shows its pages where there is an answer among them.
    """
    calibration = _explaining(scores, margins, right)
    if answerable is None:
        return calibration
    chances = np.array([calibration.probability(*told) for told in zip(scores, margins, strict=True)])
    inside = np.asarray(answerable, bool)
    borders = np.unique(chances)
    kept = [(chances[inside] >= border).mean() + (chances[~inside] < border).mean() for border in borders]
    return replace(calibration, nothing=min(calibration.nothing, float(borders[int(np.argmax(kept))])))


def _explaining(scores: Sequence[float], margins: Sequence[float], right: Sequence[bool]) -> Calibration:
    outcome = np.asarray(right, bool)
    hits, misses = outcome.sum(), (~outcome).sum()
    target = np.where(outcome, (hits + 1) / (hits + 2), 1 / (misses + 2))
    columns = {"score": np.asarray(scores, float), "margin": np.asarray(margins, float)}
    while True:
        weights = _logistic(np.column_stack([np.ones(len(target)), *columns.values()]), target)
        backwards = [name for name, weight in zip(columns, weights[1:], strict=True) if weight < 0]
        if not backwards:
            return Calibration(bias=float(weights[0]), **dict(zip(columns, map(float, weights[1:]), strict=True)))
        for name in backwards:
            del columns[name]


def _logistic(inputs: np.ndarray, target: np.ndarray, steps: int = 50) -> np.ndarray:
    """Weights (k,) of a logistic regression by Newton's method: inputs (n, k), targets (n,) in 0 … 1."""
    weights = np.zeros(inputs.shape[1])
    ridge = 1e-3 * np.eye(inputs.shape[1])  # columns may be constant, or the same
    for _ in range(steps):
        predicted = 1 / (1 + np.exp(-np.clip(inputs @ weights, -60, 60)))
        slope = inputs.T @ (target - predicted) - ridge @ weights
        curvature = (inputs * (predicted * (1 - predicted))[:, None]).T @ inputs + ridge
        weights = weights + np.linalg.solve(curvature, slope)
    return weights
