"""When a spoken question is over: plain logic over probabilities of speech, one for each 32 ms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.recording import LONGEST_QUERY_S
from engine.voice_activity import FRAME_S, SPEECH_PROBABILITY

State = Literal["waiting", "speaking", "ended"]


@dataclass(frozen=True)
class Patience:
    """How long each kind of pause may last."""

    onset_s: float = 0.16  # speech shorter than this is a cough or a knock, and no question has begun
    pause_s: float = 0.8  # this much silence after speech ends the question
    give_up_s: float = 6.0  # this much silence with no speech at all ends the wait
    longest_s: float = LONGEST_QUERY_S
    speech: float = SPEECH_PROBABILITY  # a frame at or above this is speech
    silence: float = 0.35  # a frame below this is silence; between the two, things stay as they are


class Endpointer:
    """Fed frame by frame; says where the question stands. After "ended" it stays there.

    While `held` is true (the button is kept down) pauses end nothing, only the longest length does.
    """

    def __init__(self, patience: Patience | None = None, held: bool = False):
        self.patience = patience or Patience()
        self.held = held
        self.state: State = "waiting"
        self._frames = self._speech_frames = self._silent_frames = 0
        self._in_speech = False

    def feed(self, probability: float) -> State:
        """The state after one more frame of 32 ms whose probability of speech is `probability`."""
        if self.state == "ended":
            return self.state
        if probability >= self.patience.speech:
            self._in_speech = True
        elif probability < self.patience.silence:
            self._in_speech = False
        self._frames += 1
        self._silent_frames = 0 if self._in_speech else self._silent_frames + 1
        self._speech_frames = self._speech_frames + 1 if self._in_speech else 0
        if _lasts(self._speech_frames, self.patience.onset_s):
            self.state = "speaking"
        if _lasts(self._frames, self.patience.longest_s) or (self._pause_is_over() and not self.held):
            self.state = "ended"
        return self.state

    def _pause_is_over(self) -> bool:
        limit_s = self.patience.pause_s if self.state == "speaking" else self.patience.give_up_s
        return _lasts(self._silent_frames, limit_s)


def _lasts(frames: int, limit_s: float) -> bool:
    return frames >= round(limit_s / FRAME_S)
