"""The part `data` as sentences, tables and plots, and what a centre may expect of its own recordings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Bars, Block, Line, Plot, Table, Text
from engine.trainer.study.parts.data.choices import EVERYTHING, REAL, WITH_NONCOMMERCIAL
from engine.trainer.study.trained import READING_ONLY
from engine.trainer.study.wording import figure, listed, points

OWN_HOURS = (1, 10)  # that a centre may record
_BY_CHANCE = 1.96 * math.sqrt(2)  # standard deviations that two runs alike may lie apart
_ASKED = "real"

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_method(found))
    yield Text(_chance(found))
    if heard := _heard(found):
        yield Text(heard)
    if WITH_NONCOMMERCIAL in found["choices"]:
        yield Text(
            f"“{WITH_NONCOMMERCIAL}” adds sentences under a licence that forbids commercial use to the speech alone, "
            "the text model has not seen them: for experiments only, nothing that ships learns from them."
        )
    elif not found["noncommercial"]:
        yield Text("Non-commercial data was not tried: the key `training.noncommercial` names no folder.")
    for sentence in found["missing"]:
        yield Text(f"Not measured: {sentence}")
    yield _choices(found)
    yield _figures(found)
    for name, told in found["sets"].items():
        mean, low, high = zip(*told["ndcg"].values(), strict=True)
        yield Bars(
            f"{name}: nDCG@10 by what was trained on; the bound is {figure(told['gold'])}", "nDCG@10",
            list(told["ndcg"]), mean, low, high,
        )  # fmt: skip
    for of, slope in found["slopes"].items():
        yield _plot(found, of, slope)
    if found["slopes"]:
        yield _slopes(found)
    yield Text(worth(found))


def summary(found: Found) -> Iterator[Block]:
    yield _figures(found)
    yield Text(worth(found))
    if heard := _heard(found):
        yield Text(heard)


def worth(found: Found) -> str:
    """What hours of a centre's own might bring by the slope of real speech, and all that speaks against it."""
    slope = found["slopes"].get(REAL)
    if slope is None:
        return (
            "What a centre's own recordings would be worth cannot be told from these runs: there are not two amounts "
            "of real speech to draw a line through."
        )
    name = _ASKED if _ASKED in slope["sets"] else next(iter(slope["sets"]))
    told, now = slope["sets"][name], found["sets"][name]["ndcg"][EVERYTHING][0]
    bound, has = found["sets"][name]["gold"][0], slope["hours"][0]
    middle, *ends = told["slope"]
    low, high = told["with_chance"] or ends
    gains = []
    for hours in OWN_HOURS:
        doublings = math.log2((has + hours) / has)
        gain = points([value * doublings for value in (middle, low, high)])
        gains.append(f"{hours} h more would be {doublings:.1f} doublings and {gain} points")
    words = (
        f"What a centre's own hours might be worth: on {name}, each doubling of the real speech is worth "
        f"{points((middle, low, high))} points of nDCG@10, by a line through {len(slope['points'])} points from "
        f"{min(slope['hours']):.2g} to {has:.2g} h. By that line {listed(gains)}. **This is extrapolated**: "
        f"{math.log2(has / min(slope['hours'])):.1f} doublings were measured, within the same {_speakers(found)}; "
        "a centre would bring new ones, and its own questions."
    )
    if low <= 0 <= high:
        words += " The interval holds nought: from these runs no gain can be promised, and none ruled out."
    if now + middle * math.log2((has + OWN_HOURS[-1]) / has) > bound:
        words += f" The line ends above the bound of {bound:.3f}, so it cannot go on so far."
    if told["with_chance"] is None and len(slope["seeds"]) == 1:
        words += " What another seed would change is not in these intervals."
    return words


def _speakers(found: Found) -> str:
    count = found["choices"][EVERYTHING]["kinds"][REAL]["speakers"]
    return f"{count} speakers" if count else "recordings"


def _method(found: Found) -> str:
    one = found["architecture"]
    why = (
        " Its ear alone is trained, by CTC, so that it is the cheapest that tells what an ear learns: the text model "
        "is asked at the end, and guided late fusion has the same reader."
        if one in ("text-only", READING_ONLY)
        else ""
    )
    return (
        f"{one} was trained for {found['steps']} steps of {found['batch_s']:g} s on different choices of the training "
        f"recordings, all else alike.{why} A part of a kind of speech is drawn by a hash of the utterances' ids, the "
        "smaller inside the larger, and is listened to the more often, so that each kind keeps its share: what changes "
        "is how many different recordings there are. Where a kind is left out, the others take its time. Figures are "
        f"nDCG@10 at {found['dim']}, clean, in torch; differences are paired by question."
    )


