"""PortAudio, through which every sound comes and goes: one thread at a time asks it for anything but samples."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from faults import InputFault

log = logging.getLogger(__name__)

LATENCY_S = 0.1  # asked for; the lowest would wake the processor 500 times a second for as long as a stream is open

_turn = threading.RLock()
_open: weakref.WeakSet[SoundStream] = weakref.WeakSet()


class SoundStream:
    """A stream of PortAudio, from its start until it is closed."""

    def __init__(self, stream: Any):
        """To be called in the turn in which the stream was opened."""
        self._stream = stream
        _open.add(self)

    def close(self) -> None:
        """What has not been played yet is dropped. Safe to call twice; no callback is under way once it returns."""
        with _turn:
            self._stream.close(ignore_errors=True)
            _open.discard(self)


@contextmanager
def turn() -> Iterator[ModuleType]:
    """The module `sounddevice`, for the time of a `with`: to look for devices, to open a stream and start it.

    PortAudio's functions are not made for several threads at once (portaudio.h says so); only the reading and writing
    of samples goes on beside them. Raises InputFault sound-library-missing.
    """
    with _turn:
        try:
            import sounddevice
        except OSError as error:  # the Python package is there, PortAudio itself is not
            raise InputFault("sound-library-missing") from error
        yield sounddevice


def look_again() -> None:
    """Makes PortAudio see devices plugged in since it was loaded, unless a stream is open.

    It lists devices once, when it starts, and has no other way to ask again; starting it again under an open stream
    ends the process.
    """
    with turn() as sounddevice:
        if _open:
            log.info("no look for new sound devices while %d streams are open", len(_open))
            return
        sounddevice._terminate()
        sounddevice._initialize()
