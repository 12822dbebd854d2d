"""A study in Markdown: what stands in a README, and that nothing else of the README changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.trainer.study import report, summary
from engine.trainer.study.blocks import Aim, Table, Text
from engine.trainer.study.summary import BEGIN, END
from faults import InputFault
from tests.fixtures.trainer_study import BARS, CURVES, MadeUp, findings

README = f"# Laaj\n\nÀ dire.\n\n{BEGIN}\nold\n{END}\n\nThe end"


def readme(folder: Path, content: str | bytes = README) -> Path:
    path = folder / "README.md"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_texts_and_tables_are_told_and_plots_left_out():
    told = summary.markdown([Text("One\nline."), CURVES, Table("By dim", ("dim", "nDCG"), [(64, 0.5)]), BARS])
    assert told == "One line.\n\nBy dim\n\n| dim | nDCG |\n| --- | --- |\n| 64 | 0.500 |"


def test_values_that_a_part_left_as_they_were_are_told_as_they_are_read():
    told = summary.markdown([Table("", ("a", "b", "c", "d"), [(True, None, 12345, "x | y")])])
    assert told.splitlines()[-1] == "| yes | – | 12,345 | x / y |"


def test_an_aim_that_was_not_reached_says_why():
    aims = [Aim("int8 costs", "≤ 0.5", "0.3", True), Aim("Rank", "≥ 99 %", "97 %", False, "More data.")]
    assert summary.aims_table(aims).splitlines()[2:] == [
        "| int8 costs | ≤ 0.5 | 0.3 | yes |",
        "| Rank | ≥ 99 % | 97 % | **no**: More data. |",
    ]


def test_the_summary_of_a_study_has_the_aims_then_each_part(tmp_path, looked_at):
    report.write(tmp_path, looked_at, findings(MadeUp(), MadeUp("Tasks", lacks="real.jsonl")))
    told = (tmp_path / "summary.md").read_text(encoding="utf-8")
    first, aims, *parts = told.split("\n\n")
    assert first.startswith("tiny 3: a dual model in int8")
    assert aims.startswith("| What was asked of it |") and aims.count("\n") == 3
    assert parts == [
        "### What it costs",
        "What it costs in short.",
        "By dim",
        "| dim | nDCG@10 |\n| --- | --- |\n| 64 | 0.500 |",
        "### Tasks",
        "Not measured: There is no file “real.jsonl”.\n",
    ]


def test_what_stands_between_the_marks_is_replaced_and_nothing_else(tmp_path):
    path = readme(tmp_path)
    summary.insert(path, "new\n\n| é |\n")
    assert path.read_bytes() == README.replace("old", "new\n\n| é |").encode()
    summary.insert(path, "newer")
    assert path.read_bytes() == README.replace("old", "newer").encode()
    assert [one.name for one in tmp_path.iterdir()] == ["README.md"]


def test_other_bytes_stay_even_where_they_are_no_utf8(tmp_path):
    path = readme(tmp_path, b"\xff\xfe\t " + README.encode() + b"\x00\xe9")
    summary.insert(path, "new")
    assert path.read_bytes() == b"\xff\xfe\t " + README.replace("old", "new").encode() + b"\x00\xe9"


def test_a_file_with_the_line_ends_of_windows_keeps_them(tmp_path):
    path = readme(tmp_path, README.replace("\n", "\r\n"))
    summary.insert(path, "a\n\nb\n")
    assert path.read_bytes() == README.replace("old", "a\n\nb").replace("\n", "\r\n").encode()


def test_marks_on_one_line_do_as_well(tmp_path):
    path = readme(tmp_path, f"a {BEGIN}{END} b")
    summary.insert(path, "new")
    assert path.read_text() == f"a {BEGIN}\nnew\n{END} b"


def test_a_link_to_a_file_stays_one(tmp_path):
    (tmp_path / "docs").mkdir()
    real = readme(tmp_path / "docs")
    link = tmp_path / "README.md"
    link.symlink_to(real)
    summary.insert(link, "new")
    assert link.is_symlink() and "new" in real.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content", ["", "nothing", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"]
)
def test_a_file_without_the_marks_is_refused_and_left_alone(tmp_path, content):
    path = readme(tmp_path, content)
    with pytest.raises(InputFault) as caught:
        summary.insert(path, "new")
    assert caught.value.key == "summary-marks"
    for language in ("fr", "en"):
        assert str(path) in caught.value.text(language) and BEGIN in caught.value.text(language)
    assert path.read_text() == content


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path):
    for path, key in ((tmp_path / "none.md", "file-missing"), (tmp_path, "file-refused")):
        with pytest.raises(InputFault) as caught:
            summary.insert(path, "new")
        assert caught.value.key == key and str(path) in str(caught.value)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = readme(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputFault) as caught:
        summary.insert(path, "new")
    assert caught.value.key == "disk-full"
    assert path.read_text(encoding="utf-8") == README and len(list(tmp_path.iterdir())) == 1


def test_what_was_found_in_a_corpus_cannot_end_the_summary(tmp_path):
    path = readme(tmp_path)
    evil = f"{END} <b>x</b> {BEGIN}\n\n# heading"
    table = Table(evil, (evil,), [(evil,)])
    for _ in range(2):
        summary.insert(
            path, summary.markdown([Text(evil), table]) + "\n" + summary.aims_table([Aim(*[evil] * 3, True)])
        )
    text = path.read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1 and "<b>" not in text and "\n# heading" not in text
    assert text.endswith("\n\nThe end")
