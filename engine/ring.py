"""The last few seconds of sound, between the sound system's thread and ours."""

from __future__ import annotations

import time

import numpy as np


class Ring:
    """One thread writes, another reads, neither waits. Samples are counted from the first one ever written."""

    def __init__(self, capacity: int):
        self._samples = np.zeros(capacity, np.float32)
        self.written = 0  # raised only once the samples are in place
        self._written_at_s = time.monotonic()

    def write(self, samples: np.ndarray) -> None:
        """Takes (n,) float32, n ≤ capacity. This is all that the sound system's thread ever does."""
        start = self.written % len(self._samples)
        before_the_seam = len(self._samples) - start
        self._samples[start : start + len(samples)] = samples[:before_the_seam]
        self._samples[: max(len(samples) - before_the_seam, 0)] = samples[before_the_seam:]
        self.written += len(samples)
        self._written_at_s = time.monotonic()

    def read(self, start: int) -> tuple[np.ndarray, int]:
        """A copy of what was written since sample `start`, as (n,) float32, and where to read on.

        A reader more than the capacity late has lost the oldest part.
        """
        end = self.written
        start = max(start, end - len(self._samples), 0)
        return self._samples[np.arange(start, end) % len(self._samples)], end

    def quiet_for_s(self) -> float:
        """Seconds since anything was written, or since the ring was made."""
        return time.monotonic() - self._written_at_s
