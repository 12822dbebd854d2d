"""Sound files become questions, and files that cannot are refused with the sentence that fits."""

import os
import struct
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.recording import LONGEST_QUERY_S, SAMPLE_RATE_HZ, Recording, load, save
from faults import InputFault


def tone(seconds: float, rate_hz: int = SAMPLE_RATE_HZ, pitch_hz: float = 440.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * pitch_hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def strongest_pitch_hz(recording: Recording) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(recording.samples))) / recording.seconds)


def refusal(path: Path) -> str:
    with pytest.raises(InputFault) as refused:
        load(path)
    assert refused.value.exit_status == 3
    assert refused.value.sentence("fr") and refused.value.advice("fr")
    return refused.value.key


@pytest.fixture(params=["wav", "flac", "ogg", "opus", "mp3", "aiff"])
def sound_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Three seconds of sound that no format can make small, in each format."""
    path = tmp_path / f"question.{request.param}"
    noise = 0.1 * np.random.default_rng(0).standard_normal(3 * SAMPLE_RATE_HZ)
    kind = {"opus": {"format": "OGG", "subtype": "OPUS"}}.get(request.param, {})
    soundfile.write(path, noise + tone(3.0), SAMPLE_RATE_HZ, **kind)
    return path


def test_any_of_the_usual_formats_is_read(sound_file: Path) -> None:
    recording = load(sound_file)
    assert recording.samples.dtype == np.float32
    assert recording.seconds == pytest.approx(3.0, abs=0.1)
    assert strongest_pitch_hz(recording) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("kept", [0.9, 0.5, 0.02])
def test_a_file_cut_short_is_refused(sound_file: Path, kept: float) -> None:
    content = sound_file.read_bytes()
    sound_file.write_bytes(content[: int(len(content) * kept)])
    assert refusal(sound_file) in ("not-sound", "recording-short")


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (11_025, 2), (44_100, 2), (48_000, 6), (96_000, 2)])
def test_any_rate_and_channel_count_become_16_khz_mono(tmp_path: Path, rate_hz: int, channels: int) -> None:
    path = tmp_path / "question.wav"
    soundfile.write(path, np.tile(tone(1.5, rate_hz)[:, None], channels), rate_hz, subtype="PCM_24")
    recording = load(path)
    assert recording.samples.ndim == 1 and recording.seconds == pytest.approx(1.5, abs=0.001)
    assert strongest_pitch_hz(recording) == pytest.approx(440, abs=2)
    assert np.abs(recording.samples).max() == pytest.approx(0.5, abs=0.05)


def test_channels_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "opposite.wav"
    soundfile.write(path, np.stack([tone(1.0), -tone(1.0)], axis=1), SAMPLE_RATE_HZ)
    assert np.abs(load(path).samples).max() < 1e-3


def test_samples_stay_within_full_scale(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, 4 * tone(1.0, 48_000), 48_000, subtype="FLOAT")
    assert np.abs(load(path).samples).max() == 1.0


def test_samples_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    soundfile.write(path, np.full(SAMPLE_RATE_HZ, np.nan), SAMPLE_RATE_HZ, subtype="FLOAT")
    assert refusal(path) == "not-sound"


@pytest.mark.parametrize("name", ["song.mp3", "question.wav", "question.raw", "question"])
@pytest.mark.parametrize("content", [b"", b"\0", b"Nanga def?\n" * 500, b"RIFF\xff\xff\xff\xffWAVE", os.urandom(9000)])
def test_what_is_not_sound_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == "not-sound"


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "not-a-file"


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere" / "question.wav") == "file-missing"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "question.wav")
    assert refusal(tmp_path / "question.wav") == "not-sound"


def test_a_file_that_does_not_open_says_why(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("x" * 300 + ".wav")) == "file-refused"


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.29])
def test_too_short_to_be_a_question(tmp_path: Path, seconds: float) -> None:
    soundfile.write(tmp_path / "short.wav", tone(seconds), SAMPLE_RATE_HZ)
    assert refusal(tmp_path / "short.wav") == "recording-short"


def test_too_long_to_be_a_question(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.wav", tone(LONGEST_QUERY_S + 0.1), SAMPLE_RATE_HZ)
    assert refusal(tmp_path / "long.wav") == "recording-long"


@pytest.mark.parametrize("seconds", [0.3, LONGEST_QUERY_S])
def test_the_shortest_and_the_longest_question(tmp_path: Path, seconds: float) -> None:
    soundfile.write(tmp_path / "fits.wav", tone(seconds), SAMPLE_RATE_HZ)
    assert load(tmp_path / "fits.wav").seconds == pytest.approx(seconds)


def test_a_silent_file_is_a_recording_like_any_other(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silent.wav", np.zeros(SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
    assert not load(tmp_path / "silent.wav").samples.any()


def test_two_hours_are_refused_from_the_header_alone(tmp_path: Path) -> None:
    path, size_bytes = tmp_path / "two_hours.wav", 2 * 3600 * 44_100 * 4
    header = struct.pack(
        *("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size_bytes, b"WAVE", b"fmt ", 16, 1, 2),
        *(44_100, 44_100 * 4, 4, 16, b"data", size_bytes),
    )
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + size_bytes)  # a hole: takes no room on the disk
    began_s = time.perf_counter()
    assert refusal(path) == "recording-long"
    assert time.perf_counter() - began_s < 0.5


@pytest.mark.parametrize("claimed_bytes", [0xFFFF_FFFF, 0x7FFF_FFFF])
def test_a_wav_whose_writer_did_not_know_its_size_is_read(tmp_path: Path, claimed_bytes: int) -> None:
    path = tmp_path / "piped.wav"
    soundfile.write(path, tone(1.0), SAMPLE_RATE_HZ)
    content = bytearray(path.read_bytes())
    content[40:44] = struct.pack("<I", claimed_bytes)
    path.write_bytes(content)
    assert load(path).seconds == pytest.approx(1.0)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_kept_recording_comes_back_the_same(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"question{suffix}"
    save(Recording(tone(1.0)), path)
    assert np.abs(load(path).samples - tone(1.0)).max() <= 2**-15
    assert [left.name for left in tmp_path.iterdir()] == [path.name]


def test_a_recording_is_kept_in_no_other_format(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.mp3"):
        save(Recording(tone(1.0)), tmp_path / "question.mp3")


def test_where_nothing_can_be_written_the_fault_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputFault) as refused:
        save(Recording(tone(1.0)), tmp_path / "file" / "question.wav")
    assert refused.value.key == "not-writable"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_on_a_full_disk_the_old_recording_stays(tmp_path: Path) -> None:
    path = tmp_path / "question.wav"
    save(Recording(tone(1.0)), path)
    (tmp_path / "question.wav.part").symlink_to("/dev/full")
    with pytest.raises(InputFault) as refused:
        save(Recording(tone(2.0)), path)
    assert refused.value.key == "disk-full"
    assert load(path).seconds == pytest.approx(1.0)
    assert [left.name for left in tmp_path.iterdir()] == [path.name]
