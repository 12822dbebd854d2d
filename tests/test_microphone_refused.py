"""Why a microphone does not open is told in the sentence that fits, on computers that have no sound at all too."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.microphone import Microphone, microphones, open_microphone
from faults import InputFault


class PortAudioError(Exception):
    pass


class StandIn(SimpleNamespace):
    """The part of the module `sounddevice` that Laaj uses, over a list of devices, of which the first is default."""

    PortAudioError = PortAudioError

    def __init__(self, *devices: dict[str, Any], accepts: tuple[tuple[int, int], ...] = ()):
        super().__init__(devices=devices, accepts=accepts, asked=[], callback=None)
        self.default = SimpleNamespace(device={"input": 0 if devices else -1})

    def query_devices(self, kind: str | None = None) -> Any:
        if kind == "input":
            if not self.devices:
                raise PortAudioError("Error querying device -1")
            return self.devices[0]
        return self.devices

    def InputStream(self, rate_hz: int, _block: int, _device: int, channels: int, *_: Any, callback: Any, **__: Any):
        self.asked.append((rate_hz, channels))
        if (rate_hz, channels) not in self.accepts:
            raise PortAudioError("Error opening InputStream: Device unavailable", -9985)
        self.callback = callback
        return SimpleNamespace(start=lambda: None, close=lambda **_: None, samplerate=float(rate_hz), active=True)


def device(name: str, index: int = 0, channels: int = 2, rate_hz: float = 44_100.0) -> dict[str, Any]:
    return {"name": name, "index": index, "max_input_channels": channels, "default_samplerate": rate_hz}


def installed(monkeypatch: pytest.MonkeyPatch, sounddevice: StandIn) -> StandIn:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice)
    return sounddevice


def refusal(name: str | None = None) -> InputFault:
    with pytest.raises(InputFault) as refused:
        open_microphone(name, lambda samples: None)
    assert refused.value.sentence("fr") and refused.value.advice("fr")
    return refused.value


def test_without_the_sound_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")')
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert refusal().key == "sound-library-missing"
    with pytest.raises(InputFault) as refused:
        microphones()
    assert refused.value.key == "sound-library-missing"


def test_without_any_device(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, StandIn())
    assert refusal().key == "no-microphone"
    assert microphones() == []


def test_loudspeakers_are_no_microphones(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, StandIn(device("headset"), device("loudspeaker", index=1, channels=0)))
    assert microphones() == [Microphone("headset", is_default=True)]
    assert refusal("loudspeaker").key == "microphone-absent"


def test_a_busy_device_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, StandIn(device("headset")))
    fault = refusal()
    assert fault.key == "microphone-refused"
    assert fault.fields["why"] == "Device unavailable"


@pytest.mark.parametrize(
    ("accepted", "asked"),
    [
        ((16_000, 1), [(16_000, 1)]),
        ((44_100, 1), [(16_000, 1), (44_100, 1)]),
        ((44_100, 2), [(16_000, 1), (44_100, 1), (16_000, 2), (44_100, 2)]),
    ],
)
def test_a_device_that_cannot_do_16_khz_mono_is_taken_as_it_is(
    accepted: tuple[int, int], asked: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sounddevice = installed(monkeypatch, StandIn(device("headset"), accepts=(accepted,)))
    heard: list[np.ndarray] = []
    stream = open_microphone("headset", heard.append)
    assert sounddevice.asked == asked
    assert stream.rate_hz == accepted[0]
    frames = np.arange(8.0, dtype=np.float32).reshape(-1, accepted[1])
    sounddevice.callback(frames, len(frames), None, None)
    np.testing.assert_array_equal(heard[0], frames[:, 0])
