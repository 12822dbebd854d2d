"""Where the right answer stands: of each question, asked in each way, the rank of the right sentence or document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.matryoshka import truncate
from engine.trainer import metrics
from engine.trainer.study import retention

SENTENCES = {name: metrics.MEASURES[name] for name in ("ndcg@5", "ndcg@10", "recall@1", "recall@5", "recall@10")}
"""With one right answer recall@k is accuracy@k: the share of questions whose answer is among the first k."""
DOCUMENTS = metrics.PAGE_MEASURES
_TIE = 1e-6  # as metrics has it
_FAR = 1000  # a rank that no measure looks at

Figures = dict[str, list[float]]  # measure -> mean, low, high


def document_scores(
    queries: np.ndarray, passages: np.ndarray, document: np.ndarray, dim: int, shortlist: tuple[int, int] | None = None
) -> np.ndarray:
    """Cosine of each document's best passage at `dim`, (q, documents): (q, D), (n, D), (n,) int.

    `shortlist` is (dim, how many): only that many passages, the nearest at that dim, are looked at, and a document that
    has none of them scores -inf.
    """
    scores = truncate(queries, dim) @ truncate(passages, dim).T
    if shortlist is not None:
        scores = np.where(_nearest(queries, passages, *shortlist), scores, -np.inf)
    order = np.argsort(document, kind="stable")
    starts = np.searchsorted(document[order], np.arange(document.max() + 1))
    return np.maximum.reduceat(scores[:, order], starts, axis=1)


def _nearest(queries: np.ndarray, passages: np.ndarray, dim: int, most: int) -> np.ndarray:
    """Whether a passage is among the `most` nearest, (q, n) bool. Which of equal ones are is drawn by seed: in an
    evaluation set the right passages come first."""
    order = np.random.default_rng(0).permutation(len(passages))
    low = truncate(queries, dim) @ truncate(passages[order], dim).T
    chosen = order[np.argsort(-low, axis=1, kind="stable")[:, :most]]
    within = np.zeros(low.shape, bool)
    np.put_along_axis(within, chosen, True, 1)
    return within


def ranks(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Rank (from 0) of each question's right document, (q,) int: scores (q, documents), right (q,) int. Equal scores
    count against it; one that the shortlist misses ranks last."""
    own = scores[np.arange(len(scores)), right][:, None]
    return (~(scores < own - _TIE)).sum(1) - 1


def values(found: np.ndarray, measures: Mapping[str, metrics.Measure]) -> dict[str, np.ndarray]:
    """Each measure of each question, (q,) float64, from the ranks."""
    return metrics.at_ranks(np.minimum(found, _FAR), measures)


def figures(of_questions: Mapping[str, np.ndarray], asked: Sequence[str], draws: int) -> Figures:
    """Means with their 95 % intervals; `asked` says which utterances ask the same."""
    return {name: retention.mean(each, asked, draws) for name, each in of_questions.items()}
