"""Another model than the one that comes with Laaj: copied into the person's own folder, then chosen.

A copy lies in a folder of its own, and one small file names the copy that answers. That file is written beside and
renamed, so a full disk, a power cut or a killed process in the middle leaves the model that was there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from app.paths import Paths
from app.session import open_model
from corpus.whole_file import disk_fault
from engine.bundle import MANIFEST, Bundle


def install(folder: Path, paths: Paths) -> None:
    """Verify the bundle in `folder`, copy it, and let it answer from now on.

    Raises:
        InputFault: bundle-missing, bundle-newer, bundle-damaged, disk-full, not-writable; the old model then stands.
    """
    bundle = open_model(folder, None).bundle
    try:
        paths.models.mkdir(parents=True, exist_ok=True)
        copy = Path(tempfile.mkdtemp(prefix="model-", dir=paths.models))
        try:
            for name in (*bundle.manifest.files, MANIFEST):
                _copy(bundle.path(name), copy / name)
            Bundle.open(copy)  # what a bad disk makes of it is noticed now
            _choose(copy, paths)
        except BaseException:
            shutil.rmtree(copy, ignore_errors=True)
            raise
    except OSError as error:
        raise disk_fault(error, paths.models) from error
    _remove_all_but(copy, paths)


def remove(paths: Paths) -> None:
    """Let the model that comes with Laaj answer again. Raises InputFault not-writable."""
    try:
        paths.chosen_model.unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(error, paths.models) from error
    _remove_all_but(None, paths)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())


def _choose(copy: Path, paths: Paths) -> None:
    beside = paths.chosen_model.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        file.write(copy.name)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(paths.chosen_model)


def _remove_all_but(kept: Path | None, paths: Paths) -> None:
    """The models of before, and what a killed installation left. What another program still reads goes next time."""
    for folder in paths.models.glob("model-*"):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)
