"""Speech, noise and silence are told apart, so that each gets its own answer."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.recording import SAMPLE_RATE_HZ, Recording
from engine.voice_activity import FRAME_SAMPLES, VoiceActivity, heard, level_dbfs, trimmed
from faults import InputFault

SECONDS = np.arange(4 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
RANDOM = np.random.default_rng(0)


def recording(samples: np.ndarray) -> Recording:
    return Recording(np.clip(samples, -1, 1).astype(np.float32))


def colored_noise(slope: float) -> np.ndarray:
    """Noise whose amplitude falls as frequency to the power of `slope`; full scale at its peak."""
    spectrum = np.fft.rfft(RANDOM.standard_normal(len(SECONDS)))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** slope
    spectrum[0] = 0
    samples = np.fft.irfft(spectrum)
    return samples / np.abs(samples).max()


def knocks() -> np.ndarray:
    hits = np.zeros(len(SECONDS))
    hits[RANDOM.integers(0, len(hits), 30)] = 0.8
    return np.convolve(hits, np.exp(-np.arange(400) / 60) * RANDOM.standard_normal(400), "same")


def melody() -> np.ndarray:
    pitches = np.repeat(RANDOM.choice([262, 294, 330, 392, 440], 16), len(SECONDS) // 16)
    return 0.3 * np.sin(2 * np.pi * np.cumsum(pitches) / SAMPLE_RATE_HZ)


NOISES: dict[str, Callable[[], np.ndarray]] = {
    "hiss": lambda: 0.3 * colored_noise(0),
    "rain": lambda: 0.5 * colored_noise(0.5),
    "wind": lambda: 0.8 * colored_noise(1),
    "mains hum": lambda: 0.2 * np.sin(2 * np.pi * 50 * SECONDS) + 0.1 * np.sin(2 * np.pi * 150 * SECONDS),
    "whistle": lambda: 0.3 * np.sin(2 * np.pi * 1000 * SECONDS),
    "knocks": knocks,
    "melody": melody,
}

SILENCES: dict[str, Callable[[], np.ndarray]] = {
    "digital silence": lambda: np.zeros(len(SECONDS)),
    "the noise of the sound card": lambda: 0.001 * RANDOM.standard_normal(len(SECONDS)),
    "a constant offset": lambda: np.full(len(SECONDS), 0.2),
    "one click": lambda: np.where(np.arange(len(SECONDS)) == 20_000, 0.9, 0.0),
}


@pytest.mark.parametrize("name", NOISES)
def test_noise(name: str, activity: VoiceActivity) -> None:
    assert heard(recording(NOISES[name]()), activity) == "noise"


@pytest.mark.parametrize("name", SILENCES)
def test_silence(name: str, activity: VoiceActivity) -> None:
    assert heard(recording(SILENCES[name]()), activity) == "silence"


@pytest.mark.parametrize("gain_db", [6, 0, -20, -30])
def test_a_voice_loud_or_soft_is_speech(gain_db: float, spoken_question: Recording, activity: VoiceActivity) -> None:
    assert heard(recording(spoken_question.samples * 10 ** (gain_db / 20)), activity) == "speech"


def test_a_voice_over_wind_is_speech(spoken_question: Recording, activity: VoiceActivity) -> None:
    wind = 0.2 * colored_noise(1)[: len(spoken_question.samples)]
    assert heard(recording(spoken_question.samples + wind), activity) == "speech"


def test_the_shortest_recording_can_be_judged(activity: VoiceActivity) -> None:
    assert heard(recording(np.zeros(1)), activity) == "silence"


def test_the_probabilities_are_those_of_the_model_s_own_program(
    spoken_question: Recording, activity: VoiceActivity
) -> None:
    """The figures are those of the package silero-vad 6.2.3 with its stock model, every sixth frame."""
    expected = [0.554, 0.994, 0.956, 1.0, 1.0, 0.999, 0.998, 0.888, 1.0, 1.0, 0.594, 0.009]
    probabilities = activity.probabilities(spoken_question.samples)
    np.testing.assert_allclose(probabilities[: 6 * len(expected) : 6], expected, atol=0.002)


def test_piece_by_piece_gives_what_the_whole_gives(spoken_question: Recording, activity: VoiceActivity) -> None:
    whole_frames = spoken_question.samples[: len(spoken_question.samples) // FRAME_SAMPLES * FRAME_SAMPLES]
    stream = activity.stream()
    pieces = np.split(whole_frames, np.sort(RANDOM.integers(0, len(whole_frames), 40)))
    streamed = np.concatenate([stream.feed(piece) for piece in pieces])
    np.testing.assert_allclose(streamed, activity.probabilities(whole_frames), atol=1e-6)


def test_trimming_keeps_the_speech_and_drops_what_surrounds_it(
    spoken_question: Recording, activity: VoiceActivity
) -> None:
    silence = np.zeros(3 * SAMPLE_RATE_HZ, np.float32)
    surrounded = Recording(np.concatenate([silence, spoken_question.samples, silence]))
    kept = trimmed(surrounded, activity)
    assert kept.seconds == pytest.approx(spoken_question.seconds, abs=0.5)
    energy = float(np.square(spoken_question.samples).sum())
    assert float(np.square(kept.samples).sum()) == pytest.approx(energy, rel=0.01)


def test_where_nobody_speaks_trimming_changes_nothing(activity: VoiceActivity) -> None:
    silence = recording(np.zeros(SAMPLE_RATE_HZ))
    assert trimmed(silence, activity) is silence


def test_the_level_of_a_sine_at_full_scale() -> None:
    assert level_dbfs(np.sin(2 * np.pi * 100 * SECONDS)) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("change", ["missing", "one byte"])
def test_a_damaged_model_is_refused(change: str, tmp_path: Path) -> None:
    model = tmp_path / "silero_vad.onnx"
    if change == "one byte":
        content = bytearray((Path(__file__).parents[1] / "assets" / "vad" / "silero_vad.onnx").read_bytes())
        content[len(content) // 2] ^= 1
        model.write_bytes(content)
    with pytest.raises(InputFault) as refused:
        VoiceActivity(model)
    assert refused.value.key == "bundle-damaged"
