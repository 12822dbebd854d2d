"""Runs that are trained to be compared: the same text model and kept features for all, and none is trained twice."""

from __future__ import annotations

import json

import pytest

from engine.trainer import speech_stage
from engine.trainer.run import Run
from engine.trainer.study import trained
from engine.trainer.study.trained import Variant, architecture
from faults import InputFault
from tests.fixtures.study_trained import change

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own
TEXT_ONLY = architecture("text-only")


class Killed(BaseException):
    """As a power cut: nobody catches it."""


@pytest.fixture
def fits(monkeypatch) -> list[str]:
    """The folders of the runs that were trained or went on."""
    whole, seen = speech_stage.fit, []

    def noted(recipe, folder, *more, **named):
        seen.append(folder.name)
        whole(recipe, folder, *more, **named)

    monkeypatch.setattr(speech_stage, "fit", noted)
    return seen


def test_each_variant_is_trained_with_each_seed_and_evaluated(small_study, fits):
    found = trained.train(small_study, [(TEXT_ONLY, 1), (architecture("dual"), 1), (TEXT_ONLY, 2)])
    assert fits == ["text-only-1", "dual-1", "text-only-2"]
    assert {name: list(runs) for name, runs in found.items()} == {"text-only": [1, 2], "dual": [1]}
    one = found["text-only"][1]
    assert one.evaluation.sets["real"].questions == 1 and one.evaluation.sets["real"].conditions == {}
    assert Run(one.folder).read()["recipe"]["architecture"] == "text-only"
    assert [line for line in small_study.said if line.startswith("run 2 of 3: dual-1, about ")]


def test_runs_of_several_seeds_take_the_same_kept_features(small_study):
    trained.train(small_study, [(TEXT_ONLY, 1), (TEXT_ONLY, 2)])
    computed = [line for line in small_study.said if "clips to compute" in line]
    assert computed == ["14 clips to compute, 0 there", "0 clips to compute, 14 there"]
    assert not (small_study.out / "runs" / "text-only-1" / "features").exists()


def test_a_run_that_is_there_is_not_trained_again(small_study, fits):
    first = trained.train(small_study, [(TEXT_ONLY, 1)])
    again = trained.train(small_study, [(TEXT_ONLY, 1)])
    assert fits == ["text-only-1"]
    assert first["text-only"][1].evaluation == again["text-only"][1].evaluation


@pytest.mark.parametrize("what", ["recipe", "recordings", "text model"])
def test_a_run_of_another_recipe_or_other_data_is_trained_anew(small_study, fits, tmp_path, what):
    trained.train(small_study, [(TEXT_ONLY, 1)])
    old = small_study.out / "runs" / "text-only-1" / "checkpoints" / "step-00000006" / "average.safetensors"
    before = old.read_bytes()
    if what == "recipe":
        change(small_study, changes=("optimiser.learning_rate=2e-3",))
    elif what == "recordings":
        manifest = small_study.recipe.data.train[0].manifest
        manifest.write_text("".join(manifest.read_text(encoding="utf-8").splitlines(keepends=True)[:5]))
    else:
        other = tmp_path / "other"
        other.mkdir()
        (other / "text").symlink_to(small_study.settings.run / "text")
        whole = trained._text_model
        assert whole(Run(other)) == whole(Run(small_study.settings.run)), "the same text model elsewhere"
        small_study.settings = small_study.settings.model_copy(update={"run": other})
    trained.train(small_study, [(TEXT_ONLY, 1)])
    assert fits == ["text-only-1"] * 2
    assert (old.read_bytes() == before) is (what == "text model")


def test_what_the_weights_do_not_know_trains_nothing_anew(small_study, fits):
    trained.train(small_study, [(TEXT_ONLY, 1)])
    small_study.recipe = small_study.recipe.model_copy(update={"notes": ("Often wrong.",), "threads": 2})
    trained.train(small_study, [(TEXT_ONLY, 1)])
    assert fits == ["text-only-1"]


