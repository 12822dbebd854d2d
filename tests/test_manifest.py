"""Manifests: what can be used is read as it was meant, and everything else is named by its line and left out."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import struct
import tracemalloc
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.trainer import manifest
from engine.trainer.manifest import TextPair, Utterance
from engine.trainer.recipe import Data
from faults import InputFault
from tests.fixtures.trainer_data import RATE_HZ, hum

SKIP, REFUSE = Data(), Data(bad_rows="refuse")

TEXT = st.text(st.characters(codec="utf-8"), max_size=30).map(
    lambda text: " ".join(unicodedata.normalize("NFC", text).split())
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "audio", "wolof", "start_s", "x"]), inner),
)


def wave(path: Path, frames: int, rate_hz: int = RATE_HZ) -> Path:
    """A 16-bit wav of that many frames, all nought, that takes no room on the disk."""
    size = 2 * frames
    form = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16, b"data", size)
    with path.open("wb") as file:
        file.write(struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form)
        file.truncate(44 + size)
    return path


def test_a_row_is_read_with_its_sound_relative_to_the_manifest(write_manifest, tmp_path):
    path = write_manifest({"french": "L'eau est bonne.", "source": "alffa", "document": "a/b", "licence": "CC0"})
    (utterance,), problems = manifest.read_utterances(path, SKIP)
    assert not problems
    assert utterance == Utterance(
        "u1", tmp_path / "clip.wav", speaker="01", wolof="ndox mi neex na", french="L'eau est bonne.",
        source="alffa", document="a/b", licence="CC0",
    )  # fmt: skip
    assert (utterance.manifest, utterance.line) == (path, 1)


def test_text_becomes_nfc_with_single_spaces(write_manifest):
    path = write_manifest({"wolof": " ku\u0308 \t n\u0303ëw\n"})
    (utterance,), _ = manifest.read_utterances(path, SKIP)
    assert utterance.wolof == "kü ñëw"


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"audio": "nowhere.wav"}, "file-missing"),
        ({"audio": "nul\0.wav"}, "file-missing"),
        ({"audio": "."}, "not-a-file"),
        ({"audio": "manifest.jsonl"}, "not-sound"),
        ({"audio": 3}, "wrong-type"),
        ({"audio": None}, "missing-key"),
        ({"id": ""}, "wrong-value"),
        ({"id": 7}, "wrong-type"),
        ({"wolof": " "}, "text-empty"),
        ({"wolof": ["ndox"]}, "wrong-type"),
        ({"wolof": "\ud83d"}, "not-utf8"),
        ({"transcript": "ndox"}, "unknown-key"),
        ({"line": 3}, "unknown-key"),
        ({"start_s": True}, "wrong-type"),
        ({"start_s": "0"}, "wrong-type"),
        ({"start_s": -1}, "wrong-value"),
        ({"start_s": float("nan")}, "wrong-value"),
        ({"end_s": 10**400}, "wrong-value"),
        ({"start_s": 1.5, "end_s": 0.5}, "times-reversed"),
        ({"start_s": 1.0, "end_s": 1.0}, "times-reversed"),
        ({"start_s": 1.0, "end_s": 3.0}, "past-the-end"),
        ({"start_s": 5.0}, "past-the-end"),
        ({"start_s": 1.8}, "too-short"),
        ({"end_s": 0.2}, "too-short"),
        (b"{'id': 'x'}", "not-json"),
        (b"[1, 2]", "not-json"),
        (b"[" * 100_000, "not-json"),
        ('{"id": "é"}'.encode("cp1252"), "not-utf8"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_left_out(write_manifest, row, key):
    path = write_manifest({}, row, {})
    utterances, problems = manifest.read_utterances(path, SKIP)
    assert [utterance.id for utterance in utterances] == ["u1", "u3"]
    assert [(problem.line, problem.key) for problem in problems] == [(2, key)]
    assert problems[0].what.endswith((".", ")")) and "line 2" in str(problems[0])


def test_of_two_rows_with_one_id_the_first_stands(write_manifest):
    path = write_manifest({"id": "a", "wolof": "benn"}, {"id": "a", "wolof": "ñaar"})
    (utterance,), (problem,) = manifest.read_utterances(path, SKIP)
    assert utterance.wolof == "benn"
    assert (problem.line, problem.key) == (2, "duplicate-id") and "line 1" in problem.what


def test_a_bad_row_can_stop_everything(write_manifest):
    path = write_manifest({}, {"wolof": ""}, {"audio": "nowhere.wav"})
    with pytest.raises(InputFault, match=r"2 lines cannot be used; the first is line 2: “wolof” is empty"):
        manifest.read_utterances(path, REFUSE)
    assert len(manifest.read_utterances(write_manifest({}, {}), REFUSE)[0]) == 2


@pytest.mark.parametrize("name", ["nowhere.jsonl", ""])
def test_a_manifest_that_is_not_there_is_a_fault_with_a_sentence(tmp_path, name):
    for read in (lambda path: manifest.read_utterances(path, SKIP), manifest.read_pairs, manifest.digest):
        with pytest.raises(InputFault) as caught:
            read(tmp_path / name)
        assert caught.value.key == ("file-missing" if name else "not-a-file")


def test_empty_lines_a_byte_order_mark_and_windows_line_ends_do_no_harm(write_manifest):
    path = write_manifest({}, b"", {})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    utterances, problems = manifest.read_utterances(path, SKIP)
    assert [utterance.line for utterance in utterances] == [1, 3] and not problems


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG"])
def test_a_file_that_was_cut_short_is_seen_before_it_is_decoded(write_manifest, tmp_path, kind):
    whole = tmp_path / f"cut.{kind.lower()}"
    soundfile.write(whole, np.random.default_rng(0).uniform(-0.5, 0.5, 40_000), RATE_HZ, format=kind)
    path = write_manifest({"audio": whole.name})
    assert manifest.read_utterances(path, SKIP)[1] == []
    for content in (whole.read_bytes()[:-9000], b""):
        whole.write_bytes(content)
        assert manifest.counts(manifest.read_utterances(path, SKIP)[1]) == {"not-sound": 1}


def test_three_hours_are_too_long_by_their_header(write_manifest, tmp_path, monkeypatch):
    wave(tmp_path / "radio.wav", 3 * 3600 * RATE_HZ)
    monkeypatch.setattr("engine.recording._mono", None)  # nothing is decoded
    utterances, problems = manifest.read_utterances(write_manifest({"audio": "radio.wav"}), SKIP)
    assert not utterances and manifest.counts(problems) == {"too-long": 1}


def test_a_segment_of_three_hours_takes_the_memory_of_a_segment(write_manifest, tmp_path):
    sound = wave(tmp_path / "radio.wav", 3 * 3600 * RATE_HZ)
    said = (hum(1.0) * 32767).astype("<i2")
    with sound.open("r+b") as file:
        file.seek(44 + 2 * 7200 * RATE_HZ)
        file.write(said.tobytes())
    path = write_manifest({"audio": "radio.wav", "start_s": 7200, "end_s": 7201})
    tracemalloc.start()
    try:
        (utterance,), _ = manifest.read_utterances(path, SKIP)
        heard = manifest.samples(utterance)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    np.testing.assert_allclose(heard, said / 32768, atol=1e-6)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (44_100, 2), (48_000, 1), (16_000, 6)])
def test_any_rate_and_any_number_of_channels_becomes_16_khz_mono(write_manifest, tmp_path, rate_hz, channels):
    soundfile.write(tmp_path / "other.wav", np.tile(hum(2.0, rate_hz)[:, None], channels), rate_hz)
    (utterance,), problems = manifest.read_utterances(
        write_manifest({"audio": "other.wav", "start_s": 0.5, "end_s": 1.5}), SKIP
    )
    heard = manifest.samples(utterance)
    assert not problems and heard.dtype == np.float32 and len(heard) == RATE_HZ
    middle = slice(1000, -1000)  # a segment that is resampled begins and ends without its neighbours
    assert np.abs(heard[middle] - hum(2.0)[8000:24_000][middle]).max() < 0.01


def test_a_time_rounded_past_the_end_is_taken_as_the_end(write_manifest):
    (utterance,), problems = manifest.read_utterances(write_manifest({"end_s": 2.01}), SKIP)
    assert not problems and len(manifest.samples(utterance)) == 2 * RATE_HZ


@pytest.mark.parametrize(
    ("sound", "key"),
    [
        (np.zeros(RATE_HZ), "sound-silent"),
        (np.where(np.arange(RATE_HZ) == 5000, np.nan, 0.1), "sound-not-numbers"),
        (np.where(np.arange(RATE_HZ) == 5000, np.inf, 0.1), "sound-not-numbers"),
    ],
)
def test_what_only_decoding_shows_is_found_by_a_check(write_manifest, tmp_path, sound, key):
    soundfile.write(tmp_path / "strange.wav", sound.astype(np.float32), RATE_HZ, subtype="FLOAT")
    utterances, problems = manifest.read_utterances(write_manifest({}, {"audio": "strange.wav"}, {}), SKIP)
    assert not problems
    with pytest.raises(InputFault):
        manifest.samples(utterances[1])
    found = manifest.check(utterances)
    assert [(problem.manifest, problem.line, problem.key) for problem in found] == [
        (tmp_path / "manifest.jsonl", 2, key)
    ]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (b'{"query": "kan la"}', "missing-key"),
        (b'{"query": "", "passage": "Qui ?"}', "text-empty"),
        (b'{"query": "kan la", "passage": " "}', "text-empty"),
        (b'{"query": "kan la", "passage": "Qui ?", "language": "wo"}', "wrong-value"),
        (b'{"query": "kan la", "passage": null}', "wrong-type"),
        (b'{"query": "kan la", "passage": "Qui ?", "score": 1}', "unknown-key"),
    ],
)
def test_a_bad_pair_is_named_and_left_out(tmp_path, row, key):
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(row + b'\n{"query": "kan la", "passage": "Qui est-ce ?"}\n')
    pairs, problems = manifest.read_pairs(path)
    assert pairs == [TextPair("kan la", "Qui est-ce ?")]
    assert [(problem.line, problem.key) for problem in problems] == [(1, key)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(texts=st.lists(st.tuples(TEXT.filter(bool), TEXT, TEXT), max_size=5), start_s=st.floats(0, 1))
def test_utterances_come_back_as_they_were_written(write_manifest, tmp_path, texts, start_s):
    write_manifest()
    written = [
        Utterance(f"u{n}", tmp_path / "clip.wav", start_s=start_s, wolof=wolof, french=french, speaker=speaker)
        for n, (wolof, french, speaker) in enumerate(texts)
    ]
    manifest.write_utterances(tmp_path / "again.jsonl", written)
    assert manifest.read_utterances(tmp_path / "again.jsonl", REFUSE) == (written, [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(pairs=st.lists(st.builds(TextPair, TEXT.filter(bool), TEXT.filter(bool), TEXT, TEXT), max_size=5))
def test_pairs_come_back_as_they_were_written(tmp_path, pairs):
    manifest.write_pairs(tmp_path / "pairs.jsonl", pairs)
    assert manifest.read_pairs(tmp_path / "pairs.jsonl") == (pairs, [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(content=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_stands_in_a_line_it_is_listed(tmp_path, content):
    path = tmp_path / "any.jsonl"
    path.write_bytes(b"{}\n" + content)
    utterances, problems = manifest.read_utterances(path, SKIP)
    assert not utterances and len(problems) == 1 + sum(bool(line.strip()) for line in content.split(b"\n"))


def test_a_manifest_elsewhere_points_back_to_the_sound(write_manifest, tmp_path):
    (utterance,), _ = manifest.read_utterances(write_manifest({}), SKIP)
    (tmp_path / "elsewhere").mkdir()
    moved = tmp_path / "elsewhere" / "manifest.jsonl"
    manifest.write_utterances(moved, [utterance])
    assert '"audio": "../clip.wav"' in moved.read_text()
    (again,), _ = manifest.read_utterances(moved, SKIP)
    assert again.audio.samefile(utterance.audio)
    assert dataclasses.replace(again, audio=utterance.audio) == utterance


def test_a_manifest_that_cannot_be_written_leaves_the_old_one(write_manifest, tmp_path, monkeypatch):
    path = write_manifest({})
    before = path.read_bytes()

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(InputFault) as caught:
        manifest.write_pairs(path, [TextPair("kan la", "Qui est-ce ?")])
    assert caught.value.key == "disk-full"
    assert path.read_bytes() == before and not list(tmp_path.glob("*.part"))


def test_a_digest_tells_manifests_apart(write_manifest):
    path = write_manifest({})
    assert manifest.digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_sentences_are_the_same_whatever_their_case_and_punctuation():
    assert manifest.key("Ñëw, BÉS bi!") == manifest.key("n\u0303ëw bés  bi") == "ñëw bés bi"
    assert manifest.key("benn") != manifest.key("bën")
