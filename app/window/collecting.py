"""Pages on their way into the library, from files and packs; whoever asks a question meanwhile is answered.

Files are read and packs unpacked in a lane of their own; vectors are made in the engine's, a few at a time, so that
questions come in between. What came in before somebody stopped it stays; passages that have no vector by then are found
by their words, and get one at the next start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.session import EMBEDDED_AT_ONCE
from app.tasks import Task
from app.window.desk import Desk
from app.window.dialogs import choose_files
from app.window.long_work import LongWork
from corpus.documents import Document
from faults import Fault, InputFault
from ui import wishes
from ui.state import Outcome

if TYPE_CHECKING:
    from corpus.packs.arrival import Arrival

translate = QCoreApplication.translate

FILES_AT_ONCE = 8  # are read, and made to be found, before the next


class Collecting:
    def __init__(self, desk: Desk, work: LongWork):
        self._desk, self._work = desk, work
        self._listing = 0  # folders that are being looked through
        self._going = False  # a part is under way, and leads to the next
        self._files: list[Path] = []
        self._packs: list[Path] = []
        self._all = self._done = self._at = 0  # files and packs of the work: all, done, being done
        self._unembedded = 0  # passages, as many as there were when what is being done came in
        self._outcome = Outcome()
        desk.on(wishes.AddFiles, self._add)
        desk.on(wishes.ImportPack, lambda _: self._choose_pack())

    def _add(self, wish: wishes.AddFiles) -> None:
        if wish.paths:
            self._take(wish.paths)
            return
        from corpus import readers
        from corpus.packs.manifest import SUFFIX

        kinds = " ".join(f"*{suffix}" for suffix in (*readers.SUFFIXES, SUFFIX))
        title = translate("Dialogs", "Ajouter des fichiers")
        choose_files(self._desk.window, title, f"{translate('Dialogs', 'Pages')} ({kinds})", self._take)

    def _choose_pack(self) -> None:
        from corpus.packs.manifest import SUFFIX

        title = translate("Dialogs", "Importer une collection")
        choose_files(self._desk.window, title, f"{translate('Dialogs', 'Collections')} (*{SUFFIX})", self._take)

    def _take(self, paths: Sequence[str]) -> None:
        """What comes while pages are being added joins them."""
        if self._work.under_way != "add":
            if not self._work.begin("add"):
                return
            self._all = self._done = self._at = 0
            self._outcome = Outcome()
        self._listing += 1
        self._work.run(
            lambda _: list(_below(paths)), self._listed, lambda failure: self._listed([self._desk.fault(failure)])
        )

    def _listed(self, found: Sequence[Path | Fault]) -> None:
        from corpus.packs.manifest import SUFFIX

        self._listing -= 1
        self._add_faults([one for one in found if isinstance(one, Fault)])
        for one in found:
            if isinstance(one, Path):
                (self._packs if one.suffix.lower() == SUFFIX else self._files).append(one)
                self._all += 1
        if not self._going:
            self._next()

    def _next(self) -> None:
        self._done, self._at, self._unembedded = self._done + self._at, 0, 0
        if self._work.stopped:
            self._files, self._packs = [], []
        self._going = bool(self._files or self._packs)
        if self._files:
            some, self._files = self._files[:FILES_AT_ONCE], self._files[FILES_AT_ONCE:]
            self._at = len(some)
            self._work.run(lambda task: self._read(task, some), lambda came: self._came(*came), self._failed)
        elif self._packs:
            pack = self._packs.pop(0)
            self._at = 1
            # A pack needs the model, which only the engine's lane may open.
            self._desk.tasks.run(lambda _: self._desk.session.model, lambda _: self._unpack(pack), self._failed)
        elif not self._listing:
            self._finish()
        self._show(0.0)

    def _read(self, task: Task, files: Sequence[Path]) -> tuple[int, list[Fault]]:
        """How many came in, and what could not be read."""
        from corpus import readers

        given_up = self._work.given_up(task)
        documents: list[Document] = []
        faults: list[Fault] = []
        for file in files:
            if given_up():
                break
            try:
                documents.append(readers.read(file))
            except InputFault as fault:
                faults.append(fault)
        if documents:
            self._desk.session.store(documents)
        return len(documents), faults

    def _unpack(self, pack: Path) -> None:
        def work(task: Task) -> Arrival | None:
            return self._desk.session.take_in(pack, self._work.reporting(task), self._work.given_up(task))

        self._work.run(work, self._arrived, self._refused, lambda part: self._show(part / 2))

    def _came(self, pages: int, faults: list[Fault]) -> None:
        self._add_faults(faults)
        self._outcome = replace(self._outcome, pages=self._outcome.pages + pages)
        self._embed_what_came(pages > 0)

    def _arrived(self, arrival: Arrival | None) -> None:
        if arrival is not None:
            title, outcome = arrival.manifest.title, self._outcome
            self._outcome = replace(
                outcome,
                pages=outcome.pages + arrival.received.documents,
                packs=(*outcome.packs, title),
                unsigned=outcome.unsigned if arrival.signer else (*outcome.unsigned, title),
            )
        self._embed_what_came(arrival is not None)

    def _refused(self, failure: Exception) -> None:
        """One pack; the next may be whole."""
        self._add_faults([self._desk.fault(failure)])
        self._next()

    def _embed_what_came(self, anything: bool) -> None:
        if anything:
            self._desk.library_changed.emit()
            self._embed()
        else:
            self._next()

    def _embed(self) -> None:
        session = self._desk.session
        self._desk.tasks.run(lambda _: session.embed_some(), self._embedded, self._failed)

    def _embedded(self, left: int) -> None:
        self._unembedded = max(self._unembedded, left + EMBEDDED_AT_ONCE)
        self._show(1 - left / self._unembedded)
        if left and not self._work.stopped:
            self._embed()
        else:
            self._next()

    def _failed(self, failure: Exception) -> None:
        """What comes next would fail too: the disk is full, the engine did not load."""
        self._add_faults([self._desk.fault(failure)])
        self._files, self._packs, self._at = [], [], 0
        self._next()

    def _finish(self) -> None:
        if not self._outcome.pages:
            self._end()
            return
        session = self._desk.session
        self._desk.tasks.run(lambda _: session.renew_search(), lambda _: self._end(), lambda _: self._end())

    def _end(self) -> None:
        self._work.end(replace(self._outcome, stopped=self._work.stopped))

    def _add_faults(self, faults: Sequence[Fault]) -> None:
        self._outcome = replace(self._outcome, faults=(*self._outcome.faults, *faults))

    def _show(self, part: float) -> None:
        """`part`: of what is being done."""
        self._work.show((self._done + part * self._at) / max(self._all, 1))


def _below(paths: Sequence[str]) -> Iterator[Path | InputFault]:
    from corpus import readers

    for path in paths:
        try:
            yield from readers.files_below(Path(path))
        except InputFault as fault:
            yield fault
