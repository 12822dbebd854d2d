"""Architectures beside each other: what is said of late fusion follows from paired intervals, and from nothing else."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.trainer.study import trained
from engine.trainer.study.blocks import Plot, Table, Text
from engine.trainer.study.parts import architectures
from engine.trainer.study.trained import READING_ONLY
from faults import InputFault
from tests.fixtures.study_trained import change, made_up_trained

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own
EASY = np.random.default_rng(0).uniform(0.3, 0.6, 40)
NOISE = np.random.default_rng(1).uniform(-0.3, 0.3, 40)
LOSSES = {"late-fusion": 3.2, READING_ONLY: 2.7, "text-only": 2.6}


@pytest.fixture
def made_up(small_study, tmp_path, monkeypatch):
    """`late-fusion` is above plain, below text-only, and not to be told from dual."""
    above = {
        "late-fusion": EASY, READING_ONLY: EASY + 0.1, "late-fusion, plain": EASY - 0.2, "dual": EASY + NOISE,
        "text-only": EASY + 0.1,
    }  # fmt: skip

    def train(context, wanted):
        found = {variant.name: {} for variant, _ in wanted}
        for variant, seed in wanted:
            values = {"real": above[variant.name] + 0.01 * seed}
            folder = tmp_path / f"{variant.name}-{seed}"
            found[variant.name][seed] = made_up_trained(folder, small_study.recipe, values, LOSSES.get(variant.name))
        return found

    monkeypatch.setattr(trained, "train", train)
    monkeypatch.setattr(architectures, "heard_ms", lambda run, clip: [20.0, 19.0, 25.0])
    change(small_study, architectures=tuple(above), seeds=(1, 2, 3))
    return small_study


def measured(context) -> dict:
    return json.loads(json.dumps(architectures.measure(context)))


def words(found) -> str:
    return "\n".join(block.text for block in architectures.blocks(found) if isinstance(block, Text))


def test_means_are_over_seeds_and_questions_and_differences_are_paired(made_up):
    told = measured(made_up)["sets"]["real"]
    assert told["ndcg"]["late-fusion"]["32"][0] == pytest.approx(EASY.mean() + 0.02, abs=1e-4)
    assert told["apart"]["late-fusion"]["text-only"]["32"] == pytest.approx([-0.1, -0.1, -0.1], abs=1e-4)
    low, high = told["apart"]["late-fusion"]["dual"]["32"][1:]
    assert low < 0 < high
    assert told["apart"][READING_ONLY]["text-only"]["32"] == pytest.approx([0, 0, 0], abs=1e-4)
    assert told["gold"]["32"] == pytest.approx([0.9] * 3)


def test_where_late_fusion_wins_and_loses_is_said_from_the_intervals(made_up):
    said = words(measured(made_up))
    assert "real: above “late-fusion, plain” by +20.0" in said
    assert "below “late-fusion, reading only” by -10.0" in said and "and “text-only” by -10.0" in said
    assert "not to be told from “dual”." in said
    assert "above in 3 of 12 comparisons, below in 6, and in 3 the interval holds nought" in said


def test_the_embedding_losses_are_said_to_disturb_where_they_do(made_up, monkeypatch):
    said = words(measured(made_up))
    assert "come in at step 3" in said and "ends at 3.20 with them and at 2.70 without" in said
    assert "for 3 of 3 seeds" in said and "disturb a reading that is not learned yet" in said
    monkeypatch.setitem(LOSSES, "late-fusion", 2.5)
    assert "is not seen here" in words(measured(made_up))
    change(made_up, architectures=("dual", "late-fusion"))
    assert "late fusion that learns to read alone was not trained beside it" in words(measured(made_up))


def test_few_seeds_and_missing_sets_are_told(made_up):
    assert "Fewer than 3 seeds" not in words(measured(made_up))
    change(made_up, seeds=(1, 2), evaluate=("real", "kokoro"))
    said = words(measured(made_up))
    assert "Fewer than 3 seeds: late-fusion has 2" in said and "There is no set kokoro." in said


def test_a_variant_that_the_hours_left_out_is_told_and_the_shared_seeds_are_compared(made_up, monkeypatch):
    whole = trained.train

    def fewer(context, wanted):
        found = whole(context, wanted)
        del found["dual"][3], found["dual"][2]
        return found | {"late-fusion, plain": {}}

    monkeypatch.setattr(trained, "train", fewer)
    found = measured(made_up)
    said = words(found)
    assert "late-fusion, plain was not trained: the hours were over." in said and "dual has 1" in said
    assert found["sets"]["real"]["apart"]["late-fusion"]["dual"]["32"][0] == pytest.approx(-NOISE.mean(), abs=1e-4)


def test_late_fusion_alone_has_nothing_to_be_compared_with(made_up):
    change(made_up, architectures=("late-fusion",))
    assert "nothing that it can be compared with" in words(measured(made_up))


def test_runs_that_were_asked_other_questions_are_refused(made_up, monkeypatch, tmp_path):
    whole = trained.train

    def other(context, wanted):
        found = whole(context, wanted)
        found["dual"][1] = made_up_trained(tmp_path / "other", made_up.recipe, {"real": EASY[:-1]})
        return found

    monkeypatch.setattr(trained, "train", other)
    with pytest.raises(InputFault) as caught:
        architectures.measure(made_up)
    assert caught.value.key == "comparison-pools"


def test_tables_and_plots_have_a_row_for_each(made_up):
    found = measured(made_up)
    blocks = list(architectures.blocks(found))
    table = next(block for block in blocks if isinstance(block, Table) and block.caption.startswith("real:"))
    assert [row[0] for row in table.rows] == [*found["variants"], "the bound: written Wolof"]
    assert all(len(row) == len(block.head) for block in blocks if isinstance(block, Table) for row in block.rows)
    plot = next(block for block in blocks if isinstance(block, Plot))
    assert plot.lines[0].x == [8, 16, 32] and plot.lines[-1].name == "written Wolof"
    assert any(isinstance(block, Table) and len(block.rows) == 6 for block in architectures.summary(found))
    assert list(architectures.aims(found)) == []


def test_it_is_measured_from_runs_that_are_trained(small_study):
    change(small_study, architectures=("late-fusion", "dual"), seeds=(1,), steps=2)
    found = measured(small_study)
    assert found["variants"]["late-fusion"]["pieces"]["1"] > 0 and found["variants"]["dual"]["pieces"] == {}
    assert all(told["trained"] > 0 and told["ms"][0] > 0 for told in found["variants"].values())
    assert found["sets"]["real"]["apart"]["late-fusion"].keys() == {"dual"}
    assert words(found)
