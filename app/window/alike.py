"""More pages like one: found by the vectors that the library keeps, and shown as a list of it."""

from __future__ import annotations

from app.tasks import Task
from app.window.desk import Desk
from corpus.documents import Document, Passage
from ui import wishes
from ui.state import Shelf

MOST = 12

Found = tuple[Document, list[Document], tuple[Passage, ...]]  # the one, those like it, and what each is shown by


class Alike:
    def __init__(self, desk: Desk):
        self._desk = desk
        self._task: Task | None = None
        desk.on(wishes.FindAlike, self._find)

    def _find(self, wish: wishes.FindAlike) -> None:
        """In the engine's lane, whose index it needs. Whoever goes elsewhere meanwhile stays there."""
        desk, place = self._desk, self._desk.state.place
        if self._task is not None:
            self._task.cancel()

        def show(found: Found) -> None:
            if desk.state.place is place:
                alike, documents, passages = found
                shelf = Shelf("alike", alike.id)
                desk.become(desk.state.opened_shelf(shelf, tuple(documents), passages, alike=alike))

        self._task = desk.tasks.run(lambda _: self._look(wish), show, desk.fail)

    def _look(self, wish: wishes.FindAlike) -> Found:
        session = self._desk.session
        alike = session.library.document(wish.document)
        passages = {hit.document: hit.passage for hit in session.alike(wish.document, wish.passage, MOST)}
        documents = session.library.summaries_of(list(passages))
        return alike, documents, tuple(passages[document.id] for document in documents)
