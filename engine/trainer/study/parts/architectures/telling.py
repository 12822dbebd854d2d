"""The part `architectures` as sentences, tables and plots. What is said of late fusion follows from the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Block, Line, Plot, Table, Text
from engine.trainer.study.trained import READING_ONLY
from engine.trainer.study.wording import Figure, figure, listed, points

SCHEDULED = "late-fusion"
REFERENCES = (SCHEDULED, READING_ONLY)
ENOUGH_SEEDS = 3

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_method(found))
    for sentence in [*_too_few_seeds(found), *found["missing"]]:
        yield Text(sentence)
    yield Text(_caution(found))
    for one in _references(found):
        yield Text(_verdict(found, one))
    for name, told in found["sets"].items():
        yield _table(found, name, told)
    for name, told in found["sets"].items():
        yield _plot(found, name, told)
    for one in _references(found):
        yield _apart(found, one)
    yield _costs(found)


def summary(found: Found) -> Iterator[Block]:
    full = str(found["dims"][0])
    rows: list[Sequence[object]] = [
        (name, len(told["seeds"]), *(figure(of_set["ndcg"][name][full]) for of_set in found["sets"].values()))
        for name, told in found["variants"].items()
    ]
    rows.append(("the bound: written Wolof", "", *(figure(of_set["gold"][full]) for of_set in found["sets"].values())))
    yield Table(
        f"Architectures after {found['steps']} steps of {found['batch_s']:g} s each: nDCG@10 at {full}, mean over "
        "seeds, with 95 % interval over seeds and questions",
        ("trained alike", "seeds", *(_asked(name, told) for name, told in found["sets"].items())),
        rows,
    )
    for one in _references(found):
        yield Text(_verdict(found, one))
    yield Text(_caution(found))


def _references(found: Found) -> list[str]:
    return [one for one in REFERENCES if one in found["variants"]]


def _asked(name: str, told: Found) -> str:
    return f"{name} ({told['questions']})"


def _method(found: Found) -> str:
    return (
        f"Each was trained for {found['steps']} steps of {found['batch_s']:g} s over the same frozen text model, from "
        f"the same recordings and augmented copies, with {_seeds(found['seeds'])}; losses, rate and data are those of "
        "the model's recipe where they have a gradient. Each is then asked the same spoken questions, clean, in torch. "
        "text-only is the cascade: its likeliest pieces are the question's text. The written Wolof of the same "
        "questions goes through the same text model and needs no ear: it is the bound for all. Figures are means over "
        f"seeds and questions, in brackets the 95 % interval of a bootstrap over both, {found['draws']} draws; with "
        "few seeds it is too narrow rather than too wide. Differences are paired, by seed and question; each interval "
        "stands alone, and of twenty differences that are none about one would seem to be one."
    )


def _seeds(seeds: Sequence[int]) -> str:
    return f"the seed{'s' if len(seeds) > 1 else ''} {listed([str(seed) for seed in seeds])}"


def _too_few_seeds(found: Found) -> Iterator[str]:
    few = {name: len(told["seeds"]) for name, told in found["variants"].items() if len(told["seeds"]) < ENOUGH_SEEDS}
    if few:
        told = listed([f"{name} has {count}" for name, count in few.items()])
        yield (
            f"Fewer than {ENOUGH_SEEDS} seeds: {told}. What another seed would change is not, or hardly, in their "
            "intervals."
        )


def _caution(found: Found) -> str:
    share, steps = found["embed_at"], found["steps"]
    words = (
        f"{steps} steps are few; the model's recipe has {found['steps_of_the_model']}. So this compares how fast each "
        "learns from this much speech, and says nothing of longer training."
    )
    if SCHEDULED not in found["variants"] or share >= 1:
        return words
    words += f" In the recipe's schedule (late-fusion) the embedding losses come in at step {round(share * steps)}"
    if READING_ONLY not in found["variants"]:
        return f"{words}; late fusion that learns to read alone was not trained beside it."
    words += (
        "; “reading only” is the same without them, by CTC alone: the cascade's reader, whose posteriors mix the piece "
        "embeddings in place of the likeliest."
    )
    scheduled, alone = (found["variants"][name]["pieces"] for name in REFERENCES)
    shared = [seed for seed in scheduled if seed in alone]
    if not shared:
        return words
    worse = sum(scheduled[seed] > alone[seed] for seed in shared)
    losses = (
        f"the CTC loss over pieces ends at {_mean(scheduled):.2f} with them and at {_mean(alone):.2f} without, and is "
        f"the higher with them for {worse} of {len(shared)} seeds"
    )
    if worse == len(shared):
        return f"{words} The embedding losses disturb a reading that is not learned yet: {losses}."
    return f"{words} That the embedding losses disturb the reading is not seen here: {losses}."


def _mean(losses: Mapping[str, float]) -> float:
    return sum(losses.values()) / len(losses)


def _verdict(found: Found, one: str) -> str:
    """Where this late fusion is above the others, below them, or neither, from the intervals alone."""
    full = str(found["dims"][0])
    sentences, counts, of = [], {"above": 0, "below": 0, "undecided": 0}, 0
    for name, told in found["sets"].items():
        groups: dict[str, list[tuple[str, Figure]]] = {"above": [], "below": [], "undecided": []}
        for other, by_dim in told["apart"].get(one, {}).items():
            groups[_side(by_dim[full])].append((f"“{other}”", by_dim[full]))
            for row in by_dim.values():
                counts[_side(row)] += 1
                of += 1
        parts = [
            f"{side} {listed([f'{other} by {points(row)}' for other, row in groups[side]])}"
            for side in ("above", "below")
            if groups[side]
        ]
        if undecided := [other for other, _ in groups["undecided"]]:
            parts.append(f"not to be told from {listed(undecided)}")
        if parts:
            sentences.append(f"{name}: {'; '.join(parts)}.")
    if not of:
        return f"**{one}** has nothing that it can be compared with: no other shares a seed with it."
    return (
        f"**{one}** at {full}, in points of nDCG@10. {' '.join(sentences)} "
        f"Over all sets and dims it is above in {counts['above']} of {of} comparisons, below in {counts['below']}, and "
        f"in {counts['undecided']} the interval holds nought."
    )


def _side(row: Figure) -> str:
    return "above" if row[1] > 0 else "below" if row[2] < 0 else "undecided"


def _table(found: Found, name: str, told: Found) -> Table:
    dims = [str(dim) for dim in found["dims"]]
    full = dims[0]
    bound = told["gold"][full][0]
    rows: list[Sequence[object]] = []
    for variant, by_dim in told["ndcg"].items():
        of_bound = f"{by_dim[full][0] / bound:.0%}" if bound else ""
        seeds = ", ".join(map(str, found["variants"][variant]["seeds"]))
        rows.append((variant, seeds, *(figure(by_dim[dim]) for dim in dims), of_bound))
    rows.append(("the bound: written Wolof", "", *(figure(told["gold"][dim]) for dim in dims), ""))
    return Table(
        f"{name}: {told['questions']} questions, {told['french_sentences']:,} French sentences; nDCG@10 by dim",
        ("trained alike", "seeds", *dims, f"of the bound, {full}"),
        rows,
    )


def _plot(found: Found, name: str, told: Found) -> Plot:
    rising = sorted(found["dims"])
    every = {**told["ndcg"], "written Wolof": told["gold"]}
    lines = []
    for variant, by_dim in every.items():
        mean, low, high = zip(*(by_dim[str(dim)] for dim in rising), strict=True)
        lines.append(Line(variant, rising, mean, low, high))
    return Plot(f"{name}: architectures by dim", "dim", "nDCG@10", lines, x_scale="log2")


def _apart(found: Found, one: str) -> Table:
    dims = [str(dim) for dim in found["dims"]]
    return Table(
        f"{one} less each other, points of nDCG@10, paired by seed and question, with 95 % interval",
        ("set", "other", *dims),
        [
            (name, other, *(points(by_dim[dim]) for dim in dims))
            for name, told in found["sets"].items()
            for other, by_dim in told["apart"].get(one, {}).items()
        ],
    )


def _costs(found: Found) -> Table:
    rows = []
    for name, told in found["variants"].items():
        median, least, most = told["ms"]
        loss = f"{_mean(told['pieces']):.2f}" if told["pieces"] else ""
        rows.append(
            (
                name, f"{told['trained'] / 1e6:.2f}", f"{told['frozen'] / 1e6:.1f}", f"{told['gflop_per_s']:.2f}",
                f"{median:.0f} ({least:.0f}–{most:.0f})", loss,
            )
        )  # fmt: skip
    return Table(
        f"What each costs. A clip of {found['clip_s']:g} s is heard in torch, on the processor, with other work on it "
        "perhaps: median, in brackets the least and the most.",
        (
            "architecture", "M parameters trained", "M frozen", "GFLOP for a second of speech, at most",
            f"ms for {found['clip_s']:g} s", "CTC loss over pieces at the end",
        ),
        rows,
    )  # fmt: skip
