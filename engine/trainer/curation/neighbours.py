"""Which vectors are nearest to which, and by how much more than others: exact search, and the margin of a pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

_QUERIES, _PASSAGES = 4096, 65_536  # in memory at once: 100 MB of passages at 384 dims


class Matrix(Protocol):
    """Vectors of unit length, in memory or not: an array (n, D) float32, or what reads as one."""

    def __len__(self) -> int: ...
    def __getitem__(self, wanted: np.ndarray, /) -> np.ndarray: ...


class Part:
    """Some of the vectors of a matrix."""

    def __init__(self, vectors: Matrix, chosen: np.ndarray) -> None:
        self._vectors, self._chosen = vectors, chosen

    def __len__(self) -> int:
        return len(self._chosen)

    def __getitem__(self, wanted: np.ndarray, /) -> np.ndarray:
        return self._vectors[self._chosen[wanted]]


def nearest(queries: Matrix, passages: Matrix, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The nearest passages of each query, best first: cosines (n, count) float32, and their numbers (n, count) int32.

    Where there are fewer, the numbers are -1 and the cosines minus infinity. Every pair is compared, on one thread: the
    same vectors give the same answer, to the last bit.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    cosines = np.full((len(queries), count), -np.inf, np.float32)
    numbers = np.full((len(queries), count), -1, np.int32)
    for first, passage_block in _blocks(passages, _PASSAGES):
        for start, query_block in _blocks(queries, _QUERIES):
            here = slice(start, start + len(query_block))
            found, places = faiss.knn(
                query_block, passage_block, min(count, len(passage_block)), faiss.METRIC_INNER_PRODUCT
            )
            both = np.hstack([cosines[here], found])
            order = np.argsort(-both, axis=1, kind="stable")[:, :count]
            cosines[here] = np.take_along_axis(both, order, 1)
            every = np.hstack([numbers[here], places.astype(np.int32) + np.int32(first)])
            numbers[here] = np.take_along_axis(every, order, 1)
    faiss.omp_set_num_threads(threads)
    return cosines, numbers


@dataclass(frozen=True)
class Aligned:
    """For each query, (n,): the passage with the largest margin or -1, that margin, and how many queries are nearer to
    this passage by margin; 0: the query and the passage choose each other."""

    passages: np.ndarray
    margins: np.ndarray
    rivals: np.ndarray

    def only(self, queries: np.ndarray) -> Aligned:
        return Aligned(self.passages[queries], self.margins[queries], self.rivals[queries])


class Margins:
    """Margins between queries and passages: a cosine against the mean cosine to the k nearest on either side.

    margin(x, y) = cos(x, y) / (Σ_{z in NN_k(x)} cos(x, z) / 2k + Σ_{z in NN_k(y)} cos(y, z) / 2k), the ratio margin of
    Artetxe and Schwenk (2019, 1811.01136): what is near to everything has to be nearer still.
    """

    def __init__(self, queries: Matrix, passages: Matrix, k: int) -> None:
        """Neither may be empty."""
        self._cosines, self._numbers = nearest(queries, passages, k + 1)
        self._candidates = np.unique(self._numbers[self._numbers >= 0])
        back, self._claimants = nearest(Part(passages, self._candidates), queries, k)
        self._density = _mean(back)
        claims = _margins(back, _mean(self._cosines[:, :k])[self._claimants], self._density[:, None])
        order = np.argsort(-claims, axis=1, kind="stable")
        self._claimants = np.take_along_axis(self._claimants, order, 1)

    def aligned(self, without: np.ndarray) -> Aligned:
        """The best passage of each query, as if passage `without[i]` were not there for query i; -1: all are there."""
        gone = (self._numbers == without[:, None]) | (self._numbers < 0)
        order = np.argsort(gone, axis=1, kind="stable")[:, :-1]  # k that are there, in the order in which they were
        cosines = np.take_along_axis(np.where(gone, -np.inf, self._cosines), order, 1)
        places = np.searchsorted(self._candidates, np.take_along_axis(self._numbers, order, 1).clip(min=0))
        margins = _margins(cosines, _mean(cosines)[:, None], self._density[places])
        best = margins.argmax(1)[:, None]
        margins, places = (np.take_along_axis(table, best, 1)[:, 0] for table in (margins, places))
        there = np.isfinite(margins)
        mine = self._claimants[places] == np.arange(len(places))[:, None]
        rivals = np.where(mine.any(1), mine.argmax(1), mine.shape[1])
        return Aligned(np.where(there, self._candidates[places], -1), np.where(there, margins, 0.0), rivals)


def _blocks(vectors: Matrix, size: int) -> Iterator[tuple[int, np.ndarray]]:
    """All vectors in blocks of at most `size`, with the number of the first."""
    for start in range(0, len(vectors), size):
        yield start, vectors[np.arange(start, min(start + size, len(vectors)))]


def _mean(cosines: np.ndarray) -> np.ndarray:
    """(n, k) -> (n,): the mean over those that are there."""
    there = np.isfinite(cosines)
    return np.where(there, cosines, 0.0).sum(1) / np.maximum(there.sum(1), 1)


def _margins(cosines: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return cosines / np.maximum((one + other) / 2, 1e-6)  # models of similarity have hardly a cosine under nought
