"""The computer's microphones, through PortAudio."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from engine import sound_library
from engine.recording import SAMPLE_RATE_HZ
from engine.sound_library import LATENCY_S, SoundStream
from faults import InputFault

log = logging.getLogger(__name__)

RATES_HZ = (8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)  # what sound hardware runs at


Sink = Callable[[np.ndarray], None]  # takes (n,) float32 from the sound system's own thread: must be quick


@dataclass(frozen=True)
class Microphone:
    """`name` is what `open_microphone` and the settings know it by; numbers change when devices come and go."""

    name: str
    is_default: bool


class Pace:
    """How many samples a second a device truly brings: some claim another rate, and voices would be too high or low."""

    SETTLES_S = 1.0
    GAP_S = 0.5  # sound that stood still for so long (a computer asleep) says nothing of the rate

    def __init__(self) -> None:
        self._began_s = self._last_s = float("-inf")
        self._samples = 0

    def note(self, samples: int) -> None:
        """To be called whenever `samples` more have come."""
        now_s = time.monotonic()
        if now_s - self._last_s > self.GAP_S:
            self._began_s, self._samples = now_s, 0  # these came in the time before
        else:
            self._samples += samples
        self._last_s = now_s

    def rate_hz(self, claimed_hz: int) -> int:
        """`claimed_hz` while it may be true, which sound that was dropped or came in bursts does not change."""
        seconds = self._last_s - self._began_s
        if not seconds >= self.SETTLES_S:
            return claimed_hz
        brought_hz = self._samples / seconds
        if 0.8 < brought_hz / claimed_hz < 1.2:
            return claimed_hz
        nearest_hz = min(RATES_HZ, key=lambda rate_hz: abs(rate_hz - brought_hz))
        return nearest_hz if 0.95 < brought_hz / nearest_hz < 1.05 else claimed_hz


class MicrophoneStream(SoundStream):
    """An open microphone that calls its sink until it is closed. Its rate is the device's own where it must be."""

    def __init__(self, stream: Any, pace: Pace):
        super().__init__(stream)
        self._pace = pace

    @property
    def rate_hz(self) -> int:
        """What the device says or, where a second of listening has shown that this is not true, what it brings."""
        return self._pace.rate_hz(round(self._stream.samplerate))

    @property
    def is_running(self) -> bool:
        """False once the sound system has stopped by itself. An unplugged device may also just fall silent."""
        return bool(self._stream.active)


def microphones() -> list[Microphone]:
    """Every device that records, the default one marked. Raises InputFault sound-library-missing."""
    with sound_library.turn() as sounddevice:
        default = sounddevice.default.device["input"]
        inputs = [device for device in sounddevice.query_devices() if device["max_input_channels"] > 0]
    return [Microphone(device["name"], device["index"] == default) for device in inputs]


def open_microphone(name: str | None, sink: Sink) -> MicrophoneStream:
    """Opens the microphone of that name, or the default one, and starts it.

    Asks for 16 kHz mono first; a device that cannot do it runs at its own rate, and the first channel is taken.
    Raises InputFault sound-library-missing, no-microphone, microphone-absent, microphone-refused.
    """
    pace = Pace()

    def callback(frames: np.ndarray, count: int, _time: object, _status: object) -> None:
        sink(frames[:, 0])
        pace.note(count)

    with sound_library.turn() as sounddevice:
        device = _find(sounddevice, name)
        own_rate_hz, channels = round(device["default_samplerate"]), device["max_input_channels"]
        attempts = dict.fromkeys(
            (rate_hz, n) for n in (1, min(channels, 2)) for rate_hz in (SAMPLE_RATE_HZ, own_rate_hz)
        )
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
                return MicrophoneStream(stream, pace)
    raise InputFault("microphone-refused", why=refusal)


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
