"""What is left of a ranking when its vectors cost less: nDCG@10 a question, shares of the exact one, and the knee."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from engine.trainer import metrics

_CUT = 10
_TIE = 1e-6  # as metrics has it


def ndcg(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """nDCG@10 of each question, (q,) float64: scores (q, n), right (q,) int.

    Of equal scores every order is as likely, so their mean is taken (McSherry & Najork 2008, "Computing information
    retrieval performance measures efficiently in the presence of tied scores"): at few bits most scores are equal.
    """
    own = scores[np.arange(len(scores)), right][:, None]
    above = (~(scores <= own + _TIE)).sum(1)  # what is no number counts against the question
    alike = (np.abs(np.where(np.isfinite(scores), scores, np.inf) - own) <= _TIE).sum(1)
    before = np.concatenate([[0.0], np.cumsum(_gains(scores.shape[1]))])
    found = np.isfinite(own[:, 0])  # else a shortlist has missed it, or it is no number
    value = (before[above + alike] - before[above]) / np.maximum(alike, 1)
    return np.where(found, value, 0.0)


@functools.cache
def _gains(places: int) -> np.ndarray:
    """nDCG@10 of the one right document by its rank from 0, (places,)."""
    gains = np.zeros(places)
    gains[:_CUT] = metrics.at_ranks(np.arange(min(_CUT, places)))["ndcg@10"]
    return gains


def mean(values: np.ndarray, groups: Sequence[str], draws: int) -> list[float]:
    """[mean, low, high], rounded."""
    return ratio(values, np.ones(len(values)), groups, draws)


def ratio(part: np.ndarray, whole: np.ndarray, groups: Sequence[str], draws: int) -> list[float]:
    """[mean of part / mean of whole, low, high] with its 95 % percentile bootstrap interval, rounded: (q,) each, of the
    same questions. What is drawn is groups: two voices that ask one sentence are no two questions.

    A whole that is nought throughout leaves nothing to keep: nought.
    """
    of = np.unique(np.asarray(groups), return_inverse=True)[1]
    parts, wholes = np.bincount(of, part), np.bincount(of, whole)
    drawn = np.random.default_rng(0).integers(0, len(parts), (draws, len(parts)))
    below = wholes[drawn].sum(1)
    shares = np.divide(parts[drawn].sum(1), below, out=np.zeros(draws), where=below > 0)
    total = float(wholes.sum())
    low, high = np.quantile(shares, [0.025, 0.975])
    return [round(float(value), 5) for value in (parts.sum() / total if total else 0.0, low, high)]


def knee(x: Sequence[float], y: Sequence[float]) -> int:
    """The point farthest above the chord from the first to the last, both axes scaled to 0..1; x rising (Satopää et al.
    2011, "Finding a Kneedle in a haystack"). Returns its place."""
    across, up = np.asarray(x, float), np.asarray(y, float)
    rise = up[-1] - up[0]
    above = (up - up[0]) / (rise or 1.0) - (across - across[0]) / (across[-1] - across[0])
    return int(above.argmax())
