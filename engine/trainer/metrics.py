"""Retrieval metrics where each query has one right document, as trec_eval computes them (ir_measures)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ir_measures
import numpy as np
from ir_measures import RR, Measure, R, nDCG
from scipy import stats

from engine.matryoshka import truncate

MEASURES: dict[str, Measure] = {
    "ndcg@5": nDCG @ 5,
    "ndcg@10": nDCG @ 10,
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "mrr": RR,
}
PAGE_MEASURES: dict[str, Measure] = {"first": R @ 1, "first_three": R @ 3, "ndcg@10": nDCG @ 10}
"""Of a search whose user sees three pages at a glance."""

_TIE = 1e-6  # cosines nearer than this differ by rounding alone


def ranks(queries: np.ndarray, documents: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Rank (from 0) of each query's right document by cosine: (q, D), (n, D) unit length, (q,) int -> (q,) int.

    Ties count against the query, and so does a vector that is no number: its right document ranks last.
    """
    return _ranks(queries @ documents.T, right)


def _ranks(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    own = scores[np.arange(len(scores)), right][:, None]
    return (~(scores < own - _TIE)).sum(1) - 1


def funnel_ranks(queries: np.ndarray, documents: np.ndarray, right: np.ndarray, dim: int, shortlist: int) -> np.ndarray:
    """Ranks when only the best `shortlist` at `dim` are re-scored at the full dimension; a document that the shortlist
    misses ranks last."""
    low = truncate(queries, dim) @ truncate(documents, dim).T
    full = queries @ documents.T
    kept = np.argsort(-low, axis=1, kind="stable")[:, :shortlist]
    masked = np.full_like(full, -np.inf)
    np.put_along_axis(masked, kept, np.take_along_axis(full, kept, 1), 1)
    return _ranks(masked, right)


def at_ranks(found: np.ndarray, measures: Mapping[str, Measure] = MEASURES) -> dict[str, np.ndarray]:
    """Each measure for each query, (q,) float64, from the ranks (from 0) of the right documents.

    trec_eval leaves the order of equal scores to the names of documents. So it is given places, not cosines: of each
    query the documents down to the right one, each named by its rank and scored by minus its rank.
    """
    run = {str(query): {str(place): -float(place) for place in range(rank + 1)} for query, rank in enumerate(found)}
    right = {str(query): {str(rank): 1} for query, rank in enumerate(found)}
    names = {measure: name for name, measure in measures.items()}
    values = {name: np.zeros(len(found)) for name in measures}
    for metric in ir_measures.iter_calc(list(names), right, run) if len(found) else ():
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return values


def per_query(queries: np.ndarray, documents: np.ndarray, right: np.ndarray, dim: int) -> dict[str, np.ndarray]:
    """Each of MEASURES for each query at one prefix length: (q, D), (n, D), (q,) int -> (q,) float64 each."""
    return at_ranks(ranks(truncate(queries, dim), truncate(documents, dim), right))


def by_dim(
    queries: np.ndarray, documents: np.ndarray, right: np.ndarray, dims: Iterable[int], draws: int = 2000
) -> dict[str, dict]:
    """For each prefix length the mean of each of MEASURES, and the 95 % interval of nDCG@10."""
    return {str(dim): figures(per_query(queries, documents, right, dim), draws) for dim in dims}


def figures(values: Mapping[str, np.ndarray], draws: int = 2000) -> dict:
    """Means of per-query values, and the 95 % interval of nDCG@10, as they are kept and shown."""
    means: dict = {name: round(float(of_queries.mean()), 4) for name, of_queries in values.items()}
    return means | {"interval": [round(bound, 3) for bound in interval(values["ndcg@10"], draws)]}


def interval(values: np.ndarray, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the mean over queries, (q,) float; values all alike have no width."""
    if np.ptp(values) == 0:
        return float(values[0]), float(values[0])
    told = stats.bootstrap(
        (values,), np.mean, n_resamples=draws, batch=200, method="percentile", rng=np.random.default_rng(seed)
    )
    return float(told.confidence_interval.low), float(told.confidence_interval.high)
