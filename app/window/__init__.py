"""The window at work: it wires what a person wishes to what the engine does.

The parts share a desk (the state, the tasks, the window) and know nothing of one another:

    desk.py         the one state, and who carries out which wish
    questions.py    spoken and written questions
    remembering.py  what the journal learns of questions, and the voice that a person gives
    sounds.py       everything that is heard, one at a time
    browsing.py     the library without a question
    long_work.py    what takes minutes beside everything else: one at a time, shown, and stopped by the person
    collecting.py   pages that come into the library
    collections.py  whole collections: exported, removed
    alike.py        more pages like one
    reading.py      pages that are opened: remembered, read aloud, printed
    preferences.py  settings, and the microphone tried
    facilitation.py what was asked and given here; gist_recording.py, given_questions.py: summaries, questions given
    start.py        one window for each home, and what the end before it left; restoring.py: where one was

Four lanes of work stand behind them: "engine" (loading and searching), "library" (lists and pages, so that browsing
never waits for the engine), "microphone" (whose recorder belongs to one thread) and "collecting" (files and packs).
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app import settings as settings_table
from app.paths import Paths
from app.player import Player
from app.session import Session
from app.settings import Settings
from app.window import start
from app.window.alike import Alike
from app.window.browsing import Browsing
from app.window.collecting import Collecting
from app.window.collections import Collections
from app.window.desk import Desk
from app.window.facilitation import Facilitation
from app.window.long_work import LongWork
from app.window.preferences import Preferences, install_language, look_of
from app.window.questions import Questions
from app.window.reading import Reading
from app.window.remembering import Remembering
from app.window.sounds import Sounds
from corpus.starter_library import theme_names
from faults import InputFault
from ui import languages, wishes
from ui.icons import Icons
from ui.look import FAMILY
from ui.main_window import MainWindow
from ui.read_aloud import Voice
from ui.state import State
from ui.system_voice import SystemVoice

if TYPE_CHECKING:
    from engine.recorder import Recorder

log = logging.getLogger(__name__)


class Conversation(QObject):
    """The whole of it: opens the library and the engine behind the window, and closes what was opened."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        player: Player,
        make_recorder: Callable[[], Recorder],
        voice: Voice | None = None,
    ):
        """`make_recorder` is called in the microphone's lane once the session is prepared; `voice`: that reads aloud,
        where it is not the computer's own."""
        super().__init__()
        try:
            install_language(settings, session.paths)
        except InputFault as fault:
            log.warning("the window speaks French: %s", fault)
        state = State(facilitates=settings.facilitator)
        self.window = MainWindow(
            Icons(session.paths.icons),
            theme_names(languages.current()),
            look_of(settings),
            state,
            settings_table.values(settings),
        )
        self.desk = desk = Desk(session, settings, self.window, state)
        desk.on(wishes.PrepareAgain, lambda _: self.start())
        self.sounds = Sounds(desk, player)
        self.questions = Questions(desk, self.sounds, make_recorder)
        self.remembering = Remembering(desk, self.questions)
        self.browsing = Browsing(desk)
        work = LongWork(desk)
        self.collecting, self.collections = Collecting(desk, work), Collections(desk, work)
        self.alike = Alike(desk)
        self.reading = Reading(desk, self.sounds, work, voice or SystemVoice())
        self.preferences = Preferences(desk, self.questions)
        self.facilitation = Facilitation(desk, self.questions, self.sounds, self.remembering, work)

    @property
    def state(self) -> State:
        return self.desk.state

    def start(self) -> None:
        """Opens the library, then the engine, behind the window."""
        self.desk.become(self.state.preparing())
        self.desk.tasks.run(
            lambda _: self.desk.session.library, lambda _: self._prepare(), self._broken, lane="library"
        )

    def close(self) -> None:
        """Ends all work and closes what was opened; safe to call twice."""
        self.desk.close()
        self.questions.close()
        self.facilitation.close()
        self.reading.close()
        self.sounds.close()
        self.desk.session.close()

    def _prepare(self) -> None:
        self.desk.library_changed.emit()
        self.desk.tasks.run(
            lambda task: self.desk.session.prepare(task.report, task.cancelled),
            lambda _: self._prepared(),
            self._broken,
            lambda done, total: self.desk.become(self.state.building(done, total)),
        )

    def _prepared(self) -> None:
        log.info("the engine is ready")
        self.window.about = self.desk.session.about
        self.desk.become(self.state.ready())
        self.questions.arm()

    def _broken(self, failure: Exception) -> None:
        self.desk.become(self.state.broken(self.desk.fault(failure)))


def dress(application: QApplication, paths: Paths) -> None:
    """The same fonts and the same style on every computer."""
    application.setApplicationName("Laaj")
    application.setDesktopFileName("laaj")
    application.setStyle("Fusion")
    for font in sorted(paths.fonts.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(font))
    application.setFont(QFont(FAMILY))


def run(paths: Paths) -> int:
    """Shows the window until it is closed. Returns the exit status."""
    application = QApplication(["laaj"])
    sitting = start.Sitting.take(paths)
    if sitting is None:
        return 0  # the window that is open has come forward
    dress(application, paths)
    session = Session.at(paths)
    conversation = Conversation(session, session.settings, Player(), session.recorder)

    def hook(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        conversation.desk.fail(error)  # an error in a callback must be seen, not leave a frozen window

    sys.excepthook = hook
    start.end_on_signals(application)
    start.show(conversation.window)
    QTimer.singleShot(0, conversation, lambda: log.info("the window stands"))
    QTimer.singleShot(0, conversation, conversation.start)
    QTimer.singleShot(0, conversation, conversation.reading.prepare)
    QTimer.singleShot(0, conversation, lambda: sitting.begin(conversation.desk, conversation.window))
    try:
        return application.exec()
    finally:
        conversation.close()
        sitting.close()
