"""Sounds are heard whole, one at a time, fall silent when told to, and never keep the window waiting."""

import gc
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from app import player as player_module
from app.player import Player
from engine import sound_library
from engine.loudspeaker import open_loudspeaker
from engine.microphone import open_microphone
from engine.recording import SAMPLE_RATE_HZ, Recording
from faults import InputFault
from tests.fixtures.audio import likeness
from tests.virtual_microphone import VirtualMicrophone

pytestmark = pytest.mark.usefixtures("no_leftover_threads")


class FakeLoudspeaker:
    """Takes sound no faster than `hurry` times real time. `open` is given to a player."""

    latency_s = 0.01

    def __init__(self, rate_hz: int | None = None, hurry: float = 20.0):
        self._own_rate_hz, self._hurry = rate_hz, hurry
        self.rate_hz = 0
        self.written: list[np.ndarray] = []
        self.last_write_s = 0.0
        self.opened = self.open_now = self.most_open = 0
        self.unplugged = threading.Event()
        self.hanging = threading.Event()

    def open(self, rate_hz: int) -> "FakeLoudspeaker":
        self.rate_hz = self._own_rate_hz or rate_hz
        self.opened += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        return self

    def write(self, samples: np.ndarray) -> None:
        if self.unplugged.is_set():
            raise InputFault("no-loudspeaker")
        while self.hanging.is_set():
            time.sleep(0.01)
        self.written.append(samples.copy())
        time.sleep(len(samples) / self.rate_hz / self._hurry)
        self.last_write_s = time.monotonic()

    def close(self) -> None:
        self.open_now -= 1

    @property
    def heard(self) -> np.ndarray:
        return np.concatenate(self.written)

    def wait_for_sound(self) -> None:
        while not self.written:
            time.sleep(0.001)


class Ends:
    """Remembers how sounds ended."""

    def __init__(self) -> None:
        self.errors: list[Exception | None] = []
        self._ended = threading.Event()

    def __call__(self, error: Exception | None) -> None:
        self.errors.append(error)
        self._ended.set()

    def wait(self) -> Exception | None:
        assert self._ended.wait(10), "the sound did not end"
        return self.errors[-1]

    def fault(self) -> str:
        error = self.wait()
        assert isinstance(error, InputFault), error
        assert error.sentence("fr") and error.advice("fr")
        return error.key


@pytest.fixture
def loudspeaker() -> FakeLoudspeaker:
    return FakeLoudspeaker()


@pytest.fixture
def player(loudspeaker: FakeLoudspeaker) -> Iterator[Player]:
    player = Player(loudspeaker.open)
    yield player
    player.close()
    assert loudspeaker.open_now == 0


@pytest.fixture
def ends() -> Ends:
    return Ends()


def noise(seconds: float, rate_hz: int = SAMPLE_RATE_HZ) -> Recording:
    """Sound without silences or high pitches, of which each moment can be told from every other."""
    steps = np.random.default_rng(0).standard_normal(round(seconds * rate_hz) + 7)
    return Recording(np.convolve(0.1 * steps, np.ones(8), "valid").clip(-0.9, 0.9).astype(np.float32))


# What is heard


def test_a_recording_is_heard_whole_and_in_order(player: Player, loudspeaker: FakeLoudspeaker, ends: Ends) -> None:
    said = noise(1.003)
    player.play(said, ends)
    assert ends.wait() is None
    np.testing.assert_array_equal(loudspeaker.heard[: len(said.samples)], said.samples)
    behind = loudspeaker.heard[len(said.samples) :]
    assert not behind.any() and len(behind) > 0.1 * SAMPLE_RATE_HZ  # so that closing takes nothing off its end


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "opus", "mp3"])
def test_a_file_of_any_usual_kind_is_heard(
    kind: str, player: Player, loudspeaker: FakeLoudspeaker, ends: Ends, tmp_path: Path
) -> None:
    said, path = noise(1.0), tmp_path / f"gist.{kind}"
    how = {"opus": {"format": "OGG", "subtype": "OPUS"}}.get(kind, {})
    soundfile.write(path, np.stack([said.samples, said.samples], axis=1), SAMPLE_RATE_HZ, **how)
    player.play(path, ends)
    assert ends.wait() is None
    assert likeness(loudspeaker.heard, said.samples)[0] > 0.9


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000])
def test_a_loudspeaker_of_another_rate_plays_neither_faster_nor_slower(
    rate_hz: int, ends: Ends, spoken_question: Recording
) -> None:
    loudspeaker = FakeLoudspeaker(rate_hz)
    player = Player(loudspeaker.open)
    player.play(spoken_question, ends)
    assert ends.wait() is None
    player.close()
    import soxr

    heard = soxr.resample(loudspeaker.heard, rate_hz, SAMPLE_RATE_HZ)
    assert likeness(heard, spoken_question.samples)[0] > (0.9 if rate_hz < SAMPLE_RATE_HZ else 0.999)


