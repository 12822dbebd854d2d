"""What data buys: one architecture, trained on different choices of the recordings, asked the same questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.trainer.study import trained
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context
from engine.trainer.study.parts.data import choices, telling
from engine.trainer.study.parts.data.choices import EVERYTHING, REAL, SYNTHETIC, share_name
from engine.trainer.study.trained import ByVariant, Trained, Variant

TITLE = "What data buys"
VERSION = 1

_Z = 1.96  # 95 % of a normal distribution


def measure(context: Context) -> dict[str, Any]:
    """Trains what is not there yet. Raises what trained.train raises."""
    training, draws = context.settings.training, context.settings.draws
    name = training.data_architecture
    whole = choices.everything(context.recipe)
    others, missing = choices.choices(context, whole)
    variants = {EVERYTHING: trained.architecture(name)}  # the very runs that the architectures are compared by
    variants |= {one.name: Variant(f"{name}, {one.name}", trained.ARCHITECTURES[name], one.sources) for one in others}
    wanted = [(variant, seed) for seed in training.data_seeds for variant in variants.values()]
    if name in training.architectures:  # then other seeds are there anyhow, and tell what chance does
        more = (seed for seed in training.seeds if seed not in training.data_seeds)
        wanted += [(variants[EVERYTHING], seed) for seed in more]
    by_variant = trained.train(context, wanted)
    runs = {choice: by_seed for choice, variant in variants.items() if (by_seed := by_variant[variant.name])}
    trained.check_alike(runs)

    first = next(iter(runs[EVERYTHING].values()))
    dim, sets = first.recipe.dims[0], first.evaluation.sets
    chance = {set_: _chance(runs[EVERYTHING], set_, dim) for set_ in sets}
    told = {one.name: one for one in (whole, *others)}
    listened_s = training.steps * training.batch_s
    along = {"synthetic": (SYNTHETIC, training.synthetic_shares), REAL: ((REAL,), training.real_shares)}
    kinds = {choice: choices.figures(told[choice], listened_s) for choice in runs}
    return {
        "architecture": name, "steps": training.steps, "batch_s": training.batch_s, "dim": dim, "draws": draws,
        "seeds": list(training.data_seeds), "chance_seeds": list(runs[EVERYTHING]),
        "noncommercial": training.noncommercial is not None,
        "missing": [
            *missing,
            *(f"There is no set {set_}." for set_ in training.evaluate if set_ not in sets),
            *(f"“{choice}” was not trained: the hours were over." for choice in variants if choice not in runs),
        ],
        "choices": {
            choice: {"kinds": kinds[choice], "seeds": _seeds(by_seed, training.data_seeds)}
            for choice, by_seed in runs.items()
        },
        "sets": {
            set_: {
                "questions": of_set.questions, "french_sentences": of_set.french_sentences, "chance": chance[set_],
                **_of_set(runs, set_, dim, training.data_seeds, draws),
            }
            for set_, of_set in sets.items()
        },
        "slopes": {
            of: slope
            for of, (of_kinds, shares) in along.items()
            if (slope := _slope(runs, kinds, of, of_kinds, shares, list(sets), dim, training.data_seeds, chance, draws))
        },
    }  # fmt: skip


def _seeds(by_seed: Mapping[int, Trained], seeds: Sequence[int]) -> list[int]:
    return [seed for seed in seeds if seed in by_seed]


def _of_set(runs: ByVariant, name: str, dim: int, seeds: Sequence[int], draws: int) -> dict[str, Any]:
    """nDCG@10 of each choice, and how far it is from everything, the same seeds and questions of both."""
    whole = runs[EVERYTHING]
    ndcg, apart = {}, {}
    for choice, by_seed in runs.items():
        shared = [seed for seed in _seeds(by_seed, seeds) if seed in whole]
        values = trained.values(by_seed, name, dim, shared)
        ndcg[choice] = trained.mean(values, draws)
        if choice != EVERYTHING:
            apart[choice] = trained.mean(values - trained.values(whole, name, dim, shared), draws)
    gold = trained.values(whole, name, dim, list(whole)[:1], gold=True)
    return {"gold": trained.mean(gold, draws), "ndcg": ndcg, "apart": apart}


def _chance(by_seed: Mapping[int, Trained], name: str, dim: int) -> float | None:
    """Standard deviation over seeds of the mean nDCG@10; None of one seed."""
    if len(by_seed) < 2:
        return None
    means = trained.values(dict(by_seed), name, dim, list(by_seed)).mean(1)
    return round(float(means.std(ddof=1)), 5)


def _slope(
    runs: ByVariant, kinds: Mapping[str, Any], of: str, of_kinds: Sequence[str], shares: Sequence[float],
    sets: Sequence[str], dim: int, seeds: Sequence[int], chance: Mapping[str, float | None], draws: int,
) -> dict[str, Any] | None:  # fmt: skip
    """nDCG@10 that each doubling of the hours of some kinds is worth: a line through everything and its parts, on the
    logarithm of hours. None where there are less than two points."""
    points = [EVERYTHING, *(name for share in sorted(shares, reverse=True) if (name := share_name(share, of)) in runs)]
    shared = [seed for seed in seeds if all(seed in runs[choice] for choice in points)]
    hours = [sum(kinds[choice][kind]["hours"] for kind in of_kinds if kind in kinds[choice]) for choice in points]
    if len(points) < 2 or not shared or len(set(hours)) < 2:
        return None
    weights = per_doubling(hours)
    told: dict[str, Any] = {}
    for name in sets:
        each = np.tensordot(weights, [trained.values(runs[choice], name, dim, shared) for choice in points], 1)
        slope = trained.mean(each, draws)
        known = chance[name] if len(shared) == 1 else None  # of several seeds the interval knows already
        told[name] = {"slope": slope, "with_chance": None if known is None else _with_chance(slope, weights, known)}
    return {"points": points, "hours": hours, "seeds": shared, "sets": told}


def per_doubling(hours: Sequence[float]) -> np.ndarray:
    """(points,) by which values at these hours add up to the slope of their least-squares line on log2 hours."""
    doublings = np.log2(hours)
    away = doublings - doublings.mean()
    return away / (away**2).sum()


def _with_chance(slope: Sequence[float], weights: np.ndarray, chance: float) -> list[float]:
    """[low, high] of a slope when each of its points might as well be another seed's, which changes it as much as it
    does everything: that error and the questions' are taken to be independent."""
    by_seed = _Z * chance * float(np.sqrt((weights**2).sum()))
    middle, low, high = slope
    return [
        round(middle - float(np.hypot(middle - low, by_seed)), 5),
        round(middle + float(np.hypot(high - middle, by_seed)), 5),
    ]


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    """None was asked for: what data is worth is to be known, whatever it is."""
    return iter(())
