"""The tones of the microphone: small, one rising and one falling, and no trouble on a computer without loudspeakers."""

import logging
import time
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import numpy as np
import pytest
import soundfile

from app import paths, tones
from app.player import Player
from faults import InputFault

FOLDER = paths.find({"LAAJ_HOME": "unused"}).tones


def pitch_hz(samples: np.ndarray, rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 16))
    return float(np.argmax(spectrum) * rate_hz / (1 << 16))


@pytest.mark.parametrize(("name", "rises"), [("rising", True), ("falling", False)])
def test_a_tone_goes_the_way_its_name_says_and_is_small(name: str, rises: bool) -> None:
    file = FOLDER / f"{name}.wav"
    samples, rate_hz = soundfile.read(file)
    half = len(samples) // 2
    assert (pitch_hz(samples[half:], rate_hz) > pitch_hz(samples[:half], rate_hz)) == rises
    assert file.stat().st_size < 20_000
    assert len(samples) / rate_hz < 0.3 and np.abs(samples).max() < 0.6


def test_the_shipped_tones_are_what_the_command_makes(tmp_path: Path) -> None:
    tones.write(tmp_path)
    for name in tones.TONES:
        assert np.array_equal(soundfile.read(tmp_path / f"{name}.wav")[0], soundfile.read(FOLDER / f"{name}.wav")[0])


def test_a_tone_is_heard_through_the_player_that_all_sounds_share() -> None:
    heard: list[np.ndarray] = []
    speaker = SimpleNamespace(rate_hz=tones.RATE_HZ, latency_s=0.0, write=heard.append, close=lambda: None)
    player = Player(lambda _rate_hz: speaker)
    tones.TonePlayer(FOLDER, player).play("rising")
    while player.is_playing:
        time.sleep(0.01)
    player.close()
    samples, _ = soundfile.read(FOLDER / "rising.wav", dtype="float32")
    assert np.array_equal(np.concatenate(heard)[: len(samples)], samples)


def test_a_computer_without_loudspeaker_stays_silent_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    attempts = []

    def refuse(rate_hz: int) -> NoReturn:
        attempts.append(rate_hz)
        raise InputFault("no-loudspeaker")

    player = Player(refuse)
    one = tones.TonePlayer(FOLDER, player)
    with caplog.at_level(logging.WARNING):
        one.play("rising")
        while player.is_playing:
            time.sleep(0.01)
        one.play("falling")
        player.close()
    assert len(attempts) == len(caplog.records) == 1
