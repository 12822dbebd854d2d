"""What is measured of a sound agrees with sound made to measure, whole or in pieces."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.signal

from engine.recording import SAMPLE_RATE_HZ
from engine.trainer.curation.measures import Meter, powers, snr_db
from engine.voice_activity import FRAME_SAMPLES
from tests.fixtures.trainer_data import hum


def figures(samples: np.ndarray, piece: int = 10**9) -> dict[str, float]:
    meter = Meter()
    for start in range(0, len(samples), piece):
        meter.add(samples[start : start + piece].astype(np.float32))
    return meter.figures()


def tone(hz: float, seconds: float = 4.0, level: float = 0.1) -> np.ndarray:
    return level * np.sin(2 * np.pi * hz * np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)


def noise(seconds: float = 4.0, level: float = 0.05, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, round(seconds * SAMPLE_RATE_HZ))


@pytest.mark.parametrize(
    ("hz", "lufs"),
    [(997, -23.01), (100, -24.1), (40, -30), (4_000, -19.7)],
    ids=["the standard's tone", "low", "very low", "the head's shelf"],
)
def test_loudness_is_that_of_the_standard(hz, lufs):
    assert figures(tone(hz))["loudness_lufs"] == pytest.approx(lufs, abs=0.1 if hz == 997 else 1.0)


def test_loudness_follows_the_gain_and_leaves_pauses_out():
    voice = hum(6.0, SAMPLE_RATE_HZ)
    loud = figures(voice)["loudness_lufs"]
    assert figures(voice / 2)["loudness_lufs"] == pytest.approx(loud - 6.02, abs=0.01)
    assert figures(np.concatenate([voice, np.zeros(160_000)]))["loudness_lufs"] == pytest.approx(loud, abs=0.3)


def test_peak_and_clipped_share():
    assert figures(tone(500, level=0.5))["peak_db"] == pytest.approx(-6.02, abs=0.01)
    assert figures(tone(500, level=0.5))["clipped_share"] == 0
    cut = np.clip(tone(487, level=2.0), -1, 1)
    assert figures(cut)["clipped_share"] == pytest.approx(2 / 3, abs=0.01)


@pytest.mark.parametrize("band_hz", [1_500, 3_400, 5_500])
def test_the_bandwidth_is_where_a_line_or_a_codec_cuts(band_hz):
    low_pass = scipy.signal.firwin(511, band_hz, fs=SAMPLE_RATE_HZ, window=("kaiser", 10))
    heard = np.round(scipy.signal.lfilter(low_pass, 1, noise()) * 32768) / 32768
    assert figures(heard)["bandwidth_hz"] == pytest.approx(band_hz, abs=250)
    assert figures(heard / 30)["bandwidth_hz"] == pytest.approx(band_hz, abs=250)
    assert figures(noise())["bandwidth_hz"] == 8_000


@pytest.mark.parametrize("wanted_db", [0, 10, 25])
def test_the_noise_is_measured_where_nobody_speaks(wanted_db):
    spoken = np.tile([False] * 10 + [True] * 30, 4)
    loud = np.repeat(spoken, FRAME_SAMPLES) * noise(spoken.size * 0.032, 0.1)
    heard = powers(loud + noise(spoken.size * 0.032, 0.1 * 10 ** (-wanted_db / 20), seed=6))
    assert snr_db(heard, spoken) == pytest.approx(wanted_db, abs=1)
    assert snr_db(heard * 0.01, spoken) == pytest.approx(wanted_db, abs=1)
    if wanted_db:
        assert snr_db(heard) == pytest.approx(wanted_db, abs=3)
        assert snr_db(heard, np.ones(spoken.size, bool)) == snr_db(heard)


@pytest.mark.parametrize("piece", [100, 16_000, 163_840])
def test_pieces_give_the_figures_of_the_whole(piece):
    heard = hum(5.3, SAMPLE_RATE_HZ) + noise(5.3, 0.01)
    assert figures(heard, piece) == pytest.approx(figures(heard), rel=1e-4)


@pytest.mark.parametrize("heard", [np.zeros(0), np.zeros(40_000), tone(300, 0.01), np.ones(16_000)])
def test_there_is_a_figure_for_silence_and_for_almost_nothing(heard):
    found = figures(heard)
    assert set(found) == {"loudness_lufs", "peak_db", "clipped_share", "bandwidth_hz", "snr_db"}
    assert all(map(math.isfinite, found.values())) and found["loudness_lufs"] >= -70
