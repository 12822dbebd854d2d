"""Questions, spoken and written: one at a time, from the first word to the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.tasks import Task
from app.tones import TonePlayer
from app.window.desk import Desk
from faults import InputFault
from ui import wishes
from ui.state import Phase, State, Voice

if TYPE_CHECKING:
    from engine.recorder import Recorder
    from engine.recording import Recording


class Questions(QObject):
    """The recorder belongs to the microphone's lane; what it hears comes back through signals."""

    _level = Signal(float)
    _listening_ended = Signal(int, object)

    def __init__(self, desk: Desk, tones: TonePlayer, make_recorder: Callable[[], Recorder]):
        """`make_recorder` is called in the microphone's lane once the session is prepared."""
        super().__init__(desk)
        self._desk, self._tones, self._make_recorder = desk, tones, make_recorder
        self._recorder: Recorder | None = None
        self._number = 0  # of the question: what a finished one still sends is not taken for the next
        self._search: Task | None = None
        self.recording: Recording | None = None  # of the last question, while its answer is in view
        desk.on(wishes.Listen, self._listen)
        desk.on(wishes.LetGo, lambda _: self._with_recorder(lambda recorder: recorder.let_go()))
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
        """Opens the microphone ahead of the press, so that the first words are not lost."""
        self._with_recorder(lambda recorder: recorder.arm())

    def close(self) -> None:
        """To be called once the tasks have ended: no other thread uses the recorder any more."""
        if self._recorder is not None:
            self._recorder.close()

    def _with_recorder(self, act: Callable[[Recorder], object], then: Callable = lambda _: None) -> None:
        def work(_: Task) -> object:
            if self._recorder is None:
                self._recorder = self._make_recorder()
            return act(self._recorder)

        self._desk.tasks.run(work, then, self._desk.fail, lane="microphone")

    def _seen(self, wish: wishes.Seen) -> None:
        """A window that nobody sees listens to nobody."""
        if wish.seen and self._desk.state.can_ask:
            self.arm()
        elif not wish.seen and self._recorder is not None:
            self._desk.become(self._desk.state.cancelled())
            self._with_recorder(lambda recorder: recorder.close())

    def _listen(self, _: wishes.Listen) -> None:
        if not self._desk.state.can_ask:
            return
        self._number = number = self._number + 1
        self._desk.become(self._desk.state.listening())
        self._with_recorder(
            lambda recorder: recorder.start(
                self._level.emit, lambda error: self._listening_ended.emit(number, error), held=True
            )
        )
        self._play("rising")

    def _ended(self, number: int, error: Exception | None) -> None:
        """Listening ended by itself: the question is complete, or the microphone broke off."""
        if number != self._number or self._desk.state.phase is not Phase.LISTENING:
            return
        if error is None:
            self._finish()
        else:
            self._with_recorder(lambda recorder: recorder.cancel())
            self._desk.fail(error)

    def _finish(self) -> None:
        if self._desk.state.phase is Phase.LISTENING:
            self._desk.become(self._desk.state.searching())
            number = self._number
            self._with_recorder(lambda recorder: recorder.stop(), lambda recording: self._ask(number, recording))
            self._play("falling")

    def _ask(self, number: int, recording: Recording) -> None:
        if number == self._number and self._desk.state.phase is Phase.SEARCHING:
            self.recording = recording
            self._search_by(lambda _: self._desk.session.ask(recording))

    def _find(self, wish: wishes.Find) -> None:
        if not wish.text.strip():
            self._desk.fail(InputFault("question-empty"))
        elif self._desk.state.can_ask:
            self._desk.become(self._desk.state.searching())
            self._search_by(lambda _: self._desk.session.find(wish.text))

    def _search_by(self, work: Callable[[Task], object]) -> None:
        desk = self._desk
        self._search = desk.tasks.run(work, lambda answer: desk.become(desk.state.answered(answer)), desk.fail)

    def _back(self, _: wishes.GoBack) -> None:
        if self._desk.state.busy:
            self._number += 1
            if self._search is not None:
                self._search.cancel()
            self._with_recorder(lambda recorder: recorder.cancel())
        self._desk.become(self._desk.state.back())

    def _changed(self, _before: State, state: State) -> None:
        if state.voice is not Voice.HELD:
            self.recording = self._search = None  # and with the task, what it was given

    def _play(self, tone: str) -> None:
        if self._desk.settings.tones:
            self._desk.tasks.run(lambda _: self._tones.play(tone), lambda _: None, self._desk.fail, lane="microphone")
