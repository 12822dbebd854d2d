"""Rows of the data line: what is written is read as it was, and what is no row is named by its line."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.trainer import manifest
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row, from_line, to_line
from engine.trainer.manifest import RowError, Utterance
from engine.trainer.recipe import Data
from faults import InputFault
from tests.fixtures.trainer_rows import rows as any_row

FOLDER = Path(tempfile.gettempdir()).resolve() / "set" / "manifests"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*rows.FIELDS, "x"]), inner, max_size=4)
    ),
)


@settings(max_examples=300, deadline=None)
@given(any_row(FOLDER))
def test_a_row_that_is_written_is_read_as_it_was(row):
    line = to_line(row, FOLDER)
    assert "\n" not in line and line.encode()
    again = from_line(line, FOLDER)
    assert again == row
    assert to_line(again, FOLDER) == line


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*rows.FIELDS]), JSON, max_size=5) | JSON)
def test_whatever_the_json_says_it_is_a_row_or_a_sentence(value):
    try:
        row = from_line(json.dumps(value), FOLDER)
    except RowError as bad:
        assert bad.key and str(bad).endswith((".", ")"))
    else:
        assert from_line(to_line(row, FOLDER), FOLDER) == row


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_whatever_the_bytes_are_it_is_a_sentence(content):
    with pytest.raises(RowError):
        from_line(content, FOLDER)


def test_a_key_that_says_nothing_is_not_written(tmp_path):
    assert json.loads(to_line(Row("a", start_s=0.0, seconds=0.0), tmp_path)) == {"id": "a", "seconds": 0.0}


def test_sound_is_named_from_the_manifests_folder_wherever_that_is_moved(tmp_path):
    folder = tmp_path / "one"
    line = to_line(Row("a", audio=folder / "sound" / "two  spaces.flac"), folder)
    assert json.loads(line)["audio"] == "sound/two  spaces.flac"
    assert from_line(line, tmp_path / "other").audio == tmp_path / "other" / "sound" / "two  spaces.flac"
    assert json.loads(to_line(Row("a", audio=tmp_path / "radio.wav"), folder))["audio"] == "../radio.wav"
    assert from_line('{"id": "a", "audio": "/radio.wav"}', folder).audio == Path("/radio.wav")


def test_a_folder_that_is_a_link_has_its_sound_where_the_link_leads(tmp_path):
    real, sound = tmp_path / "disk" / "set", tmp_path / "disk" / "radio.wav"
    real.mkdir(parents=True)
    sound.touch()
    (tmp_path / "link").symlink_to(real)
    line = to_line(Row("a", audio=sound), tmp_path / "link")
    assert from_line(line, tmp_path / "link").audio == from_line(line, real).audio == sound


def test_paths_are_those_of_the_folder_that_one_is_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = to_line(Row("a", audio=Path("set/clip.wav")), Path("set"))
    assert json.loads(line)["audio"] == "clip.wav"
    assert from_line(line, Path("set")).audio == tmp_path / "set" / "clip.wav"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"id": None}, "wrong-type"),
        ({"id": " "}, "missing-key"),
        ({"words": "ndox"}, "unknown-key"),
        ({"\ud83d": "ndox"}, "unknown-key"),
        ({"audio": 3}, "wrong-type"),
        ({"audio": "nul\0.wav"}, "wrong-value"),
        ({"audio": "\udcff.wav"}, "not-utf8"),
        ({"wolof": None}, "wrong-type"),
        ({"wolof": "\ud83d"}, "not-utf8"),
        ({"start_s": None}, "wrong-type"),
        ({"start_s": True}, "wrong-type"),
        ({"end_s": float("nan")}, "wrong-value"),
        ({"seconds": -1}, "wrong-value"),
        ({"seconds": 10**400}, "wrong-value"),
        ({"wolof_from": "guessed"}, "wrong-value"),
        ({"french_from": "recognised"}, "wrong-value"),
        ({"split": "eval"}, "wrong-value"),
        ({"negatives": "non"}, "wrong-type"),
        ({"negatives": [1]}, "wrong-type"),
        ({"scores": [["snr_db", 3]]}, "wrong-type"),
        ({"scores": {"snr_db": "3"}}, "wrong-type"),
        ({"scores": {"snr_db": True}}, "wrong-type"),
        ({"scores": {"snr_db": float("-inf")}}, "wrong-value"),
        ({"scores": {"snr_db": 10**400}}, "wrong-value"),
        ({"scores": {"\ud83d": 1}}, "not-utf8"),
        ({"hashes": {"file": 7}}, "wrong-type"),
        ({"left_out": {"decode.empty": None}}, "wrong-type"),
        ({"left_out": {"decode.empty": "\ud83d"}}, "not-utf8"),
    ],
)
def test_what_is_no_row_is_named_by_its_line(tmp_path, change, key):
    path = tmp_path / "rows.jsonl"
    good = '{"id": "a", "wolof": "ndox"}'
    path.write_text("\n".join([good, json.dumps({"id": "b", **change}), "", good]), encoding="utf-8")
    problems: list = []
    assert [row.id for row in rows.read(path, problems)] == ["a", "a"]
    assert [(problem.line, problem.key) for problem in problems] == [(2, key)]
    with pytest.raises(RowError):
        list(rows.read(path))


def test_what_may_be_unknown_may_be_null_and_texts_are_tidied():
    row = from_line(
        '{"id": "a", "end_s": null, "seconds": null, "wolof": " ku\u0308  du\u0308mm ", "scores": {"n": 3}}', FOLDER
    )
    assert (row.end_s, row.seconds, row.wolof, row.scores) == (None, None, "kü dümm", {"n": 3.0})
    assert isinstance(row.scores["n"], float)  # so that a line is the same whoever wrote it


def test_reasons_add_up_and_a_row_with_one_is_not_kept():
    row = Row("a")
    assert row.kept
    row = row.leave_out("decode.empty", "It is empty.").leave_out("filter.short", "It is short.")
    assert not row.kept and row.left_out == {"decode.empty": "It is empty.", "filter.short": "It is short."}
    odd = Row("a").leave_out("decode.unreadable", "“\udcff.wav” does not open.")
    assert from_line(to_line(odd, FOLDER).encode(), FOLDER) == odd


def test_figures_are_rounded_and_what_is_none_is_refused():
    row = Row("a", scores={"old": 1.0}).measured(snr_db=18.123456, peak=1 / 3)
    assert row.scores == {"old": 1.0, "snr_db": 18.1235, "peak": 0.3333}
    for value in (float("nan"), float("-inf")):
        with pytest.raises(ValueError, match="snr_db"):
            row.measured(snr_db=value)


def test_a_manifest_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows.write(path, [Row("a")])

    def broken():
        yield Row("b")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputFault) as caught:
        rows.write(path, broken())
    assert caught.value.key == "disk-full"
    assert [row.id for row in rows.read(path)] == ["a"] and os.listdir(tmp_path) == ["rows.jsonl"]
    with pytest.raises(InputFault) as caught:
        list(rows.read(tmp_path / "nowhere.jsonl"))
    assert caught.value.key == "file-missing"


def test_the_trainer_reads_what_is_kept_and_passes_over_what_it_has_no_use_for(write_manifest):
    path = write_manifest({})
    row = Row(
        "a", path.parent / "clip.wav", start_s=0.5, end_s=1.5, seconds=1.0, speaker="s", wolof="ndox",
        wolof_from="human", french="de l'eau", french_from="mined", split="train", scores={"snr_db": 3.0},
        hashes={"file": "0"},
        negatives=("du lait",), parent="radio", voice="kokoro", written="ndokh",
    )  # fmt: skip
    rows.write(path, [row, dataclasses.replace(row, id="b").leave_out("filter.noisy", "It is noisy.")])
    (utterance,), (problem,) = manifest.read_utterances(path, Data())
    assert (utterance.id, utterance.wolof, utterance.french, utterance.end_s) == ("a", "ndox", "de l'eau", 1.5)
    assert (problem.line, problem.key) == (2, "left-out") and "It is noisy." in problem.what


def test_every_key_of_a_row_is_known_to_the_trainer():
    known = {item.name for item in dataclasses.fields(Utterance) if item.compare} | set(manifest.OF_THE_DATA_LINE)
    assert known == set(rows.FIELDS)
