"""How few components carry the embeddings, whether prefixes use them well, and whether a sparse code does better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.matryoshka import truncate
from engine.trainer.evaluate import pool as french_of
from engine.trainer.manifest import key, read_utterances
from engine.trainer.recipe import EvaluationSet
from engine.trainer.study import library, pools, retention
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.codes import SHIPPED, Axes, FlatIndex, bytes_of, k_of_bytes
from engine.trainer.study.context import Context
from engine.trainer.study.parts.spectrum import sparse_code, telling
from engine.trainer.study.pools import Pool
from faults import InputFault

TITLE = "The spectrum of the embeddings, and a sparse code"
VERSION = 1

COMPONENTS = (4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
SPARSE_DIMS = (16, 32, 64, 128)  # whose bytes in fp16 a sparse code is given
SHARES = (0.9, 0.95, 0.99)


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault where no evaluation set is there."""
    asked_in = pools.sentence_pools(context)
    full, draws = asked_in[0].queries.shape[1], context.settings.draws
    passages, missing = _passages(context, asked_in)
    spoken = np.concatenate([pool.queries for pool in asked_in])
    gold = np.unique(np.concatenate([pool.gold for pool in asked_in]), axis=0)
    some = passages[np.random.default_rng(0).permutation(len(passages))[: len(spoken)]]
    dims = [dim for dim in (*COMPONENTS, full) if dim <= full]
    spectra = {"passages": passages, "passages, as few": some, "written questions": gold, "spoken questions": spoken}
    axes = Axes.of(passages, centred=False)
    return {
        "dim": full, "trained": list(context.bundle.manifest.dims), "missing": missing,
        "questions": len(spoken), "sets": [pool.name for pool in asked_in],
        "spectra": {name: spectrum(vectors, context.bundle.manifest.dims) for name, vectors in spectra.items()},
        "projected": _projected(asked_in, axes, sorted(set(dims)), draws),
        "inside": {str(r): round(float(((spoken @ axes.rows[:r].T) ** 2).sum(1).mean()), 4) for r in sorted(set(dims))},
        "sparse": _sparse(context, asked_in, draws),
    }  # fmt: skip


def spectrum(vectors: np.ndarray, prefixes: Sequence[int] = ()) -> dict[str, Any]:
    """Of (n, D) unit vectors, as they are and with their mean taken away: the share of the squared length that the
    first components carry, how many carry most of it, and how many there are in effect.

    Effective rank: exp of the entropy of the singular values, scaled to sum to one (Roy & Vetterli 2007, "The effective
    rank"). Participation ratio: (Σ λ)² / Σ λ² of their squares (Gao et al. 2017, doi 10.1101/214262).
    """
    exact = vectors.astype(np.float64)
    found: dict[str, Any] = {"vectors": len(vectors)}
    for way, of in (("as they are", exact), ("centred", exact - exact.mean(0))):
        singular = np.linalg.svd(of, compute_uv=False)
        energy = singular**2
        carried = np.cumsum(energy) / (energy.sum() or 1.0)  # of vectors all alike, nothing is left once centred
        shares = singular[singular > 0] / (singular.sum() or 1.0)
        found[way] = {
            "carried": [round(float(value), 4) for value in carried],
            "components": {f"{share:.0%}": int((carried < share - 1e-9).sum()) + 1 for share in SHARES},
            "effective_rank": round(float(np.exp(-(shares * np.log(shares)).sum())), 1),
            "participation": round(float(energy.sum() ** 2 / ((energy**2).sum() or 1.0)), 1),
        }
    found["prefixes"] = {str(dim): round(float((exact[:, :dim] ** 2).sum(1).mean()), 4) for dim in prefixes}
    return found


def _passages(context: Context, asked_in: Sequence[Pool]) -> tuple[np.ndarray, list[str]]:
    """Of the library and of all pools, each once; and what is not there."""
    parts, missing = [pool.passages for pool in asked_in], []
    try:
        parts.append(context.passages(library.everything(context.recipe.preparation).texts))
    except InputFault as fault:
        missing.append(fault.sentence("en"))
    return np.unique(np.concatenate(parts), axis=0), missing


