"""The stage `decode`: sound of any format becomes 16 kHz mono, is measured, and what cannot be used is marked.

16 kHz mono wav and flac stay where they are. Other files are written once, to `sound/aa/<sha256 of the file>.flac`; a
second file with the same bytes is the same file. Everything is read block by block, so that length costs no memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import IO

import numpy as np
from filelock import FileLock

from corpus.whole_file import disk_fault, make_folder, whole_file
from engine.recording import SAMPLE_RATE_HZ
from engine.trainer.curation import any_sound, measures
from engine.trainer.curation.row import Row
from engine.trainer.curation.sound_blocks import SoundBlocks, integers, is_normal
from engine.trainer.manifest import RowError
from engine.trainer.recipe import Section

_ROUNDING_S = 0.02  # that a written time may lie past the end of its file


class Decoding(Section):
    """The stage `decode`."""

    enabled: bool = True
    in_place: bool = True
    """16 kHz mono wav and flac stay where they are; without it they are copied too, and the folder holds everything."""


@dataclass(frozen=True)
class _Found:
    """A file that was decoded: where it is now, its digest as it was found, and its state then."""

    path: Path
    digest: str
    original: Path
    state: os.stat_result


class Decode:
    """Marks decode.*, writes sound, `seconds`, hashes "file" and "sound", and the scores of measures.Meter."""

    name, rows_a_part = "decode", 2  # a programme may last an hour
    reads_sound = True  # a file that was changed is read again

    def __init__(self, settings: Decoding, folder: Path) -> None:
        self.settings = settings
        self.sound = Path(os.path.realpath(folder)) / "sound"

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """Raises InputFault disk-full or not-writable."""
        files: dict[Path, _Found | RowError] = {}
        return [self._decoded(row, row.audio, files) if row.kept and row.audio else row for row in rows]

    def _decoded(self, row: Row, audio: Path, files: dict[Path, _Found | RowError]) -> Row:
        if audio not in files:
            try:
                files[audio] = self._normal(audio)
            except RowError as bad:
                files[audio] = bad
        found = files[audio]
        try:
            if isinstance(found, RowError):
                raise found
            made = found.path != audio
            digest = found.digest if made else row.hashes.get("file", found.digest)
            row = replace(row, audio=found.path, hashes={**row.hashes, "file": digest})
            row = _measured(row, found.path)
            if not made and _changed(found.original, found.state):
                raise _was_changed()
        except RowError as bad:
            return row.leave_out(f"{self.name}.{bad.key}", str(bad))
        return row

    def _normal(self, path: Path) -> _Found:
        """The file as 16 kHz mono, and what is known of it. Raises RowError, InputFault disk-full or not-writable."""
        with _opened(path) as file:
            state = os.fstat(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            target = path
            if not (self._is_ours(path) or (self.settings.in_place and is_normal(path))):
                target = self.sound / digest[:2] / f"{digest}.flac"
                make_folder(target.parent)
                with _alone(target.parent):  # two processes may meet two files of the same bytes
                    if not target.is_file():
                        _write(target, any_sound.blocks(file, path))
                        if _changed(path, state):
                            target.unlink()
        if _changed(path, state):
            raise _was_changed()
        return _Found(target, digest, path, state)

    def _is_ours(self, path: Path) -> bool:
        """Whether this stage wrote that file."""
        return path.suffix == ".flac" and path.is_relative_to(self.sound)


def _was_changed() -> RowError:
    return RowError("changed", "The file was changed while it was read.")


def _measured(row: Row, path: Path) -> Row:
    """The row with its length, its digest and its figures. Raises RowError."""
    with SoundBlocks(path) as sound:
        first, last = sound.span(row.start_s, row.end_s)
        whole_s = sound.samples / SAMPLE_RATE_HZ
        if row.end_s is not None and row.end_s <= row.start_s:
            raise RowError("times-reversed", f"It ends at {row.end_s:g} s and starts at {row.start_s:g} s.")
        if max(row.start_s, row.end_s or 0.0) > whole_s + _ROUNDING_S:
            latest_s = row.start_s if row.end_s is None else row.end_s
            raise RowError("past-the-end", f"It goes on to {latest_s:g} s, but the file is {whole_s:.2f} s long.")
        if first >= last:
            raise RowError("empty", "There is no sound in it.")
        meter, digest = measures.Meter(), hashlib.sha256()
        for block in sound.blocks(first, last):
            meter.add(block)
            digest.update(integers(block).tobytes())
    seconds = round((last - first) / SAMPLE_RATE_HZ, 4)
    row = replace(row, seconds=seconds, hashes={**row.hashes, "sound": digest.hexdigest()}).measured(**meter.figures())
    if meter.peak_db < measures.SILENT_DB:
        return row.leave_out("decode.silent", "It holds nothing but silence.")
    return row


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """A file, open. Raises RowError missing, not-sound, empty or refused."""
    try:
        if not path.exists():
            raise RowError("missing", "There is no such file.")
        if not path.is_file():
            raise RowError("not-sound", "It is not a file, but a folder or a device.")
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                raise RowError("empty", "The file is empty.")
            yield file
    except (OSError, ValueError) as error:
        raise RowError("refused", f"The file does not open ({getattr(error, 'strerror', None) or error}).") from error


def _changed(path: Path, before: os.stat_result) -> bool:
    try:
        now = path.stat()
    except OSError:
        return True
    return (now.st_size, now.st_mtime_ns, now.st_ino) != (before.st_size, before.st_mtime_ns, before.st_ino)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time writes into that folder; the lock goes with its process, even killed."""
    try:
        lock = FileLock(folder / "lock")
        lock.acquire()
    except OSError as error:
        raise disk_fault(error, folder) from error
    try:
        yield
    finally:
        lock.release()


def _write(target: Path, blocks: Iterable[np.ndarray]) -> None:
    """Write sound as 16-bit flac beside, then rename; a whole file or none. Raises InputFault disk-full or
    not-writable, and what `blocks` raises."""
    import soundfile

    with whole_file(target, "wb+") as file:
        disk = _Disk(file)
        try:
            with soundfile.SoundFile(disk, "w", SAMPLE_RATE_HZ, 1, "PCM_16", format="FLAC") as sound:
                for block in blocks:
                    sound.write(integers(block))
                    disk.check()
        except (soundfile.LibsndfileError, AssertionError):  # it says no more than that it could not write
            disk.check()
            raise
        disk.check()


class _Disk:
    """A file for libsndfile, which loses what is raised while it writes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._fault: OSError | None = None
        self.seek, self.tell, self.read, self.flush = file.seek, file.tell, file.read, file.flush

    def write(self, content: bytes) -> int:
        try:
            return self._file.write(content)
        except OSError as error:
            self._fault = error
            return 0

    def check(self) -> None:
        """Raises OSError."""
        if self._fault:
            raise self._fault
