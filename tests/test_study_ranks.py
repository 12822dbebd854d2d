"""The part `ranks`: from a trained model and a few clips to what is told of each rank, and of the smallest that keeps
enough."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer import speech_stage
from engine.trainer.export import bundle as exports
from engine.trainer.recipe import Preparation
from engine.trainer.study.blocks import Plot, Table
from engine.trainer.study.context import Context
from engine.trainer.study.parts import ranks
from engine.trainer.study.parts.ranks import low_rank, rank_curves, rank_questions
from engine.trainer.study.parts.ranks.cut_bundles import CutBundles, timed
from engine.trainer.study.parts.ranks.layer_groups import BRIDGE, SPEECH, TEXT, entering, groups
from engine.trainer.study.parts.ranks.telling import BOTH
from engine.trainer.study.settings import Study
from faults import InputFault
from tests.fixtures.trainer import FRENCH

pytestmark = pytest.mark.filterwarnings("ignore")  # the exporter's own, of other people's code
SETS = ("real", "espeak")


@pytest.fixture
def context(tmp_path: Path, training, plain_bundle: Path) -> Context:
    for name in SETS:
        shutil.copy(tmp_path / "train.jsonl", tmp_path / f"evaluate-{name}.jsonl")
    settings = Study(bundle=plain_bundle, run=tmp_path / "run", out=tmp_path / "study", draws=50)
    context = Context(settings)
    context.recipe = training.model_copy(update={"preparation": Preparation(out=tmp_path)})
    context.say = lambda line: None
    return context


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank_curves, "RANKS", (4, 8, 22))
    monkeypatch.setattr(rank_curves, "TIMED_RANKS", ())
    monkeypatch.setattr(rank_curves, "RUNS", 2)
    monkeypatch.setattr(rank_curves, "CLIP_S", 1.0)
    monkeypatch.setattr(rank_questions, "SETS", {"real": 0, "espeak": 3})
    monkeypatch.setattr(rank_questions, "CALIBRATION_CLIPS", 4)


def test_a_run_that_was_never_trained_is_told(context):
    with pytest.raises(InputFault) as caught:
        ranks.measure(context)
    assert caught.value.key == "not-trained"


def test_the_clips_of_a_cut_are_of_training_and_the_same_each_time(context, small):
    drawn = rank_questions.calibration_rows(context.recipe)
    assert len(drawn) == 4
    assert {row.id for row in drawn} < {f"u{i}" for i in range(7)}
    assert drawn == rank_questions.calibration_rows(context.recipe)


@pytest.fixture
def measured(context, small, fused, monkeypatch):
    """What is found of the tiny model, as it is read back from the disk; a rank is chosen from `keeps` on."""
    monkeypatch.setattr(speech_stage, "load_trained", lambda recipe, folder: fused.architecture)
    monkeypatch.setattr(exports, "trace", lambda architecture, folder: fused.traced)

    def measure(keeps: float) -> dict[str, Any]:
        monkeypatch.setattr(rank_curves, "KEEPS", keeps)
        return json.loads(json.dumps(ranks.measure(context)))

    return measure


def test_every_group_is_measured_at_every_rank_and_the_model_is_as_it_was(measured, fused, context):
    before = copy.deepcopy(fused.architecture.state_dict())
    found = measured(keeps=9.0)
    assert [(one["name"], one["questions"]) for one in found["sets"]] == [("real", 6), ("espeak", 3)]
    assert list(found["groups"]) == [BRIDGE, TEXT, BOTH, SPEECH]
    for name, group in found["groups"].items():
        assert [point["rank"] for point in group["points"]] == [4, 8, 22]
        for point in group["points"]:
            assert point["saves"] is (point["rank"] < 22), name
            assert (point["parameters"] < group["parameters"]) is point["saves"]
            assert (point["madds_per_s"] < group["madds_per_s"]) is point["saves"]
            assert set(point["methods"]) == (set(low_rank.METHODS) if point["saves"] else set())
        assert group["chosen"] is None and group["exported"] == []
    text, both = found["groups"][TEXT], found["groups"][BOTH]
    assert text["parameters"] == both["parameters"]
    assert text["points"] != both["points"], "passages that are cut too are found differently"

    after = fused.architecture.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())
    assert not list(context.out.glob("tmp*"))
    assert sum(isinstance(block, Plot) for block in ranks.blocks(found)) == 4
    assert [aim.reached for aim in ranks.aims(found)] == [False] * 4


@pytest.mark.slow
def test_the_rank_that_is_chosen_is_exported_timed_and_asked_again(measured):
    found = measured(keeps=0.0)
    for group in found["groups"].values():
        (told,) = group["exported"]
        assert [told["rank"], told["method"]] == group["chosen"] == [4, "activation-aware"]
        assert set(told["weights"]) == {"fp32", "int8"}
        assert all(one["ratio"] > 0 and one["size_mb"] > 0 for one in told["weights"].values())
        assert set(told["shipped"]["ndcg"]) == set(SETS)
    sizes = {name: group["exported"][0]["weights"]["fp32"]["size_mb"] for name, group in found["groups"].items()}
    assert sizes[BOTH] < found["timing"]["sizes_mb"]["fp32"] < sizes[TEXT], "cut for speech alone it is held twice"
    assert all(aim.reached for aim in ranks.aims(found))
    assert list(ranks.blocks(found)) and list(ranks.summary(found))


@pytest.mark.parametrize(
    ("name", "passages"),
    [
        (TEXT, False),
        pytest.param(TEXT, True, marks=pytest.mark.slow),
        pytest.param(BRIDGE, False, marks=pytest.mark.slow),
        pytest.param(SPEECH, False, marks=pytest.mark.slow),
    ],
)
def test_an_exported_cut_gives_the_vectors_of_the_cut_model(fused, clips, tmp_path, monkeypatch, name, passages):
    monkeypatch.setattr(exports, "trace", lambda architecture, folder: fused.traced)
    built = fused.architecture
    group = next(group for group in groups(built) if group.name == name)
    with low_rank.watching(group.layers) as moments:
        built.hear(torch.from_numpy(clips[0][0])[None])
    made_of = {of: low_rank.plain(layer.weight, moments[of]) for of, layer in group.layers.items()}
    cut = low_rank.cut(group.layers, made_of, 4)
    samples = [clip for clip, _ in clips[:3]]
    with low_rank.replaced(built, cut):
        expected = group.vectors([entering(built, clip) for clip in samples])
        read = built.text.embed(FRENCH, built.text.passage_prefix).numpy()
    whole = np.stack([built.hear(torch.from_numpy(clip)[None])[0].numpy() for clip in samples])
    french = built.text.embed(FRENCH, built.text.passage_prefix).numpy()
    with CutBundles(built, fused.recipe, tmp_path).cut(name, cut, passages) as maker:
        bundle = maker.bundle("fp32")
        encoder = SpeechEncoder(bundle, 1)
        found = np.stack([encoder.encode(Recording(clip)) for clip in samples])
        documents = TextEncoder(bundle, 1).encode_passages(FRENCH)
        assert SpeechEncoder(maker.bundle("int8"), 1).encode(Recording(samples[0])).shape == (built.text.dim,)
        took = timed(encoder, encoder, samples[0], 3)
    assert np.abs(found - expected).max() < 1e-3 < np.abs(expected - whole).max()
    assert np.abs(documents - (read if passages else french)).max() < 1e-3
    assert took["ratio"] == pytest.approx(took["ms"] / took["whole_ms"], abs=0.02)


# -- the smallest rank --


def point(rank: int, plain: float, aware: float, saves: bool = True) -> dict[str, Any]:
    told = {"plain": plain, "activation-aware": aware}
    methods = {
        name: {"ndcg": {"real": kept / 2}, "kept": [kept, kept - 0.02, kept + 0.02], "output_lost": 0.04}
        for name, kept in told.items()
    }  # fmt: skip
    return {
        "rank": rank, "layers_cut": 3 if saves else 0, "saves": saves, "parameters": rank * 10 if saves else 4000,
        "madds_per_s": rank * 100 if saves else 40_000, "methods": methods if saves else {},
    }  # fmt: skip


def test_the_smallest_rank_is_the_one_from_which_on_all_keep_enough():
    points = [point(16, 0.5, 0.995), point(32, 0.9, 0.97), point(64, 0.99, 0.992), point(128, 1.0, 0.999)]
    assert rank_curves.smallest([*points, point(256, 0, 0, saves=False)], "plain") == 64
    assert rank_curves.smallest(points, "activation-aware") == 64, "16 was luck"
    assert rank_curves.smallest(points[:2], "plain") is None


def test_of_two_methods_the_smaller_rank_is_chosen_and_of_equal_ones_the_activation_aware():
    assert rank_curves.chosen({"plain": 32, "activation-aware": 64}) == (32, "plain")
    assert rank_curves.chosen({"plain": 64, "activation-aware": 64}) == (64, "activation-aware")
    assert rank_curves.chosen({"plain": None, "activation-aware": 128}) == (128, "activation-aware")
    assert rank_curves.chosen({"plain": None, "activation-aware": None}) is None


def group(*points: dict[str, Any]) -> dict[str, Any]:
    chosen, first = (
        rank_curves.chosen({method: rule(list(points), method) for method in low_rank.METHODS})
        for rule in (rank_curves.smallest, rank_curves.first)
    )
    took = {"whole_ms": 100.0, "ms": 73.0, "ratio": 0.73, "size_mb": 61.5}
    weights = {"fp32": took, "mixed": took | {"ratio": 0.81}}
    shipped = {"ndcg": {"real": 0.47}, "kept": [0.94, 0.9, 0.98]}
    exported = [
        {"rank": one[0], "method": one[1], "weights": weights, "shipped": shipped} for one in (chosen, first) if one
    ]
    return {
        "layers": 3, "full_rank": 384, "parameters": 4000, "madds_per_s": 40_000, "points": list(points),
        "chosen": list(chosen) if chosen else None, "first": list(first) if first else None, "exported": exported,
    }  # fmt: skip


def findings(**of: dict[str, Any]) -> dict[str, Any]:
    return {
        "sets": [{"name": "real", "questions": 35, "left_out": 0, "sentences": 1035, "limit": 0}],
        "whole": {"ndcg": {"real": 0.5}, "mean": 0.5},
        "calibration": {"clips": 150, "seconds": 640.0, "texts": 140},
        "timing": {
            "clip_s": 5.0, "runs": 25, "threads": 2, "shipped": "mixed", "sizes_mb": {"fp32": 200.0, "mixed": 70.0}
        },
        "groups": of,
    }  # fmt: skip


def test_a_rank_that_keeps_enough_is_named_with_its_size_and_its_time():
    found = findings(bridge=group(point(64, 0.97, 0.991), point(128, 0.995, 1.0), point(384, 0, 0, saves=False)))
    (aim,) = ranks.aims(found)
    assert aim.reached and not aim.else_
    for told in (
        "64 of 384",
        "activation-aware",
        "99.1%",
        "94.0% (90.0%–98.0%) after export",
        "16%",
        "× 0.73 in fp32",
        "× 0.81 in mixed",
    ):
        assert told in aim.found
    (plot,) = (block for block in ranks.blocks(found) if isinstance(block, Plot))
    assert plot.knee is not None and plot.knee[:2] == (64, 0.991)
    assert all(line.x[-1] == 384 and line.y[-1] == 1.0 for line in plot.lines)
    assert "64 of 384" in str(list(ranks.summary(found))[-1])


def test_a_rank_that_saves_nothing_is_marked_and_has_no_figures_of_its_own():
    found = findings(bridge=group(point(64, 0.97, 0.991), point(256, 0, 0, saves=False)))
    table = next(block for block in ranks.blocks(found) if isinstance(block, Table))
    marked = [row for row in table.rows if "saves nothing" in str(row)]
    assert [row[0] for row in marked] == [256]
    assert all(len(row) == len(table.head) for row in table.rows)


def test_where_no_rank_keeps_enough_the_largest_is_told_with_what_would_reach_it():
    (aim,) = ranks.aims(findings(speech=group(point(64, 0.5, 0.6), point(128, 0.93, 0.97))))
    assert not aim.reached
    assert "rank 128" in aim.found and "97.0%" in aim.found
    assert "4.00%" in aim.else_ and "training after the cut" in aim.else_


def test_a_rank_that_keeps_enough_while_a_larger_does_not_is_told_and_does_not_reach_it():
    (aim,) = ranks.aims(findings(speech=group(point(64, 0.5, 0.994), point(128, 0.93, 0.987))))
    assert not aim.reached
    assert aim.found.index("rank 128") < aim.found.index("64 of 384 (activation-aware): keeps 99.4%")


def test_layers_too_narrow_to_be_cut_are_told():
    (aim,) = ranks.aims(findings(speech=group(point(16, 0, 0, saves=False))))
    assert not aim.reached
    assert "no rank measured saves" in aim.found and "too narrow" in aim.else_
