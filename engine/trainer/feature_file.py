"""What features.py keeps on the disk: one flat file that only grows, and the hashes of the sound it came from."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from engine.trainer import manifest

_COMMIT_S = 5.0  # of work that a kill can cost


class FeatureFile:
    """Appends clips. A row is listed when its frames are on the disk, so a kill leaves at most frames without a row.

    `known`: clip key -> (first frame, frames). Raises OSError.
    """

    def __init__(self, folder: Path, frame_bytes: int):
        self.known: dict[str, tuple[int, int]] = {}
        self.bytes = 0  # written by this writer
        self._folder, self._frame_bytes = folder, frame_bytes
        self._pending: list[str] = []

    def __enter__(self) -> FeatureFile:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._frames = self._recover()
        self._data = (self._folder / "features.f16").open("ab")
        self._data.truncate(self._frames * self._frame_bytes)
        self._rows = (self._folder / "features.jsonl").open("ab")
        self._committed = time.monotonic()
        return self

    def _recover(self) -> int:
        """Read the rows and drop those that a kill or a power cut left torn or without frames; returns the frames."""
        data, index = self._folder / "features.f16", self._folder / "features.jsonl"
        there = data.stat().st_size // self._frame_bytes if data.exists() else 0
        content = index.read_bytes() if index.exists() else b""
        good = frames = 0
        for line in content.splitlines(keepends=True):
            try:
                row = json.loads(line)
                end = row["start"] + row["frames"]
            except (ValueError, KeyError, TypeError):
                break
            if not line.endswith(b"\n") or end > there:
                break
            self.known[row["key"]] = (row["start"], row["frames"])
            good, frames = good + len(line), max(frames, end)
        if good < len(content):
            os.truncate(index, good)
        return frames

    def add(self, key: str, states: np.ndarray) -> None:
        """`states` (frames, layers, width) float16."""
        self._data.write(states.tobytes())
        self._pending.append(json.dumps({"key": key, "start": self._frames, "frames": len(states)}) + "\n")
        self.known[key] = (self._frames, len(states))
        self._frames += len(states)
        self.bytes += states.nbytes
        if time.monotonic() - self._committed > _COMMIT_S:
            self._commit()

    def size(self, clips: int) -> str:
        """What this writer has written, in words."""
        return f"{self.bytes / 1e6:.0f} MB"

    def _commit(self) -> None:
        self._data.flush()
        os.fsync(self._data.fileno())
        self._rows.write("".join(self._pending).encode())
        self._rows.flush()
        os.fsync(self._rows.fileno())
        self._pending.clear()
        self._committed = time.monotonic()

    def __exit__(self, *error: object) -> None:
        with self._data, self._rows:
            self._commit()


@contextlib.contextmanager
def alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other run writes into the folder; the system frees it when its process ends, even killed."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"Another run writes into {folder}; this one goes on when that has finished.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


class Digests:
    """sha256 of sound files, kept beside the features by path, size and time of change."""

    def __init__(self, path: Path):
        self._path = path
        self._found: dict[str, list] = {}  # in this run
        self._kept: dict[str, list] = {}
        with contextlib.suppress(OSError, ValueError):  # it only spares reading
            self._kept = json.loads(path.read_text(encoding="utf-8"))

    def of(self, file: Path) -> str:
        """Raises OSError."""
        name = str(Path(file).resolve())
        if name not in self._found:
            stat = os.stat(name)
            stamp = [stat.st_size, stat.st_mtime_ns]
            known = self._kept.get(name)
            if known is None or known[:2] != stamp:
                with open(name, "rb") as opened:
                    known = [*stamp, hashlib.file_digest(opened, "sha256").hexdigest()]
            self._found[name] = known
        return self._found[name][2]

    def save(self) -> None:
        everything = {**self._kept, **self._found}
        if everything != self._kept:
            manifest.write_lines(self._path, [json.dumps(everything, ensure_ascii=False)])
