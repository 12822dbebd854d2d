"""Stages run in a row: kept parts, runs that are killed, rows that a stage cannot bear."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from engine.trainer import manifest
from engine.trainer.curation import pipeline, row
from engine.trainer.curation.pipeline import run_here, run_in_processes
from engine.trainer.curation.row import Row
from faults import InputFault
from tests.fixtures.trainer_pipeline import Halve, Last, Shout, ToySettings, texts

QUIET = lambda line: None  # noqa: E731


def curated(folder: Path) -> bytes:
    return (folder / "curated.jsonl").read_bytes()


def seen(log: Path) -> list[str]:
    return [line.split()[1] for line in log.read_text().splitlines()] if log.exists() else []


def test_each_stage_leaves_a_manifest_and_the_last_is_the_curated_one(tmp_path):
    folder = texts(tmp_path, 10)
    done = pipeline.run([Shout(), Halve()], folder, run_here, QUIET)
    assert [(stage.name, stage.rows) for stage in done] == [("import", 10), ("shout", 10), ("halve", 20)]
    assert (folder / "01-shout.jsonl").is_file()
    assert curated(folder) == (folder / "02-halve.jsonl").read_bytes()
    made = list(row.read(folder / "curated.jsonl"))
    assert [one.id for one in made[:4]] == ["r000-a", "r000-b", "r001-a", "r001-b"]
    assert made[0].wolof == "baat r000!!"


def test_a_stage_that_sees_all_rows_tells_what_it_noted(tmp_path):
    folder = texts(tmp_path, 6, r001="baat r000")
    done = pipeline.run([Last()], folder, run_here, QUIET)
    assert done[1].notes == ("5 texts",)
    marked = [one.id for one in row.read(folder / "curated.jsonl") if not one.kept]
    assert marked == ["r000"]
    assert pipeline.read_done(folder) == done


def test_what_is_done_is_not_done_again(tmp_path):
    folder, log = texts(tmp_path / "out", 10), tmp_path / "log"
    stages = [Shout(ToySettings(log=str(log)))]
    pipeline.run(stages, folder, run_here, QUIET)
    first = curated(folder)
    log.unlink()
    pipeline.run(stages, folder, run_here, QUIET)
    assert curated(folder) == first
    assert seen(log) == []


def test_another_setting_is_another_result(tmp_path):
    folder = texts(tmp_path, 5)
    pipeline.run([Shout()], folder, run_here, QUIET)
    pipeline.run([Shout(ToySettings(suffix="?"))], folder, run_here, QUIET)
    assert next(row.read(folder / "curated.jsonl")).wolof == "baat r000?"


def test_a_row_that_is_new_costs_its_own_part(tmp_path):
    folder, log = texts(tmp_path / "out", 200), tmp_path / "log"
    stages = [Shout(ToySettings(log=str(log)))]
    pipeline.run(stages, folder, run_here, QUIET)
    log.unlink()
    found = list(row.read(folder / "00-import.jsonl"))
    row.write(folder / "00-import.jsonl", [*found[:3], Row("new", wolof="bees"), *found[3:]])
    pipeline.run(stages, folder, run_here, QUIET)
    assert "new" in seen(log)
    assert len(seen(log)) <= 4 * Shout.rows_a_part + 1
    assert len(list(row.read(folder / "curated.jsonl"))) == 201


def test_rows_of_one_sound_file_are_never_parted(tmp_path):
    cuts = [Row(f"c{at}", audio=tmp_path / "radio.mp3", start_s=at, end_s=at + 1) for at in range(50)]
    row.write(tmp_path / "m.jsonl", [*cuts, *(Row(f"t{at}", wolof="baat") for at in range(50))])
    found = list(pipeline.parts(tmp_path / "m.jsonl", 2))
    assert sum(map(len, found)) == 100
    assert max(map(len, found)) >= 50
    assert all('"c49"' in "".join(part) for part in found if '"c0"' in "".join(part))


def test_on_processes_the_manifest_is_the_same(tmp_path):
    here, there = texts(tmp_path / "here", 60), texts(tmp_path / "there", 60)
    pipeline.run([Halve()], here, run_here, QUIET)
    pipeline.run([Halve()], there, run_in_processes(2), QUIET)
    assert curated(here) == curated(there)


def test_a_row_that_a_stage_fails_on_is_marked_and_the_others_go_on(tmp_path):
    folder = texts(tmp_path, 9, r004="a fault here")
    pipeline.run([Shout()], folder, run_here, QUIET)
    made = {one.id: one for one in row.read(folder / "curated.jsonl")}
    assert made["r004"].left_out == {"shout.failed": "The stage failed: ValueError: a fault of the stage"}
    assert made["r003"].wolof == "baat r003!"
    assert sum(one.kept for one in made.values()) == 8


def test_a_row_that_ends_the_process_is_marked_and_the_others_go_on(tmp_path):
    folder = texts(tmp_path, 12, r004="crash", r011="crash")
    pipeline.run([Shout()], folder, run_in_processes(2), QUIET)
    made = {one.id: one for one in row.read(folder / "curated.jsonl")}
    assert [name for name, one in made.items() if not one.kept] == ["r004", "r011"]
    assert list(made["r004"].left_out) == ["shout.crashed"]
    assert made["r005"].wolof == "baat r005!"


def test_where_no_process_can_live_the_run_ends_and_no_row_is_blamed(tmp_path):
    folder = texts(tmp_path, 6)
    # A script that is read from a pipe cannot be started again in another process.
    script = f"""
