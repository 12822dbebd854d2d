"""French (or Wolof) text to vectors: tokenizer and text graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.bundle import TEXT, TOKENIZER, Bundle
from engine.encoder_session import open_session

LONGEST_PIECES = 384
_PAD = 1


class TextEncoder:
    def __init__(self, bundle: Bundle, threads: int | None = None):
        """Raises InputFault bundle-damaged."""
        self._tokenizer = Tokenizer.from_file(str(bundle.path(TOKENIZER)))
        self._tokenizer.enable_truncation(LONGEST_PIECES)
        self._session = open_session(bundle, TEXT, threads)
        self._options = onnxruntime.RunOptions()  # a batch of long passages must not hold its memory ever after
        self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._dim = bundle.manifest.full_dim

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Questions, (n, D) float32 unit length."""
        return self._encode([f"query: {text}" for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Passages, (n, D) float32 unit length; `progress` is told how many are done."""
        return self._encode([f"passage: {text}" for text in texts], progress)

    def _encode(self, texts: list[str], progress: Callable[[int], None] | None, batch: int = 8) -> np.ndarray:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))  # like lengths together: little padding
        vectors = np.empty((len(rows), self._dim), np.float32)
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            longest = len(rows[chosen[-1]])
            ids = np.array([rows[i] + [_PAD] * (longest - len(rows[i])) for i in chosen], np.int64)
            inputs = {"ids": ids, "mask": (ids != _PAD).astype(np.int64)}
            (vectors[chosen],) = self._session.run(["vector"], inputs, self._options)
            if progress:
                progress(start + len(chosen))
        return vectors
