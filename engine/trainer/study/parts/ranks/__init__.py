"""How few multiply-adds each part of the model needs: its linear layers at rank r, one group at a time.

The text model is cut twice: as speech goes through it alone, over passages that the whole one has read; and for both.
A layer whose factors would be no smaller than it is stays whole, and so a rank that cuts no layer is the model itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import torch

from engine.trainer import speech_stage
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context
from engine.trainer.study.parts.ranks import rank_curves, telling
from engine.trainer.study.parts.ranks.cut_bundles import CutBundles
from engine.trainer.study.parts.ranks.layer_groups import BRIDGE, TEXT, groups
from engine.trainer.study.parts.ranks.low_rank import AWARE, METHODS
from engine.trainer.study.parts.ranks.rank_curves import CLIP_S, RUNS, Case, Curves, Whole
from engine.trainer.study.parts.ranks.rank_questions import SETS, Questions, calibrate
from engine.trainer.study.parts.ranks.telling import BOTH

TITLE = "Low rank: how much of each part is needed"
VERSION = 1


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault not-trained, and for evaluation sets or training manifests that are missing."""
    recipe = context.recipe
    architecture = speech_stage.load_trained(recipe, context.settings.run)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    questions = Questions(context, architecture)
    parts = {group.name: group for group in groups(architecture)}
    layers = {name: layer for group in parts.values() for name, layer in group.layers.items()}
    told = calibrate(context, architecture, layers, parts[TEXT].layers if TEXT in parts else {})
    rows_per_s = {name: moment.rows / told.seconds for name, moment in told.spoken.items()}
    cases = [Case(name, group, told.spoken, rows_per_s) for name, group in parts.items()]
    if TEXT in parts:
        cases.insert(2, Case(BOTH, parts[TEXT], told.both(), rows_per_s, passages=True))
    curves = Curves(context, architecture, questions, parts[BRIDGE].vectors(questions.entering))
    found: dict[str, Any] = {
        "sets": [
            {
                "name": asked.name, "questions": asked.last - asked.first, "left_out": asked.left_out,
                "sentences": len(asked.rows), "limit": SETS[asked.name],
            }
            for asked in questions.sets
        ],
        "whole": {"ndcg": questions.means(curves.whole), "mean": round(float(curves.whole.mean()), 4)},
        "calibration": {"clips": told.clips, "seconds": told.seconds, "texts": told.texts},
        "timing": {"clip_s": CLIP_S, "runs": RUNS, "threads": recipe.threads},
        "groups": {},
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=context.out, ignore_cleanup_errors=True) as place, ExitStack() as stack:
        context.say("the whole model, exported")
        bundles = CutBundles(architecture, recipe, Path(place))
        whole = Whole(context, bundles, questions, stack)
        for case in cases:
            found["groups"][case.name] = _case(case, curves, bundles, whole)
        found["timing"] |= {"shipped": whole.shipped, "sizes_mb": whole.sizes_mb()}
    return found


def _case(case: Case, curves: Curves, bundles: CutBundles, whole: Whole) -> dict[str, Any]:
    made_of = rank_curves.decomposed(case)
    points = curves.curve(case, made_of)
    chosen, first = (
        rank_curves.chosen({method: rule(points, method) for method in METHODS})
        for rule in (rank_curves.smallest, rank_curves.first)
    )
    timed = rank_curves.TIMED_RANKS[-1:] if case.passages else rank_curves.TIMED_RANKS
    wanted = dict.fromkeys(timed, AWARE) | dict(one for one in (first, chosen) if one)
    return {
        "layers": len(case.layers), "full_rank": case.full_rank, **case.cost(), "points": points,
        "chosen": list(chosen) if chosen else None, "first": list(first) if first else None,
        "exported": curves.exported(case, made_of, wanted, bundles, whole),
    }  # fmt: skip


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    yield from telling.blocks(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    yield from telling.aims(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    yield from telling.summary(found)