def test_samples_beyond_full_scale_or_that_are_no_numbers_hurt_nobody(
    player: Player, loudspeaker: FakeLoudspeaker, ends: Ends, tmp_path: Path
) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, np.tile([5.0, np.nan, -np.inf, 0.5], 4000), SAMPLE_RATE_HZ, subtype="FLOAT")
    player.play(path, ends)
    assert ends.wait() is None
    assert np.isfinite(loudspeaker.heard).all() and np.abs(loudspeaker.heard).max() <= 1.0


# Starting and stopping


def test_nobody_waits_for_a_loudspeaker_that_is_slow_to_open(ends: Ends) -> None:
    loudspeaker = FakeLoudspeaker()

    def slowly(rate_hz: int) -> FakeLoudspeaker:
        time.sleep(0.3)
        return loudspeaker.open(rate_hz)

    player = Player(slowly)
    began_s = time.monotonic()
    player.play(noise(0.1), ends)
    player.stop()
    player.play(noise(0.1), ends)
    assert time.monotonic() - began_s < 0.05
    assert ends.wait() is None
    player.close()
    assert len(ends.errors) == 1 and loudspeaker.most_open == 1


def test_told_to_stop_it_is_silent_within_a_tenth_of_a_second_and_says_no_more(ends: Ends) -> None:
    loudspeaker = FakeLoudspeaker(hurry=1.0)
    player = Player(loudspeaker.open)
    player.play(noise(20.0), ends)
    loudspeaker.wait_for_sound()
    assert player.is_playing
    stopped_s = time.monotonic()
    from_elsewhere = threading.Thread(target=player.stop)
    from_elsewhere.start()
    from_elsewhere.join()
    assert not player.is_playing
    player.close()
    assert time.monotonic() - stopped_s < 0.1
    assert loudspeaker.open_now == 0 and ends.errors == []


def test_a_second_sound_takes_the_place_of_the_first(loudspeaker: FakeLoudspeaker, player: Player, ends: Ends) -> None:
    first = Ends()
    player.play(Recording(np.full(60 * SAMPLE_RATE_HZ, -0.5, np.float32)), first)
    loudspeaker.wait_for_sound()
    player.play(said := noise(0.5), ends)
    assert ends.wait() is None
    assert loudspeaker.most_open == 1
    assert first.errors == []
    assert likeness(loudspeaker.heard, said.samples)[0] > 0.999


def test_it_is_over_when_it_says_so_and_the_next_may_begin_from_there(player: Player, loudspeaker: FakeLoudspeaker):
    ends, seen = Ends(), []

    def next_one(error: Exception | None) -> None:
        seen.append((error, player.is_playing))
        player.play(noise(0.1), ends)

    player.play(noise(0.1), next_one)
    assert ends.wait() is None
    assert seen == [(None, False)] and loudspeaker.opened == 2
    assert not player.is_playing


