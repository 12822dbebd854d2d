"""Reads sentences aloud, one after the other, and says which one it is at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from faults import InputFault


class Voice(Protocol):
    """What reads one sentence: `ui.system_voice.SystemVoice`."""

    found: SignalInstance
    said: SignalInstance
    lost: SignalInstance

    def look(self) -> None: ...
    def set_speed(self, percent: int) -> None: ...
    def say(self, text: str) -> None: ...
    def be_quiet(self) -> None: ...
    def close(self) -> None: ...


class ReadAloud(QObject):
    """Available once a voice was found, and until it is lost. `prepare` is for when the window stands."""

    availability_changed = Signal(bool)
    sentence = Signal(int)  # its number, from 0 on, when it begins
    ended = Signal()  # for whatever reason; always follows `read`
    failed = Signal(object)  # a Fault

    def __init__(self, voice: Voice, percent: int):
        """`percent`: the speed of reading; 100 is what the voice takes for normal, which is fast for most listeners."""
        super().__init__()
        self._voice = voice
        self._available = False
        self._left: Iterator[str] | None = None
        self._number = 0
        voice.set_speed(percent)
        voice.found.connect(self._found)
        voice.said.connect(self._next)
        voice.lost.connect(self._lost)

    @property
    def is_available(self) -> bool:
        """The button is there only while this is true."""
        return self._available

    @property
    def is_reading(self) -> bool:
        return self._left is not None

    def prepare(self) -> None:
        """Looks for a voice; returns at once, and `availability_changed` follows if there is one."""
        self._voice.look()

    def set_speed(self, percent: int) -> None:
        """Holds from the next sentence on."""
        self._voice.set_speed(percent)

    def read(self, sentences: Iterable[str]) -> None:
        """Ends what is being read, then reads these. They are asked for one by one, as the voice comes to them."""
        self.stop()
        if self._available:
            self._left, self._number = iter(sentences), -1
            self._next()

    def stop(self) -> None:
        """In the middle of a word. Nothing where nothing is read."""
        if self._left is not None:
            self._voice.be_quiet()
            self._end()

    def close(self) -> None:
        """Ends the voice's thread. Safe to call twice."""
        self.stop()
        self._set_available(False)
        self._voice.close()

    def _next(self) -> None:
        if self._left is None:
            return
        sentence = next(self._left, None)
        if sentence is None:
            self._end()
            return
        self._number += 1
        self._voice.say(sentence)
        self.sentence.emit(self._number)

    def _end(self) -> None:
        self._left = None
        self.ended.emit()

    def _found(self) -> None:
        self._set_available(True)

    def _lost(self) -> None:
        self._set_available(False)
        if self._left is not None:
            self._end()
            self.failed.emit(InputFault("voice-lost"))

    def _set_available(self, available: bool) -> None:
        if available != self._available:
            self._available = available
            self.availability_changed.emit(available)
