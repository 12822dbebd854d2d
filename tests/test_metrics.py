"""Retrieval metrics against values worked out by hand."""

import numpy as np
import pytest

from engine.trainer import metrics

DOCUMENTS = np.eye(4, dtype=np.float32)


def test_the_right_document_first_is_one():
    found = metrics.ranks(DOCUMENTS, DOCUMENTS, np.arange(4))
    assert found.tolist() == [0, 0, 0, 0]
    assert metrics.ndcg(found) == 1


def test_ranks_count_what_scores_higher():
    query = np.array([[0.8, 0.6, 0.1, 0.0]], np.float32)
    assert [metrics.ranks(query, DOCUMENTS, np.array([i]))[0] for i in range(4)] == [0, 1, 2, 3]


def test_a_tie_counts_against_the_query():
    assert metrics.ranks(np.ones((1, 4), np.float32), DOCUMENTS, np.array([0]))[0] == 3


def test_ndcg_discounts_by_rank_and_stops_at_k():
    assert metrics.ndcg(np.array([0, 1, 2, 10])) == pytest.approx((1 + 1 / np.log2(3) + 0.5 + 0) / 4)


def test_recall_at_k():
    assert metrics.recall(np.array([0, 2, 5]), 3) == pytest.approx(2 / 3)


def test_the_interval_holds_the_mean():
    found = np.random.default_rng(0).integers(0, 12, 60)
    low, high = metrics.interval(found)
    assert low < metrics.ndcg(found) < high


def test_a_funnel_loses_what_its_shortlist_misses():
    documents = np.array([[1, 0], [0.99, 0.14], [0.6, 0.8]], np.float32)
    query = np.array([[0.6, 0.8]], np.float32)
    right = np.array([2])
    assert metrics.funnel_ranks(query, documents, right, dim=2, shortlist=1)[0] == 0
    assert metrics.funnel_ranks(query, -documents, right, dim=1, shortlist=1)[0] == 3
