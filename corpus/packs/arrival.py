"""A pack comes into the library: copied beside it, checked whole, then taken in by one transaction.

Whenever the process is killed the library is as before or as after. What a killed one leaves in its folder goes with
the next pack.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from corpus.collection import Received, VectorsOf
from corpus.documents import Document
from corpus.library import Library
from corpus.packs import gist_sound
from corpus.packs.manifest import DOCUMENTS, PackManifest, vector_names
from corpus.packs.page import pages
from corpus.packs.reader import Pack
from corpus.packs.text_vectors import TextVectors
from corpus.whole_file import disk_fault
from faults import InputFault

STAGE = "arriving-"  # then the number of the process and a name of its own


@dataclass(frozen=True)
class Arrival:
    """What came, and the key of who signed it, "" where nobody did."""

    manifest: PackManifest
    signer: str
    received: Received


def take_in(
    path: Path,
    library: Library,
    dims: Mapping[str, int],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Arrival:
    """Puts the pack's collection into the library, in place of what it was before; other collections stay as they are.

    `dims`: the models whose vectors are wanted, and their D. `progress` hears (done, of how many); what it raises
    passes through, and the library is then as it was.
    Raises InputFault: what Pack.open and Pack.stage raise, pack-signer, and what a library that is written to raises.
    """
    with Pack.open(path) as pack:
        _check_signer(pack, library)
        with _stage(library.path.parent) as folder:
            received = _take_in(pack, library, dims, folder, progress)
        return Arrival(pack.manifest, pack.signer, received)


def _take_in(
    pack: Pack, library: Library, dims: Mapping[str, int], folder: Path, progress: Callable[[int, int], None]
) -> Received:
    manifest = pack.manifest
    total, most = 2 * manifest.size_bytes, max(1, manifest.documents)  # half of the way is reading
    files = pack.stage(folder, lambda done, _: progress(done, total))
    pack.close()  # the stick may be pulled out
    vectors = _checked(pack, files, dims)
    return library.receive(
        manifest.id,
        manifest.origin(pack.signer),
        _contents(files),
        vectors,
        lambda done: progress(total // 2 + total * done // (2 * most), total),
    )


def _check_signer(pack: Pack, library: Library) -> None:
    """A collection that somebody signed is replaced only by what the same one has signed."""
    for one in library.collections():
        if one.name == pack.manifest.id and one.origin and one.origin.signer not in ("", pack.signer):
            raise InputFault("pack-signer", path=pack.path, collection=one.name)


def _checked(pack: Pack, files: Mapping[str, Path], dims: Mapping[str, int]) -> dict[str, VectorsOf]:
    """Looks at all that the files hold before the library is touched; returns the vectors that are wanted."""
    try:
        _check_pages(pack.manifest, files)
        vectors: dict[str, VectorsOf] = {}
        for model in pack.manifest.models:
            if model in dims:
                content, texts = (files[name] for name in vector_names(model))
                vectors[model] = TextVectors(content, texts, dims[model])
        return vectors
    except ValueError as error:
        raise InputFault("pack-damaged", path=pack.path, why=error) from error


def _check_pages(manifest: PackManifest, files: Mapping[str, Path]) -> None:
    """Raises ValueError."""
    known: set[str] = set()
    missing = {name for name in files if name.startswith("gists/")}
    gists = len(missing)
    for page in pages(files[DOCUMENTS]):
        if page.document.id in known:
            raise ValueError(f"{page.document.id} twice")
        known.add(page.document.id)
        if page.gist:
            if page.gist not in missing:
                raise ValueError(page.gist)
            missing.remove(page.gist)
            gist_sound.check(files[page.gist].read_bytes())
    if missing or gists != manifest.gists:
        raise ValueError("gists")
    if len(known) != manifest.documents or not known:
        raise ValueError(f"{len(known)} documents")


def _contents(files: Mapping[str, Path]) -> Iterator[tuple[Document, bytes | None]]:
    for page in pages(files[DOCUMENTS]):
        yield page.document, files[page.gist].read_bytes() if page.gist else None


@contextmanager
def _stage(beside: Path) -> Iterator[Path]:
    """A folder that lasts as long as it is used. Raises InputFault: disk-full, not-writable."""
    for left in beside.glob(f"{STAGE}*"):
        number = left.name.removeprefix(STAGE).split("-")[0]
        if not (number.isdecimal() and psutil.pid_exists(int(number))):
            shutil.rmtree(left, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{STAGE}{os.getpid()}-", dir=beside))
    except OSError as error:
        raise disk_fault(error, beside) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
