"""Where one was, when the power goes: the shelf, the document and the passage, by their ids.

Kept in one small file, at most once a second, and only as long as the window is open: whoever comes after a person who
closed it begins at home. Nothing of a question is kept: neither what it found, nor what was typed into the library.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from PySide6.QtCore import QObject, QTimer

from app.window.desk import Desk
from corpus.documents import Passage
from corpus.whole_file import whole_file
from faults import InputFault
from ui import wishes
from ui.state import Page, Place, Shelf, State

if TYPE_CHECKING:
    from corpus.library import Library

log = logging.getLogger(__name__)

PAUSE_MS = 1_000
SHELVES = ("all", "theme", "collections", "collection", "recent", "kept")  # the others say what was looked for

Entry = dict[str, Any]


class Restoring(QObject):
    def __init__(self, desk: Desk, path: Path):
        super().__init__(desk)
        self._desk, self._path = desk, path
        self._kept: list[Entry] = []
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        desk.changed.connect(self._changed)

    def restore(self, then: Callable[[], None]) -> None:
        """Leads to where one was; home, where nothing was left or it cannot be read. `then` comes in any case."""
        desk = self._desk

        def lead(there: list[object]) -> None:
            if not desk.state.can_go_back:  # else somebody is on the way already
                for wish in there:
                    desk.window.wish.emit(wish)
            desk.look_up(lambda: None, lambda _: then())  # the lane comes to it behind what these wishes look up

        desk.look_up(self._left, lead)

    def forget(self) -> None:
        """Safe to call twice."""
        self._pause.stop()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _changed(self, before: State, state: State) -> None:
        if before.trail != state.trail and not self._pause.isActive():
            self._pause.start()

    def _keep(self) -> None:
        entries = list(_entries(self._desk.state.trail))
        if entries != self._kept:
            self._kept = entries
            self._desk.look_up(lambda: self._write(entries), lambda _: None)

    def _write(self, entries: list[Entry]) -> None:
        try:
            with whole_file(self._path, "w", encoding="utf-8") as file:
                json.dump(entries, file)
        except InputFault as fault:  # who is reading is not to be disturbed for it
            log.warning("where one is, is not kept: %s", fault)

    def _left(self) -> list[object]:
        """What to wish for to be there again. Taken away first: a page that ends Laaj does so once."""
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
            self._path.unlink()
            return [_wish(entry, self._desk.session.library) for entry in entries]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, InputFault) as error:
            log.warning("where one was, is lost: %s", error)
            return []


def _entries(trail: Iterable[Place]) -> Iterable[Entry]:
    for place in trail:
        if place.page is Page.LIBRARY and place.shelf.kind in SHELVES:
            yield {"shelf": [place.shelf.kind, place.shelf.name]}
        elif place.page is Page.READER and place.document is not None:
            passage = place.passage
            yield {
                "document": place.document.id,
                "passage": [passage.position, passage.start, passage.end] if passage else None,
            }


def _wish(entry: object, library: Library) -> object:
    """Raises ValueError, or InputFault where the document is not there any more."""
    match entry:
        case {"shelf": [str(kind), str(name)]} if kind in SHELVES:
            if kind == "collection" and not library.summaries(collection=name):
                raise InputFault("collection-unknown", collection=name)
            return wishes.OpenShelf(Shelf(cast(Literal["all"], kind), name))
        case {"document": str(document), "passage": None}:
            return wishes.OpenDocument(library.document(document).id)
        case {"document": str(document), "passage": [int(position), int(start), int(end)]}:
            text = library.document(document).text
            if not 0 <= start < end <= len(text):
                raise ValueError(f"{document} has no passage {start} to {end}")
            return wishes.OpenDocument(document, Passage(document, position, text[start:end], start, end))
    raise ValueError(f"no place: {entry!r}")