def test_other_evaluation_data_is_evaluated_again_and_not_trained(small_study, fits):
    before = trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1].evaluation
    distractors = small_study.recipe.data.evaluate[0].distractors
    distractors.write_text(distractors.read_text(encoding="utf-8") + "\nencore une phrase", encoding="utf-8")
    after = trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1].evaluation
    assert fits == ["text-only-1"]
    assert after.sets["real"].french_sentences == before.sets["real"].french_sentences + 1


def test_a_run_that_was_killed_goes_on_from_its_checkpoint(small_study, monkeypatch, tmp_path):
    whole = speech_stage.fit

    def power_cut(recipe, folder, say):
        whole(recipe, folder, until=4, say=say)
        raise Killed

    uncut = trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1]
    small_study.out = tmp_path / "another"
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(speech_stage, "fit", power_cut)
        trained.train(small_study, [(TEXT_ONLY, 1)])
    small_study.said.clear()
    cut = trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1]
    assert any("from step 4 of 6" in line for line in small_study.said)
    assert cut.folder != uncut.folder and cut.evaluation == uncut.evaluation


def test_a_run_that_was_killed_while_it_was_evaluated_is_evaluated_and_not_trained(small_study, fits, monkeypatch):
    def power_cut(*_, **__):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(trained.evaluate, "evaluate", power_cut)
        trained.train(small_study, [(TEXT_ONLY, 1)])
    assert trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1].evaluation.sets
    assert fits == ["text-only-1"]


def test_a_finished_run_keeps_its_average_alone(small_study):
    run = Run(trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1].folder)
    assert [path.name for path in run.checkpoints.rglob("*") if path.is_file()] == ["average.safetensors"]


def test_no_run_begins_when_the_hours_are_over(small_study, fits):
    change(small_study, hours=1e-6)
    found = trained.train(small_study, [(TEXT_ONLY, 1), (TEXT_ONLY, 2)])
    assert fits == ["text-only-1"] and list(found["text-only"]) == [1]
    assert "runs are not trained" in small_study.said[-1]
    assert list(trained.train(small_study, [(TEXT_ONLY, 1), (TEXT_ONLY, 2)])["text-only"]) == [1, 2]


def test_the_schedule_follows_the_steps_and_the_study_has_the_last_word(small_study):
    change(small_study, steps=300, changes=("optimiser.warmup_steps=7",))
    recipe = trained.recipe_of(small_study, Variant("any", ("bridge.dropout=0.3",)), 5)
    assert (recipe.seed, recipe.augmentation.seed) == (5, small_study.recipe.seed)
    assert (recipe.optimiser.steps, recipe.optimiser.warmup_steps) == (300, 7)
    assert recipe.optimiser.averaging == pytest.approx(0.973, abs=1e-3) and recipe.bridge.dropout == 0.3


def test_a_study_of_a_few_clips_evaluates_a_few(small_study):
    manifest = small_study.recipe.data.evaluate[0].manifest
    row = json.loads(manifest.read_text(encoding="utf-8"))
    others = [{**row, "id": f"{row['id']}-{number}"} for number in range(3)]
    manifest.write_text("".join(json.dumps(one) + "\n" for one in [row, *others]), encoding="utf-8")
    small_study.settings = small_study.settings.model_copy(update={"clips": 2})
    assert trained.train(small_study, [(TEXT_ONLY, 1)])["text-only"][1].evaluation.sets["real"].questions == 2


def test_without_a_text_model_it_is_said_which_is_missing(small_study, tmp_path):
    small_study.settings = small_study.settings.model_copy(update={"run": tmp_path / "nothing"})
    with pytest.raises(InputFault) as caught:
        trained.train(small_study, [(TEXT_ONLY, 1)])
    assert caught.value.key == "file-missing" and "nothing" in caught.value.sentence("en")
