"""`laaj-trainer import consented`: what people who use the application agreed to give, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.trainer.curation import row as data_line
from engine.trainer.importers.gathering import Gathering, Request
from engine.trainer.importers.registry import gather, import_corpus
from faults import InputFault
from tests.fixtures.trainer_importers import sound, write

LICENCE = "CC BY 4.0, form 1"


def gathered(folder: Path, **asked: str) -> Gathering:
    return gather(Request("consented", folder, "app", **asked))


def problems(gathering: Gathering) -> list[tuple[int, str]]:
    return [(problem.line, problem.key) for problem in gathering.problems]


@pytest.fixture
def export(tmp_path: Path):
    """An export of these rows, with sound at `sound/a.wav`; each row has what it needs, unless it says otherwise."""

    def make(*rows: dict[str, Any] | bytes) -> Path:
        folder = tmp_path / "export"
        sound(folder / "sound" / "a.wav", 0.2)
        lines = []
        for number, row in enumerate(rows, start=1):
            whole = {"id": f"r{number}", "audio": "sound/a.wav", "licence": LICENCE}
            lines.append(row if isinstance(row, bytes) else json.dumps(whole | row, ensure_ascii=False))
        write(folder / "manifest.jsonl", *lines)
        return folder

    return make


def test_rows_stay_as_they_stand_and_one_without_consent_is_left_out(corpus):
    gathering = gathered(corpus("consented"))
    said, heard = gathering.rows()
    assert (said.id, said.speaker, said.wolof, said.wolof_from) == ("5f0c", "b41d", "Ñëw naa", "human")
    assert (said.document, said.source, said.licence) == ("sante/paludisme", "app", "CC BY 4.0, form 1 of 2025-03-01")
    assert heard.wolof == "" and heard.audio.is_file()
    assert problems(gathering) == [(3, "consent-missing")]


def test_the_manifest_that_is_written_reads_back_and_the_summary_counts(corpus, tmp_path):
    out = tmp_path / "rows" / "app.jsonl"
    said: list[str] = []
    summary = import_corpus(Request("consented", corpus("consented"), "app"), out, said.append)
    assert "1 recordings with text and 1 recordings without text, for laaj-trainer curate" in summary
    assert "1 lines left out: consent-missing" in summary and "manifest.jsonl, line 3: " in said[0]
    assert [row.audio.name for row in data_line.read(out)] == ["5f0c ŋ.flac", "77aa.wav"]


@pytest.mark.parametrize("licence", ["", "   "])
def test_nothing_that_whoever_imports_says_stands_in_for_consent(export, licence):
    gathering = gathered(export({"licence": licence}), licence="CC0")
    assert not list(gathering.rows()) and problems(gathering) == [(1, "consent-missing")]
    assert "agreed to" in gathering.problems[0].what


@pytest.mark.parametrize(
    "audio", ["../outside.wav", "sound/../../outside.wav", "sound/../sound/a.wav", "/etc/passwd", "C:\\outside.wav",
              "..\\outside.wav", "//server/share/a.wav", "C:a.wav"],
)  # fmt: skip
def test_a_path_that_leads_out_of_the_folder_is_refused(export, tmp_path, audio):
    sound(tmp_path / "outside.wav")
    gathering = gathered(export({"audio": audio}, {}))
    assert [row.id for row in gathering.rows()] == ["r2"] and problems(gathering) == [(1, "outside-folder")]


def test_an_absolute_path_into_the_folder_is_refused_too(export, tmp_path):
    gathering = gathered(export({"audio": str(tmp_path / "export" / "sound" / "a.wav")}))
    assert problems(gathering) == [(1, "outside-folder")]


def test_links_may_lead_about_in_the_folder_but_not_out_of_it(export, tmp_path):
    outside = sound(tmp_path / "export-2" / "b.wav")  # whose name begins with that of the export
    folder = export({"audio": "out.wav"}, {"audio": "away/b.wav"}, {"audio": "in.wav"}, {"audio": "nowhere.wav"})
    (folder / "out.wav").symlink_to(outside)
    (folder / "away").symlink_to(outside.parent)
    (folder / "in.wav").symlink_to("sound/a.wav")
    (folder / "nowhere.wav").symlink_to("gone.wav")
    gathering = gathered(folder)
    assert [row.id for row in gathering.rows()] == ["r3"]
    assert problems(gathering) == [(1, "outside-folder"), (2, "outside-folder"), (4, "file-missing")]


def test_the_folder_itself_may_be_a_link(export, tmp_path):
    (tmp_path / "link").symlink_to(export({}))
    assert len(list(gathered(tmp_path / "link").rows())) == 1


def test_sound_that_is_not_there_is_a_problem_of_its_line(export):
    gathering = gathered(export({"audio": "sound/b.wav"}, {"audio": "sound"}, {"audio": "x" * 5000}, {"audio": ""}))
    assert problems(gathering) == [(1, "file-missing"), (2, "file-missing"), (3, "file-missing"), (4, "missing-key")]


def test_lines_that_are_no_rows_are_problems_and_the_first_of_an_id_stands(export):
    folder = export(
        b"{", b'"text"', b'{"id": "\xff"}', {"id": ""}, {"consent": "yes"}, {"audio": 3}, {"audio": "a\0b"},
        b'{"id": "x", "audio": "\\ud83d", "licence": "x"}', {"id": "same"}, {"id": "same"},
    )  # fmt: skip
    gathering = gathered(folder)
    assert [row.id for row in gathering.rows()] == ["same"]
    assert problems(gathering) == [
        (1, "not-json"), (2, "not-json"), (3, "not-utf8"), (4, "missing-key"), (5, "unknown-key"), (6, "wrong-type"),
        (7, "wrong-value"), (8, "not-utf8"), (10, "duplicate-id"),
    ]  # fmt: skip
    assert "manifest.jsonl, line 9," in gathering.problems[-1].what


def test_a_speaker_may_be_told_apart_from_those_of_another_export(export):
    spoken, nobody = gathered(export({"speaker": "7"}, {}), speaker_prefix="ndar").rows()
    assert (spoken.speaker, nobody.speaker) == ("ndar-7", "")


def test_what_the_export_says_of_its_source_and_of_rows_left_out_stays(export):
    (row,) = gathered(export({"source": "laaj-1.4", "left_out": {"app.withdrawn": "Withdrawn."}})).rows()
    assert row.source == "laaj-1.4" and not row.kept


@pytest.mark.parametrize("split", ["", "train"])
def test_a_folder_without_a_manifest_or_a_part_of_an_export_is_one_sentence(tmp_path, export, split):
    folder = export({}) if split else tmp_path
    with pytest.raises(InputFault, match=r"manifest\.jsonl|has none") as caught:
        gathered(folder, split=split)
    assert caught.value.key == "corpus-layout" and caught.value.text("fr")
