"""How a passage's vector is stored, what that costs in bytes, and which passages are found through it.

Prefixes in fp32, fp16, int8 and bits are FAISS indexes, as the product's own is (engine/passage_index.py): what is
measured is what a search would do. Whatever a code learns, ranges or axes, it learns from passages alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import faiss
import numpy as np
from scipy import sparse

from engine.matryoshka import truncate

Store = Literal["fp32", "fp16", "int8", "binary", "centred binary"]
STORES: tuple[Store, ...] = ("fp32", "fp16", "int8", "binary", "centred binary")
SHIPPED: Store = "fp16"
_BITS = {"fp32": 32, "fp16": 16, "int8": 8, "binary": 1, "centred binary": 1}
_QUANTISERS = {"fp16": "QT_fp16", "int8": "QT_8bit"}


def bytes_of(dim: int, store: Store) -> int:
    """Of one passage's code; the number that names the passage is not counted."""
    return dim * _BITS[store] // 8


class FlatIndex:
    """Passages at one prefix length, compared one by one: cosines, or for bits minus the Hamming distance.

    int8 is FAISS's QT_8bit: 256 steps between the least and the largest value of each component among the passages.
    binary is the sign of each component, of passages and questions alike; centred, once the mean of the passages is
    taken away: what all texts have in common makes the same bits of them.
    """

    def __init__(self, passages: np.ndarray, dim: int, store: Store):
        """passages (n, D) float, unit length. Raises ValueError for bits that do not fill bytes."""
        self.dim, self.store = dim, store
        self._as_bits = _BITS[store] == 1
        if self._as_bits and dim % 8:
            raise ValueError(f"{dim} bits do not fill bytes")
        self._middle = passages[:, :dim].astype(np.float32).mean(0) * (store == "centred binary")
        self._index = _empty(dim, store)
        if store == "int8":
            self._index.train(truncate(passages.astype(np.float32), dim))
        self.add(passages)

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def bytes_each(self) -> int:
        return self._index.code_size

    def add(self, passages: np.ndarray) -> None:
        """More of them, (n, D) float; their ranges are taken to be those of the first."""
        self._index.add(self._coded(passages))

    def nearest(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """(q, D) float32 -> places (q, count) int64 and scores (q, count) float32, best first. Of equal scores those
        come first that were added first."""
        scores, places = self._index.search(self._coded(queries), min(count, len(self)))
        return places, (-scores.astype(np.float32) if self._as_bits else scores)

    def scores(self, queries: np.ndarray) -> np.ndarray:
        """(q, D) -> (q, n) float32, of all passages in the order they were added."""
        places, found = self.nearest(queries, len(self))
        scores = np.empty_like(found)
        np.put_along_axis(scores, places, found, 1)
        return scores

    def _coded(self, vectors: np.ndarray) -> np.ndarray:
        if self._as_bits:
            return np.packbits(vectors[:, : self.dim] > self._middle, axis=1)
        return np.ascontiguousarray(truncate(vectors.astype(np.float32), self.dim))


def _empty(dim: int, store: Store) -> Any:
    if _BITS[store] == 1:
        return faiss.IndexBinaryFlat(dim)
    if store == "fp32":
        return faiss.IndexFlatIP(dim)
    quantiser = getattr(faiss.ScalarQuantizer, _QUANTISERS[store])
    return faiss.IndexScalarQuantizer(dim, quantiser, faiss.METRIC_INNER_PRODUCT)


class Funnel:
    """A shortlist from an index, put in order by the full vectors in half precision."""

    def __init__(self, index: FlatIndex, full: np.ndarray, shortlist: int):
        """full (n, D) float16, of the index's passages in their order."""
        self.index, self.full, self.shortlist = index, full, shortlist

    @property
    def bytes_to_rescore(self) -> int:
        """A passage, beside the index. So many as the shortlist has are read for a question."""
        return self.full.shape[1] * self.full.itemsize

    def nearest(self, query: np.ndarray, count: int) -> np.ndarray:
        """(1, D) float32 -> places (count,) int64, best first."""
        places = self.index.nearest(query, self.shortlist)[0][0]
        cosines = self.full[places].astype(np.float32) @ query[0]
        return places[np.argsort(-cosines, kind="stable")[:count]]

    def scores(self, queries: np.ndarray) -> np.ndarray:
        """(q, D) -> (q, n) float32; what the shortlist misses has minus infinity."""
        places = self.index.nearest(queries, self.shortlist)[0]
        scores = np.full((len(queries), len(self.full)), -np.inf, np.float32)
        for row, (query, chosen) in enumerate(zip(queries, places, strict=True)):
            scores[row, chosen] = self.full[chosen].astype(np.float32) @ query
        return scores


@dataclass(frozen=True)
class Axes:
    """The directions in which passages differ most, the first ones first: what a prefix has to be better than."""

    mean: np.ndarray  # (D,), nought where it was not taken away
    rows: np.ndarray  # (components, D), orthonormal

    @classmethod
    def of(cls, passages: np.ndarray, centred: bool) -> Axes:
        """centred: principal components (PCA). Else singular vectors, which keep most of the cosines themselves, since
        those are not centred either (Eckart & Young 1936)."""
        exact = passages.astype(np.float64)
        mean = exact.mean(0) * centred
        rows = np.linalg.svd(exact - mean, full_matrices=False)[2]
        return cls(mean.astype(np.float32), rows.astype(np.float32))

    def along(self, vectors: np.ndarray, dim: int) -> np.ndarray:
        """(n, D) -> (n, dim) float32 on the first axes, scaled back to unit length."""
        return truncate((vectors - self.mean) @ self.rows[:dim].T, dim)


@dataclass(frozen=True)
class SparseCodes:
    """k values of many, and where they stand, as rows of a CSR matrix: (n, k) each. Row starts are not stored, since
    each row has as many."""

    places: np.ndarray  # uint16
    values: np.ndarray  # float16
    width: int

    @classmethod
    def of(cls, activations: np.ndarray, k: int) -> SparseCodes:
        """The k largest of each row (n, width) float, none below nought, scaled to unit length."""
        if activations.shape[1] > 1 << 16:
            raise ValueError("two bytes do not name that many places")
        places = np.argpartition(-activations, k - 1, axis=1)[:, :k]
        values = np.maximum(np.take_along_axis(activations, places, 1), 0)
        lengths = np.linalg.norm(values, axis=1, keepdims=True)
        return cls(
            places.astype(np.uint16), (values / np.maximum(lengths, 1e-12)).astype(np.float16), activations.shape[1]
        )

    @property
    def bytes_each(self) -> int:
        return self.places.shape[1] * (self.places.itemsize + self.values.itemsize)

    def matrix(self) -> sparse.csr_matrix:
        count, k = self.places.shape
        starts = np.arange(count + 1) * k
        return sparse.csr_matrix(
            (self.values.ravel().astype(np.float32), self.places.ravel().astype(np.int32), starts), (count, self.width)
        )

    def scores(self, queries: SparseCodes) -> np.ndarray:
        """(q, n) float32 cosines."""
        return (queries.matrix() @ self.matrix().T).toarray()


def k_of_bytes(size_bytes: int) -> int:
    """Two bytes for each place, two for each value."""
    return size_bytes // 4
