"""The window at work: it wires what a person does to what the engine does, and keeps the one state.

Three lanes of work stand behind it: "engine" (loading and searching), "library" (lists and pages, so that browsing
never waits for the engine) and "microphone" (whose recorder belongs to one thread).
"""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app import settings as settings_table
from app.paths import Paths
from app.session import Session
from app.settings import Settings
from app.tasks import Task, TaskRunner
from app.tones import TonePlayer
from corpus.starter_library import THEMES
from faults import Fault, InputFault, OurFault
from ui.icons import Icons
from ui.look import FAMILY, Look
from ui.main_window import MainWindow
from ui.state import Phase, State

if TYPE_CHECKING:
    from corpus.documents import Passage
    from engine.recorder import Recorder
    from engine.recording import Recording

log = logging.getLogger(__name__)


class Conversation(QObject):
    """Between the window and the session: one question at a time, its state, its tasks."""

    _level = Signal(float)
    _listening_ended = Signal(int, object)

    def __init__(
        self,
        session: Session,
        settings: Settings,
        tones: TonePlayer,
        make_recorder: Callable[[], Recorder],
    ):
        """`make_recorder` is called in the microphone's lane once the session is prepared."""
        super().__init__()
        self.session, self.settings, self._tones = session, settings, tones
        self.state = State()
        self.tasks = TaskRunner(self)
        self._make_recorder = make_recorder
        self._recorder: Recorder | None = None
        self._question = 0  # numbers the questions: what a finished one still sends is not taken for the next
        self._search: Task | None = None
        paths = session.paths
        self.window = MainWindow(
            Icons(paths.icons), THEMES, look_of(settings), self.state, settings_table.values(settings)
        )
        self._connect()

    def start(self) -> None:
        """Opens the library, then the engine, behind the window."""
        self._become(self.state.preparing())
        self.tasks.run(lambda _: self.session.library, lambda _: self._prepare(), self._broken, lane="library")

    def close(self) -> None:
        """Ends all work and closes what was opened; safe to call twice."""
        self.tasks.close()
        if self._recorder is not None:
            self._recorder.close()  # its lane has ended: no other thread uses it any more
        self.session.close()

    def fail(self, failure: BaseException) -> None:
        """Shows what went wrong, whatever it was."""
        self._become(self.state.faulted(self._fault(failure)))

    def _connect(self) -> None:
        window = self.window
        window.listen.connect(self._listen)
        window.tapped.connect(lambda: self._with_recorder(lambda recorder: recorder.let_go()))
        window.finish.connect(self._finish)
        window.back.connect(self._back)
        window.show_anyway.connect(lambda: self._become(self.state.shown_anyway()))
        window.prepare_again.connect(self.start)
        window.asked.connect(self._find)
        window.help_wanted.connect(lambda: self._become(self.state.opened_help()))
        window.theme_chosen.connect(self._open_theme)
        window.document_chosen.connect(self._open_document)
        window.setting_changed.connect(self._set)
        window.seen.connect(self._seen)
        self._level.connect(window.show_level, Qt.ConnectionType.QueuedConnection)
        self._listening_ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)

    def _become(self, state: State) -> None:
        self.state = state
        self.window.show_state(state)

    # -- the engine --

    def _prepare(self) -> None:
        self.tasks.run(
            lambda task: self.session.prepare(task.report, task.cancelled),
            lambda _: self._prepared(),
            self._broken,
            lambda done, total: self._become(self.state.building(done, total)),
        )

    def _prepared(self) -> None:
        log.info("the engine is ready")
        self.window.about = self.session.about
        self._become(self.state.ready())
        self._arm()

    def _broken(self, failure: Exception) -> None:
        self._become(self.state.broken(self._fault(failure)))

    # -- the microphone --

    def _with_recorder(self, act: Callable[[Recorder], object], then: Callable = lambda _: None) -> None:
        def work(_: Task) -> object:
            if self._recorder is None:
                self._recorder = self._make_recorder()
            return act(self._recorder)

        self.tasks.run(work, then, self.fail, lane="microphone")

    def _arm(self) -> None:
        """Opens the microphone ahead of the press, so that the first words are not lost."""
        self._with_recorder(lambda recorder: recorder.arm())

    def _seen(self, seen: bool) -> None:
        """A window that nobody sees listens to nobody."""
        if seen and self.state.can_ask:
            self._arm()
        elif not seen and self._recorder is not None:
            self._become(self.state.cancelled())
            self._with_recorder(lambda recorder: recorder.close())

    def _listen(self) -> None:
        if not self.state.can_ask:
            return
        self._question = number = self._question + 1
        self._become(self.state.listening())
        self._with_recorder(
            lambda recorder: recorder.start(
                self._level.emit, lambda error: self._listening_ended.emit(number, error), held=True
            )
        )
        self._play("rising")

    def _ended(self, number: int, error: Exception | None) -> None:
        """Listening ended by itself: the question is complete, or the microphone broke off."""
        if number != self._question or self.state.phase is not Phase.LISTENING:
            return
        if error is None:
            self._finish()
        else:
            self._with_recorder(lambda recorder: recorder.cancel())
            self.fail(error)

    def _finish(self) -> None:
        if self.state.phase is Phase.LISTENING:
            self._become(self.state.searching())
            number = self._question
            self._with_recorder(lambda recorder: recorder.stop(), lambda recording: self._ask(number, recording))
            self._play("falling")

    # -- a question --

    def _ask(self, number: int, recording: Recording) -> None:
        """The recording lives in this one task, and is gone with it."""
        if number == self._question and self.state.phase is Phase.SEARCHING:
            self._search_by(lambda _: self.session.ask(recording))

    def _find(self, text: str) -> None:
        if not text.strip():
            self.fail(InputFault("question-empty"))
        elif self.state.can_ask:
            self._become(self.state.searching())
            self._search_by(lambda _: self.session.find(text))

    def _search_by(self, work: Callable[[Task], object]) -> None:
        self._search = self.tasks.run(work, lambda answer: self._become(self.state.answered(answer)), self.fail)

    def _back(self) -> None:
        if self.state.busy:
            self._question += 1
            if self._search is not None:
                self._search.cancel()
            self._with_recorder(lambda recorder: recorder.cancel())
        self._become(self.state.back())

    # -- pages --

    def _open_theme(self, theme: str) -> None:
        self.tasks.run(
            lambda _: tuple(self.session.library.summaries(theme or None)),
            lambda documents: self._become(self.state.opened_theme(theme, documents)),
            self.fail,
            lane="library",
        )

    def _open_document(self, document: str, passage: Passage | None) -> None:
        self.tasks.run(
            lambda _: self.session.library.document(document),
            lambda found: self._become(self.state.opened_document(found, passage)),
            self.fail,
            lane="library",
        )

    # -- settings --

    def _set(self, name: str, value: object) -> None:
        self.settings = settings = settings_table.with_value(self.settings, name, value)
        self.window.values = settings_table.values(settings)
        self.window.show_look(look_of(settings))
        path = self.session.paths.settings
        self.tasks.run(lambda _: settings_table.save(settings, path), lambda _: None, self.fail, lane="library")

    def _play(self, tone: str) -> None:
        if self.settings.tones:
            self.tasks.run(lambda _: self._tones.play(tone), lambda _: None, self.fail, lane="microphone")

    def _fault(self, failure: BaseException) -> Fault:
        if isinstance(failure, Fault):
            log.warning("%s", failure)
            return failure
        log.error("unexpected", exc_info=failure)
        return OurFault("unexpected", what=type(failure).__name__, log=self.session.paths.log)


def look_of(settings: Settings) -> Look:
    dark = settings.appearance == "dark"
    if settings.appearance == "system":
        dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Look(dark, settings.text_percent)


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
    dress(application, paths)
    session = Session.at(paths)
    conversation = Conversation(session, session.settings, TonePlayer(paths.tones), session.recorder)

    def hook(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        conversation.fail(error)  # an error in a callback must be seen, not leave a frozen window

    sys.excepthook = hook
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the window as it ends the other commands
    conversation.window.resize(1180, 720)
    conversation.window.show()
    QTimer.singleShot(0, conversation, lambda: log.info("the window stands"))
    QTimer.singleShot(0, conversation, conversation.start)
    try:
        return application.exec()
    finally:
        conversation.close()
