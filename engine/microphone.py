"""The computer's microphones, through PortAudio. Nothing else in Laaj knows the sound library."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from engine.recording import SAMPLE_RATE_HZ
from faults import InputFault

log = logging.getLogger(__name__)

LATENCY_S = 0.1  # asked for; the lowest would wake the processor 500 times a second for as long as we listen

Sink = Callable[[np.ndarray], None]  # takes (n,) float32 from the sound system's own thread: must be quick


@dataclass(frozen=True)
class Microphone:
    """`name` is what `open_microphone` and the settings know it by; numbers change when devices come and go."""

    name: str
    is_default: bool


class MicrophoneStream:
    """An open microphone that calls `sink` until it is closed. Its rate is the device's own where it must be."""

    def __init__(self, stream: Any):
        self._stream = stream

    @property
    def rate_hz(self) -> int:
        return round(self._stream.samplerate)

    @property
    def is_running(self) -> bool:
        """False once the sound system has stopped by itself. An unplugged device may also just fall silent."""
        return bool(self._stream.active)

    def close(self) -> None:
        """Safe to call twice. No call of `sink` is under way or follows once it returns."""
        self._stream.close(ignore_errors=True)


def microphones() -> list[Microphone]:
    """Every device that records, the default one marked. Raises InputFault sound-library-missing."""
    sounddevice = _sound_library()
    default = sounddevice.default.device["input"]
    inputs = [device for device in sounddevice.query_devices() if device["max_input_channels"] > 0]
    return [Microphone(device["name"], device["index"] == default) for device in inputs]


def open_microphone(name: str | None, sink: Sink) -> MicrophoneStream:
    """Opens the microphone of that name, or the default one, and starts it.

    Asks for 16 kHz mono first; a device that cannot do it runs at its own rate, and the first channel is taken.
    Raises InputFault sound-library-missing, no-microphone, microphone-absent, microphone-refused.
    """
    sounddevice = _sound_library()
    device = _find(sounddevice, name)

    def callback(frames: np.ndarray, _count: int, _time: object, _status: object) -> None:
        sink(frames[:, 0])

    own_rate_hz, channels = round(device["default_samplerate"]), device["max_input_channels"]
    attempts = dict.fromkeys((rate_hz, n) for n in (1, min(channels, 2)) for rate_hz in (SAMPLE_RATE_HZ, own_rate_hz))
    refusal = ""
    for rate_hz, n in attempts:
        try:
            stream = sounddevice.InputStream(
                rate_hz, 0, device["index"], n, "float32", latency=LATENCY_S, callback=callback
            )
            stream.start()
        except sounddevice.PortAudioError as error:
            refusal = refusal or str(error.args[0]).removeprefix("Error opening InputStream: ")
            log.warning("%s at %d Hz with %d channels: %s", device["name"], rate_hz, n, error)
        else:
            return MicrophoneStream(stream)
    raise InputFault("microphone-refused", why=refusal)


def look_again() -> None:
    """Makes PortAudio see devices plugged in since it was loaded. No stream may be open."""
    sounddevice = _sound_library()
    sounddevice._terminate()  # PortAudio lists devices once, when it starts; it has no other way to ask again
    sounddevice._initialize()


def _sound_library() -> ModuleType:
    try:
        import sounddevice
    except OSError as error:  # the Python package is there, PortAudio itself is not
        raise InputFault("sound-library-missing") from error
    return sounddevice


def _find(sounddevice: ModuleType, name: str | None) -> dict[str, Any]:
    if name is None:
        try:
            return sounddevice.query_devices(kind="input")
        except sounddevice.PortAudioError as error:
            raise InputFault("no-microphone") from error
    for device in sounddevice.query_devices():
        if device["name"] == name and device["max_input_channels"] > 0:
            return device
    raise InputFault("microphone-absent", name=name)
