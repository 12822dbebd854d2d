"""Any sound file, whatever its format, rate and channels, as blocks of 16 kHz mono: what ffmpeg decodes, through PyAV.

ffmpeg goes on after damage as well as it can, and says little of it. What is missing is found by what the header
promised, and by the packets that did not decode.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from engine.recording import SAMPLE_RATE_HZ, cut_by_header, ogg_is_whole
from engine.trainer.curation.sound_blocks import clean
from engine.trainer.manifest import RowError

LOST_S = 0.25  # that a header may promise too much: encoders count whole frames
LOST_OF_MP3 = 0.001  # where mp3 files were put one behind the other, ffmpeg guesses the length from the size
MOST_BAD_PACKETS = 0.01  # more of them, and whole words are missing; a tag that is taken for sound gives one or two
LEAST_SOUND = 0.5  # of the bytes of a file that holds nothing but sound

_LOCAL = {"protocol_whitelist": "file"}
_PLAYLISTS = ("hls", "dash", "concat", "sdp", "rtsp", "imf")  # they name other files, and addresses
_PROMISES = (
    "wav", "w64", "aiff", "caf", "au", "flac", "ogg", "asf", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2",
)  # fmt: skip
_CUT_UNSEEN = ("wav", "aiff", "ogg")
_MOST_CHANNELS = 32
_UNSAFE_PLANES = 8  # PyAV 18 reads past the planes of a frame that has so many, and the process ends
_BLOCK_FRAMES = 1 << 16
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_LOCKED = tuple(map(bytes.fromhex, ("fbb3112223bdd211b4b700a0c955fc6e", "14e68a292226174cb935dae07ee9289c")))
_ENCRYPTED_FILES = (b"Salted__", b"age-encryption.org/", b"-----BEGIN PGP MESSAGE")
_MP4_ENTRIES = (b"enca", b"drms", b"aavd")
_MOST_HEADER_BYTES = 1 << 26


def blocks(file: BinaryIO, path: Path) -> Iterator[np.ndarray]:
    """(n,) float32 in [-1, 1] at 16 kHz, channels averaged; a block is about a second. `file` is `path`, open.

    Raises RowError encrypted, not-sound, not-numbers, and at the end, so that what came before is not to be kept:
    cut-short, damaged.
    """
    import av

    if encrypted(file):
        raise RowError("encrypted", "The file is encrypted: only who has its key can hear it.")
    file.seek(0)
    try:
        with av.open(_Seekable(file), "r", metadata_errors="ignore", options=_LOCAL) as container:
            if container.format.name in _PLAYLISTS:
                raise RowError("not-sound", "The file is a list of other files.")
            if not container.streams.audio or container.streams.audio[0].codec_context is None:
                raise RowError("not-sound", "There is no sound in the file, or of a kind that is not known.")
            decoder = _Decoder(container)
            yield from decoder.blocks()
            _judge(decoder, container, file, path)
    except (av.error.FFmpegError, OSError, ZeroDivisionError) as error:  # random bytes may give a rate of 0
        what = "The file cannot be read as sound: it is damaged, encrypted, or no sound."
        raise RowError("not-sound", what) from error


class _Seekable:
    """A file for ffmpeg, which looks where the numbers of a damaged file send it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read, self.tell = file.read, file.tell

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError):
            return -1


class _Decoder:
    """The first audio stream of a container; counts what decodes and what does not."""

    def __init__(self, container: Any) -> None:
        self._container, self._stream = container, container.streams.audio[0]
        self.seconds = 0.0
        self.packets = self.bad_packets = self.size_bytes = 0

    def blocks(self) -> Iterator[np.ndarray]:
        import soxr

        resampler, rate_hz = None, 0
        waiting: list[np.ndarray] = []
        for samples, at_hz in self._frames():
            if at_hz != rate_hz:  # recorders that are switched while they run, and stations whose streams are chained
                if waiting or resampler:
                    yield clean(_resampled(resampler, waiting, last=True))
                rate_hz, waiting = at_hz, []
                resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1) if rate_hz != SAMPLE_RATE_HZ else None
            waiting.append(samples)
            self.seconds += len(samples) / rate_hz
            if sum(map(len, waiting)) >= _BLOCK_FRAMES:
                yield clean(_resampled(resampler, waiting))
                waiting = []
        if waiting or resampler:
            yield clean(_resampled(resampler, waiting, last=True))

    def _frames(self) -> Iterator[tuple[np.ndarray, int]]:
        """(n,) float32, mono, and the rate of each."""
        import av

        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                self.bad_packets += 1
                return
            if packet is None:
                return
            self.packets += 1
            self.size_bytes += packet.size
            try:
                frames = packet.decode()
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                self.bad_packets += 1
                continue
            for frame in frames:
                if frame.layout.nb_channels > _MOST_CHANNELS:  # damage, taken for a header
                    self.bad_packets += 1
                elif frame.samples and frame.sample_rate:
                    yield _mono(frame), frame.sample_rate