def _projected(asked_in: Sequence[Pool], axes: Axes, dims: Sequence[int], draws: int) -> list[dict[str, Any]]:
    """What is found with all vectors on the first singular vectors of the passages alone."""
    exact = [_exact(pool, pool.queries, pool.passages) for pool in asked_in]
    whole, asked = pools.together(asked_in, exact)
    rows = []
    for dim in [dim for dim in dims if dim <= len(axes.rows)]:
        on = [_exact(pool, axes.along(pool.queries, dim), axes.along(pool.passages, dim)) for pool in asked_in]
        values, _ = pools.together(asked_in, on)
        rows.append(
            {
                "components": dim,
                "ndcg": retention.mean(values, asked, draws),
                "kept": retention.ratio(values, whole, asked, draws),
                "sets": {pool.name: round(float(of.mean()), 4) for pool, of in zip(asked_in, on, strict=True)},
            }
        )
    return rows


def _exact(pool: Pool, queries: np.ndarray, passages: np.ndarray) -> np.ndarray:
    return pool.ndcg(queries @ passages.T)


def _sparse(context: Context, asked_in: Sequence[Pool], draws: int) -> dict[str, Any]:
    """Learned from passages, and French sentences that no question asks for; at the bytes of short prefixes."""
    vectors = _learned_from(context)
    full = vectors.shape[1]
    axes = {"pca": Axes.of(vectors, centred=True), "svd": Axes.of(vectors, centred=False)}
    rows = []
    for dim in (dim for dim in SPARSE_DIMS if dim < full):
        size_bytes = bytes_of(dim, SHIPPED)
        context.say(f"a sparse code of {size_bytes} bytes")
        encoder = sparse_code.train(vectors, k_of_bytes(size_bytes), sparse_code.STEPS)
        ways: dict[str, list[np.ndarray]] = {"sparse": [], "prefix": [], "pca": [], "svd": []}
        for pool in asked_in:
            ways["sparse"].append(pool.ndcg(encoder.codes(pool.passages).scores(encoder.codes(pool.queries))))
            ways["prefix"].append(_stored(pool, truncate(pool.queries, dim), truncate(pool.passages, dim)))
            for name, of in axes.items():
                ways[name].append(_stored(pool, of.along(pool.queries, dim), of.along(pool.passages, dim)))
        values = {name: pools.together(asked_in, each)[0] for name, each in ways.items()}
        asked = pools.together(asked_in, ways["sparse"])[1]
        rows.append(
            {
                "bytes": size_bytes, "dim": dim, "k": encoder.k, "lost": round(encoder.lost, 4),
                "dead": round(encoder.dead, 4),
                **{name: retention.mean(each, asked, draws) for name, each in values.items()},
                "above": retention.mean(values["sparse"] - values["prefix"], asked, draws),
            }
        )  # fmt: skip
    return {"texts": len(vectors), "width": sparse_code.WIDER * full, "steps": sparse_code.STEPS, "rows": rows}


def _stored(pool: Pool, queries: np.ndarray, passages: np.ndarray) -> np.ndarray:
    return pool.ndcg(FlatIndex(passages, passages.shape[1], SHIPPED).scores(queries))


def _learned_from(context: Context) -> np.ndarray:
    """(n, D) float32 of every French sentence and passage there is, but those that an evaluation set asks for."""
    asked: set[str] = set()
    for path in sorted(context.recipe.preparation.out.glob("evaluate-*.jsonl")):
        asked |= {key(row.french) for row in read_utterances(path, context.recipe.data)[0] if row.french}
    chosen = EvaluationSet(
        name="french", manifest=context.manifest("real"), distractors=context.recipe.preparation.out / "french.txt",
        most_distractors=1 << 30,
    )  # fmt: skip
    known = [french_of([], chosen)]
    try:
        known.append(library.everything(context.recipe.preparation).texts)
    except InputFault as fault:
        context.say(fault.sentence("en"))  # told by the spectra too
    unasked = [context.passages(texts)[[key(text) not in asked for text in texts]] for texts in known]
    return np.unique(np.concatenate(unasked), axis=0)


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    """None was asked for of a spectrum; what it explains stands with the costs."""
    yield from ()
