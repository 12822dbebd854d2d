"""Augmented speech: drawn by seed alone, never damaged, and each effect does what its name says."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.recording import Recording
from engine.trainer import augmentation
from engine.trainer.augmentation import EFFECTS, augment
from engine.trainer.recipe import Augmentation
from tests.fixtures.trainer_data import RATE_HZ, hum

SILENT = dict.fromkeys(EFFECTS, 0.0)
ALL = Augmentation(**dict.fromkeys(EFFECTS, 1.0))


def only(effect: str, **changes) -> Augmentation:
    return Augmentation(**{**SILENT, effect: 1.0, **changes})


def level_db(samples: np.ndarray) -> float:
    return 10 * np.log10(np.mean(samples.astype(np.float64) ** 2))


def power(samples: np.ndarray, low_hz: float, high_hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    return float(spectrum[(hz >= low_hz) & (hz < high_hz)].sum())


def test_one_seed_draws_one_copy_and_another_seed_another(spoken_question: Recording):
    clip = spoken_question.samples
    first, again, other = (augment(clip, ALL, seed) for seed in ((7, 1), (7, 1), (7, 2)))
    assert np.array_equal(first, again)
    assert len(other) != len(first) or not np.allclose(first, other)


def test_the_random_states_of_whoever_calls_neither_matter_nor_change(spoken_question: Recording):
    clip, copies = spoken_question.samples, []
    for start in (1, 2):
        random.seed(start)
        np.random.seed(start)
        before = random.getstate(), np.random.get_state()[1].tolist()
        copies += [augment(clip, ALL, (3,)), augmentation.noise(clip, 10, (3,)), augmentation.telephone(clip)]
        assert (random.getstate(), np.random.get_state()[1].tolist()) == before
    for one, other in zip(copies[:3], copies[3:], strict=True):
        assert np.array_equal(one, other)


@settings(max_examples=60, deadline=None)
@given(
    clip=st.integers(0, 6000).flatmap(lambda size: arrays(np.float32, size, elements=st.floats(-1, 1, width=32)))
    | st.integers(1, 6000).map(lambda size: np.zeros(size, np.float32)),
    seed=st.integers(0, 2**31),
    effect=st.sampled_from(EFFECTS),
)
def test_no_clip_comes_out_damaged(clip, seed, effect):
    for chosen in (only(effect), ALL):
        copy = augment(clip, chosen, (seed,))
        assert copy.dtype == np.float32
        assert np.isfinite(copy).all() and np.abs(copy).max(initial=0) <= 1
        if not chosen.speed:
            assert len(copy) == len(clip)


def test_the_clip_itself_is_left_as_it_was(spoken_question: Recording):
    before = spoken_question.samples.copy()
    augment(spoken_question.samples, ALL, (1,), [spoken_question.samples])
    assert np.array_equal(spoken_question.samples, before)


def test_effects_are_drawn_as_often_as_the_recipe_says():
    chosen = Augmentation(**{**SILENT, "noise": 0.25, "gain": 1.0})
    names = [augmentation.drawn(chosen, (7, seed)) for seed in range(400)]
    assert all("gain" in drawn and set(drawn) <= {"noise", "gain"} for drawn in names)
    assert 60 < sum("noise" in drawn for drawn in names) < 140


def test_without_effects_a_clip_stays_what_it_is(spoken_question: Recording):
    assert np.array_equal(augment(spoken_question.samples, Augmentation(**SILENT), (1,)), spoken_question.samples)


def test_speed_alone_changes_the_length_and_moves_the_pitch_with_it():
    clip, lengths = hum(1.0), set()
    for seed in range(8):
        copy = augment(clip, only("speed"), (seed,))
        lengths.add(len(copy))
        heard_hz = np.argmax(np.abs(np.fft.rfft(copy))) * RATE_HZ / len(copy)
        assert heard_hz == pytest.approx(220 * len(clip) / len(copy), abs=2)
    assert len(lengths) == 8 and RATE_HZ / 1.16 < min(lengths) < max(lengths) < RATE_HZ / 0.86


def test_pitch_moves_the_pitch_and_not_the_length():
    heard = [np.argmax(np.abs(np.fft.rfft(augment(hum(1.0), only("pitch"), (seed,))))) for seed in range(8)]
    assert len(set(heard)) > 4 and all(220 * 2**-0.27 < hz < 220 * 2**0.27 for hz in heard)


def test_a_room_rings_on_after_the_voice():
    clip = np.concatenate([hum(0.5), np.zeros(RATE_HZ // 2, np.float32)])
    copy = augment(clip, only("room"), (1,))
    after = [level_db(copy[8000 + start : 8800 + start]) for start in (0, 1600, 4000)]
    assert after[0] > after[1] > after[2] and after[0] > level_db(clip[:8000]) - 30


@pytest.mark.parametrize("effect", ["noise", "babble"])
def test_noise_and_babble_lie_as_far_under_the_voice_as_the_recipe_says(effect, spoken_question: Recording):
    clip = spoken_question.samples / 4
    for snr_db in (0.0, 12.0):
        added = augment(clip, only(effect, snr_db=(snr_db, snr_db)), (5,)) - clip
        assert level_db(clip) - level_db(added) == pytest.approx(snr_db, abs=0.3)


def test_babble_is_made_of_the_clips_that_are_given(spoken_question: Recording):
    clip = spoken_question.samples / 4
    others = [hum(0.7, pitch_hz=2000.0), hum(1.3, pitch_hz=2100.0), np.zeros(100, np.float32)]
    added = augment(clip, only("babble", snr_db=(5.0, 5.0)), (5,), others) - clip
    assert power(added, 1900, 6500) > 50 * power(added, 0, 1900)


def test_clipping_flattens_the_peaks(spoken_question: Recording):
    copy = augment(spoken_question.samples, only("clipping"), (1,))
    assert (
        np.mean(copy == copy.max()) > 0.005
        and np.mean(spoken_question.samples == spoken_question.samples.max()) < 0.005
    )


def test_gain_changes_the_level_alone(spoken_question: Recording):
    clip = spoken_question.samples / 4
    gains = [level_db(augment(clip, only("gain"), (seed,))) - level_db(clip) for seed in range(20)]
    assert -12.1 < min(gains) < -6 and 2 < max(gains) < 6.1


def test_a_telephone_carries_its_band_and_nothing_else():
    clip = (0.1 * np.random.default_rng(0).standard_normal(2 * RATE_HZ)).astype(np.float32)
    heard = augmentation.telephone(clip)
    assert len(heard) == len(clip)
    inside = power(heard, 500, 3000) / power(clip, 500, 3000)
    assert inside == pytest.approx(1, abs=0.15)
    assert power(heard, 4100, 8000) < 1e-3 * power(clip, 4100, 8000)
    assert power(heard, 0, 150) < 0.05 * power(clip, 0, 150)


@pytest.mark.parametrize("snr_db", [20.0, 5.0, -10.0])
def test_noise_for_evaluation_has_just_that_strength(snr_db, spoken_question: Recording):
    clip = spoken_question.samples
    noisy = augmentation.noise(clip, snr_db, (1,))
    scale = (noisy @ clip) / (clip @ clip)  # a clip that would pass ±1 is made quieter as a whole
    assert level_db(scale * clip) - level_db(noisy - scale * clip) == pytest.approx(snr_db, abs=0.3)
    assert not np.array_equal(noisy, augmentation.noise(clip, snr_db, (2,)))


def test_copies_to_listen_to_are_named_for_what_was_done(spoken_question_file: Path, tmp_path: Path):
    files = augmentation.listen(spoken_question_file, tmp_path / "out", Augmentation(), copies=4, seed=7)
    names = [path.name for path in files]
    assert names[: len(EFFECTS)] == [f"question-{effect}.wav" for effect in EFFECTS]
    for number, name in enumerate(names[len(EFFECTS) :], start=1):
        done = "+".join(augmentation.drawn(Augmentation(), (7, number)))
        assert name == f"question-{number}-{done}.wav"
    assert all(soundfile.info(path).samplerate == RATE_HZ for path in files)
    unchanged = augmentation.listen(spoken_question_file, tmp_path, Augmentation(**SILENT), copies=1, seed=7)[-1]
    assert unchanged.name == "question-1-unchanged.wav"
