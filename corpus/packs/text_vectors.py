"""The vectors of one model in a pack: a matrix, and for each row a digest of the text that it was made from.

So a vector finds its passage wherever a newer Laaj cuts, and none is ever given to another text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.tables import VECTOR_TYPE, digest

DIGEST_TYPE = np.dtype("<u8")
ROWS_AT_ONCE = 65_536


def text_digest(text: str) -> bytes:
    return digest(text.encode())


class TextVectors:
    """Opened files; calling it gives each text its vector."""

    def __init__(self, vectors: Path, texts: Path, dim: int):
        """`vectors`: (n, dim) float16, n > 0, mapped, not read; `texts`: (n,) uint64. Raises ValueError."""
        self._vectors = np.lib.format.open_memmap(vectors, mode="r")
        digests = np.lib.format.open_memmap(texts, mode="r")
        if self._vectors.dtype != VECTOR_TYPE or digests.dtype != DIGEST_TYPE:
            raise ValueError(f"vectors of type {self._vectors.dtype}")
        if digests.ndim != 1 or not len(digests) or self._vectors.shape != (len(digests), dim):
            raise ValueError(f"vectors of shape {self._vectors.shape}")
        for start in range(0, len(digests), ROWS_AT_ONCE):
            if not np.isfinite(self._vectors[start : start + ROWS_AT_ONCE]).all():
                raise ValueError("a vector that is not finite")
        self._order = np.argsort(digests, kind="stable")
        self._digests = np.asarray(digests)[self._order]

    def __call__(self, texts: Sequence[str]) -> list[np.ndarray | None]:
        wanted = np.frombuffer(b"".join(map(text_digest, texts)), DIGEST_TYPE)
        places = np.minimum(np.searchsorted(self._digests, wanted), len(self._digests) - 1)
        found = self._digests[places] == wanted
        rows = self._order[places]
        return [np.array(self._vectors[row]) if there else None for row, there in zip(rows, found, strict=True)]
