"""The library without a question: lists of documents, and one to read. Never waits for the engine."""

from __future__ import annotations

from app.window.desk import Desk
from corpus.documents import Document, Passage
from ui import wishes
from ui.state import Shelf


class Browsing:
    def __init__(self, desk: Desk):
        self._desk = desk
        desk.on(wishes.OpenShelf, lambda wish: self._open_shelf(wish.shelf))
        desk.on(wishes.OpenDocument, lambda wish: self._open_document(wish.document, wish.passage))
        desk.on(wishes.Turn, self._turn)
        desk.on(wishes.OpenHelp, lambda _: desk.become(desk.state.opened_help()))

    def _open_shelf(self, shelf: Shelf) -> None:
        desk = self._desk
        desk.look_up(
            lambda: self._documents(shelf), lambda found: desk.become(desk.state.opened_shelf(shelf, tuple(found)))
        )

    def _documents(self, shelf: Shelf) -> list[Document]:
        return self._desk.session.library.summaries(shelf.name if shelf.kind == "theme" else None)

    def _open_document(self, document: str, passage: Passage | None) -> None:
        desk = self._desk
        desk.look_up(
            lambda: desk.session.library.document(document),
            lambda found: desk.become(desk.state.opened_document(found, passage)),
        )

    def _turn(self, wish: wishes.Turn) -> None:
        if neighbour := self._desk.state.neighbour(wish.step):
            self._open_document(*neighbour)
