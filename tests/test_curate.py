"""`laaj-trainer curate`: from corpora on the disk to manifests that the trainer reads, and a report."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.trainer import cli, manifest
from engine.trainer.curation import curate, pipeline, row
from engine.trainer.curation.recipe import RECIPES, Curation, Source
from engine.trainer.curation.row import Row
from engine.trainer.recipe import Data
from engine.trainer.recipes import load_as
from engine.trainer.synthesis.synthesisers import SYNTHESISERS
from faults import InputFault
from tests.fixtures.trainer_data import Humming

ROOT = Path(__file__).parent.parent
SPOKEN = ROOT / "tests" / "recordings" / "question.flac"
QUIET = lambda line: None  # noqa: E731
TEXTS = [
    ("Naka lañuy faj sibbiru?", "Comment soigne-t-on le paludisme ?"),
    ("Fan la bànk bi nekk?", "Où est la banque ?"),
]


def talk(path: Path, times: int = 1, pause_s: float = 1.5, rate_hz: int = 16_000) -> None:
    """A recording in which someone speaks so many times, each time a little faster, with pauses."""
    samples, found = soundfile.read(SPOKEN, dtype="float32")
    silence = np.zeros(int(found * pause_s), np.float32)
    parts = []
    for number in range(times):
        step = 1 + 0.07 * number
        parts += [silence, samples[np.arange(0, len(samples) - 1, step).astype(int)]]
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.concatenate([*parts, silence]), found if rate_hz == 16_000 else rate_hz)


@pytest.fixture
def corpora(tmp_path: Path) -> Curation:
    """Radio without text, and a table of two pairs."""
    talk(tmp_path / "radio" / "xibaar yi ŋ.wav", 3)
    (tmp_path / "radio" / "broken.mp3").write_bytes(b"no sound at all")
    (tmp_path / "pairs").mkdir()
    lines = ["wolof\tfrench", *("\t".join(pair) for pair in TEXTS)]
    (tmp_path / "pairs" / "a.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Curation(
        out=tmp_path / "out",
        sources=(
            Source(kind="folder", path=tmp_path / "radio", name="radio", licence="CC BY 4.0", speaker_prefix="anchor"),
            Source(kind="table", path=tmp_path / "pairs", name="pairs", split="train"),
        ),
    )


def rows_of(out: Path) -> list[Row]:
    return list(row.read(out / "curated.jsonl"))


def test_radio_becomes_utterances_and_texts_stay_beside_them(corpora):
    summary = curate.curate(corpora, pipeline.run_here, QUIET)
    found = rows_of(corpora.out)
    spoken = [one for one in found if one.kept and one.audio]
    assert len(spoken) == 3 and {one.speaker for one in spoken} == {"anchor"}
    assert all(0.8 <= one.seconds <= 20 and one.scores["speech_share"] > 0.3 for one in spoken)
    assert {one.parent for one in spoken} == {one.id for one in found if "segment.cut" in one.left_out}
    (broken,) = [one for one in found if "decode.not-sound" in one.left_out]
    assert broken.id.endswith("broken.mp3") and "damaged" in broken.left_out["decode.not-sound"]
    assert [one.wolof for one in found if one.kept and not one.audio] == [wolof for wolof, _ in TEXTS]
    assert "report.html" in summary and (corpora.out / "report.html").is_file()


def test_the_trainer_reads_what_it_writes(corpora, tmp_path):
    talk(tmp_path / "read" / "a.wav")
    (tmp_path / "read" / "t.tsv").write_text(
        "audio\twolof\tspeaker\na.wav\tNaka lañuy faj sibbiru ci xale yi?\t01\n", encoding="utf-8"
    )
    source = Source(kind="table", path=tmp_path / "read", name="read", split="train")
    recipe = corpora.model_copy(update={"sources": (*corpora.sources, source)})
    curate.curate(recipe, pipeline.run_here, QUIET)
    utterances, problems = manifest.read_utterances(recipe.out / "train.jsonl", Data(bad_rows="refuse"))
    assert [(one.wolof, one.speaker) for one in utterances] == [
        ("Naka lañuy faj sibbiru ci xale yi?", "read-01")
    ] and not problems
    assert manifest.samples(utterances[0]).any()
    pairs, _ = manifest.read_pairs(recipe.out / "pairs.jsonl")
    assert [(pair.query, pair.passage) for pair in pairs] == TEXTS


def test_what_machines_wrote_is_not_evaluated_on(tmp_path):
    (tmp_path / "curated.jsonl").touch()
    sound = tmp_path / "a.wav"
    talk(sound)
    base = Row("a", audio=sound, wolof="benn", wolof_from="human", split="dev")
    said = [base, Row("b", audio=sound, wolof="ñaar", wolof_from="recognised", split="dev"),
            Row("c", audio=sound, wolof="ñett", wolof_from="human", french="trois", french_from="mined", split="test"),
            Row("d", wolof="ñeent", french="quatre", negatives=("Cinq.", "six"), split="train"),
            Row("e", audio=sound, wolof="juróom", french="cinq", french_from="human", split="test")]  # fmt: skip
    row.write(tmp_path / "curated.jsonl", said)
    curate.write_training_set(tmp_path)
    assert [one.id for one in row.read(tmp_path / "dev.jsonl")] == ["a"]
    assert [one.id for one in row.read(tmp_path / "test.jsonl")] == ["e"]
    (pair,), _ = manifest.read_pairs(tmp_path / "pairs.jsonl")
    assert pair.negatives == ("six",), "“Cinq.” is what a test sentence asks for"


def test_killed_in_the_middle_and_started_again_it_leaves_the_same_bytes(corpora, tmp_path):
    for number in range(12):
        talk(tmp_path / "radio" / f"{number:02}.wav", 2, pause_s=1 + number / 10)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    curate.curate(corpora.model_copy(update={"out": whole}), pipeline.run_here, QUIET)
    command = [sys.executable, "-m", "engine.trainer.cli", "curate", str(tmp_path / "radio"), "--source", "radio",
               "--licence", "CC BY 4.0", "--out", str(killed), "--processes", "1", "--set",
               "sources.0.speaker_prefix=anchor"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    kept = killed / "parts" / "decode"
    deadline = time.monotonic() + 120
    while not list(kept.glob("*/*.jsonl")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (killed / "curated.jsonl").exists(), "it was too quick to be killed"
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    radio = corpora.model_copy(update={"out": whole, "sources": corpora.sources[:1]})
    curate.curate(radio, pipeline.run_here, QUIET)
    for name in ("curated.jsonl", "01-decode.jsonl", "02-segment.jsonl"):
        assert _without_folder(killed / name) == _without_folder(whole / name)


def _without_folder(path: Path) -> bytes:
    return path.read_bytes()


def test_an_id_that_comes_twice_is_a_problem_of_the_second(corpora, tmp_path):
    row.write(tmp_path / "more.jsonl", [Row("x", wolof="benn"), Row("y", wolof="ñaar")])
    again = Source(kind="manifest", path=tmp_path / "more.jsonl")
    recipe = corpora.model_copy(update={"sources": (again, again)})
    curate.curate(recipe, pipeline.run_here, QUIET)
    assert [one.id for one in rows_of(recipe.out)] == ["x", "y"]
    told = [json.loads(line) for line in (recipe.out / "problems.jsonl").read_text().splitlines()]
    assert [one["key"] for one in told] == ["duplicate-id", "duplicate-id"]


def test_nothing_to_use_is_said(tmp_path):
    (tmp_path / "empty").mkdir()
    recipe = Curation(out=tmp_path / "out", sources=(Source(kind="folder", path=tmp_path / "empty", name="none"),))
    with pytest.raises(InputFault) as caught:
        curate.curate(recipe, pipeline.run_here, QUIET)
    assert caught.value.key in ("corpus-empty", "corpus-layout")


def test_two_runs_do_not_write_into_one_folder(corpora, monkeypatch):
    inner: list[str] = []

    def meanwhile(folder):
        with pytest.raises(InputFault) as caught:
            curate.curate(corpora, pipeline.run_here, QUIET)
        inner.append(caught.value.key)

    monkeypatch.setattr(curate, "write_training_set", meanwhile)
    curate.curate(corpora, pipeline.run_here, QUIET)
    assert inner == ["folder-busy"]


def test_a_stage_that_is_not_enabled_leaves_no_manifest(corpora):
    stages = [stage.name for stage in corpora.stages(corpora.out)]
    assert stages == [
        "decode", "segment", "recognise", "spelling", "language", "translate", "duplicates", "filter", "split",
    ]  # fmt: skip
    without = corpora.model_copy(update={"segment": corpora.segment.model_copy(update={"enabled": False})})
    assert "segment" not in [stage.name for stage in without.stages(corpora.out)]


def test_the_recipes_that_come_along_name_what_they_refuse():
    starter, noncommercial = (load_as(Curation, RECIPES, name) for name in ("starter", "starter+nc"))
    assert starter.filter.refused_licences == ("NC",) and not noncommercial.filter.refused_licences
    assert starter.out != noncommercial.out


def test_a_misspelt_kind_stops_before_any_work(tmp_path, capsys):
    assert cli.main(["curate", str(tmp_path), "--out", str(tmp_path / "out"), "--set", "sources.0.kind=foldre"]) == 2
    assert "sources.0.kind" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_either_a_folder_or_a_recipe(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["curate", "--out", str(tmp_path)])
    assert stopped.value.code == 2 and "FOLDER or a --recipe" in capsys.readouterr().err


def test_its_keys_are_explained(capsys):
    assert cli.main(["curate", "--keys"]) == 0
    told = capsys.readouterr().out
    assert "[duplicates]" in told and "refused_licences" in told


def test_a_full_disk_ends_it_in_a_sentence(corpora, monkeypatch, capsys):
    monkeypatch.setattr(manifest.os, "fsync", _no_room)
    with pytest.raises(InputFault, match="disk"):
        curate.curate(corpora, pipeline.run_here, QUIET)


def _no_room(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_what_more_sound_would_take_is_told_from_a_curation(corpora, tmp_path, capsys):
    curate.curate(corpora, pipeline.run_here, QUIET)
    assert cli.main(["project", str(corpora.out), "--cores", "2"]) == 0
    told = capsys.readouterr().out
    assert "| segment |" in told and "4 × 2 cores" in told
    assert cli.main(["project", str(tmp_path)]) == 3
    assert "curation.json" in capsys.readouterr().err


def test_rows_are_converted_by_the_command_line(corpora, tmp_path, capsys):
    curate.curate(corpora, pipeline.run_here, QUIET)
    curated, table, again = corpora.out / "curated.jsonl", tmp_path / "rows.parquet", tmp_path / "again.jsonl"
    assert cli.main(["convert", str(curated), str(table)]) == 0
    assert cli.main(["convert", str(table), str(again)]) == 0
    assert list(row.read(again)) == rows_of(corpora.out)
    assert cli.main(["convert", str(curated), str(tmp_path / "rows.docx")]) == 3


def test_texts_are_spoken_by_the_command_line(corpora, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(SYNTHESISERS, "espeak", lambda held_out, styles: Humming())
    row.write(tmp_path / "texts.jsonl", [Row("a", wolof=TEXTS[0][0]), Row("b", wolof=TEXTS[1][0], split="test")])
    command = ["synthesise", str(tmp_path / "texts.jsonl"), "--out", str(tmp_path / "spoken"), "--processes", "1"]
    assert cli.main([*command, "--set", "kind=espeak"]) == 0
    assert "training: 1 clips" in capsys.readouterr().out
    (said,) = row.read(tmp_path / "spoken" / "espeak.jsonl")
    assert said.audio.is_file() and said.voice == "espeak"
    assert cli.main([*command, "--set", "kind=parrot"]) == 2
