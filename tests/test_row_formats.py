"""Rows in other formats: Parquet that `datasets` reads, cuts that lhotse reads, and back, with nothing lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.trainer.curation import formats
from engine.trainer.curation import row as rows
from engine.trainer.curation.formats import convert
from engine.trainer.curation.row import Row
from faults import InputFault
from tests.fixtures.trainer_data import hum
from tests.fixtures.trainer_rows import rows as any_row

TO_AND_FRO = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CLIP_S = 2.0


@pytest.fixture(scope="module")
def clips() -> Path:
    """A folder with one.wav, mono at 16 kHz, and two.wav, stereo at 48 kHz, of two seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        soundfile.write(folder / "one.wav", hum(CLIP_S), 16_000)
        soundfile.write(folder / "two.wav", np.stack([hum(CLIP_S, 48_000)] * 2, axis=1), 48_000)
        yield folder


def full(clips: Path) -> Row:
    """A row that says something under every key."""
    return Row(
        "radio-1", clips / "one.wav", start_s=0.25, end_s=1.75, seconds=1.5, speaker="awa", voice="kokoro",
        wolof="Naka lañuy faj sibbiru?", wolof_from="human", written="naka lanuy", french="Comment ?",
        french_from="mined", document="sante/paludisme", parent="radio", split="train", source="radio",
        licence="CC BY 4.0", negatives=("Un", "Deux"), scores={"snr_db": 18.2}, hashes={"file": "5f"},
        left_out={"filter.noisy": "It is noisy."},
    )  # fmt: skip


def to_and_fro(folder: Path, given: list[Row], suffix: str) -> tuple[list[Row], list[str]]:
    """What a file of that format gives back, and what was said."""
    said: list[str] = []
    rows.write(folder / "a.jsonl", given)
    convert(folder / "a.jsonl", folder / f"b{suffix}", said.append)
    count = convert(folder / f"b{suffix}", folder / "c.jsonl", said.append)
    found = list(rows.read(folder / "c.jsonl"))
    assert len(found) == count
    return found, said


@TO_AND_FRO
@given(st.data())
def test_parquet_gives_back_any_rows(clips, monkeypatch, data):
    given = data.draw(st.lists(any_row(clips), max_size=4))
    monkeypatch.setattr("engine.trainer.curation.parquet.ROWS_AT_ONCE", 3)
    assert to_and_fro(clips, given, ".parquet") == (given, [])
    assert (clips / "a.jsonl").read_bytes() == (clips / "c.jsonl").read_bytes()


def sounds(clips: Path) -> st.SearchStrategy[dict]:
    """A piece of a clip that is longer than any rounding."""
    ends = st.none() | st.floats(1.0, 1.9)
    return st.fixed_dictionaries(
        {"audio": st.sampled_from([clips / "one.wav", clips / "two.wav"]), "start_s": st.floats(0, 0.9), "end_s": ends}
    )


@TO_AND_FRO
@given(st.data())
def test_lhotse_gives_back_any_rows_that_have_sound(clips, data):
    given = data.draw(st.lists(any_row(clips, sounds(clips)), max_size=3))
    assert to_and_fro(clips, given, ".cuts.jsonl.gz") == (given, [])
    assert (clips / "a.jsonl").read_bytes() == (clips / "c.jsonl").read_bytes()


@pytest.mark.parametrize("suffix", [".parquet", ".cuts.jsonl.gz"])
def test_every_key_comes_back(clips, suffix):
    row = full(clips)
    assert all(getattr(row, name) not in ("", None, (), {}) for name in rows.FIELDS)
    assert to_and_fro(clips, [row], suffix) == ([row], [])


