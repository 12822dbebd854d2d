"""Two runs are compared question by question; several stand in one table, by model, over their seeds."""

import numpy as np
import pytest

from engine.trainer import comparison
from faults import InputFault
from tests.fixtures.trainer_eval import made_up, made_up_run

SOME = np.random.default_rng(0).random(40).round(3).tolist()
BETTER = [min(1.0, value + 0.1 + 0.1 * (place % 2)) for place, value in enumerate(SOME)]


def test_runs_that_answered_alike_do_not_differ():
    for told in comparison.differences(made_up(SOME), made_up(SOME)):
        assert (told.mean, told.interval, told.p) == (0, (0, 0), 1)


def test_a_run_that_is_clearly_better_is_told_so_at_each_dim():
    found = comparison.differences(made_up(SOME), made_up(BETTER))
    assert [told.dim for told in found] == [8, 4]
    for told in found:
        assert told.first == pytest.approx(np.mean(SOME)) and told.second == pytest.approx(np.mean(BETTER))
        assert 0 < told.interval[0] < told.mean < told.interval[1]
        assert told.p < 0.001


def test_the_order_of_the_runs_turns_the_difference_round():
    there = comparison.differences(made_up(SOME), made_up(BETTER))[0]
    back = comparison.differences(made_up(BETTER), made_up(SOME))[0]
    assert back.mean == pytest.approx(-there.mean) and back.p == pytest.approx(there.p, abs=0.01)


def test_a_difference_that_chance_explains_is_not_made_much_of():
    other = np.random.default_rng(1).permutation(SOME).tolist()
    told = comparison.differences(made_up(SOME), made_up(other))[0]
    assert told.p > 0.5 and told.interval[0] < 0 < told.interval[1]


def test_few_questions_are_permuted_exactly():
    # Of the 2^4 = 16 ways to set four signs, two give a difference as large as four wins of four: p = 2 / 16.
    told = comparison.differences(made_up([0.1, 0.2, 0.3, 0.4]), made_up([0.2, 0.4, 0.6, 0.8]))[0]
    assert told.p == pytest.approx(0.125)


def test_only_questions_that_both_were_asked_count():
    told = comparison.differences(made_up([0.0, 0.5, 1.0]), made_up([1.0, 1.0, 1.0], first=1))[0]
    assert told.questions == 2 and told.first == 0.75 and told.second == 1


def test_only_dims_that_both_have_are_compared():
    found = comparison.differences(made_up(SOME, dims=(16, 8)), made_up(SOME, dims=(8, 4)))
    assert [told.dim for told in found] == [8]


def test_runs_over_other_sentences_are_refused_with_the_name_of_the_set():
    with pytest.raises(InputFault, match="real") as refused:
        comparison.differences(made_up(SOME, pool="one"), made_up(SOME, pool="another"))
    assert refused.value.key == "comparison-pools"


def test_runs_that_share_no_question_are_refused():
    with pytest.raises(InputFault) as refused:
        comparison.differences(made_up([0.5]), made_up([0.5], first=7))
    assert refused.value.key == "comparison-nothing"


def test_the_command_reads_the_runs_and_says_which_is_better(tmp_path):
    first = made_up_run(tmp_path / "a", made_up(SOME), seed=1)
    second = made_up_run(tmp_path / "b", made_up(BETTER), seed=1)
    lines = comparison.compare(first, second).splitlines()
    assert lines[0] == f"| set | dim | questions | {first} | {second} | difference | p |"
    assert lines[2].startswith(f"| real | 8 | 40 | {np.mean(SOME):.3f} | {np.mean(BETTER):.3f} | +0.1")
    assert "less the first" in lines[-1]


def three_seeds(folder):
    return [
        made_up_run(folder / f"seed-{seed}", made_up([score] * 20), seed=seed)
        for seed, score in {1: 0.4, 2: 0.5, 3: 0.6}.items()
    ]


