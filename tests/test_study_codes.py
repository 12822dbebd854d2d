"""How vectors are stored: what a code takes, what is found through it, and how equal scores and losses are counted."""

from __future__ import annotations

import numpy as np
import pytest

from engine.matryoshka import truncate
from engine.trainer import metrics
from engine.trainer.study import retention
from engine.trainer.study.codes import STORES, Axes, FlatIndex, Funnel, SparseCodes, bytes_of, k_of_bytes
from engine.trainer.study.parts.costs import search_times
from engine.trainer.study.pools import Pool

DIM = 64


def unit(count: int, dim: int = DIM, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.mark.parametrize(("store", "size_bytes"), [("fp32", 128), ("fp16", 64), ("int8", 32), ("binary", 4)])
def test_an_index_takes_the_bytes_that_are_told(store, size_bytes):
    index = FlatIndex(unit(50), 32, store)
    assert index.bytes_each == bytes_of(32, store) == size_bytes


@pytest.mark.parametrize(("store", "error"), [("fp32", 1e-6), ("fp16", 1e-3), ("int8", 2e-2)])
def test_cosines_are_those_of_the_prefix_but_for_rounding(store, error):
    passages, queries = unit(200), unit(9, seed=1)
    exact = truncate(queries, 32) @ truncate(passages, 32).T
    apart = np.abs(FlatIndex(passages, 32, store).scores(queries) - exact).max()
    assert apart < error
    assert store == "fp32" or apart > 0  # it was stored in fewer bits


def test_bits_are_compared_by_the_signs_that_differ():
    passages = np.ones((2, 16), np.float32)
    passages[1, :3] = -1
    assert FlatIndex(passages, 16, "binary").scores(passages[:1]).tolist() == [[0.0, -3.0]]
    with pytest.raises(ValueError, match="12 bits"):
        FlatIndex(passages, 12, "binary")


def test_centred_bits_say_what_is_above_the_mean_of_the_passages():
    """What all passages have in common makes their signs alike, and says nothing of them."""
    passages = unit(60, 16) + 3
    assert not FlatIndex(passages, 16, "binary").scores(passages).any()
    centred = FlatIndex(passages, 16, "centred binary")
    expected = passages > passages.mean(0)
    apart = (expected[:, None] != expected[None]).sum(2)
    assert np.array_equal(centred.scores(passages), -apart.astype(np.float32))


def test_the_ranges_of_int8_are_those_of_the_passages():
    """A question far outside of them is compared all the same, since it is not stored."""
    passages = unit(100)
    question = np.zeros((1, DIM), np.float32)
    question[0, 0] = 1.0
    assert np.allclose(FlatIndex(passages, DIM, "int8").scores(question), passages[:, 0], atol=1e-2)


@pytest.mark.parametrize("store", STORES)
def test_a_funnel_orders_its_shortlist_by_the_full_vectors(store):
    passages, queries = unit(120), unit(6, seed=2)
    full = passages.astype(np.float16)
    funnel = Funnel(FlatIndex(passages, 16, store), full, 30)
    scores = funnel.scores(queries)
    assert (np.isfinite(scores).sum(1) == 30).all()
    exact = queries @ full.astype(np.float32).T
    assert np.allclose(scores[np.isfinite(scores)], exact[np.isfinite(scores)], atol=1e-6)
    assert funnel.nearest(queries[:1], 5).tolist() == np.argsort(-scores[0])[:5].tolist()
    assert funnel.bytes_to_rescore == 2 * DIM


def test_a_funnel_over_everything_is_exact_and_over_nothing_right_finds_nothing():
    passages = unit(80)
    right = np.arange(5)
    queries = truncate(passages[:5] + 0.8 * unit(5, seed=3), DIM)
    wide = Funnel(FlatIndex(passages, 16, "fp16"), passages.astype(np.float16), 80)
    exact = retention.ndcg(queries @ passages.T, right)
    assert retention.ndcg(wide.scores(queries), right).tolist() == exact.tolist()
    missed = np.full((5, 80), -np.inf, np.float32)
    assert retention.ndcg(missed, right).tolist() == [0.0] * 5


def test_ndcg_is_that_of_the_metrics_where_no_scores_are_equal():
    passages, queries, right = unit(90), unit(40, seed=4), np.arange(40)
    found = retention.ndcg(queries @ passages.T, right)
    assert 0 < found.mean() < 1
    assert np.allclose(found, metrics.per_query(queries, passages, right, DIM)["ndcg@10"])


def test_equal_scores_count_as_the_mean_over_their_orders():
    scores = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [2.0, 1.0, 1.0]])
    found = retention.ndcg(scores, np.array([0, 0, 0]))
    assert np.allclose(found, [(1 + 1 / np.log2(3)) / 2, 0.5, 1.0])


def test_a_score_that_is_no_number_counts_against_the_question():
    scores = np.array([[np.nan, 1.0, 0.5], [1.0, np.nan, 0.5]])
    assert np.allclose(retention.ndcg(scores, np.array([0, 0])), [0.0, 1 / np.log2(3)])