def test_datasets_reads_the_parquet_with_its_types(clips, tmp_path, monkeypatch):
    from datasets import load_dataset

    rows.write(clips / "a.jsonl", [full(clips), Row("text", wolof="ndox")])
    assert convert(clips / "a.jsonl", clips / "a.parquet") == 2
    loaded = load_dataset("parquet", data_files=str(clips / "a.parquet"), split="train", cache_dir=str(tmp_path))
    assert loaded.column_names == list(rows.FIELDS)
    first, second = loaded
    assert first["wolof"] == "Naka lañuy faj sibbiru?" and first["audio"] == "one.wav"
    assert first["scores"] == [{"name": "snr_db", "value": 18.2}] and first["negatives"] == ["Un", "Deux"]
    assert (second["id"], second["audio"], second["start_s"], second["scores"]) == ("text", None, 0.0, [])
    kept = loaded.filter(lambda row: not row["left_out"])
    assert kept["id"] == ["text"] and kept.features == loaded.features


def test_lhotse_reads_the_cuts_and_their_sound(clips, tmp_path, monkeypatch):
    from lhotse import CutSet

    stereo = Row("two", clips / "two.wav", wolof="ndox")
    rows.write(clips / "a.jsonl", [full(clips), stereo])
    assert convert(clips / "a.jsonl", clips / "a.cuts.jsonl.gz") == 2
    monkeypatch.chdir(tmp_path)  # sound is found from anywhere
    one, two = CutSet.from_file(clips / "a.cuts.jsonl.gz")
    (said,) = one.supervisions
    assert (said.text, said.language, said.speaker) == ("Naka lañuy faj sibbiru?", "wol", "awa")
    assert said.custom["french"] == "Comment ?" and said.custom["left_out"] == {"filter.noisy": "It is noisy."}
    assert (one.start, one.duration, one.sampling_rate, one.recording.id) == (0.25, 1.5, 16_000, "one.wav")
    assert np.allclose(one.load_audio()[0], hum(CLIP_S)[4000:28_000], atol=1e-4)
    assert two.load_audio().shape == (2, 96_000) and two.duration == CLIP_S


def test_cuts_that_lhotse_made_are_read_by_supervision(clips, monkeypatch):
    from lhotse import CutSet, MonoCut, Recording, SupervisionSegment
    from lhotse.audio import AudioSource

    monkeypatch.chdir(clips.parent)
    source = AudioSource("file", [0], f"{clips.name}/one.wav")  # from the folder that one is in, as lhotse has it
    sound = Recording("one", [source], 16_000, 32_000, CLIP_S)
    said = [
        SupervisionSegment("one-a", "one", 0.1, 0.5, text="benn", language="wol", speaker="awa", custom={"snr": 3}),
        SupervisionSegment("one-b", "one", 0.7, 0.5, text="ñaar", custom={"french": "deux"}),
        SupervisionSegment("one-c", "one", 1.2, 0.1, text="trois", language="fra"),
    ]
    cut = MonoCut("cut", 0.5, 1.5, 0, supervisions=said, recording=sound)
    bare = MonoCut("bare", 0.0, CLIP_S, 0, recording=sound)
    nothing = MonoCut("nothing", 0.0, CLIP_S, 0)
    CutSet.from_cuts([cut, bare, nothing]).to_file(clips / "made.cuts.jsonl.gz")
    problems: list = []
    found = list(formats.read(clips / "made.cuts.jsonl.gz", problems))
    assert found == [
        Row("one-a", clips / "one.wav", start_s=0.6, end_s=1.1, speaker="awa", wolof="benn"),
        Row("one-b", clips / "one.wav", start_s=1.2, end_s=1.7, wolof="ñaar", french="deux"),
        Row("bare", clips / "one.wav"),
    ]
    assert [(problem.line, problem.key) for problem in problems] == [(1, "wrong-value"), (3, "no-sound")]


