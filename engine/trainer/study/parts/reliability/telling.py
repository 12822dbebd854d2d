"""The part `reliability` as sentences, tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Block, Line, Plot, Table, Text

WAYS = {"speech": "spoken Wolof", "text": "typed French"}

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_method(found))
    for sentence in found["missing"]:
        yield Text(f"Not measured: {sentence}")
    yield _curve(found)
    yield _scores(found)
    yield from (_bins(found, way) for way in WAYS)
    yield _steps(found)
    yield _nothing(found)
    if strangers := found.get("strangers"):
        yield Text(
            f"{strangers['questions']} recorded sentences by {_voices(strangers['voices'])} from outside these sets, "
            f"which no page answers and thresholds never saw: {_share(strangers['told_nothing'])} are told nothing."
        )
    for way in WAYS:
        yield _risk(found, way)
    yield _areas(found)


def summary(found: Found) -> Iterator[Block]:
    yield Table(
        f"Confidence over the {found['documents']} documents of the starter library, told of questions that thresholds "
        "were not fitted on. ECE: expected calibration error.",
        ("asked as", "questions", "ECE", "Brier score", "sure: right", "no page: told “nothing found”",
         "“nothing found”: no page"),
        [
            (
                WAYS[way], told["all"]["questions"], _figure(told["all"]["error"]), _figure(told["all"]["brier"]),
                _share(told["steps"]["sure"]["right"]), _share(told["nothing"]["recall"]),
                _share(told["nothing"]["precision"]),
            )
            for way in WAYS
            for told in [found[way]]
        ],
    )  # fmt: skip


def _method(found: Found) -> str:
    speech = found["speech"]
    shipped = [told["shipped"] for told in (found[way] for way in WAYS)]
    if all(shipped):
        same = "They are the thresholds that the bundle has."
    elif None in shipped:
        same = "The bundle has none of its own."
    else:
        same = "The bundle has others: it was made with other questions, or this is a study of a few."
    lost = sum(found[way]["left_out"] for way in WAYS)
    return (
        f"The product's search over the {found['documents']} documents of the starter library. Its chance that the "
        "first document is the right one is a logistic curve of the best score and of its margin; that curve, and "
        f"where “nothing found” begins, were fitted on the questions of {found['fitted_documents']} evaluation "
        "documents and every second question that no page answers. Everything here is told of the others: "
        f"{speech['inside']['questions']} spoken questions with a page, {speech['outside']['questions']} without one "
        f"(AfriQA's), typed {found['text']['inside']['questions']} and {found['text']['outside']['questions']}. "
        f"{same} A chance holds for such a mixture: where fewer questions have no page, answers are right more often "
        f"than it says. {_voices(found['voices']).capitalize()} of synthesis, which training never heard, ask them; no "
        "person has asked the starter questions yet."
        + (f" {lost} questions that the fitted side asks too are left out." if lost else "")
    )


def _voices(count: int) -> str:
    return "one voice" if count == 1 else f"{count} voices"


def _figure(row: Sequence[float]) -> str:
    return f"{row[0]:.3f} ({row[1]:.3f}–{row[2]:.3f})"


def _share(row: Sequence[float] | None) -> str:
    return "–" if row is None else f"{row[0]:.0%} ({row[1]:.0%}–{row[2]:.0%})"


def _curve(found: Found) -> Plot:
    def line(way: str) -> Line:
        right, low, high = zip(*(row["right"] for row in found[way]["bins"]), strict=True)
        return Line(WAYS[way], [row["predicted"] for row in found[way]["bins"]], right, low, high)

    return Plot(
        "Reliability: of the answers with about the same predicted chance, how many are right", "predicted chance",
        "share right", [*map(line, WAYS), Line("as it should be", [0, 1], [0, 1])],
    )  # fmt: skip


def _scores(found: Found) -> Table:
    names = {"all": "all", "inside": "with a page", "outside": "no page answers"}
    return Table(
        "Expected calibration error over ten bins of equal width, beside what so many answers would have by chance if "
        "every probability were true (mean, and what one in forty passes); Brier score, beside that of always saying "
        "the share that is right. Intervals draw sentences. A question that no page answers is never right.",
        ("asked as", "questions", "how many", "of sentences", "mean chance", "right", "ECE", "ECE by chance", "Brier",
         "Brier of the share"),
        [
            (
                WAYS[way], name, told["questions"], told["sentences"], f"{told['predicted']:.0%}",
                _share(told["right"]), _figure(told["error"]),
                f"{told['error_by_chance'][0]:.3f}, {told['error_by_chance'][1]:.3f}",
                _figure(told["brier"]), found[way]["brier_of_base_rate"] if part == "all" else None,
            )
            for way in WAYS
            for part, name in names.items()
            for told in [found[way][part]]
            if told["questions"]
        ],
    )  # fmt: skip


def _bins(found: Found, way: str) -> Table:
    return Table(
        f"The bins of {WAYS[way]}; Wilson's interval, a sentence that two voices ask being one",
        ("predicted", "answers", "mean chance", "right"),
        [
            (
                f"{row['from']:.0%}–{row['to']:.0%}", row["questions"], f"{row['predicted']:.0%}", _share(row["right"])
            )
            for row in found[way]["bins"]
        ],
    )  # fmt: skip


def _steps(found: Found) -> Table:
    return Table(
        "What the product says of an answer, how often, and how often the first document is the right one",
        ("asked as", "step", "chance from", "answers", "of questions with a page", "right"),
        [
            (
                WAYS[way], step, _from(found[way]["calibration"], step), told["answers"], told["inside"],
                _share(told["right"]),
            )
            for way in WAYS
            for step, told in found[way]["steps"].items()
        ],
    )  # fmt: skip


def _from(calibration: Mapping[str, float], step: str) -> str:
    least = {"sure": calibration["sure"], "unsure": calibration["nothing"], "nothing": 0.0}
    return f"{least[step]:.0%}"


def _nothing(found: Found) -> Table:
    return Table(
        "“Nothing found”. Precision: of the questions that are told so, those that no page answers. Recall: of those "
        "that no page answers, those that are told so. Hidden: answers that would have been right.",
        ("asked as", "said", "precision", "recall", "said where there is a page", "hidden"),
        [
            (
                WAYS[way], _share(told["said"]), _share(told["precision"]), _share(told["recall"]),
                _share(told["wrongly"]), told["hidden"],
            )
            for way in WAYS
            for told in [found[way]["nothing"]]
        ],
    )  # fmt: skip


def _risk(found: Found, way: str) -> Plot:
    told = found[way]["risk"]
    marks = [
        Line(
            f"{step} alone" if step == "sure" else step, [coverage], [wrong[0]], [wrong[1]], [wrong[2]], joined=False
        )
        for step, (coverage, wrong) in found[way]["answered"].items()
        if wrong
    ]  # fmt: skip
    return Plot(
        f"Risk against coverage, {WAYS[way]}: when only the surest are answered, how many of the answers are wrong",
        "share of the questions that is answered", "share of the answers that is wrong",
        [
            Line("by predicted chance", told["coverage"], told["risk"]),
            Line("the best order there can be", told["coverage"], told["best"]),
            *marks,
        ],
    )  # fmt: skip


def _areas(found: Found) -> Table:
    return Table(
        "Area below the curve of risk against coverage, smaller is better; without any order it would be the share of "
        "all answers that is wrong",
        ("asked as", "area", "of the best order", "without order"),
        [
            (
                WAYS[way], _figure(told["risk"]["area"]), told["risk"]["best_area"],
                round(1 - told["all"]["right"][0], 4),
            )
            for way in WAYS
            for told in [found[way]]
        ],
    )  # fmt: skip