def _chance(found: Found) -> str:
    seeds = found["seeds"]
    words = (
        "One seed each: the intervals draw questions, and not what another seed would change."
        if len(seeds) == 1
        else f"{len(seeds)} seeds each: the intervals draw seeds and questions."
    )
    known = {name: told["chance"] for name, told in found["sets"].items() if told["chance"] is not None}
    if not known:
        return f"{words} How much that is was not measured: “{EVERYTHING}” was trained with one seed."
    apart = listed([f"{100 * _BY_CHANCE * chance:.1f} at {name}" for name, chance in known.items()])
    return (
        f"{words} “{EVERYTHING}” with {len(found['chance_seeds'])} seeds tells how much that is: two runs of one seed "
        f"each may lie so many points apart by their seeds alone: {apart}. A difference below that says nothing, "
        "whatever its interval."
    )


def _heard(found: Found) -> str:
    """Where an utterance is hardly heard, leaving half of them out changes little."""
    kinds = found["choices"][EVERYTHING]["kinds"]
    seldom = [f"one of {kind} {told['heard']:.2g} times" for kind, told in kinds.items() if told["heard"] < 1]
    if not seldom:
        return ""
    return (
        f"In {found['steps']} steps of “{EVERYTHING}” an utterance is hardly heard once: {listed(seldom)}. What a half "
        "leaves out would mostly not have been heard, so that the slope of those hours is flatter here than in a long "
        "training."
    )


def _choices(found: Found) -> Table:
    kinds = list(dict.fromkeys(kind for told in found["choices"].values() for kind in told["kinds"]))

    def cell(told: Found, kind: str) -> str:
        if kind not in told["kinds"]:
            return "–"
        one = told["kinds"][kind]
        by = f" by {one['speakers']} speakers" if one["speakers"] else ""
        return f"{one['hours']:.2f} h, {one['utterances']:,}{by}; {one['heard']:.2g} ×"

    return Table(
        "What was trained on: hours, utterances, and how often each is heard at most, on average",
        ("choice", "seeds", *kinds),
        [
            (choice, ", ".join(map(str, told["seeds"])), *(cell(told, kind) for kind in kinds))
            for choice, told in found["choices"].items()
        ],
    )


def _figures(found: Found) -> Table:
    sets = found["sets"]
    rows: list[Sequence[object]] = []
    for choice in found["choices"]:
        row: list[object] = [choice]
        for told in sets.values():
            row.append(figure(told["ndcg"][choice]))
            row.append("" if choice == EVERYTHING else points(told["apart"][choice]))
        rows.append(row)
    bound: list[object] = ["the bound: written Wolof"]
    for told in sets.values():
        bound += [figure(told["gold"]), ""]
    head = [column for name, told in sets.items() for column in (f"{name} ({told['questions']})", "less everything")]
    return Table(
        f"What data buys: nDCG@10 at {found['dim']} of {found['architecture']} after {found['steps']} steps, and "
        f"points less “{EVERYTHING}”, with 95 % intervals",
        ("trained on", *head),
        [*rows, bound],
    )


def _plot(found: Found, of: str, slope: Found) -> Plot:
    rising = sorted(zip(slope["hours"], slope["points"], strict=True))
    lines = []
    for name, told in found["sets"].items():
        mean, low, high = zip(*(told["ndcg"][choice] for _, choice in rising), strict=True)
        lines.append(Line(name, [hours for hours, _ in rising], mean, low, high))
    return Plot(f"Hours of {of} speech", f"hours of {of} speech", "nDCG@10", lines, x_scale="log2")


def _slopes(found: Found) -> Table:
    rows = []
    for of, slope in found["slopes"].items():
        span = f"{min(slope['hours']):.2g}–{max(slope['hours']):.2g} h"
        for name, told in slope["sets"].items():
            both = told["with_chance"]
            seeds = f"{100 * both[0]:+.1f} to {100 * both[1]:+.1f}" if both else ""
            rows.append((of, len(slope["points"]), span, name, points(told["slope"]), seeds))
    return Table(
        "Points of nDCG@10 for each doubling of the hours: a least-squares line on their logarithm. Few points are no "
        "proof that it is a line.",
        ("speech", "points", "hours", "asked", "for a doubling", "interval with the seeds' chance"),
        rows,
    )