def test_what_was_cut_anew_has_its_own_times(clips):
    from lhotse import CutSet
    from lhotse.utils import fastcopy

    rows.write(clips / "a.jsonl", [full(clips)])
    convert(clips / "a.jsonl", clips / "a.cuts.jsonl.gz")
    (cut,) = CutSet.from_file(clips / "a.cuts.jsonl.gz")
    (said,) = cut.supervisions
    shorter = cut.truncate(offset=0.25, duration=0.5)  # what is said there goes beyond it: lhotse leaves it so
    first_word = fastcopy(cut, supervisions=[fastcopy(said, start=0.25, duration=0.5, text="Naka")])
    CutSet.from_cuts([shorter, first_word]).to_file(clips / "new.cuts.jsonl.gz")
    times = [(row.start_s, row.end_s, row.seconds) for row in formats.read(clips / "new.cuts.jsonl.gz", [])]
    assert times == [(0.25, 1.75, 1.5), (0.5, 1.0, None)]


def test_a_row_without_sound_is_no_cut_and_is_said(clips):
    given = [
        Row("text", wolof="ndox"),
        Row("gone", clips / "gone.wav"),
        Row("late", clips / "one.wav", start_s=1.0, end_s=9.0),
        Row("good", clips / "one.wav"),
    ]
    rows.write(clips / "a.jsonl", given)
    said: list[str] = []
    assert convert(clips / "a.jsonl", clips / "a.cuts.jsonl.gz", said.append) == 1
    assert [name for name in ("text", "gone", "late") if f"“{name}”" in " ".join(said)] == ["text", "gone", "late"]
    assert len(said) == 3


def test_what_is_left_out_is_not_said_a_thousand_times(clips):
    rows.write(clips / "a.jsonl", [Row(f"t{n}", wolof="ndox") for n in range(100)])
    said: list[str] = []
    assert convert(clips / "a.jsonl", clips / "a.cuts.jsonl.gz", said.append) == 0
    assert len(said) == formats.SAID + 1 and "80 others" in said[-1] and "no-sound" in said[-1]


def test_one_manifest_is_one_file_of_cuts_to_the_byte(clips):
    rows.write(clips / "a.jsonl", [full(clips)])
    made = []
    for name in ("x.cuts.jsonl.gz", "y.cuts.jsonl.gz"):
        convert(clips / "a.jsonl", clips / name)
        made.append((clips / name).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.csv", b"", "format-unknown"),
        ("nowhere.parquet", None, "file-missing"),
        ("nowhere.cuts.jsonl.gz", None, "file-missing"),
        ("a.parquet", b"", "format-damaged"),
        ("a.parquet", b"PAR1 not at all PAR1", "format-damaged"),
        ("a.cuts.jsonl.gz", b"not gzip", "format-damaged"),
        ("a.cuts.jsonl.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\xff", "format-damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_a_sentence(tmp_path, name, content, key):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputFault) as caught:
        convert(tmp_path / name, tmp_path / "out.jsonl")
    assert caught.value.key == key
    assert not (tmp_path / "out.jsonl").exists() and not list(tmp_path.glob("part*"))


def test_the_old_file_stays_where_the_new_one_cannot_be_written(clips, tmp_path):
    rows.write(clips / "a.jsonl", [full(clips)])
    with pytest.raises(InputFault) as caught:
        convert(clips / "a.jsonl", tmp_path / "nowhere" / "a.parquet")
    assert caught.value.key == "not-writable"
    (tmp_path / "a.parquet").write_text("old")
    (tmp_path / "bad.cuts.jsonl.gz").write_bytes(b"no")
    with pytest.raises(InputFault):
        convert(tmp_path / "bad.cuts.jsonl.gz", tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").read_text() == "old" and len(os.listdir(tmp_path)) == 2


def test_a_parquet_of_others_has_its_rows_and_what_is_wrong_with_them(tmp_path):
    import pyarrow
    from pyarrow import parquet

    table = {"id": ["a", "", "c"], "wolof": ["ndox", "meew", None], "scores": [None, [], [{"name": "n", "value": 1}]]}
    parquet.write_table(pyarrow.table(table), tmp_path / "a.parquet")
    problems: list = []
    assert list(formats.read(tmp_path / "a.parquet", problems)) == [Row("a", wolof="ndox"), Row("c", scores={"n": 1.0})]
    assert [(problem.line, problem.key) for problem in problems] == [(2, "missing-key")]
