"""From a collection to a pack: a zip file of documents, the vectors of their passages, and gists."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import numpy as np

from corpus.collection import Origin, id_in_pack
from corpus.library import Library
from corpus.packs import gist_sound
from corpus.packs.manifest import DOCUMENTS, LONGEST, MANIFEST, SIGNATURE, PackFile, PackManifest, vector_names
from corpus.packs.page import Page, line_of
from corpus.packs.signature import pack_id, sign
from corpus.packs.text_vectors import DIGEST_TYPE, text_digest
from corpus.tables import VECTOR_TYPE
from faults import InputFault

TEXT_SHRINKS_TO = 0.4  # French, deflated
ROWS_AT_ONCE = 1000

Progress = Callable[[int, int], None]  # (done, of how many); what it raises stops the work and passes through


def estimated_bytes(library: Library, collection: str, gists: Mapping[str, Path]) -> int:
    """About how large the pack will be: all but the documents exactly."""
    vectors = sum(
        library.vector_count(model, collection) * (dim * VECTOR_TYPE.itemsize + DIGEST_TYPE.itemsize)
        for model, dim in library.dims().items()
    )
    sizes = library.gist_sizes() | {one: path.stat().st_size for one, path in gists.items()}
    sound = sum(sizes.get(document.id, 0) for document in library.members(collection))
    return vectors + sound + int(library.text_bytes(collection) * TEXT_SHRINKS_TO)


def write_pack(
    file: IO[bytes],
    library: Library,
    collection: str,
    gists: Mapping[str, Path],
    key: bytes,
    *,
    title: str = "",
    licence: str = "",
    progress: Progress = lambda done, total: None,
) -> PackManifest:
    """Writes the collection as a pack that `key` signs; `gists` are FLAC files by document, the library's own fill up.

    Title and licence of a collection that came in a pack stay unless others are given, and its id stays.
    Raises InputFault: collection-unknown, file-refused or not-sound of a gist. OSError passes through.
    """
    with library.snapshot():
        documents = library.members(collection)
        if not documents:
            raise InputFault("collection-unknown", collection=collection)
        with_gist = [one.id for one in documents if one.id in {*gists, *library.gist_sizes()}]
        names = {identity: f"gists/{number}.flac" for number, identity in enumerate(with_gist, 1)}
        rows = {model: count for model in library.dims() if (count := library.vector_count(model, collection))}
        steps = _Steps(progress, len(documents) + len(names) + sum(rows.values()))
        with zipfile.ZipFile(file, "w") as archive:
            entries = _Entries(archive)
            with entries.open(DOCUMENTS, deflated=True) as write:
                for one in documents:
                    document = library.document(one.id)
                    page = replace(document, id=id_in_pack(collection, one.id))
                    write(line_of(Page(page, names.get(one.id, ""))))
                    steps.more(1)
            for model, count in rows.items():
                _write_vectors(entries, library, model, collection, count, steps)
            for identity, name in names.items():
                with entries.open(name) as write:
                    write(_gist(library, collection, gists, identity))
                steps.more(1)
            manifest = _manifest(library, collection, key, title, licence, len(names), entries.files)
            content = manifest.content()
            for name, written in ((MANIFEST, content), (SIGNATURE, sign(key, content))):
                with entries.open(name) as write:
                    write(written)
    return manifest


def _manifest(
    library: Library,
    collection: str,
    key: bytes,
    title: str,
    licence: str,
    gists: int,
    files: dict[str, PackFile],
) -> PackManifest:
    documents = library.members(collection)
    origin = next(one.origin for one in library.collections() if one.name == collection)
    before = origin or Origin(collection, "fr", "", "", "")
    return PackManifest(
        id=collection if origin else pack_id(key, collection),
        title=_line(title) or before.title,
        language=before.language,
        licence=_line(licence) or before.licence,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        themes=tuple(sorted({_line(one.theme) for one in documents} - {""})),
        documents=len(documents),
        passages=library.passage_count(collection),
        gists=gists,
        files=files,
    )


class _Steps:
    """Counts what is done of it all."""

    def __init__(self, progress: Progress, total: int):
        self._progress, self._total, self._done = progress, total, 0

    def more(self, steps: int) -> None:
        self._done += steps
        self._progress(self._done, self._total)


class _Entries:
    """Files written into the archive one after the other, each measured as it goes by."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self.files: dict[str, PackFile] = {}

    @contextmanager
    def open(self, name: str, deflated: bool = False) -> Iterator[Callable[[bytes], None]]:
        about = zipfile.ZipInfo(name)  # of 1980, whatever the clock says
        about.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        whole, size_bytes = hashlib.sha256(), 0
        with self._archive.open(about, "w", force_zip64=True) as entry:

            def write(content: bytes) -> None:
                nonlocal size_bytes
                size_bytes += len(content)
                whole.update(content)
                entry.write(content)

            yield write
        self.files[name] = PackFile(size_bytes, whole.hexdigest())


def _write_vectors(entries: _Entries, library: Library, model: str, collection: str, count: int, steps: _Steps) -> None:
    vectors_name, texts_name = vector_names(model)
    digests = bytearray()
    with entries.open(vectors_name) as write:
        _write_header(write, VECTOR_TYPE, (count, library.dims()[model]))
        for number, (text, vector) in enumerate(library.vectors_by_text(model, collection), 1):
            write(vector)
            digests += text_digest(text)
            if number % ROWS_AT_ONCE == 0 or number == count:
                steps.more(number - (number - 1) // ROWS_AT_ONCE * ROWS_AT_ONCE)
    with entries.open(texts_name) as write:
        _write_header(write, DIGEST_TYPE, (count,))
        write(bytes(digests))


def _write_header(write: Callable[[bytes], None], kind: np.dtype, shape: tuple[int, ...]) -> None:
    header = io.BytesIO()
    about = {"descr": kind.str, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, about)
    write(header.getvalue())


def _gist(library: Library, collection: str, gists: Mapping[str, Path], identity: str) -> bytes:
    """A gist that nobody could play is refused here, where it can be recorded again."""
    path = gists.get(identity)
    if path is None:
        return library.gist(identity, collection) or b""
    try:
        content = path.read_bytes()
        gist_sound.check(content)
    except OSError as error:
        raise InputFault("file-refused", path=path, why=error.strerror) from error
    except ValueError as error:
        raise InputFault("not-sound", path=path) from error
    return content


def _line(text: str) -> str:
    """One line that a manifest may hold."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:LONGEST]
