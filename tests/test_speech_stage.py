"""Stage two: the loss falls, nothing frozen moves, and a run that was stopped goes on as if it had not been."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import torch

from engine.trainer import speech_stage
from engine.trainer.models import architectures
from engine.trainer.models.text_tower import TextTower
from engine.trainer.objective import Objective
from engine.trainer.recipe import Recipe
from engine.trainer.run import Run
from faults import InputFault

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own

# A process of its own trains what a recipe file says: to be killed, to have no disk, to be one of two.
TRAIN = """
import sys
from pathlib import Path
from engine.trainer import recipe, speech_stage
speech_stage.fit(recipe.Recipe.model_validate_json(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
"""


def change(recipe: Recipe, section: str, **values) -> Recipe:
    return recipe.model_copy(update={section: getattr(recipe, section).model_copy(update=values)})


def curve(folder: Path) -> dict[int, dict]:
    """The logged losses by step; no step may stand twice."""
    rows = [json.loads(line) for line in (folder / "fit.jsonl").read_text().splitlines()]
    by_step = {row["step"]: {k: v for k, v in row.items() if k != "speed"} for row in rows}
    assert len(by_step) == len(rows)
    return by_step


def trained(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    last = Run(folder).checkpoint()
    assert last
    return load_file(last / "average.safetensors")


STARTED: list[subprocess.Popen] = []


@pytest.fixture(autouse=True)
def nobody_left_behind():
    """A run that a failed test leaves waiting for another process would wait for ever."""
    yield
    while STARTED:
        run = STARTED.pop()
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in [*psutil.Process(run.pid).children(recursive=True), run]:
                process.kill()
        run.communicate()


def start(recipe: Recipe, folder: Path, file: Path, launch: tuple[str, ...] = (), **more) -> subprocess.Popen:
    file.write_text(recipe.model_dump_json())
    script = file.with_suffix(".py")
    script.write_text(TRAIN)
    command = [sys.executable, *launch, str(script), str(file), str(folder)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent), "OMP_NUM_THREADS": "1"}
    STARTED.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more))
    return STARTED[-1]


def test_the_loss_falls_and_the_embedding_losses_come_in(training, tmp_path):
    speech_stage.fit(training, tmp_path / "run")
    rows = list(curve(tmp_path / "run").values())
    assert rows[-1]["characters"] < 0.8 * rows[0]["characters"]
    assert "contrast_french" not in rows[0] and rows[-1]["share"] == 1
    assert rows[-1]["contrast_french"] > 0 and rows[-1]["distil_transcript"] > 0


@pytest.mark.parametrize("architecture", ["dual", "text-only"])
def test_the_other_architectures_learn_too(training, tmp_path, architecture):
    recipe = training.model_copy(update={"architecture": architecture})
    speech_stage.fit(recipe, tmp_path / "run")
    rows = list(curve(tmp_path / "run").values())
    loss = "contrast_transcript" if architecture == "dual" else "pieces"
    first = next(row for row in rows if loss in row)
    assert rows[-1][loss] < 0.9 * first[loss]
    assert "contrast_french" in rows[-1] if architecture == "dual" else "contrast_french" not in rows[-1]


def test_the_text_model_is_the_same_bit_for_bit_afterwards(training, tmp_path):
    before = {name: value.clone() for name, value in TextTower.load(training.text).state_dict().items()}
    architecture = {}
    build = architectures.build

    def kept(*arguments):
        architecture["it"] = build(*arguments)
        return architecture["it"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(architectures, "build", kept)
        speech_stage.fit(change(training, "bridge", adapters=4), tmp_path / "run", until=20)
    after = architecture["it"].text.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_opened_layers_move_from_their_step_on_and_the_others_never(training, tmp_path):
    recipe = change(change(training, "speech", open_layers=1, open_at=0.5), "optimiser", steps=20)
    before = architectures.build(recipe).speech.state_dict()
    speech_stage.fit(recipe, tmp_path / "run", until=10)
    first = speech_stage.load_trained(recipe, tmp_path / "run").speech.state_dict()
    assert all(torch.equal(before[name], value) for name, value in first.items())
    speech_stage.fit(recipe, tmp_path / "run")
    moved = speech_stage.load_trained(recipe, tmp_path / "run").speech
    changed = {name for name, value in moved.state_dict().items() if not torch.equal(before[name], value)}
    top = {id(p) for p in moved.layer_module(2).parameters()}
    assert changed and all(id(moved.get_parameter(name)) in top for name in changed)


def test_the_same_seed_gives_the_same_model(training, tmp_path):
    for name in ("a", "b"):
        speech_stage.fit(training, tmp_path / name, until=10)
    a, b = trained(tmp_path / "a"), trained(tmp_path / "b")
    assert a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
    speech_stage.fit(training.model_copy(update={"seed": 8}), tmp_path / "c", until=10)
    assert any(not torch.equal(a[name], value) for name, value in trained(tmp_path / "c").items())


def test_a_run_can_begin_with_what_another_has_learned_and_open_more_layers(training, tmp_path):
    speech_stage.fit(training, tmp_path / "first", until=10)
    still = change(training, "optimiser", start_from=tmp_path / "first", learning_rate=1e-9)
    speech_stage.fit(change(still, "speech", open_layers=1, open_at=0.0), tmp_path / "second", until=2)
    first, second = trained(tmp_path / "first"), trained(tmp_path / "second")
    assert first.keys() < second.keys(), "the opened layer is trained too"
    assert all(torch.allclose(value, second[name], atol=1e-6) for name, value in first.items())


def test_a_run_to_begin_with_must_have_been_trained(training, tmp_path):
    with pytest.raises(InputFault) as caught:
        speech_stage.fit(change(training, "optimiser", start_from=tmp_path / "nothing"), tmp_path / "run")
    assert caught.value.key == "not-trained"


def test_a_killed_run_goes_on_as_if_nothing_had_happened(training, tmp_path):
    recipe = change(training, "bridge", dropout=0.1)  # so that the random states matter
    speech_stage.fit(recipe, tmp_path / "whole")
    run = start(recipe, tmp_path / "killed", tmp_path / "recipe.json")
    deadline = time.monotonic() + 300
    while Run(tmp_path / "killed").checkpoint() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    stopped_at = Run(tmp_path / "killed").checkpoint()
    assert stopped_at and int(stopped_at.name.removeprefix("step-")) < 40, "it was killed before it had finished"
    speech_stage.fit(recipe, tmp_path / "killed")
    assert curve(tmp_path / "killed") == curve(tmp_path / "whole")
    a, b = trained(tmp_path / "whole"), trained(tmp_path / "killed")
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_what_a_killed_run_left_half_written_is_no_checkpoint(training, tmp_path):
    speech_stage.fit(training, tmp_path / "run", until=10)
    half = tmp_path / "run" / "checkpoints" / "step-00000020.part"
    half.mkdir()
    assert Run(tmp_path / "run").checkpoint().name == "step-00000010"
    speech_stage.fit(training, tmp_path / "run", until=20)
    assert Run(tmp_path / "run").checkpoint().name == "step-00000020"


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on file sizes stands in for a full disk")
def test_a_full_disk_leaves_the_last_good_checkpoint(training, tmp_path):
    speech_stage.fit(training, tmp_path / "run", until=10)
    recipe = change(training, "optimiser", steps=30)

    def no_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    run = start(recipe, tmp_path / "run", tmp_path / "recipe.json", preexec_fn=no_disk)
    said = run.communicate(timeout=300)[0].decode()
    assert "the one before stands" in said, said
    assert run.returncode, "the last checkpoint is the model: without it the run has failed"
    last = Run(tmp_path / "run").checkpoint()
    assert last.name == "step-00000010" and speech_stage.load_trained(training, tmp_path / "run")
    assert not list(last.parent.glob("*.part"))


@pytest.mark.slow  # on a busy machine the processes have been seen to wait for each other after the last checkpoint
@pytest.mark.parametrize("negatives", ["batch", "mined"])
def test_two_processes_train_as_one_does_on_the_joint_batch(training, tmp_path, negatives):
    recipe = change(change(training, "losses", negatives=negatives, mined=2, embed_at=0, embed_ramp=0),
                    "optimiser", steps=6, checkpoint_steps=6, log_steps=1)  # fmt: skip
    speech_stage.fit(recipe, tmp_path / "one")
    launch = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2")
    run = start(recipe, tmp_path / "two", tmp_path / "recipe.json", launch)
    said = run.communicate(timeout=300)[0].decode()
    assert run.returncode == 0, said
    assert Run(tmp_path / "two").read()["throughput"]["processes"] == 2
    one, two = curve(tmp_path / "one"), curve(tmp_path / "two")
    for step, row in one.items():
        assert two[step] == pytest.approx(row, abs=2e-4), f"step {step}"
    a, b = trained(tmp_path / "one"), trained(tmp_path / "two")
    assert all(torch.allclose(a[name], b[name], atol=1e-4) for name in a)


def test_gradient_checkpointing_changes_nothing_but_memory(training, tmp_path):
    recipe = change(training, "losses", embed_at=0, embed_ramp=0)
    speech_stage.fit(recipe, tmp_path / "a", until=10)
    speech_stage.fit(change(recipe, "batch", gradient_checkpointing=True), tmp_path / "b", until=10)
    a, b = trained(tmp_path / "a"), trained(tmp_path / "b")
    assert all(torch.allclose(a[name], b[name], atol=1e-6) for name in a)


def test_bfloat16_trains_alike(training, tmp_path):
    recipe = change(change(training, "losses", embed_at=0, embed_ramp=0), "optimiser", steps=10)
    speech_stage.fit(recipe, tmp_path / "a")
    rough_recipe = recipe.model_copy(update={"precision": "bf16"})
    run = start(rough_recipe, tmp_path / "b", tmp_path / "recipe.json")  # accelerate has one precision a process
    said = run.communicate(timeout=300)[0].decode()
    assert run.returncode == 0, said
    exact, rough = curve(tmp_path / "a")[10], curve(tmp_path / "b")[10]
    assert rough != exact and rough == pytest.approx(exact, rel=0.05)


def test_a_batch_whose_gradient_is_not_a_number_moves_nothing(training, tmp_path, monkeypatch):
    whole, calls = Objective.__call__, itertools.count(1)

    def bad_once(self, heard, batch, share):
        loss, parts = whole(self, heard, batch, share)
        return (loss * float("nan") if next(calls) == 3 else loss), parts

    monkeypatch.setattr(Objective, "__call__", bad_once)
    speech_stage.fit(training, tmp_path / "run", until=5)
    assert curve(tmp_path / "run")[5]["skipped"] == pytest.approx(1 / 5)
    assert all(value.isfinite().all() for value in trained(tmp_path / "run").values())


def test_workers_load_the_same_batches(training, tmp_path):
    speech_stage.fit(training, tmp_path / "a", until=10)
    speech_stage.fit(change(training, "batch", workers=1), tmp_path / "b", until=10)
    assert curve(tmp_path / "a") == curve(tmp_path / "b")


def test_a_run_says_how_it_came_to_be(training, tmp_path):
    speech_stage.fit(training, tmp_path / "run", until=10)
    record = Run(tmp_path / "run").read()
    assert Recipe.model_validate(record["recipe"]) == training
    assert len(record["data"]) == 3 and all(len(sha) == 64 for sha in record["data"].values())
    assert record["cost"]["trained"] > 0 and record["throughput"]["utterances_per_s"] > 0
    assert record["versions"]["torch"] == torch.__version__.partition("+")[0] or record["versions"]["torch"]
    assert list((tmp_path / "run").rglob("events.out.tfevents*"))


def test_an_evaluation_speaker_in_training_stops_the_run(training, tmp_path):
    manifest = training.data.evaluate[0].manifest
    manifest.write_text(manifest.read_text().replace('"s7"', '"s0"'))
    with pytest.raises(InputFault) as caught:
        speech_stage.fit(training, tmp_path / "run")
    assert caught.value.key == "leak"


def test_manifests_without_a_usable_recording_say_so(training, tmp_path):
    for audio in training.data.train[0].manifest.parent.glob("[0-6].flac"):
        audio.unlink()
    with pytest.raises(InputFault) as caught:
        speech_stage.fit(training, tmp_path / "run")
    assert caught.value.key == "no-speech"


def test_bad_rows_are_counted_and_the_run_goes_on(training, tmp_path):
    manifest = training.data.train[0].manifest
    (manifest.parent / "0.flac").write_bytes(b"not sound")
    manifest.write_text(manifest.read_text() + "{broken\n")
    said: list[str] = []
    speech_stage.fit(training, tmp_path / "run", until=5, say=said.append)
    assert sum(Run(tmp_path / "run").read()["utterances"]["left out"].values()) == 2
    assert any("train.jsonl" in line and "8" in line for line in said), "each is listed by its line"
