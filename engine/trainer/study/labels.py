"""How well labels are told: weighted F1 and accuracy, with intervals that draw questions and rounds of examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.matryoshka import truncate


def nearest(queries: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """(q, d), (n, d) unit length -> the direction that is nearest to each by cosine, (q,) int."""
    return (queries @ directions.T).argmax(1)


def nearest_mean(queries: np.ndarray, examples: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The label whose examples' mean is nearest by cosine (Snell et al. 2017, "Prototypical networks for few-shot
    learning", arXiv 1703.05175): (q, d), (n, d), (n,) int -> (q,) int. A label without examples is never told."""
    known = np.unique(labels)
    means = np.stack([examples[labels == label].mean(0) for label in known])
    return known[nearest(queries, truncate(means, means.shape[1]))]


def draw(labels: np.ndarray, most: int, seed: int) -> np.ndarray:
    """The places of `most` examples of each label, drawn by seed, or of all where there are fewer: (n,) int, sorted."""
    order = np.random.default_rng(seed).permutation(len(labels))
    return np.sort(np.concatenate([order[labels[order] == label][:most] for label in np.unique(labels)]))


def weighted_f1(true: np.ndarray, told: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """F1 of each label, averaged by how often the label is true; a value for each row of weights, (draws,) float64.

    true, told: (q,) int labels; weights: (draws, q), how often each question counts. The same as scikit-learn's
    f1_score(average="weighted"), for all draws at once.
    """
    labels = np.arange(max(true.max(), told.max()) + 1)
    is_true, is_told = true[:, None] == labels, told[:, None] == labels
    of_label = weights @ is_true
    either = of_label + weights @ is_told
    both = 2 * (weights @ (is_true & is_told))
    f1 = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return (f1 * of_label).sum(1) / of_label.sum(1)


def compared(
    true: np.ndarray, speech: np.ndarray, gold: np.ndarray, asked: Sequence[str], draws: int
) -> dict[str, list[float]]:
    """Speech beside gold text: weighted F1 as "speech" and "gold", their "share" (speech / gold), and "accuracy" and
    "gold_accuracy"; each is [value, low, high], with the 95 % percentile bootstrap interval.

    speech, gold: (rounds, q) int, labels as they were told each time that examples were drawn. A draw of the bootstrap
    takes questions (`asked` says which utterances ask the same) and rounds, the same for speech and for gold.
    """
    of = np.unique(np.asarray(asked), return_inverse=True)[1]
    rng = np.random.default_rng(0)
    weights = np.concatenate([np.ones((1, len(of))), _times_drawn(rng, int(of.max()) + 1, draws)[:, of]])
    rounds = np.concatenate([np.ones((1, len(speech))), _times_drawn(rng, len(speech), draws)])

    def f1(told: np.ndarray) -> np.ndarray:  # of what there is, then of each draw
        return (np.stack([weighted_f1(true, of_round, weights) for of_round in told], 1) * rounds).mean(1)

    def accuracy(told: np.ndarray) -> np.ndarray:
        return (weights @ (told == true).T / weights.sum(1)[:, None] * rounds).mean(1)

    by_speech, by_gold = f1(speech), f1(gold)
    values = {
        "speech": by_speech,
        "gold": by_gold,
        "share": np.divide(by_speech, by_gold, out=np.zeros_like(by_speech), where=by_gold > 0),
        "accuracy": accuracy(speech),
        "gold_accuracy": accuracy(gold),
    }
    return {name: _with_interval(of_draws) for name, of_draws in values.items()}


def _times_drawn(rng: np.random.Generator, count: int, draws: int) -> np.ndarray:
    """How often each of `count` things is in each draw of as many with replacement, (draws, count)."""
    return rng.multinomial(count, np.full(count, 1 / count), draws).astype(float)


def _with_interval(values: np.ndarray) -> list[float]:
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return [round(float(value), 5) for value in (values[0], low, high)]
