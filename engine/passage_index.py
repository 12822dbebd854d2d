"""Which passages are nearest to a question: an exact index over the first `dim` components of the library's vectors.

The only module that knows FAISS. The index is a cache: one file, named for what it was built from, that is built
again whenever that has changed, the file is damaged or FAISS is another version. Half precision and a flat list serve
to about a million passages (docs/decisions/5-sqlite-holds-vectors.md).
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import faiss
import numpy as np

from corpus.library import Library
from engine.matryoshka import truncate

log = logging.getLogger(__name__)

SUFFIX = ".index"
DIGEST_BYTES = 32


class PassageIndex:
    """The index of one library, model and dim, as the library was when it was opened."""

    def __init__(self, library: Library, model_id: str, dim: int, cache_folder: Path, index: faiss.Index):
        self.library, self.model_id, self.dim, self.cache_folder = library, model_id, dim, cache_folder
        self._index = index

    @classmethod
    def open(cls, library: Library, model_id: str, dim: int, cache_folder: Path) -> PassageIndex:
        """Loads the index from `cache_folder`, or builds it there. A folder that can't be written costs only time.

        Raises ValueError where the vectors have fewer than `dim` components.
        """
        fingerprint = library.fingerprint(model_id)
        path = cache_folder / f"{fingerprint}-{dim}{SUFFIX}"
        index = _load(path)
        if index is None:
            index = _build(*library.vectors(model_id), dim)
            try:
                _keep(index, path)
                _forget_others(cache_folder, fingerprint)
            except OSError as error:
                log.warning("The index is not kept: %s", error)
        return cls(library, model_id, dim, cache_folder, index)

    def at(self, dim: int) -> PassageIndex:
        """The index of the library as it is now, at another dim or the same."""
        return PassageIndex.open(self.library, self.model_id, dim, self.cache_folder)

    def __len__(self) -> int:
        return self._index.ntotal

    def search(self, vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest passages, best first, or all if there are fewer: rowids (k,) int64, cosines (k,) float32.

        `vector`: (dim,) float, unit length.
        """
        if vector.shape != (self.dim,):
            raise ValueError(f"a vector of shape {vector.shape} for an index of {self.dim} dimensions")
        k = min(k, len(self))
        if k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        # OpenMP's threads wait for each other: beside other programs on few cores two take 30 ms for what one does in
        # 0.6 (200,000 passages). Its setting counts for the calling thread alone, so each search makes it.
        faiss.omp_set_num_threads(1)
        scores, rowids = self._index.search(np.ascontiguousarray(vector[None], np.float32), k)
        return rowids[0], scores[0]


def _build(rowids: np.ndarray, vectors: np.ndarray, dim: int) -> faiss.Index:
    """rowids (n,), vectors (n, D) -> an index of (n, dim)."""
    if len(rowids) and vectors.shape[1] < dim:
        raise ValueError(f"vectors of {vectors.shape[1]} dimensions for an index of {dim}")
    flat = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIDMap2(flat)
    if len(rowids):
        index.add_with_ids(truncate(vectors.astype(np.float32), dim), rowids)
    return index


def _keep(index: faiss.Index, path: Path) -> None:
    content = faiss.serialize_index(index).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(_digest(content) + content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _load(path: Path) -> faiss.Index | None:
    """None where there is no such file, or not as it was written: FAISS must never read a damaged one."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("The index is built again: %s", error)
        return None
    digest, content = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if digest != _digest(content):
        log.warning("The index is built again: %s is damaged or of another FAISS", path.name)
        return None
    return faiss.deserialize_index(np.frombuffer(content, np.uint8))


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(faiss.__version__.encode() + content).digest()


def _forget_others(folder: Path, fingerprint: str) -> None:
    for path in folder.glob(f"*{SUFFIX}"):
        if not path.name.startswith(fingerprint):
            path.unlink(missing_ok=True)
