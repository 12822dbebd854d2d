"""The stick or disk that a pack is written to: what it can hold, and what its failures mean."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import psutil

from faults import InputFault

FAT32 = ("vfat", "msdos", "fat", "fat32")  # as Linux, macOS and Windows call it
LARGEST_ON_FAT32 = (1 << 32) - 1  # bytes of one file
GONE = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT)


def check_size(path: Path, size_bytes: int) -> None:
    """Raises InputFault pack-large where the file system of `path` takes no file so large."""
    if size_bytes > LARGEST_ON_FAT32 and file_system(path).lower() in FAT32:
        raise InputFault("pack-large", path=path)


def file_system(path: Path) -> str:
    """The kind of file system that `path` lies on, or "" where the system does not tell."""
    place = Path(os.path.realpath(path.parent))
    mounts = [one for one in psutil.disk_partitions(all=True) if place.is_relative_to(one.mountpoint)]
    return max(mounts, key=lambda mount: len(mount.mountpoint)).fstype if mounts else ""


def told(fault: InputFault, path: Path) -> InputFault:
    """What kept `path` from being written, as exactly as it is known."""
    cause = fault.__cause__
    if isinstance(cause, OSError) and fault.key in ("not-writable", "disk-full"):
        if cause.errno == errno.EFBIG:
            return InputFault("pack-large", path=path)
        if cause.errno in GONE:
            return InputFault("medium-gone", path=path)
    return fault
