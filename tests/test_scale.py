"""Parts on many machines, through Ray: the same lines as on one, whatever is lost; and what much sound would take."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from engine.trainer.curation import pipeline, projection, scale
from engine.trainer.curation import row as rows
from engine.trainer.curation.pipeline import Done, run_here
from engine.trainer.curation.projection import Cost
from engine.trainer.curation.row import from_line
from engine.trainer.curation.scale import run_on_ray
from faults import InputFault
from tests.fixtures.trainer_scale import Foreign, Labour, Toil, lines, wait_for

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")  # Ray's, about settings of its own


def cut(given: list[str], size: int = 2) -> list[list[str]]:
    return [given[start : start + size] for start in range(0, len(given), size)]


def computed(runner, stage, folder: Path, given: list[str]) -> list[str]:
    return [line for result in runner(stage, folder, cut(given)) for line in result.lines]


@pytest.fixture
def on_ray(two_machines):
    return run_on_ray(two_machines.address, 2)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nobody", "nobody:port"])
def test_an_address_where_nobody_is_is_named(tmp_path, address):
    with pytest.raises(InputFault) as caught:
        next(run_on_ray(address, 1)(Labour(Toil()), tmp_path, cut(lines(tmp_path, 2))))
    assert caught.value.key == "cluster-unreachable" and address in caught.value.sentence("en")


def test_without_a_part_nobody_is_called(tmp_path):
    assert list(run_on_ray("nobody:1", 1)(Labour(Toil()), tmp_path, [])) == []


def test_two_machines_make_the_lines_that_one_makes_and_load_once_each(on_ray, tmp_path, diary):
    given = lines(tmp_path, 40)
    found = computed(on_ray, Labour(Toil(rounds=2000, diary=diary.folder)), tmp_path, given)
    assert found == computed(run_here, Labour(Toil(rounds=2000)), tmp_path, given)
    assert len(diary.processes("loaded")) == len(set(diary.processes("loaded"))) == 2
    assert all(len(diary.processes(f"r{n}")) == 1 for n in range(40))


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(on_ray, tmp_path, diary):
    given = lines(tmp_path, 24, r8="held")
    results = on_ray(Labour(Toil(diary=diary.folder)), tmp_path, cut(given))
    found = [*next(results).lines]
    (worker,) = wait_for(lambda: diary.processes("r8"))
    os.kill(worker, signal.SIGKILL)
    diary.let_go()
    found += [line for result in results for line in result.lines]
    assert found == computed(run_here, Labour(Toil(diary=diary.folder)), tmp_path, given)
    assert worker not in diary.processes("r8")[1:]


def test_a_row_that_ends_its_process_is_marked_and_the_others_go_on(on_ray, tmp_path):
    given = lines(tmp_path, 12, r5="deadly")
    found = [from_line(line, tmp_path) for line in computed(on_ray, Labour(Toil()), tmp_path, given)]
    assert [row.id for row in found] == [f"r{n}" for n in range(12)]
    assert {row.id: [*row.left_out] for row in found if not row.kept} == {"r5": ["labour.crashed"]}
    assert all("toil" in row.scores for row in found if row.kept)


def test_what_a_machine_lacks_is_said_as_it_was_there(on_ray, tmp_path):
    with pytest.raises(InputFault) as caught:
        computed(on_ray, Labour(Toil()), tmp_path, lines(tmp_path, 8, r3="full"))
    assert caught.value.key == "disk-full"


def test_a_machine_with_another_version_stops_it_with_a_sentence(on_ray, tmp_path):
    with pytest.raises(InputFault, match="newer") as caught:
        computed(on_ray, Foreign(Toil()), tmp_path, lines(tmp_path, 8))
    assert caught.value.key == "cluster-stopped"


def test_few_parts_are_in_memory_at_once(on_ray, tmp_path, monkeypatch):
    monkeypatch.setattr(scale, "PARTS_A_WORKER", 3)
    given, taken = lines(tmp_path, 40), []
    results = on_ray(Labour(Toil()), tmp_path, (taken.append(part) or part for part in cut(given)))
    next(results)
    assert len(taken) == 6
    assert 1 + len(list(results)) == len(taken) == 20


def test_a_folder_that_a_machine_does_not_see_is_named(on_ray, tmp_path, monkeypatch):
    monkeypatch.setattr(scale, "make_folder", lambda path: None)
    with pytest.raises(InputFault) as caught:
        computed(on_ray, Labour(Toil()), tmp_path / "elsewhere", lines(tmp_path, 2))
    assert caught.value.key == "folder-not-shared"


def test_a_curation_on_two_machines_is_that_on_one_to_the_byte(on_ray, tmp_path):
    made = []
    for name, runner in (("here", run_here), ("ray", on_ray)):
        folder = tmp_path / name
        folder.mkdir()
        given = (from_line(line, folder) for line in lines(folder, 40))
        rows.write(folder / "00-import.jsonl", given)
        pipeline.run([Labour(Toil())], folder, runner, lambda line: None)
        made.append({path.name: path.read_bytes() for path in folder.glob("*.jsonl")})
    assert made[0] == made[1] and sorted(made[0]) == ["00-import.jsonl", "01-labour.jsonl", "curated.jsonl"]


def test_a_machine_that_goes_away_loses_nothing_and_doubles_nothing(two_machines, on_ray, tmp_path, diary):
    given = lines(tmp_path, 24, r8="held", r10="held")
    results = on_ray(Labour(Toil(diary=diary.folder)), tmp_path, cut(given))
    found = [*next(results).lines]
    wait_for(lambda: diary.processes("r8") and diary.processes("r10"))  # one on each machine
    two_machines.remove_node(next(node for node in two_machines.list_all_nodes() if not node.head))
    diary.let_go()
    found += [line for result in results for line in result.lines]
    assert sorted(len(diary.processes(row)) for row in ("r8", "r10")) == [1, 2]
    assert found == computed(run_here, Labour(Toil(diary=diary.folder)), tmp_path, given)


def test_what_much_sound_would_take_is_reckoned_from_what_little_took():
    stages = [
        Done("import", "", 10),
        Done("decode", "", 10, work_s=36.0, work_rows=10, work_hours=2.0),
        Done("segment", "", 400, work_s=18.0, work_rows=300, work_hours=1.0),  # of a part of the rows
        Done("duplicates", "", 600, work_s=6.0, work_rows=600),
    ]
    assert projection.costs(stages) == [
        Cost("decode", 18.0, False),
        Cost("segment", 18.0, False),
        Cost("duplicates", 3.0, True),  # 0.01 s a row, 300 rows an hour
    ]
    found = projection.costs(stages)
    assert projection.hours_needed(found, 1000, machines=1, cores=1, efficiency=1) == pytest.approx(1000 * 39 / 3600)
    assert projection.hours_needed(found, 1000, machines=5, cores=4, efficiency=0.9) == pytest.approx(1000 * 5 / 3600)
    assert projection.costs([Done("spelling", "", 5, work_s=1.0, work_rows=5)]) == []


def test_the_projection_says_what_it_assumes_of_the_sound():
    stages = [Done("decode", "", 10, work_s=36.0, work_rows=10, work_hours=2.0)]
    text = projection.report(stages, machines=(1, 10), cores=10)
    assert "| decode | 18.0 | 100% | all cores |" in text
    assert "| 16-bit, 16 kHz, mono | 12,153 | 6.8 h | 0.7 h |" in text
    assert "| MP3 at 64 kb/s | 48,611 | 27.0 h | 2.7 h |" in text
