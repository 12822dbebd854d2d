"""What a passage costs against what is found: the curve, its knee, the aims and what is said where they are missed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.trainer.study import pools
from engine.trainer.study.blocks import Aim, Plot, Table, Text
from engine.trainer.study.library import Passages
from engine.trainer.study.parts import costs
from engine.trainer.study.parts.costs import search_times
from engine.trainer.study.parts.costs import targets as costs_aims
from engine.trainer.study.parts.costs import telling as costs_told
from engine.trainer.study.pools import TOGETHER
from faults import InputFault


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No large libraries, few repetitions, none of the corpora."""
    monkeypatch.setattr(costs, "MADE_UP", (500,))
    monkeypatch.setattr(search_times, "_FEWEST", 1)
    monkeypatch.setattr(search_times, "_LONGEST_S", 0.0)
    monkeypatch.setattr(pools.library, "everything", _nothing)


def _nothing(_):
    raise InputFault("file-missing", path="wikipedia_passages.jsonl")


@pytest.fixture
def small_library(monkeypatch):
    texts = ["Page une", "Page deux", *(f"Passage {number}" for number in range(30))]
    found = Passages(texts, ["theme/page", "theme/page"] + [""] * 30)
    monkeypatch.setattr(pools.library, "everything", lambda _: found)


def measured(context) -> dict:
    return json.loads(json.dumps(costs.measure(context)))


def words(blocks) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Text))


def test_every_code_of_every_dim_is_measured_in_every_set(vector_context, small_library):
    context = vector_context()
    context.sets = (*context.sets, "starter-kokoro")
    found = measured(context)
    assert found["dims"] == [192, 128, 64, 32, 16]
    names = [TOGETHER, "real", "kokoro", "espeak", "kokoro-library", "espeak-library", "starter-kokoro"]
    assert list(found["sets"]) == names
    for told in found["sets"].values():
        for dim in found["dims"]:
            for store in ("fp32", "fp16", "int8", "binary", "centred binary"):
                assert {f"flat {store} {dim}", f"funnel {store} {dim}"} <= told["ndcg"].keys()
    assert found["sets"][TOGETHER]["questions"] == 72
    assert found["missing"] == ["There is no set starter-espeak."]
    assert "There is no set starter-espeak." in words(costs.blocks(found))


def test_the_full_vector_in_fp32_is_the_exact_ranking(vector_context):
    told = measured(vector_context(unlike=1.5))["sets"]["real"]
    assert told["ndcg"]["flat fp32 192"] == told["ndcg"]["exact"]
    assert told["ndcg"]["exact"][0] < 1
    assert told["kept"]["192"]["dim"][0] == pytest.approx(1, abs=0.02)


def test_together_is_the_mean_over_questions_and_not_over_sets(vector_context, monkeypatch):
    context = vector_context(unlike=1.5)
    rows, spoken, right = context.heard_rows, context.spoken, context.right
    few = {"real": 5}  # of its questions
    monkeypatch.setattr(context, "heard_rows", lambda name: rows(name)[: few.get(name)])
    monkeypatch.setattr(context, "spoken", lambda name: spoken(name)[: few.get(name)])
    monkeypatch.setattr(context, "right", lambda name, texts: right(name, texts)[: few.get(name)])
    sets = measured(context)["sets"]
    of_each = [
        (sets[name]["ndcg"]["flat fp16 16"][0], sets[name]["questions"]) for name in ("real", "kokoro", "espeak")
    ]
    expected = np.average([value for value, _ in of_each], weights=[count for _, count in of_each])
    assert sets[TOGETHER]["ndcg"]["flat fp16 16"][0] == pytest.approx(expected, abs=1e-4)


def test_bytes_of_the_index_and_those_to_re_score_are_told_apart(vector_context):
    found = measured(vector_context())
    assert found["bytes"]["64"] == {"fp32": 256, "fp16": 128, "int8": 64, "binary": 8, "centred binary": 8}
    assert found["bytes_to_rescore"] == 384
    matrix = next(block for block in costs.blocks(found) if isinstance(block, Table) and "Every code" in block.caption)
    assert "384 bytes a passage beside the index" in matrix.caption
    assert [row[2] for row in matrix.rows if row[:2] == (64, "binary")] == [8]


def test_prefixes_that_carry_the_vector_reach_what_was_asked(vector_context):
    found = measured(vector_context(steep=12.0, unlike=0.6))
    aims = {aim.what: aim for aim in costs.aims(found)}
    assert aims["shortlist at 64, order at 192: of the exact nDCG@10"].reached
    assert aims["dim 64 alone: of the nDCG@10 at 192"].reached
    assert aims["dim 128 alone: of the nDCG@10 at 192"].reached
    assert all(not aim.else_ for aim in aims.values() if aim.reached)


def test_prefixes_that_carry_no_more_than_others_do_not_and_the_cause_is_told(vector_context):
    """Nothing is in order in these vectors: 64 of 192 components are a quarter, and so is 32 of 128."""
    found = measured(vector_context(steep=0.0, unlike=2.5, others=180))
    aims = {aim.what: aim for aim in costs.aims(found)}
    missed = aims["dim 64 alone: of the nDCG@10 at 192"]
    assert not missed.reached
    assert "lost by listening" in missed.else_  # written questions are their French here, and lose nothing
    assert "0.0%" not in missed.found


def test_a_short_text_model_is_named_as_the_cause_where_written_questions_lose_too(vector_context, monkeypatch):
    context = vector_context(steep=0.0, unlike=2.5, others=180)
    monkeypatch.setattr(context, "queries", lambda texts: context.spoken(texts[0].partition(" ")[0]))
    missed = next(aim for aim in costs.aims(measured(context)) if aim.what.startswith("dim 64 alone: of"))
    assert "text model's prefix" in missed.else_


