"""Vectors that are kept on the disk: what was encoded once is not encoded again, also when the run was stopped.

A folder of files, each whole or absent, of names and vectors in half precision; they are read from where they lie. A
million of 384 dims take 784 MB of disk, and 100 MB of memory for the names.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.whole_file import make_folder, whole_file

Item = TypeVar("Item")
Name = bytes  # NAME_BYTES of it
NAME_BYTES = 16
_MOST = 4096  # vectors of a file
_AT_ONCE = 64
_MOST_S = 30.0  # between two files: what a run that is stopped loses


def named(*parts: object) -> Name:
    """A name that depends on all these."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=NAME_BYTES).digest()


class Vectors:
    """The vectors of one model in one folder, (D,) each, unit length."""

    def __init__(self, folder: Path, dim: int) -> None:
        """Raises InputFault disk-full or not-writable."""
        self.folder, self.dim = Path(folder), dim
        self._kind = np.dtype([("name", f"V{NAME_BYTES}"), ("vector", "<f2", (dim,))])
        self._files: list[np.ndarray] = []
        self._place: dict[Name, int] = {}
        self._next = 0
        make_folder(self.folder)
        for path in sorted(self.folder.glob("*.npy")):
            self._next = int(path.stem) + 1
            try:
                self._add(np.load(path, mmap_mode="r"))
            except (OSError, ValueError):
                path.unlink()  # damaged: what it held is encoded again

    def __contains__(self, name: Name) -> bool:
        return name in self._place

    def __len__(self) -> int:
        return len(self._place)

    def encode(self, items: Iterable[tuple[Name, Item]], encode: Callable[[Item], np.ndarray]) -> None:
        """Keep the vectors of those items that have none. `encode` is called for one item at a time, by several
        threads: a vector depends on its item alone, and is the same in a run that was stopped.

        Raises InputFault disk-full, not-writable and what `encode` raises.
        """
        waiting: dict[Name, np.ndarray] = {}
        since = time.monotonic()

        def known(name: Name) -> bool:
            return name in self or name in waiting

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for batch in _batches(items, known):
                waiting.update(zip(batch, pool.map(encode, batch.values()), strict=True))
                if len(waiting) + _AT_ONCE > _MOST or time.monotonic() - since > _MOST_S:
                    self._keep(waiting)
                    waiting.clear()
                    since = time.monotonic()
        self._keep(waiting)

    def of(self, names: Sequence[Name]) -> Chosen:
        """The vectors of these names, in that order. Raises KeyError for one that has none."""
        return Chosen(self, np.array([self._place[name] for name in names], np.int64))

    def read(self, places: np.ndarray) -> np.ndarray:
        """(n,) places -> (n, D) float32."""
        found = np.empty((len(places), self.dim), np.float32)
        for number in np.unique(places // _MOST):
            here = places // _MOST == number
            found[here] = self._files[number]["vector"][places[here] % _MOST]
        return found

    def _keep(self, vectors: dict[Name, np.ndarray]) -> None:
        if not vectors:
            return
        table = np.empty(len(vectors), self._kind)
        table["name"] = np.array(list(vectors), f"V{NAME_BYTES}")
        table["vector"] = np.stack(list(vectors.values()))
        path = self.folder / f"{self._next:06}.npy"
        with whole_file(path) as file:
            np.save(file, table)
        self._next += 1
        self._add(np.load(path, mmap_mode="r"))

    def _add(self, table: np.ndarray) -> None:
        if table.dtype != self._kind or len(table) > _MOST:
            raise ValueError("not a file of such vectors")
        first = len(self._files) * _MOST
        self._files.append(table)
        self._place.update((bytes(name), first + place) for place, name in enumerate(table["name"]))


class Chosen:
    """Some vectors of a folder, read when they are asked for."""

    def __init__(self, vectors: Vectors, places: np.ndarray) -> None:
        self._vectors, self._places = vectors, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, wanted: np.ndarray, /) -> np.ndarray:
        """(n,) numbers -> (n, D) float32."""
        return self._vectors.read(self._places[wanted])


def _batches(items: Iterable[tuple[Name, Item]], known: Callable[[Name], bool]) -> Iterator[dict[Name, Item]]:
    batch: dict[Name, Item] = {}
    for name, item in items:
        if not known(name):
            batch.setdefault(name, item)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch
