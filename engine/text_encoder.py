"""French (or Wolof) text to vectors: tokenizer and text graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.bundle import TEXT, TOKENIZER, Bundle
from engine.encoder_session import open_session


class TextEncoder:
    def __init__(self, bundle: Bundle, threads: int | None = None):
        """Raises InputFault bundle-damaged."""
        self._tokenizer = Tokenizer.from_file(str(bundle.path(TOKENIZER)))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(bundle.manifest.longest_pieces)
        self._session = open_session(bundle, TEXT, threads)
        self._options = onnxruntime.RunOptions()  # a batch of long passages must not hold its memory ever after
        self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._manifest = bundle.manifest

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Questions, (n, D) float32 unit length."""
        return self._encode([self._manifest.query_prefix + text for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Passages, (n, D) float32 unit length; `progress` is told how many are done."""
        return self._encode([self._manifest.passage_prefix + text for text in texts], progress)

    def _encode(self, texts: list[str], progress: Callable[[int], None] | None, batch: int = 8) -> np.ndarray:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))  # like lengths together: little padding
        vectors = np.empty((len(rows), self._manifest.full_dim), np.float32)
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            lengths = [len(rows[i]) for i in chosen]
            ids = np.full((len(chosen), lengths[-1]), self._manifest.pad_id, np.int64)
            for place, i in enumerate(chosen):
                ids[place, : len(rows[i])] = rows[i]
            mask = np.arange(lengths[-1]) < np.array(lengths)[:, None]  # the piece that pads may also end a text
            inputs = {"ids": ids, "mask": mask.astype(np.int64)}
            (vectors[chosen],) = self._session.run(["vector"], inputs, self._options)
            if progress:
                progress(start + len(chosen))
        return vectors