def test_runs_that_differ_in_their_seed_alone_are_one_row(tmp_path):
    lines = comparison.table(three_seeds(tmp_path)).splitlines()
    assert lines[0] == "## real: 20 questions, 100 French sentences"
    assert lines[2] == "| model | seeds | 8 | 4 |"
    # All questions fare alike, so the interval comes of the seeds: at its ends, nearly one seed three times over.
    assert lines[4] == "| starter: late-fusion, guided | 1, 2, 3 | 0.500 (0.40–0.60) | 0.500 (0.40–0.60) |"
    assert lines[5] == "| the bound: written Wolof |  | 1.000 (1.00–1.00) | 1.000 (1.00–1.00) |"


def test_models_stand_apart_by_name_architecture_and_bridge(tmp_path):
    runs = [
        *three_seeds(tmp_path),
        made_up_run(tmp_path / "dual", made_up([0.3] * 20), architecture="dual", seed=1),
        made_up_run(tmp_path / "plain", made_up([0.2] * 20), bridge={"kind": "plain"}, seed=1),
    ]
    rows = [line.split(" | ")[0] for line in comparison.table(runs).splitlines() if line.startswith("| ")][2:]
    assert rows == [
        "| starter: late-fusion, guided", "| starter: dual", "| starter: late-fusion, plain",
        "| the bound: written Wolof",
    ]  # fmt: skip


def test_runs_of_one_name_with_other_settings_are_not_mixed(tmp_path):
    runs = [
        made_up_run(tmp_path / "a", made_up([0.3] * 20), seed=1),
        made_up_run(tmp_path / "b", made_up([0.5] * 20), seed=2, bridge={"stride": 2}),
    ]
    lines = comparison.table(runs).splitlines()
    assert "| starter: late-fusion, guided (bridge.stride 4) | 1 | 0.300 (0.30–0.30) | 0.300 (0.30–0.30) |" in lines
    assert "| starter: late-fusion, guided (bridge.stride 2) | 2 | 0.500 (0.50–0.50) | 0.500 (0.50–0.50) |" in lines


def test_text_models_with_other_bounds_have_a_line_each(tmp_path):
    runs = [
        made_up_run(tmp_path / "a", made_up([0.3] * 5, gold=[0.8] * 5), name="small"),
        made_up_run(tmp_path / "b", made_up([0.5] * 5, gold=[0.9] * 5), name="large"),
    ]
    bounds = [line for line in comparison.table(runs).splitlines() if line.startswith("| the bound")]
    assert bounds == [
        "| the bound: written Wolof, small: late-fusion, guided |  | 0.800 (0.80–0.80) | 0.800 (0.80–0.80) |",
        "| the bound: written Wolof, large: late-fusion, guided |  | 0.900 (0.90–0.90) | 0.900 (0.90–0.90) |",
    ]


def test_a_dim_that_a_model_does_not_have_is_left_empty(tmp_path):
    runs = [
        made_up_run(tmp_path / "a", made_up([0.3] * 5, dims=(8, 4)), name="small"),
        made_up_run(tmp_path / "b", made_up([0.5] * 5, dims=(16, 8)), name="large"),
    ]
    lines = comparison.table(runs).splitlines()
    assert lines[2] == "| model | seeds | 16 | 8 | 4 |"
    assert lines[4] == "| small: late-fusion, guided | 7 |  | 0.300 (0.30–0.30) | 0.300 (0.30–0.30) |"


def test_seeds_that_disagree_widen_the_interval():
    questions = np.random.default_rng(0).random(50)
    alike = comparison.over_seeds(np.stack([questions] * 3))
    apart = comparison.over_seeds(np.stack([questions - 0.2, questions, questions + 0.2]))
    assert apart[1] - apart[0] > 1.5 * (alike[1] - alike[0])


def test_the_table_refuses_runs_over_other_sentences(tmp_path):
    runs = [
        made_up_run(tmp_path / "a", made_up(SOME)),
        made_up_run(tmp_path / "b", made_up(SOME, pool="another")),
    ]
    with pytest.raises(InputFault) as refused:
        comparison.table(runs)
    assert refused.value.key == "comparison-pools"


def test_a_run_that_says_nothing_of_its_recipe_is_refused(tmp_path):
    run = made_up_run(tmp_path / "a", made_up(SOME))
    (run / "run.json").write_text("{}")
    with pytest.raises(InputFault) as refused:
        comparison.table([run])
    assert refused.value.key == "run-damaged"
