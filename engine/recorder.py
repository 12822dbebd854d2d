"""Listens for one question at a time, its first words not lost and its end noticed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from engine import microphone
from engine.endpointing import Endpointer
from engine.microphone import Microphone, Sink
from engine.recording import LONGEST_QUERY_S, SAMPLE_RATE_HZ, Recording, require_length
from engine.ring import Ring
from engine.voice_activity import VoiceActivity, level_dbfs
from faults import InputFault

PRE_ROLL_S = 0.3  # people begin to speak as they press
LAST_WORD_S = 0.15  # they stop pressing as they stop speaking, and sound needs up to LATENCY_S to reach us
TICK_S = 0.05  # how often the level is told and the end of speech looked for
DEAF_AFTER_S = 3.0  # a microphone that brings nothing for so long is lost; one that was asleep may take two seconds
RING_SAMPLES = 1 << 17  # 2.7 s at 48 kHz: how late our thread may be while a model loads on the same processor

log = logging.getLogger(__name__)

OnLevel = Callable[[float], None]
OnEnd = Callable[[Exception | None], None]


class OpenedMicrophone(Protocol):
    """What a recorder needs of a microphone: `engine.microphone.MicrophoneStream` is one."""

    @property
    def rate_hz(self) -> int: ...
    @property
    def is_running(self) -> bool: ...
    def close(self) -> None: ...


class Recorder:
    """One microphone, kept open while the application listens for its button, and one question at a time.

    `on_level(dBFS)` comes about 20 times a second. `on_end(error)` comes at most once, when listening ended by
    itself: None when the question is complete (call `stop` for it), else why it broke off. Both come on the
    recorder's own thread and must neither call the recorder nor wait for those who do; neither comes once `stop` or
    `cancel` has returned. All methods belong to one thread.
    """

    def __init__(
        self,
        activity: VoiceActivity,
        device: str | None = None,
        open_microphone: Callable[[str | None, Sink], OpenedMicrophone] = microphone.open_microphone,
    ):
        self._activity, self._device, self._open_microphone = activity, device, open_microphone
        self._line: _Line | None = None
        self._take: _Take | None = None
        self._list_is_old = False

    def microphones(self) -> list[Microphone]:
        """Raises InputFault sound-library-missing."""
        return microphone.microphones()

    def arm(self) -> None:
        """Opens the microphone, so that a question includes the 0.3 s before it was started; again is harmless.

        Raises InputFault sound-library-missing, no-microphone, microphone-absent, microphone-refused.
        """
        if self._line is not None and self._take is None and self._line.is_deaf():
            self.close()
            self._list_is_old = True
        if self._line is not None:
            return
        if self._list_is_old:
            microphone.look_again()
        self._list_is_old = True  # should it not open, the next attempt looks for what was plugged in meanwhile
        self._line = _Line(self._open_microphone, self._device)
        self._list_is_old = False

    def start(self, on_level: OnLevel, on_end: OnEnd, *, held: bool = False) -> None:
        """Begins a question; arms first if need be, with the same faults.

        While `held` (the button is kept down) a pause does not end the question; see `let_go`.
        """
        if self._take is not None:
            raise RuntimeError("a question is already being recorded")
        self.arm()
        assert self._line is not None
        self._take = _Take(self._line, self._activity, Endpointer(held=held), on_level, on_end)

    def let_go(self) -> None:
        """The button was tapped, not held: from now on a pause ends the question."""
        if self._take is not None:
            self._take.endpointer.held = False

    def stop(self) -> Recording:
        """Ends the question and returns it, at most 20 s long, whether or not it had ended by itself.

        One that had not is listened to for another LAST_WORD_S, so that its last word is whole.
        Raises InputFault recording-short, or what `on_end` told if listening broke off.
        """
        if self._take is None:
            raise RuntimeError("no question is being recorded")
        take, self._take = self._take, None
        return take.finish()

    def cancel(self) -> None:
        """Ends the question, if there is one, and forgets it."""
        if self._take is not None:
            self._take.halt()
            self._take = None

    def close(self) -> None:
        """Cancels and lets go of the microphone; safe to call twice, and `arm` opens it again."""
        self.cancel()
        if self._line is not None:
            self._line.close()
            self._line = None


class _Line:
    """An open microphone and the ring it fills."""

    def __init__(self, open_microphone: Callable[[str | None, Sink], OpenedMicrophone], device: str | None):
        self.ring = Ring(RING_SAMPLES)
        self._stream = open_microphone(device, self.ring.write)
        self.rate_hz = self._stream.rate_hz
        self.close = self._stream.close

    def is_deaf(self) -> bool:
        return not self._stream.is_running or self.ring.quiet_for_s() > DEAF_AFTER_S


class _Take:
    """One question being recorded, and the thread that does it."""

    def __init__(self, line: _Line, activity: VoiceActivity, endpointer: Endpointer, on_level: OnLevel, on_end: OnEnd):
        self.endpointer = endpointer
        self._line, self._voice, self._on_level, self._on_end = line, activity.stream(), on_level, on_end
        self._position = line.ring.written - round(PRE_ROLL_S * line.rate_hz)
        self._resampler = _resampler(line.rate_hz)
        self._pieces: list[np.ndarray] = []
        self._error: Exception | None = None
        self._halted = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="recorder")
        self._thread.start()

    def halt(self) -> None:
        self._halted.set()
        self._thread.join()

    def finish(self) -> Recording:
        self._thread.join(LAST_WORD_S)
        self.halt()
        if self._error is not None:
            raise self._error
        if self.endpointer.state != "ended":
            self._resampled(self._arrived(), last=True)
        samples = np.concatenate(self._pieces)[: round(LONGEST_QUERY_S * SAMPLE_RATE_HZ)]
        require_length(len(samples) / SAMPLE_RATE_HZ)
        return Recording(np.clip(samples, -1.0, 1.0))

    def _listen(self) -> None:
        try:
            while self.endpointer.state != "ended":
                if self._halted.wait(TICK_S):
                    return
                if self._line.is_deaf():
                    raise InputFault("microphone-lost")
                if len(samples := self._arrived()):
                    self._on_level(level_dbfs(samples))
                    for probability in self._voice.feed(self._resampled(samples)):
                        self.endpointer.feed(float(probability))
        except Exception as error:  # whatever it is, the one who waits for the question is told, here and by `finish`
            self._error = error
        self._on_end(self._error)

    def _arrived(self) -> np.ndarray:
        """What the microphone brought since the last time: (n,) float32 at its own rate."""
        due = self._position
        samples, self._position = self._line.ring.read(due)
        if len(samples) < self._position - max(due, 0):
            log.warning("the recorder came too late for %d samples", self._position - due - len(samples))
        return samples

    def _resampled(self, samples: np.ndarray, last: bool = False) -> np.ndarray:
        """The same as (m,) float32 at 16 kHz, which is also kept."""
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples, last)
        self._pieces.append(samples)
        return samples


def _resampler(rate_hz: int) -> Any:
    """A soxr stream to 16 kHz, or None where the microphone has that rate."""
    if rate_hz == SAMPLE_RATE_HZ:
        return None
    import soxr

    return soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, "float32")