def test_a_prefix_is_put_beside_the_best_of_the_controls():
    apart = {"pca": [0.03, 0.01, 0.05], "svd": [-0.02, -0.04, -0.01]}
    aim = better(apart, {"dim": [0.8]})
    assert not aim.reached and "singular vectors" in aim.found and "-2.00" in aim.found and "each pool" in aim.else_
    chance = better({"pca": [0.01, -0.01, 0.03]}, {"dim": [0.8]})
    assert chance.reached and "within chance" in chance.found and not chance.else_


def test_whether_a_control_leads_by_knowing_what_is_searched_is_told():
    apart = {"pca": [-0.09, -0.1, -0.08], "svd elsewhere": [-0.02, -0.04, 0.01]}
    assert "against 80.0%, within chance)" in better(apart, {"dim": [0.8], "svd elsewhere": [0.83]}).else_
    apart["svd elsewhere"] = [-0.02, -0.04, -0.01]
    assert "against 80.0%). Turning" in better(apart, {"dim": [0.8], "svd elsewhere": [0.83]}).else_
    assert "they know what is searched" in better(apart, {"dim": [0.8], "svd elsewhere": [0.7]}).else_


def better(apart: dict, kept: dict) -> Aim:
    return costs_aims._better({"sets": {TOGETHER: {"above": {"64": apart}, "kept": {"64": kept}}}}, 64)


def test_storing_the_model_in_fewer_bits_is_measured_where_there_is_one_in_fp32(vector_context):
    unmeasured = of_the_bundle(vector_context())
    assert not unmeasured.reached and unmeasured.found == "not measured" and "`exact`" in unmeasured.else_
    same = of_the_bundle(vector_context(loss=0.0, unlike=1.5))
    assert same.reached and same.found.startswith("+0.00 (")
    worse = of_the_bundle(vector_context(loss=2.0, unlike=1.5))
    assert not worse.reached and "blocks8" in worse.else_


def of_the_bundle(context) -> Aim:
    lost = costs._bundle(context, pools.sentence_pools(context), 50)
    assert lost is None or list(lost["192"]) == [TOGETHER, "real", "kokoro", "espeak"]
    return costs_aims._fewer_bits({"bundle": lost, "precision": "int8", "trained": [192]})


def test_the_smallest_trained_dim_whose_funnel_keeps_enough_is_the_default_that_follows():
    kept = {128: 1.0, 64: 0.996, 32: 0.98, 16: 1.0}
    told = {
        "kept": {str(dim): {"funnel": [share, 0, 1]} for dim, share in kept.items()},
        "ndcg": {f"flat fp16 {dim}": [value] for dim, value in {128: 0.7, 64: 0.69, 32: 0.68, 16: 0.2}.items()},
    }
    knee = costs._knee(told, (128, 64, 32, 16), (128, 64, 32))
    assert knee == {"enough": 64, "chord": 32}  # 16 keeps all, but was not trained
    agrees = costs_told._knee({"knee": knee, "default_dim": 64})
    assert "which is what the bundle has" in agrees and "from these very scores" in agrees
    assert "but the bundle has 128" in costs_told._knee({"knee": knee, "default_dim": 128})
    none = {"enough": None, "chord": 32}
    assert "none follows" in costs_told._knee({"knee": none, "default_dim": 64})


def test_a_dim_that_was_not_trained_is_said_to_be_so(vector_context):
    assert "not trained at 16" in words(costs.blocks(measured(vector_context())))


def test_sizes_that_memory_does_not_allow_are_left_out_and_told(vector_context, monkeypatch):
    monkeypatch.setattr(search_times, "fits", lambda count, dim: count < 500)
    found = measured(vector_context())
    assert found["untimed"] == [500]
    assert {row["passages"] for row in found["times"]} == {144}
    assert "500 passages were not tried" in words(costs.blocks(found))


def test_without_a_library_the_sentences_are_measured_all_the_same(vector_context):
    found = measured(vector_context())
    assert list(found["sets"]) == [TOGETHER, "real", "kokoro", "espeak"]
    assert "wikipedia_passages.jsonl" in found["missing"][0]
    assert "svd elsewhere" not in found["sets"][TOGETHER]["kept"]["64"]


def test_axes_of_other_passages_are_measured_among_sentences_alone(vector_context, small_library):
    sets = measured(vector_context(unlike=1.5))["sets"]
    assert {"pca elsewhere", "svd elsewhere"} <= sets[TOGETHER]["kept"]["64"].keys()
    assert sets["real"]["kept"]["16"]["svd elsewhere"] != sets["real"]["kept"]["16"]["svd"]
    assert "svd elsewhere" not in sets["kokoro-library"]["kept"]["64"]


def test_curve_and_summary_draw_what_was_found(vector_context):
    found = measured(vector_context(unlike=1.5))
    curve = next(block for block in costs.blocks(found) if isinstance(block, Plot))
    alone = curve.lines[0]
    assert alone.x == [32, 64, 128, 256, 384] and len(alone.low) == len(alone.high) == 5
    assert alone.y == [found["sets"][TOGETHER]["ndcg"][f"flat fp16 {dim}"][0] for dim in (16, 32, 64, 128, 192)]
    assert curve.knee is not None and curve.knee[2] == f"knee: dim {found['knee']['chord']}"
    table = next(block for block in costs.summary(found) if isinstance(block, Table))
    assert [row[0] for row in table.rows] == found["dims"]
    assert all(len(row) == len(table.head) for row in table.rows)
