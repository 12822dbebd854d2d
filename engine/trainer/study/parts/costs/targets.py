"""What was asked of the part `costs`, and whether it was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Aim
from engine.trainer.study.parts.costs.telling import NAMES
from engine.trainer.study.pools import TOGETHER
from engine.trainer.study.wording import points, share


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    told = found["sets"][TOGETHER]
    full = found["dims"][0]
    if 64 in found["dims"][1:]:
        kept = told["kept"]["64"]["funnel"]
        missed = told["ndcg"]["missed 64"][0]
        yield _share(
            f"shortlist at 64, order at {full}: of the exact nDCG@10", 0.995, kept,
            f"For {missed:.1%} of the questions the shortlist of {found['shortlist']} misses a sentence that the full "
            "vectors have among the first ten. A longer shortlist, or one at a longer dim, finds it.",
        )  # fmt: skip
    for dim, least in ((64, 0.95), (128, 0.98)):
        if dim in found["dims"][1:]:
            of_dim = told["kept"][str(dim)]
            yield _share(
                f"dim {dim} alone: of the nDCG@10 at {full}", least, of_dim["dim"], _why_short(of_dim, dim, least)
            )
            yield _better(found, dim)
    yield _fewer_bits(found)


def _share(what: str, least: float, kept: Sequence[float], why: str) -> Aim:
    reached = kept[0] >= least
    return Aim(what, f"≥ {least:.1%}", share(kept), reached, "" if reached else why)


def _why_short(kept: Mapping[str, Sequence[float]], dim: int, least: float) -> str:
    gold = f"The same questions in writing keep {kept['gold'][0]:.1%} at {dim}"
    if kept["gold"][0] < least:
        return (
            f"{gold}: the text model's prefix is short of it by itself, and what listening gets wrong weighs more "
            "where there are fewer components. It would take a text stage with more weight on short prefixes, and "
            "better listening; a shortlist does without."
        )
    return (
        f"{gold}: what is lost is lost by listening, whose errors weigh more where there are fewer components. Better "
        "listening would reach it; a shortlist does without."
    )


def _better(found: Mapping[str, Any], dim: int) -> Aim:
    """Than each control; the best of them is known from these very scores, to the prefix's disadvantage."""
    told = found["sets"][TOGETHER]
    above, kept = told["above"][str(dim)], told["kept"][str(dim)]
    name, apart = min(above.items(), key=lambda row: row[1][0])
    reached = apart[0] > 0
    sure = "" if apart[1] > 0 or not reached else ", within chance"
    said = f"{points(apart, 2)} points against {NAMES[name]}{sure}"
    why = f"Directions fitted to the very passages that are searched keep more at {dim} than the trained prefix"
    other = kept.get("svd elsewhere")
    if other is None:
        why += "; they are fitted for each pool."
    elif other[0] > kept["dim"][0]:
        chance = ", within chance" if above["svd elsewhere"][2] >= 0 else ""
        why += (
            f", and so do those fitted to the library's other passages ({other[0]:.1%} of exact against "
            f"{kept['dim'][0]:.1%}{chance}). Turning the text model's output onto the latter changes no cosine of full "
            "vectors and would give as much; the rest of the lead is knowing what is searched, and takes fitting them "
            "for each library."
        )
    else:
        why += (
            f"; those fitted to the library's other passages do not ({other[0]:.1%} of exact against "
            f"{kept['dim'][0]:.1%}): their lead is that they know what is searched. Fitting them for each library "
            "would reach it."
        )
    return Aim(f"dim {dim} alone: better than PCA at equal bytes", "> 0", said, reached, "" if reached else why)


def _fewer_bits(found: Mapping[str, Any]) -> Aim:
    what, asked = f"nDCG@10 lost by storing the model as {found['precision']}", "≤ 0.5 points"
    if found["bundle"] is None:
        return Aim(what, asked, "not measured", False, "The study names no bundle in fp32: its key `exact`.")
    lost = found["bundle"][str(found["trained"][0])][TOGETHER]["lost"]
    reached = lost[0] <= 0.005
    why = "Rounding moves the vectors too far; more scales (export.weights = mixed, then blocks8) move them less."
    told = f"{points(lost, 2)} points"
    return Aim(what, asked, told, reached, "" if reached else why)
