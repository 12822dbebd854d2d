"""The stage `decode`: any sound becomes 16 kHz mono, once; what cannot be used is marked, and nothing stops the run."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
import tracemalloc
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.recording import SAMPLE_RATE_HZ
from engine.trainer.curation import any_sound, decoding
from engine.trainer.curation.decoding import Decode, Decoding
from engine.trainer.curation.row import Row
from faults import InputFault
from tests.fixtures.audio import likeness
from tests.fixtures.trainer_data import hum
from tests.fixtures.trainer_sound import FORMATS, encode, mp4_box, programme, question, write


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def decoded(out: Path, *rows: Row | Path, **settings: object) -> list[Row]:
    stage = pickle.loads(pickle.dumps(Decode(Decoding(**settings), out)))
    return stage([row if isinstance(row, Row) else Row(row.stem, row) for row in rows])


def reason(out: Path, row: Row | Path) -> str:
    (made,) = decoded(out, row)
    ((key, sentence),) = made.left_out.items()
    assert sentence.endswith(".") and made.audio == (row.audio if isinstance(row, Row) else row)
    assert not list(out.rglob("*.flac")) and not list(out.rglob("*.part"))
    return key


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_becomes_16_khz_mono_flac_of_the_same_length(tmp_path, out, suffix):
    said = question()
    (row,) = decoded(out, encode(tmp_path / f"a{suffix}", said, channels=1 if suffix == ".amr" else 2))
    assert row.kept and row.audio == out / "sound" / row.hashes["file"][:2] / f"{row.hashes['file']}.flac"
    info = soundfile.info(row.audio)
    assert (info.samplerate, info.channels, info.subtype) == (SAMPLE_RATE_HZ, 1, "PCM_16")
    assert row.seconds == pytest.approx(info.frames / SAMPLE_RATE_HZ, abs=1e-4)
    assert row.seconds == pytest.approx(len(said) / SAMPLE_RATE_HZ, abs=0.15)
    alike, starts_s = likeness(np.pad(soundfile.read(row.audio)[0], 1600), said)
    assert alike > 0.8 and starts_s == pytest.approx(0.1, abs=0.06)  # encoders add or drop a frame


@pytest.mark.parametrize(("rate_hz", "channels"), [(192_000, 1), (48_000, 8), (8_000, 1), (11_025, 2)])
def test_any_rate_and_any_number_of_channels_are_resampled_and_averaged(tmp_path, out, rate_hz, channels):
    tone = np.tile(hum(1.0, rate_hz)[:, None], channels) * np.linspace(0.5, 1.5, channels)
    (row,) = decoded(out, write(tmp_path / "a.wav", tone.astype(np.float32), rate_hz, "PCM_24"))
    assert row.seconds == pytest.approx(1.0, abs=1e-3)
    assert likeness(soundfile.read(row.audio)[0], hum(1.0, SAMPLE_RATE_HZ))[0] > 0.99


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_what_is_16_khz_mono_stays_where_it_is(tmp_path, out, name):
    path = write(tmp_path / name, question())
    (row,) = decoded(out, path)
    assert row.audio == path and not out.exists()
    assert set(row.hashes) == {"file", "sound"} and row.seconds == round(len(question()) / SAMPLE_RATE_HZ, 4)
    (copied,) = decoded(out, path, in_place=False)
    assert copied.audio.is_relative_to(out) and copied.hashes == row.hashes and copied.scores == row.scores


def test_a_row_decoded_before_is_left_as_it_is(tmp_path, out):
    (row,) = decoded(out, encode(tmp_path / "a.mp3", question()))
    assert decoded(out, row) == [row]
    assert decoded(out, row, in_place=False) == [row]


def test_rows_of_one_file_decode_it_once_and_copies_of_it_are_one_file(tmp_path, out, monkeypatch):
    calls = []
    blocks = any_sound.blocks
    monkeypatch.setattr(any_sound, "blocks", lambda file, path: calls.append(path) or blocks(file, path))
    path = encode(tmp_path / "a.mp3", programme(2))
    copy = tmp_path / "b.mp3"
    copy.write_bytes(path.read_bytes())
    segments = [Row(f"a{n}", path, start_s=n * 0.5, end_s=n * 0.5 + 0.5, wolof="waaw") for n in range(8)]
    made = decoded(out, *segments, Row("b", copy, start_s=1.0, end_s=1.5))
    decoded(out, segments[0])
    assert calls == [path] and len({row.audio for row in made}) == 1
    assert len({row.hashes["sound"] for row in made[:8]}) == 8
    assert made[8].hashes == made[2].hashes and made[8].seconds == 0.5


def test_names_with_spaces_newlines_and_letters_of_wolof_are_files_like_others(tmp_path, out):
    names = ["a b.mp3", "ŋàm.m4a", "a\nb.webm", "http:§x.mp3", "-i.wav"]
    made = decoded(out, *(encode(tmp_path / name, question()) for name in names))
    assert [row.left_out for row in made] == [{}] * len(names)


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: round(len(content) * share)])
    return path


@pytest.mark.parametrize("suffix", [".mp3", ".webm", ".opus", ".wav", ".aiff", ".wma"])
def test_a_file_that_was_cut_short_is_told_by_its_header(tmp_path, out, suffix):
    assert reason(out, cut(encode(tmp_path / f"a{suffix}", programme(2)), 0.6)) == "decode.cut-short"


def test_mp3_files_put_one_behind_the_other_are_one_recording(tmp_path, out):
    path = encode(tmp_path / "a.mp3", programme(2))
    (once,) = decoded(out, path)
    path.write_bytes(3 * path.read_bytes())
    (thrice,) = decoded(out, path)
    assert thrice.kept and thrice.seconds == pytest.approx(3 * once.seconds, abs=0.3)


def test_a_source_that_cannot_be_read_is_not_taken_for_a_full_disk(tmp_path, out, monkeypatch):
    path = encode(tmp_path / "a.mp3", programme(2))

    class Lost(any_sound._Seekable):
        def __init__(self, file):
            super().__init__(file)
            self.read = lambda size: file.read(size) if file.tell() < 30_000 else self.lose()

        def lose(self):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(any_sound, "_Seekable", Lost)
    assert reason(out, path) == "decode.not-sound"


def test_flac_that_was_cut_short_is_told_too(tmp_path, out):
    assert reason(out, cut(write(tmp_path / "a.flac", programme(2), 44_100), 0.6)) == "decode.cut-short"
    assert reason(out, cut(write(tmp_path / "b.flac", programme(2)), 0.6)) in ("decode.cut-short", "decode.unreadable")
    assert reason(out, cut(write(tmp_path / "c.wav", programme(2)), 0.6)) == "decode.cut-short"


def test_an_mp4_without_its_index_is_not_sound(tmp_path, out):
    assert reason(out, cut(encode(tmp_path / "a.m4a", question()), 0.9)) == "decode.not-sound"


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".opus", ".webm"])
def test_damage_in_the_middle_is_told(tmp_path, out, suffix):
    path = encode(tmp_path / f"a{suffix}", programme(4))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + len(content) // 5] = np.random.default_rng(1).bytes(len(content) // 5)
    path.write_bytes(content)
    assert reason(out, path) in ("decode.cut-short", "decode.damaged")


@pytest.mark.parametrize("name", ["a.m4a", "a.mp3", "a.wav", "a.amr"])
def test_random_bytes_are_not_sound(tmp_path, out, name):
    path = tmp_path / name
    path.write_bytes(np.random.default_rng(2).bytes(50_000))
    assert reason(out, path) == "decode.not-sound"


def test_a_text_a_folder_and_a_playlist_are_not_sound(tmp_path, out):
    text, playlist = tmp_path / "a.mp3", tmp_path / "list.mp3"
    text.write_text("Naka nga def?\n" * 50, encoding="utf-8")
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n", encoding="utf-8")
    for path in (text, playlist, tmp_path):
        assert reason(out, path) == "decode.not-sound"


def test_files_that_say_that_they_are_encrypted_are_told(tmp_path, out):
    archive, film, windows = tmp_path / "a.zip", tmp_path / "b.m4a", tmp_path / "c.wma"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.wav", b"RIFF")
    content = bytearray(archive.read_bytes())
    content[6] |= 1  # the flag of a password
    archive.write_bytes(content)
    entry = mp4_box(b"enca", bytes(28) + mp4_box(b"sinf", mp4_box(b"frma", b"mp4a")))
    film.write_bytes(mp4_box(b"ftyp", b"M4A \0\0\0\0") + mp4_box(b"mdat", bytes(100)) + mp4_box(b"moov", entry))
    locked = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + (100).to_bytes(8, "little")
    windows.write_bytes(locked + bytes(20) + bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e") + bytes(200))
    for path in (archive, film, windows):
        assert reason(out, path) == "decode.encrypted"


def test_missing_empty_and_forbidden_files_are_told(tmp_path, out, monkeypatch):
    empty = tmp_path / "empty.wav"
    empty.touch()
    nothing = write(tmp_path / "nothing.wav", np.zeros(0, np.float32))
    assert reason(out, tmp_path / "nowhere.wav") == "decode.missing"
    assert reason(out, empty) == reason(out, nothing) == "decode.empty"

    def refused(self: Path, *given: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refused)
    assert reason(out, nothing) == "decode.refused"


def test_silence_and_what_are_no_numbers_are_told(tmp_path, out):
    silent = write(tmp_path / "silent.wav", np.zeros(16_000, np.float32))
    broken = np.full(44_100, np.nan, np.float32)
    assert reason(out, silent) == "decode.silent"
    assert reason(out, write(tmp_path / "a.wav", broken, 44_100, "FLOAT")) == "decode.not-numbers"
    assert reason(out, write(tmp_path / "b.wav", broken, 16_000, "FLOAT")) == "decode.not-numbers"


@pytest.mark.parametrize(
    ("start_s", "end_s", "key"),
    [
        (1.0, 2.0, "past-the-end"),
        (2.0, None, "past-the-end"),
        (0.5, 0.5, "times-reversed"),
        (0.9, 0.2, "times-reversed"),
    ],
)
def test_times_that_cannot_be_are_told(tmp_path, out, start_s, end_s, key):
    path = write(tmp_path / "a.wav", hum(1.5, 16_000))
    assert reason(out, Row("a", path, start_s=start_s, end_s=end_s)) == f"decode.{key}"


def test_a_time_may_be_rounded_past_the_end(tmp_path, out):
    (row,) = decoded(out, Row("a", write(tmp_path / "a.wav", hum(1.5, 16_000)), start_s=1.0, end_s=1.51))
    assert row.kept and row.seconds == 0.5


@pytest.mark.parametrize("suffix", [".mp3", ".flac"])
def test_a_file_that_is_changed_while_it_is_read_is_told(tmp_path, out, monkeypatch, suffix):
    path = encode(tmp_path / "a.mp3", question()) if suffix == ".mp3" else write(tmp_path / "a.flac", question())
    module, name = (any_sound, "blocks") if suffix == ".mp3" else (decoding, "_measured")
    read = getattr(module, name)

    def grow(*given):
        with path.open("ab") as file:
            file.write(b"more")
        return read(*given)

    monkeypatch.setattr(module, name, grow)
    assert reason(out, path) == "decode.changed"


def test_a_full_disk_stops_the_run_and_leaves_nothing(tmp_path, out, monkeypatch):
    path = encode(tmp_path / "a.mp3", programme(3))
    real = Path.open

    def opened(self: Path, *given: str):
        file = real(self, *given)
        if self.suffix != ".part":
            return file

        class Full:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                file.close()

            def __getattr__(self, name):
                return getattr(file, name)

            def write(self, content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return Full()

    with monkeypatch.context() as patched, pytest.raises(InputFault) as caught:
        patched.setattr(Path, "open", opened)
        decoded(out, path)
    assert caught.value.key == "disk-full"
    assert [file.name for file in out.rglob("*") if file.is_file()] == ["lock"]
    assert decoded(out, path)[0].kept


def test_a_folder_that_cannot_be_written_stops_the_run(tmp_path, out):
    out.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(InputFault) as caught:
        decoded(out, encode(tmp_path / "a.mp3", question()))
    assert caught.value.key == "not-writable"


def test_a_process_that_is_killed_leaves_no_half_file_and_the_next_run_is_as_if_it_was_not(tmp_path, out):
    path = encode(tmp_path / "a.mp3", programme(3))
    (whole,) = decoded(tmp_path / "other", path)
    killed = (
        "import os, sys; from pathlib import Path\n"
        "from engine.trainer.curation import any_sound, decoding; from engine.trainer.curation.row import Row\n"
        "blocks = any_sound.blocks\n"
        "def some(file, path):\n"
        "    yield next(blocks(file, path)); os.kill(os.getpid(), 9)\n"
        "any_sound.blocks = some\n"
        "decoding.Decode(decoding.Decoding(), Path(sys.argv[1]))([Row('a', Path(sys.argv[2]))])\n"
    )
    ended = subprocess.run([sys.executable, "-c", killed, out, path], cwd=Path(__file__).parents[1], check=False)
    assert ended.returncode == -9 and not list(out.rglob("*.flac"))
    (again,) = decoded(out, path)
    assert again.audio.read_bytes() == whole.audio.read_bytes()
    assert not list(out.rglob("*.part"))


def test_the_length_of_a_recording_costs_no_memory(tmp_path, out):
    def peak_mb(minutes: int) -> float:
        path = tmp_path / f"{minutes}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8_000)
            for _ in range(minutes):
                file.writeframes((hum(60, 8_000) * 32767).astype("<i2").tobytes())
        tracemalloc.start()
        try:
            assert decoded(out, path)[0].seconds == pytest.approx(60 * minutes)
            return tracemalloc.get_traced_memory()[1] / 2**20
        finally:
            tracemalloc.stop()

    peak_mb(1)  # what is loaded at the first call
    assert peak_mb(12) < peak_mb(2) + 1


def test_rows_without_sound_and_rows_that_are_left_out_pass_as_they_are(tmp_path, out):
    rows = [Row("a", wolof="waaw"), Row("b", tmp_path / "nowhere.wav").leave_out("other.reason", "It was.")]
    assert decoded(out, *rows) == rows


def test_what_comes_of_a_file_is_the_same_everywhere(tmp_path):
    path = encode(tmp_path / "a.mp3", programme(2))
    (one,), (other,) = decoded(tmp_path / "one", path), decoded(tmp_path / "other", path)
    assert one.audio.read_bytes() == other.audio.read_bytes()
    assert (one.hashes, one.scores) == (other.hashes, other.scores)
