"""What the journal learns of questions: how each went, what was opened from it, and the voice that a person gives.

The journal never stands in the way of asking: where it cannot be read or written, the log says so, and nothing else
happens. Only who gives a voice is told that it could not be kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.window.desk import Desk
from app.window.questions import Questions
from faults import Fault, InputFault
from ui import languages, wishes
from ui.consent_card import wording
from ui.state import Consent, Page, State

if TYPE_CHECKING:
    from corpus.journal import Journal
    from engine.search import Answer

log = logging.getLogger(__name__)

LICENCE = "given to Laaj, to train models of spoken Wolof; not to be published"


@dataclass
class _Asked:
    """A question that was answered. What follows from it is written in the library's lane, which knows its `id`."""

    answer: Answer
    id: str | None = None  # None: it has not come into the journal


class Remembering(QObject):
    def __init__(self, desk: Desk, questions: Questions):
        super().__init__(desk)
        self._desk, self._questions = desk, questions
        self._asked: _Asked | None = None  # last
        self._shown: _Asked | None = None  # the last whose answer came into view: a silence after it takes none away
        questions.answered.connect(self._keep)
        desk.on(wishes.AnswerConsent, self._answer_consent)
        desk.changed.connect(self._changed)

    def confirm(self, document: str, then: Callable[[], None]) -> None:
        """A facilitator says that this document answers the question in view; `then` follows once it is written.

        What keeps it from being written is told.
        """
        session, asked = self._desk.session, self._in_view(self._desk.state)
        if asked is None:
            return

        def work() -> None:
            journal = session.kept_journal
            if asked.id is None:
                raise InputFault("not-writable", path=session.paths.journal)
            journal.confirmed(asked.id, document)

        self._desk.look_up(work, lambda _: then())

    def _keep(self, answer: Answer, spoken: bool) -> None:
        desk = self._desk
        self._asked = asked = _Asked(answer)
        shown = [hit.document for hit in answer.hits] if desk.state.answer is answer else []

        def work() -> None:
            if (journal := desk.session.journal) is not None:
                asked.id = journal.asked("spoken" if spoken else "typed", answer.heard, answer.confidence, shown)

        def then(_: None) -> None:
            if asked is self._asked and asked.id and desk.settings.consent and answer.heard == "speech":
                desk.become(desk.state.asked_consent())

        desk.tasks.run(lambda _: work(), then, _log, lane="library")

    def _changed(self, before: State, state: State) -> None:
        self._shown = asked = self._in_view(state)
        if asked is None or before.place is state.place or before.place.page is not Page.RESULTS:
            return
        if state.place.page is Page.NONE:
            self._write(asked, lambda journal, id: journal.refused(id))
        elif state.place.page is Page.READER and state.place.document is not None:
            document = state.place.document.id
            self._write(asked, lambda journal, id: journal.chose(id, document))

    def _answer_consent(self, wish: wishes.AnswerConsent) -> None:
        """Thanks are said once the voice is kept, not before."""
        desk, asked, recording = self._desk, self._asked, self._questions.recording
        if desk.state.consent is not Consent.ASKED or asked is None or recording is None:
            return
        if not wish.given:
            desk.become(desk.state.consented(False))
            return
        words, language = wording(), languages.current()
        desk.become(desk.state.keeping_voice())

        def work() -> None:
            journal = desk.session.kept_journal
            if asked.id is None:
                raise InputFault("not-writable", path=desk.session.paths.journal)
            journal.consented.keep(asked.id, recording.samples, LICENCE, words, language)

        def failed(failure: Exception) -> None:
            desk.become(desk.state.consented(False))
            desk.fail(failure)

        desk.tasks.run(lambda _: work(), lambda _: desk.become(desk.state.consented(True)), failed, lane="library")

    def _in_view(self, state: State) -> _Asked | None:
        known = (self._asked, self._shown)
        return next((one for one in known if one is not None and state.answer is one.answer), None)

    def _write(self, asked: _Asked, act: Callable[[Journal, str], None]) -> None:
        session = self._desk.session

        def work() -> None:
            if session.journal is not None and asked.id is not None:
                act(session.journal, asked.id)

        self._desk.tasks.run(lambda _: work(), lambda _: None, _log, lane="library")


def _log(failure: Exception) -> None:
    if isinstance(failure, Fault):
        log.warning("not kept in the journal: %s", failure)
    else:
        log.error("not kept in the journal", exc_info=failure)
