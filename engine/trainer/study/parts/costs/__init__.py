"""What a passage costs in bytes and milliseconds, and what is found for it: prefixes, bits, shortlists, the knee."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.trainer.evaluate import SHORTLIST
from engine.trainer.study import pools, retention
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.codes import SHIPPED, STORES, Axes, FlatIndex, Funnel, bytes_of
from engine.trainer.study.context import Context
from engine.trainer.study.parts.costs import search_times, targets, telling
from engine.trainer.study.pools import TOGETHER, Pool
from engine.trainer.study.retention import ndcg

TITLE = "Cost against accuracy"
VERSION = 1

DIMS = (384, 256, 128, 64, 32, 16)
MADE_UP = (100_000, 1_000_000)  # passages, for time alone
KEPT = 0.995  # of the exact nDCG@10, by a funnel whose dim is good enough

Values = dict[str, np.ndarray]  # way -> nDCG@10 of each question, (q,)


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault where no evaluation set is there."""
    sentences = pools.sentence_pools(context)
    others, missing = pools.library_pools(context)
    full = sentences[0].queries.shape[1]
    dims = (full, *(dim for dim in DIMS if dim < full))
    draws, manifest = context.settings.draws, context.bundle.manifest

    found: dict[str, Any] = {}
    each: list[Values] = []
    elsewhere = _axes(others[-1].passages, " elsewhere") if others else {}
    for place, pool in enumerate([*sentences, *others]):
        context.say(f"{pool.name}: {pool.what}")
        among_sentences = place < len(sentences)  # to which the library's passages are other ones
        each.append(_values(pool, dims, _axes(pool.passages) | (elsewhere if among_sentences else {})))
        found[pool.name] = {"what": pool.what, **_figures(each[-1], pool.sentence, dims, draws)}
    all_of = {way: pools.together(sentences, [values[way] for values in each[: len(sentences)]])[0] for way in each[0]}
    asked = pools.together(sentences, [pool.right for pool in sentences])[1]
    found = {
        TOGETHER: {"what": ", ".join(pool.name for pool in sentences), **_figures(all_of, asked, dims, draws)}
    } | found

    times, untimed = _times(
        context, (others or sentences)[-1].passages, np.concatenate([p.queries for p in sentences]), dims
    )
    return {
        "dims": list(dims), "trained": list(manifest.dims), "default_dim": manifest.default_dim,
        "shortlist": SHORTLIST, "missing": missing, "sets": found,
        "bytes": {str(dim): {store: bytes_of(dim, store) for store in STORES} for dim in dims},
        "bytes_to_rescore": bytes_of(full, "fp16"),
        "knee": _knee(found[TOGETHER], dims, manifest.dims),
        "times": times, "untimed": untimed,
        "precision": manifest.precision, "bundle": _bundle(context, sentences, draws),
    }  # fmt: skip


def _axes(passages: np.ndarray, of: str = "") -> dict[str, Axes]:
    return {f"pca{of}": Axes.of(passages, centred=True), f"svd{of}": Axes.of(passages, centred=False)}


def _values(pool: Pool, dims: Sequence[int], axes: Mapping[str, Axes]) -> Values:
    """nDCG@10 of each question in each way; "flat fp16 64" is a prefix of 64 alone, "funnel fp16 64" one that chooses
    the shortlist; "missed" is 1 where a shortlist loses what the full vectors have among the first ten."""
    full = pool.passages.astype(np.float16)
    exact = pool.ndcg(FlatIndex(pool.passages, dims[0], "fp32").scores(pool.queries))
    values = {"exact": exact}
    for dim in dims:
        for store in STORES:
            index = FlatIndex(pool.passages, dim, store)
            values[f"flat {store} {dim}"] = pool.ndcg(index.scores(pool.queries))
            values[f"funnel {store} {dim}"] = pool.ndcg(Funnel(index, full, SHORTLIST).scores(pool.queries))
        values[f"missed {dim}"] = ((exact > 0) & (values[f"funnel {SHIPPED} {dim}"] == 0)).astype(float)
        values[f"gold {dim}"] = pool.ndcg(FlatIndex(pool.passages, dim, SHIPPED).scores(pool.gold))
        for name, found in axes.items():
            most = min(dim, len(found.rows))
            index = FlatIndex(found.along(pool.passages, most), most, SHIPPED)
            values[f"{name} {dim}"] = pool.ndcg(index.scores(found.along(pool.queries, most)))
    return values


