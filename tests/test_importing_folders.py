"""`laaj-trainer import folder`: sound of which nobody wrote what is said becomes rows for the data line."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path

import pytest

from engine.trainer import cli
from engine.trainer.curation import row as data_line
from engine.trainer.importers import folder as importer
from engine.trainer.importers.gathering import Gathering, Request
from engine.trainer.importers.registry import gather
from faults import InputFault
from tests.fixtures.trainer_importers import sound, write

SUFFIXES = (
    "wav", "flac", "ogg", "opus", "mp3", "m4a", "mp4", "aac", "amr", "3gp", "wma", "webm", "mka", "mkv", "aif", "aiff",
    "au", "caf",
)  # fmt: skip


def gathered(folder: Path, **asked: str) -> Gathering:
    return gather(Request("folder", folder, "radio", **asked))


def ids(gathering: Gathering) -> list[str]:
    return [row.id for row in gathering.rows()]


@pytest.fixture
def empty(tmp_path: Path):
    """Makes files that hold nothing: their sound is not looked at here."""

    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / "radio" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path / "radio"

    return make


def test_every_sound_file_is_a_row_by_path_and_what_is_hidden_is_not(corpus):
    gathering = gathered(corpus("folder"), licence="CC BY 4.0")
    assert ids(gathering) == ["radio-Journal_ŋ_2024_01.wav", "radio-debat.FLAC"]
    assert {(row.wolof, row.speaker, row.source, row.licence) for row in gathering.rows()} == {
        ("", "", "radio", "CC BY 4.0")
    }
    assert gathering.notes == ["Left out, not being sound: 1 .jpg."]


def test_the_verb_writes_rows_that_read_back_and_says_what_comes_next(corpus, tmp_path, capsys):
    out = tmp_path / "rows" / "radio.jsonl"
    assert cli.main(["import", "folder", str(corpus("folder")), "--source", "radio", "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert "2 recordings without text, for laaj-trainer curate" in told.out and "perdu.mp3" in told.err
    assert [row.audio.name for row in data_line.read(out)] == ["2024 01.wav", "debat.FLAC"]
    assert all(row.audio.is_file() for row in data_line.read(out))


def test_a_presenter_speaks_in_every_recording_where_one_is_named(empty):
    gathering = gathered(empty("a.mp3", "b.opus"), speaker_prefix="radio-awa")
    assert [row.speaker for row in gathering.rows()] == ["radio-awa", "radio-awa"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_sound_is_known_by_its_suffix_in_capitals_too(empty, suffix):
    assert len(ids(gathered(empty(f"a.{suffix}", f"b.{suffix.upper()}")))) == 2


def test_names_of_all_kinds_are_kept_for_the_file_and_made_safe_for_the_id(empty, tmp_path):
    names = ["two  spaces.wav", "line\nbreak.wav", "back\\slash.wav", "ŋàm.wav", "“x”.wav", "a/b/c.wav"]
    gathering = gathered(empty(*names))
    assert sorted(ids(gathering)) == [
        "radio-_x_.wav", "radio-a_b_c.wav", "radio-back_slash.wav", "radio-line_break.wav", "radio-two_spaces.wav",
        "radio-ŋàm.wav",
    ]  # fmt: skip
    out = tmp_path / "rows.jsonl"
    data_line.write(out, gathering.rows())
    assert [row.audio for row in data_line.read(out)] == [tmp_path / "radio" / name for name in sorted(names)]


def test_names_that_become_the_same_stay_two_and_the_others_have_no_digest(empty):
    both = [unicodedata.normalize(form, "ñëw.wav") for form in ("NFC", "NFD")]
    found = ids(gathered(empty("a b.wav", "a_b.wav", "a/b.wav", "c d.wav", *both)))
    assert len(set(found)) == 6 and found.count("radio-c_d.wav") == 1
    assert all(name.startswith(("radio-a_b.wav-", "radio-ñëw.wav-")) for name in set(found) - {"radio-c_d.wav"})
    assert set(ids(gathered(empty("zz.wav")))) - {"radio-zz.wav"} == set(found)


def test_a_name_that_is_not_utf_8_is_a_problem_that_can_be_written(empty):
    folder = empty("good.wav")
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.wav")).touch()
    except (OSError, UnicodeError):
        pytest.skip("file names are UTF-8 here")
    gathering = gathered(folder)
    assert ids(gathering) == ["radio-good.wav"]
    (problem,) = gathering.problems
    assert problem.key == "not-utf8" and str(problem).encode()


def test_other_files_are_counted_by_suffix_the_most_frequent_first(empty):
    folder = empty("a.wav", "b.txt", "c.TXT", "d.pdf", "README", *(f"x.{n}" for n in range(7)))
    (note,) = gathered(folder).notes
    assert note.startswith("Left out, not being sound: 2 .txt, 1 .0, ") and note.endswith("1 .6, 2 others.")


def test_a_part_is_a_folder_that_they_lie_in(empty):
    folder = empty("2023/a.mp3", "2024/b.mp3", "x/2024/c.mp3")
    assert ids(gathered(folder, split="2024")) == ["radio-2024_b.mp3", "radio-x_2024_c.mp3"]
    with pytest.raises(InputFault, match="2025"):
        gathered(folder, split="2025")


def test_a_folder_without_sound_is_told_with_what_is_there(empty):
    with pytest.raises(InputFault) as caught:
        gathered(empty("a.txt", ".hidden.wav"))
    assert caught.value.key == "corpus-layout" and "there is: 1 .txt" in caught.value.sentence("en")


def test_files_that_vanish_meanwhile_are_problems(empty, monkeypatch):
    folder = empty("a.wav", "b.wav", "sub/c.wav")
    walk = os.walk

    def vanishing(*arguments, **options):
        found = list(walk(*arguments, **options))
        (folder / "b.wav").unlink()
        (folder / "sub" / "c.wav").unlink()
        (folder / "sub").rmdir()
        return found

    monkeypatch.setattr(importer.os, "walk", vanishing)
    gathering = gathered(folder)
    assert ids(gathering) == ["radio-a.wav"]
    assert [(problem.key, "not there any more" in problem.what) for problem in gathering.problems] == [
        ("file-missing", True), ("file-missing", True),
    ]  # fmt: skip


def test_links_to_nowhere_and_pipes_are_problems_and_nothing_is_written(empty, tmp_path, capsys):
    folder = empty("text.txt")
    (folder / "lost.wav").symlink_to(tmp_path / "nowhere.wav")
    (folder / "itself.wav").symlink_to(folder / "itself.wav")
    os.mkfifo(folder / "pipe.wav")
    out = tmp_path / "rows.jsonl"
    assert cli.main(["import", "folder", str(folder), "--source", "radio", "--out", str(out)]) == 3
    assert "3 lines are refused" in capsys.readouterr().err and not out.exists()


def test_a_link_to_sound_is_followed_and_one_to_a_folder_is_named(empty, tmp_path):
    folder = empty("a.wav")
    elsewhere = write(tmp_path / "elsewhere" / "b.wav", b"")
    (folder / "linked.wav").symlink_to(elsewhere)
    (folder / "round").symlink_to(folder)
    gathering = gathered(folder)
    assert ids(gathering) == ["radio-a.wav", "radio-linked.wav"]
    assert gathering.notes == ["Folders that are links are not looked into: round."]


def test_the_folder_itself_may_be_a_link(empty, tmp_path):
    (tmp_path / "link").symlink_to(empty("a.wav"))
    assert ids(gathered(tmp_path / "link")) == ["radio-a.wav"]


def test_a_folder_that_may_not_be_looked_into_is_a_problem(empty, monkeypatch):
    folder = empty("a.wav", "closed/b.wav")
    scandir = os.scandir

    def guarded(path):
        if os.path.basename(path) == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    gathering = gathered(folder)
    assert ids(gathering) == ["radio-a.wav"]
    assert [(problem.key, "closed" in problem.what) for problem in gathering.problems] == [("file-refused", True)]


def test_whether_it_is_sound_is_not_looked_at(empty, tmp_path):
    write(tmp_path / "radio" / "text.mp3", "this is no sound")
    sound(tmp_path / "radio" / "good.wav")
    assert ids(gathered(empty("nothing.wav"))) == ["radio-good.wav", "radio-nothing.wav", "radio-text.mp3"]
