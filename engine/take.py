"""Stretches of listening to an open microphone, each on its own thread: for the level alone, or for the words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from engine.endpointing import Endpointer
from engine.microphone import Sink
from engine.recording import SAMPLE_RATE_HZ, Recording, require_length
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


class Line:
    """An open microphone and the ring it fills."""

    def __init__(self, open_microphone: Callable[[str | None, Sink], OpenedMicrophone], device: str | None):
        self.ring = Ring(RING_SAMPLES)
        self._stream = open_microphone(device, self.ring.write)
        self.close = self._stream.close

    @property
    def rate_hz(self) -> int:
        """May change while listening, when the device turns out to bring another rate than it said."""
        return self._stream.rate_hz

    def is_deaf(self) -> bool:
        return not self._stream.is_running or self.ring.quiet_for_s() > DEAF_AFTER_S


class Watch:
    """Listens for the level alone: what is heard is measured and forgotten."""

    def __init__(self, line: Line, on_level: OnLevel, on_end: OnEnd, pre_roll_s: float = 0.0):
        self._line, self._on_level, self._on_end = line, on_level, on_end
        self._position = line.ring.written - round(pre_roll_s * line.rate_hz)
        self._error: Exception | None = None
        self._halted = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="recorder")
        self._thread.start()

    def halt(self) -> None:
        self._halted.set()
        self._thread.join()

    def _is_over(self) -> bool:
        return False

    def _hear(self, samples: np.ndarray) -> None:
        """(n,) float32 at the microphone's rate, n > 0."""

    def _listen(self) -> None:
        try:
            while not self._is_over():
                if self._halted.wait(TICK_S):
                    return
                if self._line.is_deaf():
                    raise InputFault("microphone-lost")
                if len(samples := self._arrived()):
                    self._on_level(level_dbfs(samples))
                    self._hear(samples)
        except Exception as error:  # whatever it is, the one who waits is told, here and by `Take.finish`
            self._error = error
        self._on_end(self._error)

    def _arrived(self) -> np.ndarray:
        """What the microphone brought since the last time: (n,) float32 at its own rate."""
        due = self._position
        samples, self._position = self._line.ring.read(due)
        if len(samples) < self._position - max(due, 0):
            log.warning("the recorder came too late for %d samples", self._position - due - len(samples))
        return samples


class Take(Watch):
    """Words being recorded, from PRE_ROLL_S before until the endpointer says so or until `finish`."""

    def __init__(self, line: Line, activity: VoiceActivity, endpointer: Endpointer, on_level: OnLevel, on_end: OnEnd):
        self.endpointer = endpointer
        self._voice = activity.stream()
        self._rate_hz = line.rate_hz
        self._resampler = _resampler(self._rate_hz)
        self._pieces: list[np.ndarray] = []
        super().__init__(line, on_level, on_end, PRE_ROLL_S)

    def finish(self) -> Recording:
        """Raises InputFault recording-short, microphone-rate, or what `on_end` told."""
        self._thread.join(LAST_WORD_S)
        self.halt()
        if self._error is not None:
            raise self._error
        if self.endpointer.state != "ended":
            self._resampled(self._arrived(), last=True)
        if self._line.rate_hz != self._rate_hz:
            raise InputFault("microphone-rate", claimed=self._rate_hz, brought=self._line.rate_hz)
        longest_s = self.endpointer.patience.longest_s
        samples = np.concatenate(self._pieces)[: round(longest_s * SAMPLE_RATE_HZ)]
        require_length(len(samples) / SAMPLE_RATE_HZ, longest_s)
        return Recording(np.clip(samples, -1.0, 1.0))

    def _is_over(self) -> bool:
        return self.endpointer.state == "ended"

    def _hear(self, samples: np.ndarray) -> None:
        for probability in self._voice.feed(self._resampled(samples)):
            self.endpointer.feed(float(probability))

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
