"""The part `robustness` as sentences, tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.evaluate import CLEAN
from engine.trainer.study.blocks import Bars, Block, Line, Plot, Table, Text
from engine.trainer.study.parts.robustness.sound_changes import ladder_name
from engine.trainer.study.pools import RULE, TOGETHER
from engine.trainer.study.wording import figure, points

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_method(found))
    for sentence in found["missing"]:
        yield Text(f"Not measured: {sentence}")
    yield _costs(found)
    yield _table(found)
    yield _ladder(found)
    yield _ladder_costs(found)
    yield _each_set(found)
    if found["switching"]:
        yield from _switching(found)


def summary(found: Found) -> Iterator[Block]:
    told = found["conditions"]
    yield Table(
        f"{_questions(found)}, nDCG@10 at {found['dims'][0]}; clean {figure(told[CLEAN]['full'][TOGETHER]['ndcg'])}. "
        "Points are hundredths of nDCG@10, in brackets the paired 95 % interval.",
        ("what is done to the sound", "nDCG@10", "cost, points"),
        [
            (name, figure(told[name]["full"][TOGETHER]["ndcg"]), points(told[name]["full"][TOGETHER]["cost"]))
            for name in found["what"]
        ],
    )
    if switching := found["switching"]:
        spoken = switching["spoken"]["switched"]["full"][TOGETHER]["cost"]
        yield Text(
            f"French words in Wolof questions ({switching['share']:.0%} of their words) cost {points(spoken)} points "
            f"when they are spoken, by {_and(switching['clips'])}."
        )


def why_noise_costs(found: Found, snr_db: int) -> str:
    """What is known of the cause, and what might reach what was asked for."""
    told = found["conditions"]
    worst = max(found["sets"], key=lambda name: told[ladder_name(snr_db)]["full"][name]["cost"][0])
    least_noise = max(found["ladder_db"])
    written = (
        f"Most is lost by {worst}, {100 * told[ladder_name(snr_db)]['full'][worst]['cost'][0]:.1f} points; at "
        f"{least_noise} dB it is {100 * told[ladder_name(least_noise)]['full'][worst]['cost'][0]:.1f}."
    )
    low, high = found["snr_db"]
    share = found["trained"][ladder_name(snr_db)]
    return (
        f"{written} Training hears noise in {share:.0%} of its copies, at {low:g} to {high:g} dB. Noise in more of "
        "them, nearer to this, or a step that takes noise away before the encoder would be tried first; neither was "
        "measured."
    )


def _and(counts: Mapping[str, int]) -> str:
    return " and ".join(f"{count} clips of {name}" for name, count in counts.items())


def _questions(found: Found) -> str:
    count = sum(told["questions"] for told in found["sets"].values())
    return f"{count} spoken questions ({', '.join(found['sets'])})"


def _method(found: Found) -> str:
    full, default = found["dims"]
    part = [
        f"{name} by its first {told['questions']} of {told['of']} questions"
        for name, told in found["sets"].items()
        if told["questions"] < told["of"]
    ]
    shortened = f" To be affordable, {' and '.join(part)}, clean sound too; all sentences stay." if part else ""
    return (
        f"Each clip is changed, then cut to its speech and encoded as the product does. Cost is nDCG@10 of the clean "
        f"clip less that of the changed one, question by question, so its interval is paired; a point is a hundredth. "
        f"At {full}: the whole vector. With a shortlist: {found['shortlist']} sentences chosen at {default}, put in "
        f"order by the whole vector. What is drawn depends on the clip alone.{shortened} Noise and babble are measured "
        "against the mean power of the whole clip, pauses too, so that under the speech itself there is a little less "
        f"of them. {RULE}"
    )


def _costs(found: Found) -> Bars:
    rows = [found["conditions"][name]["full"][TOGETHER]["cost"] for name in found["what"]]
    middle, low, high = ([100 * value for value in column] for column in zip(*rows, strict=True))
    return Bars(
        f"Points of nDCG@10 lost at {found['dims'][0]}, together", "points lost", list(found["what"]), middle, low, high
    )


def _table(found: Found) -> Table:
    told = found["conditions"]
    count = sum(of_set["questions"] for of_set in found["sets"].values())
    return Table(
        f"Together. Unheard: of {count} questions those in which the product hears nobody speak, and so looks for "
        "nothing; they are encoded here all the same. In training: of its copies, how many have such a thing done to "
        "them.",
        ("condition", "what it is", f"nDCG@10 at {found['dims'][0]}", "cost, points", "with a shortlist",
         "cost, points", "unheard", "in training"),
        [
            (
                name, found["what"].get(name, "as it was recorded"),
                figure(row["full"][TOGETHER]["ndcg"]), _cost(name, row["full"][TOGETHER]["cost"]),
                figure(row["funnel"][TOGETHER]["ndcg"]), _cost(name, row["funnel"][TOGETHER]["cost"]),
                found["unheard"][name], _share(found["trained"].get(name)),
            )
            for name, row in told.items()
        ],
    )  # fmt: skip


def _cost(name: str, row: Sequence[float]) -> str:
    return "–" if name == CLEAN else points(row)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _each_set(found: Found) -> Table:
    told, names = found["conditions"], list(found["sets"])
    voices = ", ".join(
        f"{name} {of_set['questions']} questions by {of_set['voices']} voice{'s' * (of_set['voices'] > 1)}"
        for name, of_set in found["sets"].items()
    )
    return Table(
        f"Each set ({voices}): nDCG@10 of the clean sound, then what is lost, in points, at {found['dims'][0]} and "
        "with a shortlist",
        ("condition", *(f"{name}, {way}" for name in names for way in (found["dims"][0], "shortlist"))),
        [
            (
                condition,
                *(
                    figure(row[way][name]["ndcg"]) if condition == CLEAN else points(row[way][name]["cost"])
                    for name in names
                    for way in ("full", "funnel")
                ),
            )
            for condition, row in told.items()
        ],
    )


def _ladder(found: Found) -> Plot:
    rising = sorted(found["ladder_db"])

    def line(name: str) -> Line:
        rows = [found["conditions"][ladder_name(snr_db)]["full"][name]["ndcg"] for snr_db in rising]
        middle, low, high = zip(*rows, strict=True)
        return Line(name, rising, middle, low, high)

    clean = found["conditions"][CLEAN]["full"][TOGETHER]["ndcg"][0]
    return Plot(
        f"Pink noise, nDCG@10 at {found['dims'][0]}", "signal to noise, dB", "nDCG@10",
        [*(line(name) for name in (TOGETHER, *found["sets"])),
         Line(f"{TOGETHER}, clean", [rising[0], rising[-1]], [clean, clean])],
    )  # fmt: skip


def _ladder_costs(found: Found) -> Plot:
    rising = sorted(found["ladder_db"])

    def line(name: str, way: str) -> Line:
        rows = [found["conditions"][ladder_name(snr_db)][way][TOGETHER]["cost"] for snr_db in rising]
        middle, low, high = ([100 * value for value in column] for column in zip(*rows, strict=True))
        return Line(name, rising, middle, low, high)

    full, default = found["dims"]
    return Plot(
        "Pink noise, points of nDCG@10 lost, together", "signal to noise, dB", "points lost",
        [line(f"at {full}", "full"), line(f"shortlist at {default}", "funnel")],
    )  # fmt: skip


def _switching(found: Found) -> Iterator[Block]:
    told = found["switching"]
    examples = "; ".join(f"“{plain}” becomes “{switched}”" for plain, switched in told["examples"])
    lost = sum(told["left_out"].values())
    yield Text(
        f"French words: {told['questions']} questions, of AfriQA and of the starter library, those in which a table of "
        f"{told['table']} everyday words replaces most; {told['share']:.0%} of their words are then French: "
        f"{examples}. The table awaits a native reader. The same held-out voice says both, at the same rate and pitch, "
        "and says the French words with the sounds of Wolof: how real speakers say them was not measured. They are "
        f"searched in {told['sentences']:,} sentences."
        + (f" {lost} clips are left out: not spoken, or by another voice." if lost else "")
    )
    counts = {TOGETHER: sum(told["clips"].values()), **told["clips"]}
    asked = [(f"spoken, {group}", "spoken", group, count) for group, count in counts.items()]
    asked.append(("written", "written", TOGETHER, told["questions"]))
    full = found["dims"][0]
    yield Table(
        "Wolof questions with French words in them. What the written ones lose is lost by the text model, whoever "
        "listens.",
        ("asked", "questions", f"Wolof, {full}", f"with French, {full}", "cost, points", "Wolof, shortlist",
         "with French, shortlist", "cost, points"),
        [
            (name, count, *(cell for way in ("full", "funnel") for cell in _both(told[side], way, group)))
            for name, side, group, count in asked
        ],
    )  # fmt: skip


def _both(table: Mapping[str, Any], way: str, group: str) -> tuple[str, str, str]:
    """nDCG@10 without and with French words, and what they cost."""
    plain, switched = table["plain"][way][group], table["switched"][way][group]
    return figure(plain["ndcg"]), figure(switched["ndcg"]), points(switched["cost"])
