"""How long one search takes, by how passages are stored and how many there are. A few thousand cost nothing in any
form, so large libraries are made up, of real passages moved a little: good for time alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import faiss
import numpy as np
import psutil

from engine.trainer.study.codes import STORES, FlatIndex, Funnel

SHOWN = 10  # passages that a search without a shortlist gives back
_WARM, _FEWEST, _MOST, _LONGEST_S = 2, 9, 200, 1.5
_AT_ONCE = 50_000
_MOVED = 0.3  # length of what is added to a passage of length 1


def fits(count: int, dim: int) -> bool:
    """Whether so many passages fit in half of the free memory: in half precision, and once more as a float32 index."""
    return count * dim * 6 < psutil.virtual_memory().available / 2


def made_up(passages: np.ndarray, count: int) -> np.ndarray:
    """(n, D) float32 -> (count, D) float16, unit length; the real ones alone when they are as many."""
    if count == len(passages):
        return passages.astype(np.float16)
    rng = np.random.default_rng(0)
    found = np.empty((count, passages.shape[1]), np.float16)
    for start in range(0, count, _AT_ONCE):
        some = passages[rng.integers(0, len(passages), min(_AT_ONCE, count - start))]
        some = some + rng.standard_normal(some.shape, np.float32) * (_MOVED / np.sqrt(some.shape[1]))
        found[start : start + len(some)] = some / np.linalg.norm(some, axis=1, keepdims=True)
    return found


def measure(full: np.ndarray, queries: np.ndarray, dims: Sequence[int], shortlist: int) -> Iterator[dict[str, Any]]:
    """One row a dim and store: medians over single questions, one after the other, on one thread. full (n, D) float16,
    queries (q, D) float32; encoding is not counted."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        for dim in dims:
            for store in STORES:
                index = FlatIndex(full[:_AT_ONCE], dim, store)
                for start in range(_AT_ONCE, len(full), _AT_ONCE):
                    index.add(full[start : start + _AT_ONCE])
                funnel = Funnel(index, full, shortlist)
                flat_ms, asked = _median_ms(partial(index.nearest, count=SHOWN), queries)
                funnel_ms, _ = _median_ms(partial(funnel.nearest, count=SHOWN), queries)
                yield {
                    "passages": len(full), "dim": dim, "store": store, "flat_ms": flat_ms, "funnel_ms": funnel_ms,
                    "questions": asked,
                }  # fmt: skip
    finally:
        faiss.omp_set_num_threads(threads)


def _median_ms(search: Callable[[np.ndarray], object], queries: np.ndarray) -> tuple[float, int]:
    """Of many questions; of few where each takes long."""
    for place in range(_WARM):
        search(queries[place % len(queries)][None])
    taken: list[float] = []
    while len(taken) < _FEWEST or (len(taken) < _MOST and sum(taken) < _LONGEST_S):
        query = queries[len(taken) % len(queries)][None]
        started = time.perf_counter()
        search(query)
        taken.append(time.perf_counter() - started)
    return round(statistics.median(taken) * 1000, 4), len(taken)
