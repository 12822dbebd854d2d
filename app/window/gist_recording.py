"""A Wolof summary of a page: recorded, heard again, recorded anew, kept or dropped."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.window.desk import Desk
from app.window.questions import Questions
from app.window.sounds import Sounds
from corpus.gists import Gists
from faults import InputFault
from ui import wishes
from ui.facilitation import LONGEST_GIST_S, GistTake
from ui.state import Phase, Sound, State

if TYPE_CHECKING:
    from engine.recorder import Recorder
    from engine.recording import Recording

Stage = Literal["recording", "ending", "taken", "keeping"]


class GistRecording(QObject):
    """One Wolof summary at a time, from the first word until it is kept or dropped.

    Till then it is in memory only, wherever one goes meanwhile.
    """

    _level = Signal(float)
    _ended_by_itself = Signal(int, object)

    def __init__(self, desk: Desk, questions: Questions, sounds: Sounds):
        super().__init__(desk)
        self._desk, self._questions, self._sounds = desk, questions, sounds
        self._number = 0  # of the take: what a finished one still sends is not taken for the next
        self._began_s = 0.0
        self._recording: Recording | None = None
        self._second = QTimer(self, interval=250)
        self._second.timeout.connect(self._count)
        sounds.add("take", self._play)
        desk.on(wishes.RecordGist, self._record)
        desk.on(wishes.KeepGist, lambda _: self._keep())
        desk.on(wishes.DropGist, lambda _: self._drop())
        desk.on(wishes.RemoveGist, self._remove)
        desk.window.wish.connect(self._wished)
        desk.changed.connect(self._changed)
        self._level.connect(desk.window.show_trial_level, Qt.ConnectionType.QueuedConnection)
        self._ended_by_itself.connect(self._ended, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        self._second.stop()

    def _record(self, wish: wishes.RecordGist) -> None:
        state = self._desk.state
        if state.take is not None and state.take.stage == "recording":
            self._complete()
        elif state.facilitates and not state.busy and (state.take is None or state.take.document == wish.document):
            self._begin(wish.document)

    def _begin(self, document: str) -> None:
        self._sounds.stop()  # the microphone would hear it
        self._number = number = self._number + 1
        self._began_s = time.monotonic()
        self._desk.become(self._desk.state.taking(GistTake(document)))
        self._second.start()

        def ended(error: Exception | None) -> None:
            self._ended_by_itself.emit(number, error)

        def start(recorder: Recorder) -> None:
            try:
                recorder.start_gist(self._level.emit, ended)
            except InputFault as fault:
                ended(fault)

        self._questions.with_recorder(start)

    def _count(self) -> None:
        take = self._desk.state.take
        if take is not None:
            left_s = max(0, round(LONGEST_GIST_S - (time.monotonic() - self._began_s)))
            if left_s != take.left_s:
                self._desk.become(self._desk.state.taking(replace(take, left_s=left_s)))

    def _ended(self, number: int, error: Exception | None) -> None:
        """It was long enough, or the microphone broke off."""
        if number != self._number or not self._is("recording"):
            return
        if error is None:
            self._complete()
        else:
            self._drop()
            self._desk.fail(error)

    def _complete(self) -> None:
        number = self._number
        self._become("ending")

        def stop(recorder: Recorder) -> Recording | InputFault:
            try:
                return recorder.stop()
            except InputFault as fault:
                return fault

        def then(ended: Recording | InputFault) -> None:
            if number != self._number or not self._is("ending"):
                return
            if isinstance(ended, InputFault):
                self._desk.become(self._desk.state.taking(None))
                self._desk.fail(ended)
            else:
                self._recording = ended
                self._become("taken")

        self._questions.with_recorder(stop, then)

    def _play(self, sound: Sound) -> None:
        if self._recording is not None:
            self._sounds.play(sound, self._recording)

    def _keep(self) -> None:
        desk, take, recording = self._desk, self._desk.state.take, self._recording
        if take is None or recording is None or not self._is("taken"):
            return
        self._become("keeping")

        def work() -> frozenset[str]:
            from engine.recording import SAMPLE_RATE_HZ

            Gists(desk.session.paths.gists).put(take.document, recording.samples, SAMPLE_RATE_HZ)
            return desk.session.gists()

        def failed(failure: Exception) -> None:
            """The summary is there still, to be kept once there is room."""
            self._become("taken")
            desk.fail(failure)

        desk.tasks.run(
            lambda _: work(),
            lambda documents: desk.become(desk.state.taking(None).with_gists(documents)),
            failed,
            lane="library",
        )

    def _drop(self) -> None:
        self._desk.become(self._desk.state.taking(None))

    def _remove(self, wish: wishes.RemoveGist) -> None:
        desk = self._desk
        if desk.state.playing == Sound("gist", wish.document):
            self._sounds.stop()

        def work() -> frozenset[str]:
            Gists(desk.session.paths.gists).remove(wish.document)
            return desk.session.gists()

        desk.look_up(work, lambda documents: desk.become(desk.state.with_gists(documents)))

    def _changed(self, before: State, state: State) -> None:
        take = state.take
        if take is None or take.stage != "recording":
            self._second.stop()
        if take is None and before.take is not None:
            self._number += 1
            self._recording = None
            if before.playing == Sound("take", before.take.document):
                self._sounds.stop()
            if before.take.stage == "recording":
                self._questions.with_recorder(lambda recorder: recorder.cancel())
        elif take is not None and take.stage == "recording":
            document = state.place.document
            if state.phase is Phase.LISTENING or document is None or document.id != take.document:
                self._complete()  # whoever turns to something else has said what there was to say

    def _wished(self, wish: object) -> None:
        """A window that nobody sees listens to nobody: the recorder is closed, and what it heard is gone."""
        if wish == wishes.Seen(False) and self._is("recording"):
            self._drop()

    def _is(self, stage: Stage) -> bool:
        take = self._desk.state.take
        return take is not None and take.stage == stage

    def _become(self, stage: Stage) -> None:
        take = self._desk.state.take
        if take is not None:
            self._desk.become(self._desk.state.taking(replace(take, stage=stage)))
