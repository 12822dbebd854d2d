"""The library without a question: lists of documents, and one to read. Never waits for the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.tasks import Task
from app.window.desk import Desk
from corpus.documents import Document, Passage
from faults import Fault
from ui import wishes
from ui.state import Page, Phase, Shelf, State

if TYPE_CHECKING:
    from corpus.collection import Collection
    from corpus.journal import KeptCard

MOST_RECENT = 50
MOST_FOUND = 100  # for words that are being typed


@dataclass(frozen=True)
class _List:
    """What a shelf holds."""

    documents: list[Document]
    passages: tuple[Passage | None, ...] = ()
    collections: tuple[Collection, ...] = ()


class Browsing:
    def __init__(self, desk: Desk):
        self._desk = desk
        self._finding: Task | None = None  # what was typed last; only that is ever shown
        self._untold: Fault | None = None  # of the journal; told once
        self._told = False
        desk.on(wishes.OpenShelf, lambda wish: self._open_shelf(wish.shelf))
        desk.on(wishes.OpenDocument, lambda wish: self._open_document(wish.document, wish.passage))
        desk.on(wishes.FindInLibrary, self._find)
        desk.on(wishes.Keep, self._keep)
        desk.on(wishes.Turn, self._turn)
        desk.on(wishes.OpenHelp, lambda _: desk.become(desk.state.opened_help()))
        desk.changed.connect(self._changed)
        desk.library_changed.connect(self._know)
        desk.library_changed.connect(self._renew)

    # -- lists --

    def _open_shelf(self, shelf: Shelf) -> None:
        self._give_up_finding()
        self._desk.look_up(lambda: self._contents(shelf), lambda found: self._show(shelf, found))

    def _find(self, wish: wishes.FindInLibrary) -> None:
        self._give_up_finding()
        shelf = Shelf("words", wish.text)
        self._finding = self._desk.look_up(lambda: self._contents(shelf), lambda found: self._show(shelf, found))

    def _show(self, shelf: Shelf, found: _List) -> None:
        documents = tuple(found.documents)
        self._desk.become(self._desk.state.opened_shelf(shelf, documents, found.passages, found.collections))

    def _contents(self, shelf: Shelf) -> _List:
        library = self._desk.session.library
        if shelf.kind == "collections":
            return _List([], collections=tuple(one for one in library.collections() if one.documents))
        if shelf.kind == "kept":
            return self._kept_cards()
        if shelf.kind == "recent":
            journal = self._desk.session.journal
            return _List(library.summaries_of(journal.recent(MOST_RECENT) if journal else []))
        if shelf.kind == "words":
            found = library.find_typed(shelf.name, MOST_FOUND)
            return _List(library.summaries() if found is None else found)
        if shelf.kind == "collection":
            named = tuple(one for one in library.collections() if one.name == shelf.name)
            return _List(library.summaries(collection=shelf.name), collections=named)
        return _List(library.summaries(shelf.name if shelf.kind == "theme" else None))

    def _kept_cards(self) -> _List:
        library, journal = self._desk.session.library, self._desk.session.journal
        cards = {card.document: card for card in (journal.kept() if journal else [])}
        documents = library.summaries_of(list(cards))
        starts = [cards[document.id].start for document in documents]
        passages = [
            None if start is None else library.passage_at(document.id, start)
            for document, start in zip(documents, starts, strict=True)
        ]
        return _List(documents, tuple(passages))

    def _renew(self) -> None:
        """Documents came or went: the list in view says so."""
        desk, place = self._desk, self._desk.state.place
        if place.page is Page.LIBRARY and place.shelf.kind != "alike":
            desk.look_up(
                lambda: self._contents(place.shelf),
                lambda found: self._show(place.shelf, found) if desk.state.place is place else None,
            )

    # -- one document --

    def _open_document(self, document: str, passage: Passage | None) -> None:
        self._give_up_finding()
        desk = self._desk
        desk.look_up(
            lambda: desk.session.library.document(document),
            lambda found: desk.become(desk.state.opened_document(found, passage)),
        )

    def _turn(self, wish: wishes.Turn) -> None:
        if neighbour := self._desk.state.neighbour(wish.step):
            self._open_document(*neighbour)

    # -- what is kept --

    def _keep(self, wish: wishes.Keep) -> None:
        session, desk = self._desk.session, self._desk

        def work() -> list[KeptCard]:
            journal = session.kept_journal
            if wish.on:
                journal.keep(wish.document, wish.passage.start if wish.passage else None)
            else:
                journal.let_go(wish.document)
            return journal.kept()

        desk.look_up(work, lambda cards: desk.become(desk.state.keeping(frozenset(card.document for card in cards))))

    def _know(self) -> None:
        """What is known of documents beside what they say."""
        desk, session = self._desk, self._desk.session

        def work() -> tuple[frozenset[str], frozenset[str]]:
            cards = session.journal.kept() if session.journal else []
            return frozenset(card.document for card in cards), session.gists()

        def then(known: tuple[frozenset[str], frozenset[str]]) -> None:
            kept, gists = known
            fault = session.journal_fault
            self._untold = fault if fault and fault.key != "not-writable" else None  # that is told of all that is kept
            desk.become(desk.state.keeping(kept).with_gists(gists))

        desk.look_up(work, then)

    def _changed(self, before: State, state: State) -> None:
        if before.place is not state.place:
            self._give_up_finding()
        if self._untold is not None and not self._told and state.phase is Phase.READY:
            self._told = True
            untold = self._untold
            QTimer.singleShot(0, self._desk, lambda: self._desk.fail(untold))  # all hear of this state before the next

    def _give_up_finding(self) -> None:
        if self._finding is not None:
            self._finding.cancel()
            self._finding = None