def _mono(frame: Any) -> np.ndarray:
    """(n,) float32 of a frame of any kind, its channels averaged."""
    import av

    if frame.format.is_planar and frame.layout.nb_channels >= _UNSAFE_PLANES:
        (frame,) = av.AudioResampler(format=frame.format.packed).resample(frame)
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    if samples.dtype.kind == "u":
        samples = samples.astype(np.float32) - 128
        scale = 128.0
    else:
        scale = 1.0 if samples.dtype.kind == "f" else -float(np.iinfo(samples.dtype).min)
    return samples.mean(axis=0, dtype=np.float32) / np.float32(scale)


def _resampled(resampler: Any, waiting: list[np.ndarray], last: bool = False) -> np.ndarray:
    samples = np.concatenate([np.zeros(0, np.float32), *waiting])
    return samples if resampler is None else resampler.resample_chunk(samples, last=last)


def _promised_s(container: Any, file: BinaryIO) -> float:
    """How long the header says it is; 0 where it does not say, or where ffmpeg guesses from the size of the file."""
    name, stream = container.format.name, container.streams.audio[0]
    if name not in _PROMISES and not (name == "mp3" and _counts_its_frames(file)):
        return 0.0
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / 1e6 if not container.streams.video else 0.0


def _counts_its_frames(file: BinaryIO) -> bool:
    """Whether an mp3 file has a Xing, Info or VBRI header."""
    file.seek(0)
    head = file.read(10)
    skipped = 0
    if head[:3] == b"ID3":  # a tag, whose length is in groups of 7 bits
        skipped = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    file.seek(skipped)
    first = file.read(4096)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))


def _judge(decoder: _Decoder, container: Any, file: BinaryIO, path: Path) -> None:
    """Raises RowError not-sound, damaged or cut-short."""
    if not decoder.seconds:
        raise RowError("not-sound", "Nothing in the file decodes.")
    promised_s, name = _promised_s(container, file), container.format.name
    if promised_s - decoder.seconds > max(LOST_S, LOST_OF_MP3 * promised_s if name == "mp3" else 0.0):
        what = f"The file promises {promised_s:.2f} s, and {decoder.seconds:.2f} s of it decode: it is cut or damaged."
        raise RowError("cut-short", what)
    if decoder.bad_packets > MOST_BAD_PACKETS * decoder.packets + 1:
        what = f"{decoder.bad_packets:,} of {decoder.packets:,} packets of the file do not decode."
        raise RowError("damaged", what)
    if len(container.streams) == 1 and decoder.size_bytes < LEAST_SOUND * path.stat().st_size:
        raise RowError("damaged", f"Only {decoder.size_bytes:,} bytes of the file are read as sound.")
    if name in _CUT_UNSEEN and _is_cut(path):
        raise RowError("cut-short", "The end of the file is missing.")


def _is_cut(path: Path) -> bool:
    """Whether a wav, aiff or ogg file lacks its end; ffmpeg takes them as they are."""
    import soundfile

    with contextlib.suppress(OSError, soundfile.LibsndfileError), soundfile.SoundFile(path) as sound:
        return cut_by_header(sound.extra_info) or (sound.format == "OGG" and not ogg_is_whole(path))
    return False


def encrypted(file: BinaryIO) -> bool:
    """Whether an open file says of itself that it is encrypted: MP4 and ASF with rights management, zip, OpenSSL,
    age, PGP. Random bytes without a header say nothing.

    ISO/IEC 14496-12, section 8.12 (`sinf` in a sample entry); Advanced Systems Format, sections 3.14 and 3.15.
    """
    file.seek(0)
    head = file.read(64)
    if head.startswith(_ENCRYPTED_FILES):
        return True
    if head[:4] == b"PK\x03\x04":
        return bool(head[6] & 1)
    if head[:16] == _ASF:
        file.seek(0)
        header = file.read(min(int.from_bytes(head[16:24], "little"), _MOST_HEADER_BYTES))
        return any(mark in header for mark in _ASF_LOCKED)
    if head[4:8] == b"ftyp":
        header = _mp4_header(file)
        return b"aavd" in header or (b"sinf" in header and any(entry in header for entry in _MP4_ENTRIES))
    return False


def _mp4_header(file: BinaryIO) -> bytes:
    """The box `moov`, wherever it stands among the boxes of the file; empty where there is none."""
    position = 0
    while True:
        file.seek(position)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        size = int.from_bytes(head[8:16], "big") if size == 1 else size
        if len(head) < 8 or (size < 8 and head[4:8] != b"moov"):
            return b""
        if head[4:8] == b"moov":
            return head + file.read(min(size, _MOST_HEADER_BYTES))
        position += size
