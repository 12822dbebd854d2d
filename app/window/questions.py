"""Questions, spoken and written: one at a time, from the first word to the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.tasks import Task
from app.window.desk import Desk
from app.window.sounds import Sounds
from faults import InputFault
from ui import wishes
from ui.state import Phase, Sound, State, Voice

if TYPE_CHECKING:
    from engine.recorder import Recorder
    from engine.recording import Recording
    from engine.search import Answer

FORGET_MS = 180_000  # a voice is not held for longer than this while nobody does anything


class Questions(QObject):
    """The recorder belongs to the microphone's lane; what it hears comes back through signals."""

    answered = Signal(object, bool)  # the answer, and whether the question was spoken; the state shows it by then

    _level = Signal(float)
    _listening_ended = Signal(int, object)

    def __init__(self, desk: Desk, sounds: Sounds, make_recorder: Callable[[], Recorder]):
        """`make_recorder` is called in the microphone's lane once the session is prepared."""
        super().__init__(desk)
        self._desk, self._sounds, self._make_recorder = desk, sounds, make_recorder
        self._recorder: Recorder | None = None
        self._number = 0  # of the question: what a finished one still sends is not taken for the next
        self._search: Task | None = None
        self.recording: Recording | None = None  # of the last question, while its answer is in view
        self._forgetting = QTimer(self, singleShot=True, interval=FORGET_MS)
        self._forgetting.timeout.connect(lambda: desk.become(desk.state.forgot_voice()))
        sounds.add("question", self._replay)
        desk.on(wishes.Listen, self._listen)
        desk.on(wishes.LetGo, lambda _: self.with_recorder(lambda recorder: recorder.let_go()))
        desk.on(wishes.Finish, lambda _: self._finish())
        desk.on(wishes.Find, self._find)
        desk.on(wishes.GoBack, self._back)
        desk.on(wishes.ShowAnyway, lambda _: desk.become(desk.state.shown_anyway()))
        desk.on(wishes.NoneOfThese, lambda _: desk.become(desk.state.none_of_these()))
        desk.on(wishes.Seen, self._seen)
        desk.changed.connect(self._changed)
        self._level.connect(desk.window.show_level, Qt.ConnectionType.QueuedConnection)
        self._listening_ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)

    def arm(self) -> None:
        """Opens the microphone ahead of the press, so that the first words are not lost: of a window in view."""
        if self._desk.window.isVisible() and not self._desk.window.isMinimized():
            self.with_recorder(lambda recorder: recorder.arm())

    def close(self) -> None:
        """To be called once the tasks have ended: no other thread uses the recorder any more."""
        self._forgetting.stop()
        if self._recorder is not None:
            self._recorder.close()

    def with_recorder(self, act: Callable[[Recorder], object], then: Callable = lambda _: None) -> None:
        """`act(recorder)` in the microphone's lane, then `then` with what it returns; a fault is shown."""

        def work(_: Task) -> object:
            if self._recorder is None:
                self._recorder = self._make_recorder()
            return act(self._recorder)

        self._desk.tasks.run(work, then, self._desk.fail, lane="microphone")

    def _seen(self, wish: wishes.Seen) -> None:
        """A window that nobody sees listens to nobody, and is silent."""
        if wish.seen:
            if self._desk.state.can_ask:
                self.arm()
            return
        self._sounds.stop()
        if self._recorder is not None:
            self._desk.become(self._desk.state.cancelled())
            self.with_recorder(lambda recorder: recorder.close())

    def _listen(self, _: wishes.Listen) -> None:
        if not self._desk.state.can_ask:
            return
        self._number = number = self._number + 1
        self._desk.become(self._desk.state.listening())
        self.with_recorder(
            lambda recorder: recorder.start(
                self._level.emit, lambda error: self._listening_ended.emit(number, error), held=True
            ),
            lambda _: self._sounds.tone("rising") if self._is_now(number, Phase.LISTENING) else None,
        )

    def _ended(self, number: int, error: Exception | None) -> None:
        """Listening ended by itself: the question is complete, or the microphone broke off."""
        if not self._is_now(number, Phase.LISTENING):
            return
        if error is None:
            self._finish()
        else:
            self._desk.fail(error)

    def _finish(self) -> None:
        if self._desk.state.phase is Phase.LISTENING:
            self._desk.become(self._desk.state.searching())
            number = self._number
            self.with_recorder(lambda recorder: recorder.stop(), lambda recording: self._ask(number, recording))

    def _ask(self, number: int, recording: Recording) -> None:
        if self._is_now(number, Phase.SEARCHING):
            self._sounds.tone("falling")
            self.recording = recording
            loud = recording.is_clipped
            self._search_by(
                lambda _: self._desk.session.ask(recording), lambda answer: self._answered(answer, True, loud)
            )

    def _find(self, wish: wishes.Find) -> None:
        if not wish.text.strip():
            self._desk.fail(InputFault("question-empty"))
        elif self._desk.state.can_ask:
            self._desk.become(self._desk.state.searching())
            self._search_by(
                lambda _: self._desk.session.find(wish.text), lambda answer: self._answered(answer, False, False)
            )

    def _search_by(self, work: Callable[[Task], Answer], then: Callable[[Answer], None]) -> None:
        self._search = self._desk.tasks.run(work, then, self._desk.fail)

    def _answered(self, answer: Answer, spoken: bool, loud: bool) -> None:
        if self._desk.state.phase is Phase.SEARCHING:
            self._desk.become(self._desk.state.answered(answer, loud))
            self.answered.emit(answer, spoken)

    def _back(self, _: wishes.GoBack) -> None:
        if self._desk.state.busy:
            self._number += 1
            if self._search is not None:
                self._search.cancel()
        self._desk.become(self._desk.state.back())

    def _replay(self, sound: Sound) -> None:
        if self.recording is not None:
            self._sounds.play(sound, self.recording)

    def _changed(self, before: State, state: State) -> None:
        if before.phase is Phase.LISTENING and state.phase is Phase.READY:  # cancelled, or something failed
            self._number += 1
            self.with_recorder(lambda recorder: recorder.cancel())
        if state.voice is Voice.HELD:
            self._forgetting.start()
        else:
            self._forgetting.stop()
            self.recording = self._search = None  # and with the task, what it was given

    def _is_now(self, number: int, phase: Phase) -> bool:
        return number == self._number and self._desk.state.phase is phase
