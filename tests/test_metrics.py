"""Retrieval metrics against values worked out by hand."""

import numpy as np
import pytest

from engine.trainer import metrics

DOCUMENTS = np.eye(4, dtype=np.float32)


def test_the_right_document_first_is_one():
    found = metrics.ranks(DOCUMENTS, DOCUMENTS, np.arange(4))
    assert found.tolist() == [0, 0, 0, 0]
    assert {name: values.tolist() for name, values in metrics.at_ranks(found).items()} == {
        name: [1, 1, 1, 1] for name in ("ndcg@5", "ndcg@10", "recall@1", "recall@5", "recall@10", "mrr")
    }


def test_ranks_count_what_scores_higher():
    query = np.array([[0.8, 0.6, 0.1, 0.0]], np.float32)
    assert [metrics.ranks(query, DOCUMENTS, np.array([i]))[0] for i in range(4)] == [0, 1, 2, 3]


def test_a_tie_counts_against_the_query():
    assert metrics.ranks(np.ones((1, 4), np.float32), DOCUMENTS, np.array([0]))[0] == 3


def test_cosines_that_differ_by_rounding_alone_are_a_tie():
    query = np.array([[1.0, 1.0 - 1e-7, 0.0, 0.0]], np.float32)
    assert metrics.ranks(query, DOCUMENTS, np.array([0]))[0] == 1


def test_a_vector_that_is_no_number_finds_nothing():
    query = np.full((1, 4), np.nan, np.float32)
    assert metrics.ranks(query, DOCUMENTS, np.array([2]))[0] == 3


def test_each_measure_at_the_ranks_first_second_fifth_sixth_tenth_and_eleventh():
    values = metrics.at_ranks(np.array([0, 1, 4, 5, 9, 10]))
    gain = [1, 1 / np.log2(3), 1 / np.log2(6), 1 / np.log2(7), 1 / np.log2(11)]
    assert values["ndcg@5"] == pytest.approx([*gain[:3], 0, 0, 0], abs=1e-6)
    assert values["ndcg@10"] == pytest.approx([*gain, 0], abs=1e-6)
    assert values["recall@1"].tolist() == [1, 0, 0, 0, 0, 0]
    assert values["recall@5"].tolist() == [1, 1, 1, 0, 0, 0]
    assert values["recall@10"].tolist() == [1, 1, 1, 1, 1, 0]
    assert values["mrr"] == pytest.approx([1, 1 / 2, 1 / 5, 1 / 6, 1 / 10, 1 / 11], abs=1e-6)


def test_a_shorter_prefix_is_cut_and_then_scaled():
    documents = np.array([[0.6, 0.0, 0.8], [0.28, 0.96, 0.0]], np.float32)
    query = np.array([[0.4, 0.3, 0.866]], np.float32)  # its two-dim prefix is (0.8, 0.6)
    assert metrics.per_query(query, documents, np.array([0]), 3)["recall@1"].tolist() == [1]
    # At two dims: 0.8 against (1, 0), 0.8 × 0.28 + 0.6 × 0.96 = 0.8 against the other: a tie, so second.
    assert metrics.per_query(query, documents, np.array([0]), 2)["mrr"].tolist() == [0.5]
    assert metrics.per_query(query, documents, np.array([1]), 2)["mrr"].tolist() == [0.5]


def test_the_table_has_every_measure_at_every_dim_rounded_to_four_places():
    queries = np.array([[0.8, 0.6, 0.1, 0.0], [0.8, 0.6, 0.1, 0.0]], np.float32)
    table = metrics.by_dim(queries, DOCUMENTS, np.array([0, 1]), (4, 1))
    assert list(table) == ["4", "1"]
    assert table["4"] == {
        "ndcg@5": 0.8155, "ndcg@10": 0.8155, "recall@1": 0.5, "recall@5": 1, "recall@10": 1, "mrr": 0.75,
        "interval": [0.631, 1],
    }  # fmt: skip
    # At one dim document 0 alone is not orthogonal: the second question's ties with two others, and comes fourth.
    assert table["1"]["mrr"] == 0.625


def test_the_interval_holds_the_mean_and_narrows_with_more_questions():
    few = metrics.at_ranks(np.random.default_rng(0).integers(0, 12, 30))["ndcg@10"]
    low, high = metrics.interval(few)
    assert low < few.mean() < high
    narrow_low, narrow_high = metrics.interval(np.tile(few, 20))
    assert narrow_high - narrow_low < (high - low) / 3


def test_the_interval_is_the_same_each_time():
    values = metrics.at_ranks(np.random.default_rng(0).integers(0, 12, 30))["ndcg@10"]
    assert metrics.interval(values) == metrics.interval(values)


@pytest.mark.parametrize("values", [[0.5], [1.0, 1.0, 1.0]])
def test_questions_that_all_fare_alike_have_an_interval_without_width(values):
    assert metrics.interval(np.array(values)) == (values[0], values[0])


def test_a_funnel_loses_what_its_shortlist_misses():
    documents = np.array([[1, 0], [0.99, 0.14], [0.6, 0.8]], np.float32)
    query = np.array([[0.6, 0.8]], np.float32)
    right = np.array([2])
    assert metrics.funnel_ranks(query, documents, right, dim=2, shortlist=1)[0] == 0
    assert metrics.funnel_ranks(query, -documents, right, dim=1, shortlist=1)[0] == 2


def test_of_pages_the_first_and_the_first_three_count():
    table = metrics.figures(metrics.at_ranks(np.array([0, 2, 3, 99]), metrics.PAGE_MEASURES))
    assert table["first"] == 0.25
    assert table["first_three"] == 0.5
    assert table["ndcg@10"] == pytest.approx((1 + 1 / 2 + 1 / np.log2(5)) / 4, abs=1e-4)