from pathlib import Path
from engine.trainer.curation import pipeline
from tests.fixtures.trainer_pipeline import Shout
pipeline.run([Shout()], Path({str(folder)!r}), pipeline.run_in_processes(2), print)
"""
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-"], input=script, cwd=root, capture_output=True, text=True)
    assert done.returncode and "A computing process was ended" in done.stderr
    assert not (folder / "curated.jsonl").exists()


def test_a_run_that_is_killed_goes_on_and_gives_the_same_bytes(tmp_path):
    whole, killed, log = texts(tmp_path / "whole", 80), texts(tmp_path / "killed", 80), tmp_path / "log"
    settings = ToySettings(seconds=0.02, log=str(log))
    pipeline.run([Shout(settings), Last()], whole, run_here, QUIET)
    log.unlink()
    script = tmp_path / "run.py"
    script.write_text(
        textwrap.dedent(f"""
        from pathlib import Path
        from engine.trainer.curation import pipeline
        from tests.fixtures.trainer_pipeline import Last, Shout, ToySettings
        settings = ToySettings(seconds=0.02, log={str(log)!r})
        pipeline.run([Shout(settings), Last()], Path({str(killed)!r}), pipeline.run_here, print)
        """)
    )
    root = Path(__file__).parent.parent
    process = subprocess.Popen([sys.executable, script], cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    deadline = time.monotonic() + 60
    while len(seen(log)) < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = len(seen(log))
    assert 20 <= before < 80
    assert not (killed / "curated.jsonl").exists()
    pipeline.run([Shout(settings), Last()], killed, run_here, QUIET)
    assert curated(killed) == curated(whole)
    again = len(seen(log)) - 80
    assert 0 <= again <= 4 * Shout.rows_a_part, "only the part that was on its way is computed twice"


def test_a_sound_file_that_changed_is_read_again(tmp_path):
    class Heard(Shout):
        name, reads_sound = "heard", True

    sound, log = tmp_path / "a.wav", tmp_path / "log"
    sound.write_bytes(b"one")
    row.write(tmp_path / "00-import.jsonl", [Row("a", audio=sound), Row("b", wolof="baat")])
    stage = Heard(ToySettings(log=str(log)))
    part = next(pipeline.parts(tmp_path / "00-import.jsonl", 4))
    kept = pipeline.Kept(stage, tmp_path)
    before = kept.path(part)
    assert kept.path(part) == before
    sound.write_bytes(b"another")
    assert kept.path(part) != before


def test_a_full_disk_ends_the_run_in_a_sentence_and_loses_nothing(tmp_path, monkeypatch):
    folder, log = texts(tmp_path / "out", 40), tmp_path / "log"
    stages = [Shout(ToySettings(log=str(log)))]
    write, written = manifest.write_lines, []

    def fills_up(path, lines):
        if "parts" in Path(path).parts:
            written.append(path)
            if len(written) == 4:
                raise InputFault("disk-full")
        write(path, lines)

    monkeypatch.setattr(manifest, "write_lines", fills_up)
    with pytest.raises(InputFault) as full:
        pipeline.run(stages, folder, run_here, QUIET)
    assert full.value.key == "disk-full"
    assert not (folder / "01-shout.jsonl").exists()
    monkeypatch.setattr(manifest, "write_lines", write)
    first = len(seen(log))
    pipeline.run(stages, folder, run_here, QUIET)
    assert len(list(row.read(folder / "curated.jsonl"))) == 40
    assert len(seen(log)) - first < 40


def test_manifests_of_stages_that_are_no_more_are_removed(tmp_path):
    folder = texts(tmp_path, 5)
    pipeline.run([Shout(), Last()], folder, run_here, QUIET)
    pipeline.run([Last()], folder, run_here, QUIET)
    assert sorted(path.name for path in folder.glob("*.jsonl")) == ["00-import.jsonl", "01-last.jsonl", "curated.jsonl"]


def test_long_stages_say_how_far_they_are(tmp_path):
    said: list[str] = []
    folder = texts(tmp_path, 30)
    pipeline.run([Shout(ToySettings(seconds=0.2))], folder, run_here, said.append)
    assert any("shout, parts" in line and "left" in line for line in said)
