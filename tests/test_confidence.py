"""Confidence says how often the first document is the right one, and learns it from questions with known answers."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.confidence import Calibration, evidence, fit


def answers(count=4000, seed=1):
    """Scores, margins and outcomes that follow a known curve, and the curve's probabilities."""
    rng = np.random.default_rng(seed)
    scores, margins = rng.uniform(0.2, 0.9, count), rng.exponential(0.1, count)
    chances = 1 / (1 + np.exp(-(-6 + 8 * scores + 10 * margins)))
    return scores, margins, rng.random(count) < chances, chances


def test_a_fitted_probability_is_the_share_of_right_answers():
    calibration = fit(*answers()[:3])
    scores, margins, _, chances = answers(seed=2)
    predicted = np.array([calibration.probability(*pair) for pair in zip(scores, margins, strict=True)])
    assert np.abs(predicted - chances).max() < 0.06


def test_sure_answers_are_mostly_right_and_answers_called_nothing_mostly_wrong():
    calibration = fit(*answers()[:3])
    scores, margins, right, _ = answers(seed=3)
    judged = np.array([calibration.judge(*pair) for pair in zip(scores, margins, strict=True)])
    assert right[judged == "sure"].mean() > 0.75
    assert 0.2 < right[judged == "unsure"].mean() < 0.75
    assert right[judged == "nothing"].mean() < 0.2


some = st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.booleans()), min_size=1, max_size=30)
rank = {"nothing": 0, "unsure": 1, "sure": 2}


@settings(deadline=None)
@given(some, st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_or_a_wider_margin_never_makes_an_answer_less_sure(known, score, margin, more, wider):
    calibration = fit(*zip(*known, strict=True))
    worse, better = calibration.judge(score, margin), calibration.judge(score + more, margin + wider)
    assert rank[worse] <= rank[better]


def test_what_points_the_wrong_way_is_left_out():
    scores, margins, right, _ = answers()
    calibration = fit(scores, -margins, right)
    assert calibration.margin == 0 and calibration.score > 0


@pytest.mark.parametrize(("right", "most"), [([True] * 4, 5 / 6), ([False] * 4, 1 / 2)])
def test_few_questions_give_no_certainty(right, most):
    calibration = fit([0.8, 0.81, 0.79, 0.8], [0.1, 0.1, 0.2, 0.1], right)
    assert 1 / 6 - 0.01 <= calibration.probability(0.8, 0.1) <= most + 0.01


def test_without_a_fit_every_answer_is_unsure():
    calibration = Calibration.of({}, "speech")
    assert {calibration.judge(score, margin) for score in (-1, 0, 1) for margin in (0, 1)} == {"unsure"}


def test_a_calibration_travels_in_a_manifest():
    speech, text = fit(*answers()[:3]), fit(*answers(seed=5)[:3])
    manifest = json.loads(json.dumps({"speech": asdict(speech), "text": asdict(text)}))
    assert Calibration.of(manifest, "speech") == speech
    assert Calibration.of(manifest, "text") == text != speech


def test_the_evidence_is_the_first_score_and_its_distance_to_the_best_of_the_next_four():
    assert evidence([0.9, 0.7, 0.8, 0.1]) == pytest.approx((0.9, 0.1))
    assert evidence([0.6, 0.5, 0.5, 0.5, 0.5, 0.99]) == pytest.approx((0.6, 0.1))
    assert evidence([0.7, 0.8]) == pytest.approx((0.7, -0.1))
    assert evidence([0.7]) == (0.7, 0.0)


def test_nothing_is_said_where_the_library_holds_no_answer_even_by_a_model_that_is_seldom_right():
    rng = np.random.default_rng(5)
    inside = np.arange(400) < 200
    scores = np.where(inside, 0.84, 0.79) + rng.normal(0, 0.01, 400)
    right = inside & (rng.random(400) < 0.1)
    calibration = fit(scores, np.zeros(400), right, inside)
    told = np.array([calibration.judge(score, 0.0) == "nothing" for score in scores])
    assert told[~inside].mean() > 0.9
    assert told[inside].mean() < 0.1
