"""Packs on their way: written whole to a stick or not at all, taken in, or given up because somebody cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app import medium, signing_key
from app.paths import Paths
from app.session import ADDED
from corpus.gists import Gists
from corpus.library import Library
from corpus.packs import arrival
from corpus.packs.arrival import Arrival
from corpus.packs.manifest import PackManifest
from corpus.packs.writer import estimated_bytes, write_pack
from corpus.starter_library import COLLECTION as STARTER
from corpus.whole_file import whole_file
from faults import InputFault

TITLES = {STARTER: "Pages de départ", ADDED: "Pages ajoutées"}  # of the collections that no pack named

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class _GivenUp(Exception):
    """Whoever waited for a pack no longer does."""


def write(
    paths: Paths,
    path: Path,
    collection: str,
    title: str,
    licence: str,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> PackManifest | None:
    """As Session.export_pack, with the vectors that are there."""
    title = title or TITLES.get(collection, "")
    key = signing_key.load(paths.library.with_name("signing.key"))
    if not path.parent.is_dir():
        raise InputFault("file-missing", path=path.parent)
    step = _step(progress, cancelled)
    gists = Gists(paths.gists).all()
    try:
        with Library.open(paths.library) as library:  # one of its own: nobody waits for a slow stick
            medium.check_size(path, estimated_bytes(library, collection, gists))
            with whole_file(path) as file:
                return write_pack(file, library, collection, gists, key, title=title, licence=licence, progress=step)
    except _GivenUp:
        return None
    except InputFault as fault:
        raise medium.told(fault, path) from fault


def take_in(
    path: Path, library: Library, dims: Mapping[str, int], progress: Progress | None, cancelled: Cancelled | None
) -> Arrival | None:
    """As corpus.packs.arrival.take_in; None where it was cancelled, and the library is then as it was."""
    try:
        return arrival.take_in(path, library, dims, _step(progress, cancelled))
    except _GivenUp:
        return None


def _step(progress: Progress | None, cancelled: Cancelled | None) -> Progress:
    def step(done: int, total: int) -> None:
        if cancelled and cancelled():
            raise _GivenUp
        if progress:
            progress(done, total)

    return step
