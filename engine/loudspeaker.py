"""The computer's loudspeaker, through PortAudio."""

from __future__ import annotations

import logging
from types import ModuleType
from typing import Any

import numpy as np

from engine import sound_library
from engine.sound_library import LATENCY_S, SoundStream
from faults import InputFault

log = logging.getLogger(__name__)


class LoudspeakerStream(SoundStream):
    """An open loudspeaker. `write` belongs to one thread; `close` drops what has not been heard yet."""

    def __init__(self, stream: Any, refused: type[Exception]):
        super().__init__(stream)
        self._refused = refused

    @property
    def rate_hz(self) -> int:
        return round(self._stream.samplerate)

    @property
    def latency_s(self) -> float:
        """How long after the last `write` its samples are heard."""
        return float(self._stream.latency)

    def write(self, samples: np.ndarray) -> None:
        """(n,) float32 in [-1, 1], mono. Returns when the loudspeaker has taken them, at most LATENCY_S ahead.

        Raises InputFault no-loudspeaker once it is gone.
        """
        try:
            self._stream.write(np.repeat(samples[:, None], self._stream.channels, axis=1))
        except self._refused as error:
            raise _absent(error) from error


def open_loudspeaker(rate_hz: int) -> LoudspeakerStream:
    """Opens the default loudspeaker for mono sound of that rate or, where it refuses that, at its own rate.

    Raises InputFault sound-library-missing, no-loudspeaker.
    """
    with sound_library.turn() as sounddevice:
        device = _default(sounddevice)
        own_rate_hz, channels = round(device["default_samplerate"]), min(device["max_output_channels"], 2)
        attempts = dict.fromkeys((rate, n) for n in (1, channels) for rate in (rate_hz, own_rate_hz))
        refusal: Exception | None = None
        for rate, n in attempts:
            try:
                stream = sounddevice.OutputStream(rate, 0, device["index"], n, "float32", latency=LATENCY_S)
                stream.start()
            except sounddevice.PortAudioError as error:
                refusal = refusal or error
                log.warning("%s at %d Hz with %d channels: %s", device["name"], rate, n, error)
            else:
                return LoudspeakerStream(stream, sounddevice.PortAudioError)
    raise _absent(refusal) from refusal


def _default(sounddevice: ModuleType) -> dict[str, Any]:
    try:
        return sounddevice.query_devices(kind="output")
    except sounddevice.PortAudioError:
        sound_library.look_again()  # one may have been plugged in since
    try:
        return sounddevice.query_devices(kind="output")
    except sounddevice.PortAudioError as error:
        raise _absent(error) from error


def _absent(why: Exception | None) -> InputFault:
    log.warning("no loudspeaker: %s", why)
    return InputFault("no-loudspeaker")
