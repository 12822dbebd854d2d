"""Sound files that are 16 kHz mono, read block by block: a recording of nine hours takes no more memory than a word."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from engine.recording import SAMPLE_RATE_HZ, cut_by_header
from engine.trainer.manifest import RowError
from engine.voice_activity import FRAME_SAMPLES

if TYPE_CHECKING:
    import soundfile

BLOCK_SAMPLES = 320 * FRAME_SAMPLES  # 10.24 s
FORMATS = ("WAV", "WAVEX", "RF64", "FLAC")
_UNKNOWN_LENGTH = 1 << 40  # libsndfile counts without end where a header does not say how many samples there are
_MAGIC = (b"RIFF", b"RF64", b"fLaC")


class SoundBlocks:
    """A wav or flac file of 16 kHz and one channel, open. Raises RowError not-normal for other sound, or unreadable."""

    def __init__(self, path: Path) -> None:
        import soundfile

        self.path = path
        try:
            self._sound = soundfile.SoundFile(path)
        except (OSError, soundfile.LibsndfileError) as error:
            raise RowError("unreadable", f"“{path.name}” cannot be read.") from error
        self.samples: int = self._sound.frames
        if not normal(self._sound):
            self.close()
            raise RowError("not-normal", f"“{path.name}” is not whole 16 kHz mono sound: the stage decode makes it so.")

    def close(self) -> None:
        self._sound.close()

    def __enter__(self) -> SoundBlocks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def span(self, start_s: float, end_s: float | None) -> tuple[int, int]:
        """The samples from the first to before the last, within the file; empty where it starts after the end."""
        last = self.samples if end_s is None else min(round(end_s * SAMPLE_RATE_HZ), self.samples)
        return min(round(start_s * SAMPLE_RATE_HZ), last), last

    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """(n,) float32 in [-1, 1], in order. Raises RowError unreadable or not-numbers."""
        import soundfile

        try:
            self._sound.seek(first)
            while first < last:
                block = self._sound.read(min(BLOCK_SAMPLES, last - first), dtype="float32")
                if not len(block):
                    raise RowError("unreadable", f"“{self.path.name}” ends at {first / SAMPLE_RATE_HZ:.2f} s.")
                first += len(block)
                yield clean(block)
        except (OSError, soundfile.LibsndfileError) as error:
            raise RowError("unreadable", f"“{self.path.name}” cannot be read.") from error

    def read(self, first: int, last: int) -> np.ndarray:
        """All of it at once, (n,) float32. Raises RowError unreadable or not-numbers."""
        return np.concatenate([np.zeros(0, np.float32), *self.blocks(first, last)])


def normal(sound: soundfile.SoundFile) -> bool:
    """Whether an open file is whole 16 kHz mono wav or flac."""
    form = sound.format in FORMATS and (sound.samplerate, sound.channels) == (SAMPLE_RATE_HZ, 1)
    return form and sound.frames < _UNKNOWN_LENGTH and not cut_by_header(sound.extra_info)


def is_normal(path: Path) -> bool:
    """Whether a file can stay as it is. Raises OSError."""
    import soundfile

    with path.open("rb") as file:
        if file.read(4) not in _MAGIC:  # libsndfile would write to the screen what it thinks of a damaged mp3
            return False
    with contextlib.suppress(soundfile.LibsndfileError), soundfile.SoundFile(path) as sound:
        return normal(sound)
    return False


def clean(samples: np.ndarray) -> np.ndarray:
    """(n,) float32, within [-1, 1]. Raises RowError not-numbers."""
    if not np.isfinite(samples).all():
        raise RowError("not-numbers", "The file holds values that are not numbers.")
    return np.clip(samples, -1.0, 1.0)


def integers(samples: np.ndarray) -> np.ndarray:
    """(n,) float32 in [-1, 1] -> int16; sound that was of 16 bits comes back as it was."""
    return np.clip(np.rint(samples * 32768.0), -32768, 32767).astype("<i2")
