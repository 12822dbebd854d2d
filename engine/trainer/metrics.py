"""Retrieval metrics where each query has one right document."""

from __future__ import annotations

import numpy as np

from engine.matryoshka import truncate


def ranks(queries: np.ndarray, documents: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Rank (from 0) of each query's right document by cosine: (q, D), (n, D) unit length, (q,) int -> (q,) int.

    Ties count against the query.
    """
    scores = queries @ documents.T
    own = scores[np.arange(len(queries)), right][:, None]
    return (scores >= own).sum(1) - 1


def ndcg(found: np.ndarray, k: int = 10) -> float:
    """nDCG@k (Järvelin and Kekäläinen 2002), one relevant document a query: mean of 1 / log2(rank + 2), 0 past k."""
    return float(np.where(found < k, 1 / np.log2(found + 2), 0).mean())


def recall(found: np.ndarray, k: int) -> float:
    return float((found < k).mean())


def interval(found: np.ndarray, k: int = 10, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of nDCG@k over queries."""
    gains = np.where(found < k, 1 / np.log2(found + 2), 0)
    means = gains[np.random.default_rng(seed).integers(0, len(gains), (draws, len(gains)))].mean(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def by_dim(queries: np.ndarray, documents: np.ndarray, right: np.ndarray, dims: tuple[int, ...]) -> dict[str, dict]:
    """nDCG@10, recall@1 and recall@10 at each prefix length."""
    table = {}
    for dim in dims:
        found = ranks(truncate(queries, dim), truncate(documents, dim), right)
        table[str(dim)] = {
            "ndcg@10": round(ndcg(found), 4),
            "recall@1": round(recall(found, 1), 4),
            "recall@10": round(recall(found, 10), 4),
            "interval": [round(bound, 3) for bound in interval(found)],
        }
    return table


def funnel_ranks(queries: np.ndarray, documents: np.ndarray, right: np.ndarray, dim: int, shortlist: int) -> np.ndarray:
    """Ranks when only the best `shortlist` at `dim` are re-scored at the full dimension; a document that the shortlist
    misses ranks last."""
    low = truncate(queries, dim) @ truncate(documents, dim).T
    full = queries @ documents.T
    kept = np.argsort(-low, axis=1)[:, :shortlist]
    masked = np.full_like(full, -np.inf)
    np.put_along_axis(masked, kept, np.take_along_axis(full, kept, 1), 1)
    own = masked[np.arange(len(queries)), right][:, None]
    found = (masked >= own).sum(1) - 1
    return np.where(np.isneginf(own[:, 0]), len(documents), found)
