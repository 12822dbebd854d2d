"""What a facilitator does with a whole collection: write it to a stick as a pack, remove it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.tasks import Task
from app.window.desk import Desk
from app.window.dialogs import name_file
from app.window.long_work import LongWork
from ui import wishes
from ui.state import Outcome

if TYPE_CHECKING:
    from corpus.packs.manifest import PackManifest

translate = QCoreApplication.translate


class Collections:
    def __init__(self, desk: Desk, work: LongWork):
        self._desk, self._work = desk, work
        desk.on(wishes.ExportCollection, self._ask_where)
        desk.on(wishes.RemoveCollection, self._remove)

    def _ask_where(self, wish: wishes.ExportCollection) -> None:
        from corpus.packs.manifest import SUFFIX

        title = translate("Dialogs", "Exporter la collection")
        kinds = f"{translate('Dialogs', 'Collections')} (*{SUFFIX})"
        name_file(self._desk.window, title, kinds, f"{wish.collection}{SUFFIX}", lambda path: self._export(wish, path))

    def _export(self, wish: wishes.ExportCollection, path: Path) -> None:
        if self._work.begin("export"):
            self._embed(wish.collection, path)

    def _embed(self, collection: str, path: Path) -> None:
        """A pack brings its vectors, so that nobody who receives it waits for them; some may be missing still."""
        session = self._desk.session

        def then(left: int) -> None:
            if left and not self._work.stopped:
                self._embed(collection, path)
            else:
                self._write(collection, path)

        self._desk.tasks.run(lambda _: session.embed_some(), then, self._failed)

    def _write(self, collection: str, path: Path) -> None:
        session = self._desk.session

        def work(task: Task) -> PackManifest | None:
            report, given_up = self._work.reporting(task), self._work.given_up(task)
            return session.export_pack(path, collection, progress=report, cancelled=given_up)

        def then(manifest: PackManifest | None) -> None:
            written = Outcome(path=str(path)) if manifest else Outcome(stopped=True)
            self._work.end(written)

        self._work.run(work, then, self._failed, self._work.show)

    def _failed(self, failure: Exception) -> None:
        self._work.end(Outcome(faults=(self._desk.fault(failure),)))

    def _remove(self, wish: wishes.RemoveCollection) -> None:
        """In the engine's lane, whose search must not look for what is gone."""
        desk = self._desk
        desk.tasks.run(
            lambda _: desk.session.remove_collection(wish.collection),
            lambda _: desk.library_changed.emit(),
            desk.fail,
        )
