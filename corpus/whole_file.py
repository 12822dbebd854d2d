"""Files that are kept are written beside, flushed, then renamed: all of a file, or what was there before."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from faults import InputFault


@contextlib.contextmanager
def whole_file(target: Path, mode: str = "wb", **how: Any) -> Iterator[IO[Any]]:
    """A file beside `target`, open, that takes its place at the end; what is raised meanwhile leaves `target` alone.

    `how` is passed to open. Raises InputFault disk-full or not-writable.
    """
    beside = target.with_name(target.name + ".part")
    try:
        with beside.open(mode, **how) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            raise disk_fault(error, target.parent) from error
        raise


def make_folder(path: Path) -> None:
    """Raises InputFault disk-full or not-writable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_fault(error, path.parent) from error


def disk_fault(error: OSError, folder: Path) -> InputFault:
    """What a person is told of a file that cannot be written into `folder`."""
    return InputFault("disk-full") if is_disk_full(error) else InputFault("not-writable", path=folder)


def is_disk_full(failure: Exception) -> bool:
    """Whether a file, or standard output, took no more. There are sticks that take no file over 4 GB."""
    return isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
