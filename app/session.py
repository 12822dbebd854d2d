"""One running Laaj: its library, its model and the search over both. Window and command line call the same one.

Everything is opened when first asked for, so that `laaj library list` loads no model, and the window stands before the
engine does. Whoever only reads has the library opened for reading; changes open it for writing, and close it again.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app import settings as settings_table
from app.paths import Paths
from app.settings import Settings
from faults import InputFault

if TYPE_CHECKING:
    from corpus.documents import Document, Passage
    from corpus.journal import Journal
    from corpus.library import Library
    from corpus.packs.arrival import Arrival
    from corpus.packs.manifest import PackManifest
    from engine.bundle import Bundle
    from engine.recorder import Recorder
    from engine.recording import Recording
    from engine.search import Answer, Hit, Search
    from engine.speech_encoder import SpeechEncoder
    from engine.text_encoder import TextEncoder
    from engine.voice_activity import VoiceActivity

log = logging.getLogger(__name__)

ADDED = "added"  # the collection of what people add themselves
EMBEDDED_AT_ONCE = 8  # passages beside everything else; a question waits for no more than these

Progress = Callable[[int, int], None]  # (done, of how many)
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Model:
    """A bundle and its two encoders, opened."""

    bundle: Bundle
    speech: SpeechEncoder
    text: TextEncoder


def open_model(folder: Path, threads: int | None) -> Model:
    """Raises InputFault bundle-missing, bundle-newer, bundle-damaged."""
    from engine.bundle import Bundle
    from engine.speech_encoder import SpeechEncoder
    from engine.text_encoder import TextEncoder

    bundle = Bundle.open(folder)
    return Model(bundle, SpeechEncoder(bundle, threads), TextEncoder(bundle, threads))


class Session:
    """`library`, `journal`, `store` and `take_in` are for any thread, the rest is for the one that prepares it."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        open_model: Callable[[Path, int | None], Model] | None = None,
    ):
        """`open_model` stands in for the function of that name where a model of another kind is wanted."""
        self.paths, self.settings = paths, settings
        self._open_model = open_model
        self._opening = threading.Lock()
        self._library: Library | None = None
        self._journal: Journal | None = None
        self.journal_fault: InputFault | None = None  # why there is no journal, or that a damaged one was set aside
        self._search: Search | None = None

    @classmethod
    def at(cls, paths: Paths) -> Session:
        """With the settings that are kept there."""
        return cls(paths, settings_table.load(paths.settings))

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Safe to call twice."""
        self._search = None
        if self._library is not None:
            self._library.close()
        if self._journal is not None:
            self._journal.close()

    # -- what it stands on --

    @property
    def library(self) -> Library:
        """Opened for reading; the first time on a computer it is built from the starter documents.

        Raises InputFault as Library.open does, and what reading the starter documents raises.
        """
        from corpus.library import Library

        with self._opening:
            if self._library is None:
                self._keep_starter()
                library = Library.open(self.paths.library)
                if library.is_outdated:
                    library.close()
                    Library.open(self.paths.library, writable=True).close()
                    library = Library.open(self.paths.library)
                self._library = library
            return self._library

    @property
    def journal(self) -> Journal | None:
        """Opened when first asked for; None where it cannot be (see `journal_fault`): Laaj works without one."""
        from corpus.journal import Journal

        with self._opening:
            if self._journal is None and self.journal_fault is None:
                try:
                    self._journal = Journal.open(self.paths.journal)
                    self.journal_fault = self._journal.set_aside
                except InputFault as fault:
                    log.warning("%s", fault)
                    self.journal_fault = fault
            return self._journal

    @property
    def kept_journal(self) -> Journal:
        """For what must not be lost in silence. Raises InputFault: why there is no journal."""
        if (journal := self.journal) is None:
            raise self.journal_fault or InputFault("not-writable", path=self.paths.journal)
        return journal

    def gists(self) -> frozenset[str]:
        """The documents with a Wolof summary, recorded here or from a pack."""
        from corpus.gists import Gists

        return frozenset({*Gists(self.paths.gists).all(), *self.library.gist_sizes()})

    @cached_property
    def model(self) -> Model:
        return self.model_in(self.paths.model)

    def model_in(self, folder: Path) -> Model:
        """A model of any folder. Raises InputFault bundle-missing, bundle-newer, bundle-damaged."""
        return (self._open_model or open_model)(folder, self.settings.threads or None)

    @cached_property
    def activity(self) -> VoiceActivity:
        from engine.voice_activity import VoiceActivity

        return VoiceActivity(self.paths.voice_activity_model)

    @property
    def search(self) -> Search:
        if self._search is None:
            self._search = self._search_in(self.library)
        return self._search

    @property
    def about(self) -> str:
        manifest = self.model.bundle.manifest
        return f"Laaj · {manifest.name} {manifest.version}"

    def recorder(self) -> Recorder:
        from engine.recorder import Recorder

        return Recorder(self.activity, self.settings.microphone or None)

    # -- questions --

    def prepare(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> None:
        """Opens all that a question needs; passages that have no vector yet get theirs first."""
        self.index_missing(progress, cancelled)
        _ = self.search

    def ask(self, recording: Recording, dim: int | None = None, top: int | None = None, question: str = "") -> Answer:
        return self.search.ask(recording, dim=self._dim(dim), top=top or self.settings.results, question=question)

    def find(self, text: str, dim: int | None = None, top: int | None = None) -> Answer:
        """Raises InputFault question-empty."""
        if not text.strip():
            raise InputFault("question-empty")
        return self.search.find(text, dim=self._dim(dim), top=top or self.settings.results)

    def alike(self, document: str, passage: Passage | None = None, top: int = 5) -> tuple[Hit, ...]:
        """Other documents like this one, found without an encoder."""
        return self.search.alike(document, passage, top)

    # -- the collection --

    def add(self, documents: Sequence[Document], progress: Progress | None = None) -> None:
        """Adds all documents or none, and their vectors."""
        self.store(documents)
        self.index_missing(progress)

    def store(self, documents: Sequence[Document]) -> None:
        """Adds all documents or none, without vectors: `embed_some` makes these."""
        with self._writable() as library:
            library.add(documents, ADDED)

    def embed_some(self, most: int = EMBEDDED_AT_ONCE) -> int:
        """Embeds up to `most` of the passages that have no vector of this model; returns how many have none still.

        Little by little, so that questions are answered in between; they find the new ones after `renew_search`.
        """
        bundle = self.model.bundle
        missing = self.library.missing_vectors(bundle.model_id)
        missing.sort(key=lambda passage: len(passage[1]))  # like lengths together: little padding
        if missing:
            rowids, texts = zip(*missing[:most], strict=True)
            vectors = self.model.text.encode_passages(texts)
            with self._writable() as library:
                library.put_vectors(bundle.model_id, dict(zip(rowids, vectors, strict=True)))
        return max(0, len(missing) - most)

    def renew_search(self) -> None:
        """From now on questions find what came into the library since it was prepared."""
        self._search = None
        _ = self.search

    def remove(self, document: str) -> None:
        """Raises InputFault document-unknown."""
        with self._writable() as library:
            library.remove(document)
        self._search = None

    def remove_collection(self, name: str) -> None:
        """All of its documents or none. Raises InputFault collection-unknown."""
        with self._writable() as library:
            library.remove_collection(name)
        self._search = None

    def export_pack(
        self,
        path: Path,
        collection: str,
        title: str = "",
        licence: str = "",
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> PackManifest | None:
        """Writes a collection to `path` as a pack, with the vectors of this model and the gists.

        Returns None where it was cancelled. The file is written whole or not at all: else what was at `path` stands.
        Raises InputFault: collection-unknown, pack-large, medium-gone, disk-full, not-writable, file-missing (of the
        folder), signing-key-damaged, and of a gist file-refused, not-sound.
        """
        from app import packs

        self.index_missing(progress, cancelled)
        return packs.write(self.paths, path, collection, title, licence, progress, cancelled)

    def import_pack(
        self, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Arrival | None:
        """Takes a pack into the library, in place of what its collection was; then embeds what came without vectors.

        Returns None where it was cancelled before the library was changed.
        Raises InputFault: file-missing, not-a-file, file-refused, pack-foreign, pack-incomplete, pack-damaged,
        pack-newer, pack-signature, pack-signer, medium-gone, disk-full, not-writable, library-busy.
        """
        arrival = self.take_in(path, progress, cancelled)
        if arrival is not None:
            self._search = None
            self.index_missing(progress, cancelled)
        return arrival

    def take_in(
        self, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Arrival | None:
        """As `import_pack`, but what came without vectors has none still. The model must have been opened before."""
        from app import packs

        bundle = self.model.bundle
        with self._writable() as library:
            dims = library.dims() | {bundle.model_id: bundle.manifest.full_dim}
            return packs.take_in(path, library, dims, progress, cancelled)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Puts the starter documents back, makes every vector and the index anew; returns how many vectors."""
        self._keep_starter(again=True)
        with self._writable() as library:
            library.remove_vectors(self.model.bundle.model_id)
        shutil.rmtree(self.paths.index_cache, ignore_errors=True)
        return self.index_missing(progress)

    def verify(self) -> None:
        """Reads the whole library. Raises InputFault library-damaged, library-busy, disk-full."""
        try:
            with self._writable() as library:
                library.verify()
        except InputFault as fault:
            if fault.key != "not-writable":
                raise
            self.library.verify()  # all but the inner order of the words can be checked without writing

    def index_missing(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> int:
        """Embeds the passages without a vector of this model, if there are any; returns how many."""
        if not self.library.missing_vectors(self.model.bundle.model_id):
            return 0
        self._search = None
        with self._writable() as library:
            return self._search_in(library).index_missing(progress, cancelled)

    # -- within --

    def _search_in(self, library: Library) -> Search:
        from engine.passage_index import PassageIndex
        from engine.search import Search

        bundle = self.model.bundle
        index = PassageIndex.open(library, bundle.model_id, bundle.manifest.default_dim, self.paths.index_cache)
        return Search(library, bundle, self.model.speech, self.model.text, index, self.activity)

    def _dim(self, dim: int | None) -> int | None:
        return dim or self.settings.dim or None

    def _writable(self) -> Library:
        from corpus.library import Library

        _ = self.library  # the starter documents come first
        return Library.open(self.paths.library, writable=True)

    @property
    def _starter_stamp(self) -> Path:
        return self.paths.library.with_name("starter.sha256")

    def _keep_starter(self, again: bool = False) -> None:
        """Puts the starter documents into a new library, and into an old one when a new Laaj brings other ones.

        With `again` they are put in whatever is there.
        """
        from corpus import starter_library
        from corpus.library import Library

        stamp = _stamp(self.paths.starter)
        if not again and self.paths.library.exists() and _kept(self._starter_stamp) == stamp:
            return
        documents = list(starter_library.documents(self.paths.starter))
        with Library.open(self.paths.library, writable=True) as library:
            library.add(documents, starter_library.COLLECTION)
            gone = {one.id for one in library.summaries(collection=starter_library.COLLECTION)}
            for document in gone - {one.id for one in documents}:
                library.remove(document)
        try:
            self._starter_stamp.write_text(stamp)
        except OSError as error:  # the next start puts the same documents in again, which changes nothing
            log.warning("the starter documents are not marked as kept: %s", error)
        log.info("%d starter documents in %s", len(documents), self.paths.library)


def _stamp(starter: Path) -> str:
    """Changes with any starter document."""
    whole = hashlib.sha256()
    for file in sorted(starter.glob("*/*.md")):
        content = file.read_bytes()
        whole.update(f"{file.parent.name}/{file.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _kept(stamp: Path) -> str:
    try:
        return stamp.read_text()
    except (OSError, UnicodeDecodeError):  # no stamp, or a damaged one: the starter documents are put in again
        return ""