def _figures(values: Values, asked: Sequence[str], dims: Sequence[int], draws: int) -> dict[str, Any]:
    """Means with intervals, shares of the exact ranking with paired intervals, and how far a prefix is above PCA."""
    exact, ones = values["exact"], np.ones(len(asked))

    def share(way: str, of: np.ndarray = exact) -> list[float]:
        return retention.ratio(values[way], of, asked, draws)

    def above(way: str, other: str) -> list[float]:
        return retention.ratio(values[way] - values[other], ones, asked, draws)

    gold = values[f"gold {dims[0]}"]
    controls = [name for name in telling.NAMES if f"{name} {dims[0]}" in values]
    return {
        "questions": len(asked),
        "ndcg": {way: retention.mean(of, asked, draws) for way, of in values.items()},
        "kept": {
            str(dim): {
                "dim": share(f"flat {SHIPPED} {dim}"), "funnel": share(f"funnel {SHIPPED} {dim}"),
                "gold": share(f"gold {dim}", gold), **{name: share(f"{name} {dim}") for name in controls},
            }
            for dim in dims
        },
        "above": {
            str(dim): {other: above(f"flat {SHIPPED} {dim}", f"{other} {dim}") for other in controls}
            for dim in dims
        },
    }  # fmt: skip


def _knee(told: Mapping[str, Any], dims: Sequence[int], trained: Sequence[int]) -> dict[str, Any]:
    """By two rules that were fixed before: the smallest trained dim whose funnel keeps enough; and the point of the
    curve of prefixes alone that is farthest above its chord."""
    enough = [dim for dim in dims if dim in trained and told["kept"][str(dim)]["funnel"][0] >= KEPT]
    rising = sorted(dims)
    curve = [told["ndcg"][f"flat {SHIPPED} {dim}"][0] for dim in rising]
    chord = rising[retention.knee([math.log2(bytes_of(dim, SHIPPED)) for dim in rising], curve)]
    return {"enough": min(enough), "chord": chord} if enough else {"enough": None, "chord": chord}


def _times(
    context: Context, passages: np.ndarray, queries: np.ndarray, dims: Sequence[int]
) -> tuple[list[dict[str, Any]], list[int]]:
    """Of the library as it is and of large ones; and the sizes that memory did not allow, or a study of a few clips."""
    rows: list[dict[str, Any]] = []
    untimed = []
    for count in (len(passages), *MADE_UP):
        if not search_times.fits(count, dims[0]) or (context.settings.clips and count > MADE_UP[0]):
            untimed.append(count)
            continue
        context.say(f"times of a search in {count:,} passages")
        rows += search_times.measure(search_times.made_up(passages, count), queries, dims, SHORTLIST)
    return rows, untimed


def _bundle(context: Context, sentences: Sequence[Pool], draws: int) -> dict[str, Any] | None:
    """nDCG@10 that storing the model in fewer bits costs, at each trained dim; None where there is no fp32 model."""
    if context.exact is None:
        return None
    trained = context.bundle.manifest.dims
    pairs: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {dim: [] for dim in trained}
    for pool in sentences:
        texts = context.sentences(pool.name)
        right = context.right(pool.name, texts)
        spoken, passages = context.spoken_exactly(pool.name), context.passages_exactly(texts)
        if spoken is None or passages is None:
            return None
        ours = (pool.queries, context.passages(texts))
        for dim in trained:
            pairs[dim].append((_exact(spoken, passages, right, dim), _exact(*ours, right, dim)))
    told: dict[str, Any] = {}
    for dim, by_set in pairs.items():
        exact, asked = pools.together(sentences, [pair[0] for pair in by_set])
        stored, _ = pools.together(sentences, [pair[1] for pair in by_set])
        told[str(dim)] = {TOGETHER: _lost(asked, exact, stored, draws)} | {
            pool.name: _lost(pool.sentence, *pair, draws) for pool, pair in zip(sentences, by_set, strict=True)
        }
    return told


def _exact(queries: np.ndarray, passages: np.ndarray, right: np.ndarray, dim: int) -> np.ndarray:
    return ndcg(FlatIndex(passages, dim, "fp32").scores(queries), right)


def _lost(asked: Sequence[str], exact: np.ndarray, ours: np.ndarray, draws: int) -> dict[str, list[float]]:
    return {
        "exact": retention.mean(exact, asked, draws),
        "ours": retention.mean(ours, asked, draws),
        "lost": retention.mean(exact - ours, asked, draws),
    }


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    return targets.aims(found)
