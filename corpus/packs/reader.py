"""From a pack to files that can be trusted: it comes from anywhere, and nothing in it is believed unchecked."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from corpus.packs.manifest import LARGEST_BYTES, MANIFEST, SIGNATURE, PackManifest, parse
from corpus.packs.signature import signer as signer_of
from corpus.whole_file import disk_fault
from faults import InputFault

CHUNK_BYTES = 1 << 20
FOLDED_AT_MOST = 50  # times smaller than its files: French text is 3 to 5 times; a zip bomb is 1000 times
FOLDED_FREELY_BYTES = 100_000_000  # below this size it does not matter
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1  # zip's general purpose flag
ZIP_BEGINS = b"PK\3\4"

# What zipfile raises for an archive that isn't as it should be.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Pack:
    """A pack whose manifest and signature were checked; `signer` is the key that signed it, "" where nobody did."""

    def __init__(self, path: Path, file: IO[bytes], archive: zipfile.ZipFile):
        """Raises InputFault: pack-foreign, pack-newer, pack-damaged, pack-signature, medium-gone."""
        self.path, self._file, self._archive = path, file, archive
        self._size_bytes = os.fstat(file.fileno()).st_size
        names = archive.namelist()
        if MANIFEST not in names:
            raise InputFault("pack-foreign", path=path)
        content = self._small(MANIFEST)
        self.manifest: PackManifest = parse(content, path)
        self.signer = self._signer(content) if SIGNATURE in names else ""
        self._check_names(names)

    @classmethod
    def open(cls, path: Path) -> Pack:
        """Raises InputFault: file-missing, not-a-file, file-refused, pack-incomplete, and what Pack raises."""
        if path.is_dir():
            raise InputFault("not-a-file", path=path)
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise InputFault("file-missing", path=path) from error
        except OSError as error:
            raise InputFault("file-refused", path=path, why=error.strerror) from error
        try:
            return cls(path, file, _archive(file, path))
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Safe to call twice."""
        self._file.close()

    def __enter__(self) -> Pack:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stage(self, folder: Path, progress: Callable[[int, int], None]) -> dict[str, Path]:
        """Copies every file into `folder`, under names of our own, and checks its size and hash; returns where each is.

        `progress` hears (bytes so far, of how many). Raises InputFault: pack-damaged, medium-gone, disk-full,
        not-writable; and what `progress` raises.
        """
        total = self.manifest.size_bytes
        if total > FOLDED_FREELY_BYTES and total > FOLDED_AT_MOST * self._size_bytes:
            raise self._damaged(f"{total / 1e9:.0f} Go")
        if total > shutil.disk_usage(folder).free:
            raise InputFault("disk-full")
        staged, done = {}, 0
        for number, name in enumerate(self.manifest.files):
            staged[name] = folder / str(number)
            with closing(self._copied(name, staged[name])) as copied:
                for size_bytes in copied:
                    done += size_bytes
                    progress(done, total)  # here, where what it raises is not taken for a fault of the disk
        return staged

    def _copied(self, name: str, target: Path) -> Generator[int]:
        """Copies one file, step by step: after each, how many bytes it was."""
        whole = hashlib.sha256()
        with _written(target) as file:
            for chunk in self._chunks(name):
                whole.update(chunk)
                file.write(chunk)
                yield len(chunk)
        if whole.hexdigest() != self.manifest.files[name].sha256:
            raise self._damaged(f"{name}: sha256")

    def _chunks(self, name: str) -> Iterator[bytes]:
        """No more bytes than the manifest says, whatever the archive holds."""
        left = self.manifest.files[name].size_bytes
        with self._reading(name), self._archive.open(name) as entry:
            while chunk := entry.read(CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    break
                yield chunk
        if left:
            raise self._damaged(f"{name}: size")

    def _small(self, name: str) -> bytes:
        with self._reading(name), self._archive.open(name) as entry:
            content = entry.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise self._damaged(f"{name}: size")
        return content

    def _signer(self, content: bytes) -> str:
        signature = self._small(SIGNATURE)
        try:
            return signer_of(signature, content)
        except ValueError as error:
            raise InputFault("pack-signature", path=self.path) from error

    def _check_names(self, names: list[str]) -> None:
        wanted = {MANIFEST, *self.manifest.files} | ({SIGNATURE} & set(names))
        if len(names) != len(set(names)):
            raise self._damaged("a file twice")
        if differing := wanted ^ set(names):
            raise self._damaged(min(differing))
        for about in self._archive.infolist():
            if about.compress_type not in METHODS or about.flag_bits & ENCRYPTED:
                raise self._damaged(about.filename)

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _unreadable(error, self.path) or self._damaged(f"{name}: {error}") from error
        except DAMAGE as error:
            raise self._damaged(f"{name}: {error}") from error

    def _damaged(self, why: object) -> InputFault:
        return InputFault("pack-damaged", path=self.path, why=why)


def _archive(file: IO[bytes], path: Path) -> zipfile.ZipFile:
    try:
        begins = file.read(len(ZIP_BEGINS))
        return zipfile.ZipFile(file)
    except OSError as error:
        raise _unreadable(error, path) or InputFault("pack-incomplete", path=path) from error
    except DAMAGE as error:  # the list of files stands at the end of an archive
        cut_short = begins == ZIP_BEGINS[: len(begins)]
        raise InputFault("pack-incomplete" if cut_short else "pack-foreign", path=path) from error


def _unreadable(error: OSError, path: Path) -> InputFault | None:
    """None where the archive sent its reader to a place that no file has."""
    return None if error.errno == errno.EINVAL else InputFault("medium-gone", path=path)


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """What is raised within as an OSError is of this file: whoever reads beside it has made faults of his own."""
    try:
        with path.open("wb") as file:
            yield file
    except OSError as error:
        raise disk_fault(error, path.parent) from error
