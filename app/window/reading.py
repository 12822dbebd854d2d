"""Pages that are read: remembered as opened, read aloud, printed."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from app.tasks import Task
from app.window.desk import Desk
from app.window.dialogs import name_file
from app.window.long_work import LongWork
from app.window.sounds import Sounds
from faults import Fault
from ui import wishes
from ui.document_pdf import print_pdf
from ui.document_text import DocumentText
from ui.look import Look
from ui.read_aloud import ReadAloud, Voice
from ui.reader_page import ReaderPage
from ui.state import Outcome, Page, Sound, State

if TYPE_CHECKING:
    from corpus.documents import Document, Passage

translate = QCoreApplication.translate
log = logging.getLogger(__name__)

_LONGEST_NAME = 80  # characters; a file's name has room for 255 bytes
_NO_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')  # what a stick that also Windows reads takes in no name


class Reading(QObject):
    def __init__(self, desk: Desk, sounds: Sounds, work: LongWork, voice: Voice):
        super().__init__(desk)
        self._desk, self._sounds, self._work = desk, sounds, work
        self._aloud = ReadAloud(voice, desk.settings.voice_percent)
        self._sound: Sound | None = None  # being read, or just being fetched for it
        self._text: DocumentText | None = None  # whose sentences are said
        self._fetching: Task | None = None
        sounds.add("reading", self._read, self._stop)
        desk.on(wishes.Print, lambda _: self._ask_where())
        desk.window.wish.connect(self._wished)
        desk.changed.connect(self._changed)
        self._aloud.availability_changed.connect(lambda there: desk.become(desk.state.reading_aloud(there)))
        self._aloud.sentence.connect(self._mark)
        self._aloud.ended.connect(self._ended)
        self._aloud.failed.connect(desk.fail)

    def prepare(self) -> None:
        """Looks for a voice; to be called once, when the window stands."""
        self._aloud.prepare()

    def close(self) -> None:
        """Safe to call twice."""
        self._aloud.close()

    # -- what was opened --

    def _changed(self, before: State, state: State) -> None:
        """Coming back to a page does not open it once more."""
        known = any(place is state.place for place in before.trail)
        if known or state.place.page is not Page.READER or state.place.document is None:
            return
        session, document = self._desk.session, state.place.document.id

        def work() -> None:
            if session.journal is not None:
                session.journal.opened(document)

        self._desk.tasks.run(lambda _: work(), lambda _: None, _log, lane="library")

    # -- read aloud --

    def _read(self, sound: Sound) -> None:
        """The page in view from its passage on; elsewhere, what a list shows of that document."""
        if not self._aloud.is_available:
            return
        self._sound = sound
        self._sounds.began(sound)
        page = self._desk.window.page
        if isinstance(page, ReaderPage) and page.document.id == sound.name:
            self._say(page.text)
        else:
            self._fetch(sound)

    def _fetch(self, sound: Sound) -> None:
        desk, passage = self._desk, _shown_passage(self._desk.state, sound.name)

        def then(document: Document) -> None:
            heard = f"{document.title}\n\n{passage.text if passage else document.text}"
            self._say(DocumentText(Look(), replace(document, text=heard, sources=()), None, ""))

        def failed(failure: Exception) -> None:
            self._ended()
            desk.fail(failure)

        self._fetching = desk.tasks.run(
            lambda _: desk.session.library.document(sound.name), then, failed, lane="library"
        )

    def _say(self, text: DocumentText) -> None:
        self._text = text
        self._aloud.read(text.sentences())

    def _mark(self, number: int) -> None:
        if self._text is not None and self._text.isVisible():
            self._text.mark_sentence(number)

    def _stop(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        self._aloud.stop()
        self._ended()

    def _ended(self) -> None:
        """For whatever reason. The page may have left the window by now."""
        sound, text = self._sound, self._text
        self._sound = self._text = self._fetching = None
        if text is not None:
            text.unmark_sentence()
            if text.window() is text:  # nobody saw it
                text.deleteLater()
        if sound is not None:
            self._sounds.over(sound)

    def _wished(self, wish: object) -> None:
        if isinstance(wish, wishes.Change) and wish.name == "voice_percent":
            self._aloud.set_speed(self._desk.settings.voice_percent)
        elif wish == wishes.Seen(False) and self._sound is not None:
            self._sounds.stop()

    # -- printed --

    def _ask_where(self) -> None:
        document = self._desk.state.place.document
        if self._desk.state.place.page is Page.READER and document is not None:
            title, kinds = translate("Dialogs", "Imprimer dans un fichier PDF"), "PDF (*.pdf)"
            name_file(
                self._desk.window, title, kinds, file_name(document.title), lambda path: self._print(document, path)
            )

    def _print(self, document: Document, path: Path) -> None:
        desk, sources_line = self._desk, translate("ReaderPage", "Sources : {0}")

        def failed(failure: Exception) -> None:
            desk.become(desk.state.working(None))
            desk.fail(failure)

        if self._work.begin("print"):
            self._work.run(
                lambda _: print_pdf(document, path, sources_line),
                lambda _: self._work.end(Outcome(path=str(path))),
                failed,
            )


def file_name(title: str) -> str:
    """What a page with that title is proposed to be called."""
    name = " ".join(_NO_NAME.sub(" ", title).split())[:_LONGEST_NAME].strip(" .")
    return f"{name or 'Laaj'}.pdf"


def _shown_passage(state: State, document: str) -> Passage | None:
    """What a list or an answer shows of that document."""
    place = state.place
    shown = [(one.id, passage) for one, passage in zip(place.documents, place.passages, strict=False)]
    if place.page is Page.RESULTS and place.answer is not None:
        shown = [(hit.document, hit.passage) for hit in place.answer.hits]
    return next((passage for one, passage in shown if one == document), None)


def _log(failure: Exception) -> None:
    if isinstance(failure, Fault):
        log.warning("not remembered as opened: %s", failure)
    else:
        log.error("not remembered as opened", exc_info=failure)