def test_a_voice_that_was_heard_is_not_held(player: Player, ends: Ends) -> None:
    recording = Recording(np.zeros(SAMPLE_RATE_HZ // 10, np.float32))
    trace = weakref.ref(recording)
    player.play(recording, ends)
    ends.wait()
    del recording
    player.close()
    gc.collect()
    assert trace() is None


def test_closing_twice_while_playing_leaves_no_thread(player: Player, loudspeaker: FakeLoudspeaker, ends: Ends) -> None:
    player.play(noise(60.0), ends)
    loudspeaker.wait_for_sound()
    player.close()
    player.close()
    assert loudspeaker.open_now == 0 and ends.errors == []


def test_a_loudspeaker_that_hangs_keeps_nobody_from_leaving(
    player: Player, loudspeaker: FakeLoudspeaker, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player_module, "LONGEST_WAIT_S", 0.2)
    loudspeaker.hanging.set()
    player.play(noise(1.0), ends)
    began_s = time.monotonic()
    player.close()
    assert time.monotonic() - began_s < 0.5
    loudspeaker.hanging.clear()
    while loudspeaker.open_now:
        time.sleep(0.01)


# What goes wrong


def test_without_a_loudspeaker_every_press_is_told_so_once() -> None:
    def absent(_rate_hz: int) -> FakeLoudspeaker:
        raise InputFault("no-loudspeaker")

    player = Player(absent)
    for ends in (Ends(), Ends()):
        player.play(noise(0.1), ends)
        assert ends.fault() == "no-loudspeaker"
        assert not player.is_playing
    player.close()
    assert len(ends.errors) == 1


def test_a_loudspeaker_pulled_out_while_playing_is_told(
    player: Player, loudspeaker: FakeLoudspeaker, ends: Ends
) -> None:
    player.play(noise(60.0), ends)
    loudspeaker.wait_for_sound()
    loudspeaker.unplugged.set()
    assert ends.fault() == "no-loudspeaker"
    assert loudspeaker.open_now == 0


def test_a_file_that_cannot_be_heard_is_told_by_its_name(
    player: Player, loudspeaker: FakeLoudspeaker, tmp_path: Path
) -> None:
    (tmp_path / "text.flac").write_text("Ceci n'est pas un son.")
    for name, key in {"gone.flac": "file-missing", "text.flac": "not-sound"}.items():
        player.play(tmp_path / name, ends := Ends())
        assert ends.fault() == key
    assert loudspeaker.opened == 0


def test_a_mistake_of_ours_is_not_hidden(player: Player, ends: Ends) -> None:
    player.play(Recording(None), ends)  # type: ignore[arg-type]
    assert isinstance(ends.wait(), TypeError)


# The sound library


class PortAudioError(Exception):
    pass


class StandIn(SimpleNamespace):
    """The part of the module `sounddevice` that a loudspeaker needs."""

    PortAudioError = PortAudioError

    def __init__(self, *devices: dict[str, Any], accepts: tuple[tuple[int, int], ...] = ()):
        super().__init__(devices=list(devices), accepts=accepts, asked=[], written=[], started_again=0, plugged_in=[])

    def query_devices(self, kind: str) -> Any:
        if not self.devices:
            raise PortAudioError("Error querying device -1")
        return self.devices[0]

    def OutputStream(self, rate_hz: int, _block: int, _device: int, channels: int, *_: Any, **__: Any) -> Any:
        self.asked.append((rate_hz, channels))
        if (rate_hz, channels) not in self.accepts:
            raise PortAudioError("Invalid sample rate")
        return SimpleNamespace(
            start=lambda: None,
            close=lambda **_: None,
            write=self.written.append,
            samplerate=float(rate_hz),
            channels=channels,
            latency=0.1,
        )

    def _terminate(self) -> None:
        self.started_again += 1

    def _initialize(self) -> None:
        self.devices.extend(self.plugged_in)


SPEAKER = {"name": "speaker", "index": 3, "max_output_channels": 2, "default_samplerate": 48_000.0}


def installed(monkeypatch: pytest.MonkeyPatch, sounddevice: StandIn) -> StandIn:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice)
    return sounddevice


def refusal() -> str:
    with pytest.raises(InputFault) as refused:
        open_loudspeaker(SAMPLE_RATE_HZ)
    return refused.value.key


def test_a_computer_without_loudspeaker_or_sound_library_says_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, StandIn())
    assert refusal() == "no-loudspeaker"
    installed(monkeypatch, StandIn(SPEAKER))  # there, but nothing that is asked of it will do
    assert refusal() == "no-loudspeaker"
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")')
    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.syspath_prepend(tmp_path)
    assert refusal() == "sound-library-missing"


@pytest.mark.parametrize("accepted", [(16_000, 1), (48_000, 1), (48_000, 2)])
def test_a_loudspeaker_that_cannot_do_the_rate_or_one_channel_is_taken_as_it_is(
    accepted: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sounddevice = installed(monkeypatch, StandIn(SPEAKER, accepts=(accepted,)))
    loudspeaker = open_loudspeaker(SAMPLE_RATE_HZ)
    loudspeaker.write(np.array([0.1, 0.2], np.float32))
    loudspeaker.close()
    assert loudspeaker.rate_hz == accepted[0]
    assert sounddevice.asked[-1] == accepted
    assert sounddevice.written[0].shape == (2, accepted[1])


def test_headphones_plugged_in_since_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    sounddevice = installed(monkeypatch, StandIn(accepts=((16_000, 1),)))
    assert refusal() == "no-loudspeaker"
    sounddevice.plugged_in.append(SPEAKER)
    open_loudspeaker(SAMPLE_RATE_HZ).close()


def test_nobody_looks_for_devices_while_a_sound_is_open_since_that_would_end_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sounddevice = installed(monkeypatch, StandIn(SPEAKER, accepts=((16_000, 1),)))
    loudspeaker = open_loudspeaker(SAMPLE_RATE_HZ)
    sound_library.look_again()
    assert sounddevice.started_again == 0
    loudspeaker.close()
    loudspeaker.close()
    sound_library.look_again()
    assert sounddevice.started_again == 1


@pytest.mark.microphone
def test_through_a_real_sound_system_it_is_heard_to_its_last_word(
    virtual_microphone: VirtualMicrophone, ends: Ends, spoken_question: Recording
) -> None:
    heard: list[np.ndarray] = []
    microphone = open_microphone(None, lambda samples: heard.append(samples.copy()))
    time.sleep(0.5)
    player = Player()
    player.play(spoken_question, ends)
    sound_library.look_again()  # as the microphone's lane may at any moment
    assert ends.wait() is None
    time.sleep(0.5)
    player.close()
    microphone.close()
    end = spoken_question.samples[-SAMPLE_RATE_HZ:]
    assert likeness(np.concatenate(heard), spoken_question.samples)[0] > 0.95
    assert likeness(np.concatenate(heard), end)[0] > 0.95


@pytest.mark.microphone
def test_when_the_sound_server_goes_away_it_is_told(virtual_microphone: VirtualMicrophone, ends: Ends) -> None:
    player = Player()
    player.play(noise(30.0), ends)
    time.sleep(0.5)
    assert ends.errors == []
    virtual_microphone.unplug()
    assert ends.fault() == "no-loudspeaker"
    player.close()
