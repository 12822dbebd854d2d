"""A recording is found again when it was encoded anew, made quieter or cut a little; another recording is not."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
import soundfile

from engine.trainer.curation import fingerprints

RATE_HZ = 16_000
SAME = 0.8  # copies are above, others below


def voice(seed: int, seconds: float = 4.0) -> np.ndarray:
    """Babble that nobody said: syllables of a buzz at a wandering pitch, through three wandering resonances."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ

    def wander(low: float, high: float, a_second: float) -> np.ndarray:
        knots = rng.uniform(low, high, int(seconds * a_second) + 2)
        return np.interp(time_s, np.arange(len(knots)) / a_second, knots)

    harmonics = np.arange(1, 40)[:, None]
    pitch_hz = wander(100, 180, 3)
    phases = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    hz = harmonics * pitch_hz
    gains = sum(
        strength / (1 + ((hz - wander(low, high, 6)) / 120) ** 2)
        for strength, low, high in [(1.0, 300, 800), (0.5, 900, 2200), (0.25, 2300, 3200)]
    )
    loud = wander(0, 1, 8) ** 2
    sound = loud * (gains * np.sin(harmonics * phases)).sum(axis=0) + rng.normal(0, 0.003, count)
    return (0.5 * sound / np.abs(sound).max()).astype(np.float32)


def encoded(samples: np.ndarray, form: str, subtype: str, level: float) -> np.ndarray:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", RATE_HZ, 1, format=form, subtype=subtype, compression_level=level) as sound:
        sound.write(samples)
    file.seek(0)
    return soundfile.read(file, dtype="float32")[0]


COPIES = {
    "MP3": lambda heard: encoded(heard, "MP3", "MPEG_LAYER_III", 0.5),
    "Vorbis": lambda heard: encoded(heard, "OGG", "VORBIS", 0.8),
    "12 dB louder": lambda heard: heard * 4,
    "12 dB quieter, in 16 bits": lambda heard: np.round(heard / 4 * 32767) / 32767,
    "8 bits": lambda heard: np.round(heard * 127) / 127,
    "without its first 20 ms": lambda heard: heard[320:],
    "without its first half second": lambda heard: heard[8_000:],
    "without its first second, as MP3": lambda heard: encoded(heard[16_000:], "MP3", "MPEG_LAYER_III", 0.5),
    "in silence": lambda heard: np.pad(heard, 4_000),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_matches_and_is_found_by_a_key(change):
    for seed in range(4):
        heard = voice(seed)
        first, copy = fingerprints.of(heard), fingerprints.of(change(heard).astype(np.float32))
        assert fingerprints.match(first, copy) > SAME
        assert set(fingerprints.keys(first)) & set(fingerprints.keys(copy))


@pytest.mark.parametrize("seconds", [1.0, 4.0])
def test_other_recordings_do_not_match_and_hardly_share_a_key(seconds):
    prints = [fingerprints.of(voice(seed, seconds)) for seed in range(16)]
    pairs = list(itertools.combinations(prints, 2))
    assert max(fingerprints.match(one, other) for one, other in pairs) < SAME
    assert sum(bool(set(fingerprints.keys(one)) & set(fingerprints.keys(other))) for one, other in pairs) <= 1


def test_a_match_is_the_same_both_ways_and_whole_for_the_same():
    one, other = fingerprints.of(voice(1)), fingerprints.of(voice(2))
    assert fingerprints.match(one, one) == 1
    assert fingerprints.match(one, other) == fingerprints.match(other, one)


def test_a_part_of_a_recording_is_not_the_same_recording():
    whole = voice(1, 8)
    assert fingerprints.match(fingerprints.of(whole), fingerprints.of(whole[: 4 * RATE_HZ])) == 0


def test_silence_around_them_does_not_make_two_words_alike():
    around = 4 * RATE_HZ
    one, other = (fingerprints.of(np.pad(voice(seed, 1), around)) for seed in (1, 2))
    assert fingerprints.match(one, one) == 1
    assert 0.3 < fingerprints.match(one, other) < SAME


@pytest.mark.parametrize("heard", [np.zeros(0), np.zeros(64_000), voice(1)[:800]], ids=["none", "silence", "50 ms"])
def test_what_cannot_be_told_from_other_sound_has_no_fingerprint(heard):
    print = fingerprints.of(heard.astype(np.float32))
    assert print == ""
    assert fingerprints.keys(print) == []
    assert fingerprints.match(print, fingerprints.of(voice(1))) == fingerprints.match(print, print) == 0


def test_a_long_recording_has_no_longer_fingerprint():
    some = fingerprints.of(voice(1, 20))
    assert len(some) < 1_400
    assert len(fingerprints.keys(some)) == len(set(fingerprints.keys(some))) <= 48


def test_what_is_no_fingerprint_is_refused():
    with pytest.raises(ValueError):
        fingerprints.match("not one!", fingerprints.of(voice(1)))
