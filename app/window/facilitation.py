"""What a facilitator does: says which page is right, and sees what was asked, told and given on this computer."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject

from app.window.desk import Desk
from app.window.gist_recording import GistRecording
from app.window.given_questions import GivenQuestions
from app.window.long_work import LongWork
from app.window.questions import Questions
from app.window.remembering import Remembering
from app.window.sounds import Sounds
from corpus.gists import Gists
from ui import wishes
from ui.facilitation import GistRow, GivenQuestion, Overview
from ui.state import Page, State

MOST_RECENT = 50  # pages, among which those without a summary are looked for
MOST_WITHOUT = 8  # of them that are shown


class Facilitation(QObject):
    def __init__(self, desk: Desk, questions: Questions, sounds: Sounds, remembering: Remembering, work: LongWork):
        super().__init__(desk)
        self._desk = desk
        desk.on(wishes.OpenFacilitator, lambda _: desk.become(desk.state.opened_facilitator()))
        desk.on(wishes.Confirm, lambda wish: self._confirm(remembering, wish.document))
        desk.changed.connect(self._changed)
        self.recording = GistRecording(desk, questions, sounds)
        self.given = GivenQuestions(desk, sounds, work, self.look)

    def look(self) -> None:
        """What the facilitator's page shows is read anew, where it is in view."""
        if self._desk.state.place.page is Page.FACILITATOR:
            self._desk.look_up(self._overview, lambda found: self._desk.become(self._desk.state.overlooking(found)))

    def close(self) -> None:
        self.recording.close()

    def _confirm(self, remembering: Remembering, document: str) -> None:
        desk, answer = self._desk, self._desk.state.answer

        def then() -> None:
            if desk.state.answer is answer:
                desk.become(desk.state.confirming(document))

        if desk.state.facilitates:
            remembering.confirm(document, then)

    def _changed(self, before: State, state: State) -> None:
        came = state.place.page is Page.FACILITATOR and before.place is not state.place
        if came or before.gists != state.gists:
            self.look()

    def _overview(self) -> Overview:
        session = self._desk.session
        library, journal = session.library, session.journal
        week = journal.week(date.today()) if journal else None
        given = journal.consented.all() if journal else []
        opened = dict(week.opened) if week else {}
        read = list(dict.fromkeys((*opened, *(journal.recent(MOST_RECENT) if journal else ()))))
        own = Gists(session.paths.gists).all()
        gists = session.gists()
        named = {*read, *gists, *(one.document for one in given if one.document)}
        titles = {document.id: document.title for document in library.summaries_of(sorted(named))}
        without = [(document, titles[document]) for document in read if document in titles and document not in gists]
        return Overview(
            week=week,
            opened=tuple((document, titles[document], n) for document, n in opened.items() if document in titles),
            documents=sum(collection.documents for collection in library.collections()),
            gists=tuple(
                GistRow(document, titles[document], document in own)
                for document in sorted(gists & titles.keys(), key=lambda document: titles[document].casefold())
            ),
            without=tuple(without[:MOST_WITHOUT]),
            given=tuple(GivenQuestion(one, titles.get(one.document or "", "")) for one in given),
        )