def test_a_share_of_the_exact_ranking_has_a_paired_interval():
    whole = np.array([0.2, 0.4, 0.6, 0.8, 1.0, 0.3])
    names = list("abcdef")
    assert retention.ratio(whole / 2, whole, names, 300) == [0.5, 0.5, 0.5]  # the same share of each question
    share, low, high = retention.ratio(np.array([0.0, 0.4, 0.6, 0.8, 1.0, 0.3]), whole, names, 300)
    assert low < share < high <= 1.0
    assert retention.ratio(np.zeros(6), np.zeros(6), names, 10) == [0.0, 0.0, 0.0]


def test_questions_that_ask_the_same_are_drawn_together():
    values = np.array([0.0, 1.0] * 10)
    alone = retention.mean(values, [str(place) for place in range(20)], 2000)
    twice = retention.mean(np.repeat(values, 2), [str(place // 2) for place in range(40)], 2000)
    assert alone == twice  # saying everything twice makes no interval narrower


def test_the_knee_is_where_a_curve_leaves_its_chord_the_most():
    assert retention.knee([1, 2, 3, 4, 5], [0.0, 0.8, 0.9, 0.95, 1.0]) == 1
    assert retention.knee([1, 2, 3, 4, 5], [0.5, 0.55, 0.6, 0.9, 1.0]) == 3


def test_axes_that_passages_span_lose_nothing():
    """Passages of eight directions: on eight axes they have the same cosines, and on four not."""
    passages = truncate(unit(60, 8) @ unit(8, DIM, seed=5), DIM)
    axes = Axes.of(passages, centred=False)
    exact = passages @ passages.T
    on = axes.along(passages, 8)
    assert on.shape == (60, 8)
    assert np.allclose(on @ on.T, exact, atol=1e-5)
    assert np.abs(axes.along(passages, 4) @ axes.along(passages, 4).T - exact).max() > 0.05


def test_centred_axes_take_away_the_mean_of_the_passages_from_questions_too():
    passages = truncate(unit(60) + 5, DIM)
    axes = Axes.of(passages, centred=True)
    assert np.allclose(axes.mean, passages.mean(0), atol=1e-6)
    moved = passages[:1] - passages.mean(0)
    assert np.allclose(axes.along(passages[:1], 4), truncate(moved @ axes.rows[:4].T, 4), atol=1e-6)
    assert not Axes.of(passages, centred=False).mean.any()


def test_a_sparse_code_keeps_the_largest_values_and_their_places():
    activations = np.array([[0.0, 3.0, -5.0, 4.0], [1.0, -1.0, -2.0, -3.0]], np.float32)
    codes = SparseCodes.of(activations, 2)
    assert np.allclose(codes.matrix().toarray(), [[0, 0.6, 0, 0.8], [1, 0, 0, 0]], atol=1e-3)
    assert codes.bytes_each == 8
    assert np.allclose(codes.scores(codes), np.eye(2), atol=1e-3)


@pytest.mark.parametrize("dim", [16, 32, 64, 128])
def test_a_sparse_code_takes_the_bytes_of_the_prefix_that_it_is_put_beside(dim):
    k = k_of_bytes(bytes_of(dim, "fp16"))
    assert SparseCodes.of(unit(3, 4 * 128), k).bytes_each == bytes_of(dim, "fp16")


def test_a_document_is_as_good_as_its_best_passage():
    document = np.array([1, 0, 1, 2])
    pool = Pool("set", "", unit(2), unit(2), unit(4), document, np.array([1, 2]), ("a", "b"))
    scores = np.array([[0.1, 0.5, 0.9, 0.3], [0.1, 0.5, 0.9, 0.3]], np.float32)
    assert np.allclose(pool.ndcg(scores), [1.0, 1 / np.log2(4)])


def test_a_large_library_is_made_of_real_passages_moved_a_little():
    passages = unit(20)
    made = search_times.made_up(passages, 500).astype(np.float32)
    assert made.shape == (500, DIM)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-2)
    nearest = (made @ passages.T).max(1)
    assert nearest.min() > 0.85 and nearest.max() < 0.999
    assert np.array_equal(made, search_times.made_up(passages, 500).astype(np.float32))


def test_every_dim_and_store_is_timed(monkeypatch):
    monkeypatch.setattr(search_times, "_LONGEST_S", 0.0)
    monkeypatch.setattr(search_times, "_AT_ONCE", 150)
    rows = list(search_times.measure(unit(400).astype(np.float16), unit(3), (64, 16), 50))
    assert [(row["dim"], row["store"]) for row in rows] == [(dim, store) for dim in (64, 16) for store in STORES]
    assert all(row["passages"] == 400 and row["flat_ms"] > 0 and row["funnel_ms"] > 0 for row in rows)


def test_a_library_that_memory_does_not_hold_is_known(monkeypatch):
    free = search_times.psutil.virtual_memory()._replace(available=8_000_000_000)
    monkeypatch.setattr(search_times.psutil, "virtual_memory", lambda: free)
    assert search_times.fits(1_000_000, 384)
    assert not search_times.fits(2_000_000, 384)
