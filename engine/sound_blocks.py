"""Sound piece by piece, as a loudspeaker takes it: a long file is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import numpy as np

from engine.recording import SAMPLE_RATE_HZ, Recording, opened

BLOCK_S = 0.02  # how long a loudspeaker may go on after it is told to stop, beside what it drops


@contextmanager
def sound_blocks(sound: Path | Recording) -> Iterator[tuple[int, Iterator[np.ndarray]]]:
    """(rate in Hz, the sound as (n,) float32 in [-1, 1], each of BLOCK_S), channels averaged.

    Raises InputFault file-missing, not-a-file, file-refused, not-sound; while it is read, too.
    """
    if isinstance(sound, Recording):
        step = round(BLOCK_S * SAMPLE_RATE_HZ)
        yield SAMPLE_RATE_HZ, (sound.samples[start : start + step] for start in range(0, len(sound.samples), step))
    else:
        with opened(sound) as file:
            blocks = file.blocks(round(BLOCK_S * file.samplerate), dtype="float32", always_2d=True)
            yield file.samplerate, (np.clip(np.nan_to_num(block.mean(axis=1)), -1.0, 1.0) for block in blocks)


def at_rate(blocks: Iterator[np.ndarray], rate_hz: int, wanted_hz: int) -> Iterator[np.ndarray]:
    """The same blocks of (n,) float32, resampled where the rates differ."""
    if rate_hz == wanted_hz:
        yield from blocks
        return
    import soxr

    stream = soxr.ResampleStream(rate_hz, wanted_hz, 1, "float32")
    for block in blocks:
        yield np.clip(stream.resample_chunk(block), -1.0, 1.0)
    yield np.clip(stream.resample_chunk(np.zeros(0, np.float32), last=True), -1.0, 1.0)


def silence(seconds: float, rate_hz: int) -> Iterator[np.ndarray]:
    """Blocks of zeros, (n,) float32."""
    yield from repeat(np.zeros(round(BLOCK_S * rate_hz), np.float32), round(seconds / BLOCK_S))
