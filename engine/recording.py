"""What someone said: 16 kHz mono samples, read from and kept in sound files."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.whole_file import whole_file
from faults import InputFault

if TYPE_CHECKING:
    import soundfile

SAMPLE_RATE_HZ = 16_000
LEAST_QUERY_S = 0.3
LONGEST_QUERY_S = 20.0
LONGEST_GIST_S = 60.0  # of what a page says, told in Wolof
FULL_SCALE = 0.99  # resampling moves the flat tops of clipped sound a little
MOST_CLIPPED = 0.01

_FORMATS = {".flac": "FLAC", ".wav": "WAV"}
_UNKNOWN_SIZE_BYTES = 0x7FFF_0000  # programs that write into a pipe leave a chunk size near 2 or 4 GiB in the header
_OGG_END_OF_STREAM = 0x04
_OGG_TAIL_BYTES = 1 << 17  # more than two of the largest pages


@dataclass(frozen=True)
class Recording:
    """`samples`: (n,) float32 in [-1, 1], mono at 16 kHz."""

    samples: np.ndarray

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ

    @property
    def is_clipped(self) -> bool:
        """Too loud for the microphone: more of it lies at full scale than a knock or two."""
        return int(np.count_nonzero(np.abs(self.samples) >= FULL_SCALE)) > MOST_CLIPPED * len(self.samples)


def require_length(seconds: float, longest_s: float = LONGEST_QUERY_S) -> None:
    """Raises InputFault recording-short or recording-long outside LEAST_QUERY_S … `longest_s`."""
    if seconds < LEAST_QUERY_S:
        raise InputFault("recording-short", seconds=seconds, least=LEAST_QUERY_S)
    if seconds > longest_s:
        raise InputFault("recording-long", seconds=seconds, most=longest_s)


def load(path: Path) -> Recording:
    """Reads a whole sound file (wav, flac, ogg, mp3; any rate, any number of channels) as a question.

    Raises InputFault file-missing, not-a-file (a folder), file-refused (not allowed), not-sound (another kind of
    file, empty, or cut short), recording-short, recording-long. The length is judged by the header, before decoding.
    """
    with opened(Path(path)) as sound:
        require_length(sound.frames / sound.samplerate)
        samples, rate_hz = _mono(sound, sound.frames), sound.samplerate
        if len(samples) != sound.frames or not np.isfinite(samples).all():
            raise InputFault("not-sound", path=path)
    return Recording(_at_query_rate(samples, rate_hz))


def seconds(path: Path) -> float:
    """How long a sound file is, by its header; the last sample is read, to see that it is there.

    Raises InputFault file-missing, not-a-file, file-refused, not-sound.
    """
    with opened(Path(path)) as sound:
        if sound.frames:
            sound.seek(sound.frames - 1)
        if len(sound.read(1)) != 1:
            raise InputFault("not-sound", path=path)
        return sound.frames / sound.samplerate


def segment(path: Path, start_s: float = 0.0, end_s: float | None = None) -> np.ndarray:
    """Part of a sound file of any length, (n,) float32 in [-1, 1] at 16 kHz; no more than that part is in memory.

    Raises InputFault file-missing, not-a-file, file-refused, not-sound (also where the part is not all there),
    sound-not-numbers.
    """
    with opened(Path(path)) as sound:
        first = round(start_s * sound.samplerate)
        last = sound.frames if end_s is None else min(round(end_s * sound.samplerate), sound.frames)
        if first >= last:
            raise InputFault("not-sound", path=path)
        sound.seek(first)
        samples, rate_hz = _mono(sound, last - first), sound.samplerate
        if len(samples) != last - first:
            raise InputFault("not-sound", path=path)
        if not np.isfinite(samples).all():
            raise InputFault("sound-not-numbers", path=path)
    return _at_query_rate(samples, rate_hz)


def save(recording: Recording, path: Path) -> None:
    """Keeps a recording as 16-bit flac or wav, by suffix: written beside, then renamed.

    Raises ValueError for another suffix, InputFault disk-full or not-writable.
    """
    import soundfile

    path = Path(path)
    if path.suffix.lower() not in _FORMATS:
        raise ValueError(f"a recording is kept as .flac or .wav, not “{path.suffix}”")
    encoded = io.BytesIO()
    kind = _FORMATS[path.suffix.lower()]
    soundfile.write(encoded, recording.samples, SAMPLE_RATE_HZ, format=kind, subtype="PCM_16")
    with whole_file(path) as file:
        file.write(encoded.getbuffer())


@contextlib.contextmanager
def opened(path: Path) -> Iterator[soundfile.SoundFile]:
    """A sound file, open; what is wrong with it, then or later, becomes an InputFault."""
    import soundfile

    try:
        if path.is_dir():
            raise InputFault("not-a-file", path=path)
        if not path.exists():
            raise InputFault("file-missing", path=path)
        if not path.is_file() or path.suffix.lower() == ".raw":  # a pipe or device; a format without a header
            raise InputFault("not-sound", path=path)
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            if cut_by_header(sound.extra_info) or (sound.format == "OGG" and not ogg_is_whole(path)):
                raise InputFault("not-sound", path=path)
            yield sound
    except soundfile.LibsndfileError as error:
        raise InputFault("not-sound", path=path) from error
    except OSError as error:
        raise InputFault("file-refused", path=path, why=error.strerror) from error


def _mono(sound: soundfile.SoundFile, frames: int) -> np.ndarray:
    """The next `frames` samples, channels averaged, read second by second: (n,) float32, fewer where the file ends."""
    blocks = []
    while frames and len(block := sound.read(min(sound.samplerate, frames), dtype="float32", always_2d=True)):
        blocks.append(block.mean(axis=1))
        frames -= len(block)
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def cut_by_header(parse_log: str) -> bool:
    """Whether a wav or aiff header promises more sound than the file holds, by libsndfile's account of it.

    libsndfile itself reads such files without complaint; ogg, flac and mp3 show the loss otherwise.
    """
    sizes = re.search(r"^ *(?:data|SSND) : (\d+) \(should be (\d+)\)", parse_log, re.MULTILINE)
    return sizes is not None and int(sizes[2]) < int(sizes[1]) < _UNKNOWN_SIZE_BYTES


def ogg_is_whole(path: Path) -> bool:
    """Whether the last page of an ogg file says that it is the last, and is all there (RFC 3533 section 6)."""
    with path.open("rb") as file:
        file.seek(-min(_OGG_TAIL_BYTES, file.seek(0, os.SEEK_END)), os.SEEK_END)
        tail = file.read()
    page = tail[max(tail.rfind(b"OggS"), 0) :]
    if len(page) < 27 or not page[5] & _OGG_END_OF_STREAM:
        return False
    segments = page[27 : 27 + page[26]]
    return len(page) >= 27 + page[26] + sum(segments)


def _at_query_rate(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """(n,) float32 at `rate_hz` -> (m,) float32 in [-1, 1] at 16 kHz."""
    if rate_hz != SAMPLE_RATE_HZ:
        import soxr

        samples = soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ)
    return np.clip(samples, -1.0, 1.0).astype(np.float32, copy=False)
