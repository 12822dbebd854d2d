"""The part `intents` as sentences, tables and plots, and how it stands with what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Aim, Block, Line, Plot, Table, Text
from engine.trainer.study.wording import figure, share

DESCRIPTION, WRITTEN, SPOKEN, PROBE = "description", "written", "spoken", "probe"
SHARE = 0.90  # asked for
_NAMES = {
    DESCRIPTION: "nearest French description",
    WRITTEN: "nearest mean of written examples",
    SPOKEN: "nearest mean of spoken examples",
    PROBE: "linear probe, written questions",
}

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_questions(found))
    yield Text(_classifiers(found))
    for name in found["missing"]:
        yield Text(f"Not measured: There is no set {name}.")
    for dim in dict.fromkeys(row["dim"] for row in found["rows"]):
        yield _table(found, dim)
    yield _by_set(found)
    yield _curve(found)


def summary(found: Found) -> Iterator[Block]:
    rows = [row for row in found["rows"] if row["dim"] == found["full"]]
    yield Table(
        f"Intent, of {found['intents']}: {found['questions']} WolBanking77 questions that training never saw, spoken "
        f"by held-out voices; weighted F1 at {found['full']} dims. No embedding was trained for intent; the corpus's "
        "other questions were training text, and its labels are noisy.",
        ("told by", "examples an intent", "speech", "gold text", "speech / gold"),
        [_cells(row) for row in rows],
    )


def aims(found: Found) -> Iterator[Aim]:
    what = f"intent: speech's share of gold text's weighted F1, linear probe at {found['full']}"
    if found["missing"]:
        why = f"It needs {' and '.join(found['missing'])} too, which `laaj-trainer prepare` makes."
        yield Aim(what, f"≥ {SHARE:.0%}", "not measured", False, why)
        return
    row = _row(found, PROBE, found["full"])
    reached = row["share"][0] >= SHARE
    told = f"{share(row['share'])}; {_voices(row)}; F1 {figure(row['speech'])} of {figure(row['gold'])}"
    yield Aim(what, f"≥ {SHARE:.0%}", told, reached, "" if reached else _why(found, row))


def _why(found: Found, row: Mapping[str, Any]) -> str:
    good = [name for name, of_set in row["sets"].items() if of_set["share"][0] >= SHARE]
    where = f"By {' and '.join(good)} it is reached." if good else "Neither kind of voice reaches it."
    why = f"The classifier is the same for both, so listening loses it. {where}"
    written, spoken = (_row(found, way, found["full"]) for way in (WRITTEN, SPOKEN))
    if written["share"][0] > row["share"][0]:
        why += (
            f" The probe, fitted closely to gold text, forgives it less than the nearest mean of {written['examples']} "
            f"written examples, which keeps {written['share'][0]:.1%} of an F1 of {written['gold'][0]:.3f}."
        )
    if not spoken:
        return f"{why} Whether spoken examples would help was not measured: there are none."
    before, after = written["speech"][0], spoken["speech"][0]
    examples = (
        f"With {spoken['examples']} spoken examples an intent speech has an F1 of {after:.3f}, with as many written"
    )
    if after >= SHARE * row["gold"][0]:
        return f"{why} {examples} ones {before:.3f}: spoken examples would reach {SHARE:.0%} of the probe's F1 on text."
    helped = "spoken examples help, but not enough" if after > before else "spoken examples alone do not help"
    return f"{why} {examples} ones {before:.3f}: {helped}; it takes a better ear."


def _row(found: Found, classifier: str, dim: int) -> Mapping[str, Any]:
    """That with the most examples; empty where there is none."""
    rows = [row for row in found["rows"] if (row["classifier"], row["dim"]) == (classifier, dim)]
    return max(rows, key=lambda row: row["examples"], default={})


def _voices(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.removeprefix('intent-')} {told['share'][0]:.1%}" for name, told in row["sets"].items())


def _questions(found: Found) -> str:
    sets = ", ".join(f"{count} of {name}" for name, count in found["utterances"].items())
    return (
        f"WolBanking77: {found['questions']} questions of {found['asked_intents']} intents, spoken by voices that "
        f"training never hears ({sets} utterances). Two questions of each intent were held out, as text and as speech. "
        "The corpus's other questions, with their French, were training text of the bilingual stage, and many were "
        "spoken in training; their intent never was. Its labels are noisy: some questions stand under an intent that "
        "they do not ask for, and stay there. Weighted F1: of each intent, averaged by its questions. Intervals draw "
        "questions, and rounds of examples where these were drawn; speech / gold is paired. With two questions an "
        "intent a draw leaves intents out, which are then not confused: the interval lies high rather than low."
    )


def _classifiers(found: Found) -> str:
    probes = "; ".join(
        f"at {probe['dim']} dims C = {probe['cost']:g}, as the F1 there is "
        + ", ".join(f"{value:.3f} by {cost}" for cost, value in probe["tried"].items())
        for probe in found["probes"]
    )
    told = (
        "Each classifier is applied as it is to gold text and to speech. Nearest French description: one sentence an "
        "intent, written from its name. Nearest mean: of 1, 5 or 16 examples an intent, "
        f"the mean of {found['rounds']} draws. Linear probe: logistic regression on the gold text of all "
        f"{found['written']:,} training questions; C of {', '.join(f'{cost:g}' for cost in found['costs'])} chosen by "
        f"{found['folds']}-fold cross-validation on training questions alone ({probes}), which also says how far the "
        "labels can be learned from gold text."
    )
    spoken = found["spoken"]
    if spoken is None:
        return f"{told} There are no clips of training voices, so no spoken examples."
    fewest = f", {spoken['fewest']} at least" if spoken["fewest"] < spoken["most"] else ""
    return (
        f"{told} Spoken examples: {spoken['clips']:,} clips of Kokoro's training voices, at most {spoken['most']} an "
        f"intent{fewest}. The speech encoder was trained on those very clips, so that they lie nearer to their text "
        "than a new recording would."
    )


def _cells(row: Mapping[str, Any]) -> Sequence[object]:
    examples = {DESCRIPTION: "none", PROBE: "all"}.get(row["classifier"], row["examples"])
    return _NAMES[row["classifier"]], examples, figure(row["speech"]), figure(row["gold"]), share(row["share"])


def _table(found: Found, dim: int) -> Table:
    return Table(
        f"Intent at {dim} dims, all voices together: weighted F1",
        (
            "told by",
            "examples an intent",
            "speech",
            "gold text",
            "speech / gold",
            "accuracy, speech",
            "accuracy, gold text",
        ),
        [
            (*_cells(row), figure(row["accuracy"]), figure(row["gold_accuracy"]))
            for row in found["rows"]
            if row["dim"] == dim
        ],
    )


def _by_set(found: Found) -> Table:
    return Table(
        f"Intent by kind of voice, at {found['full']} dims: weighted F1",
        ("set", "told by", "examples an intent", "speech", "gold text", "speech / gold"),
        [
            (name, *_cells({**row, **told}))
            for name in found["utterances"]
            for row in found["rows"]
            if row["dim"] == found["full"]
            for told in [row["sets"][name]]
        ],
    )


def _curve(found: Found) -> Plot:
    lines = []
    for classifier, of in ((WRITTEN, "written"), (SPOKEN, "spoken")):
        rows = [row for row in found["rows"] if (row["classifier"], row["dim"]) == (classifier, found["full"])]
        for way, asked in (("speech", "spoken"), ("gold", "gold text")) if rows else ():
            value, low, high = zip(*(row[way] for row in rows), strict=True)
            lines.append(Line(f"{of} examples, {asked}", [row["examples"] for row in rows], value, low, high))
    return Plot(
        f"Intent from few examples, at {found['full']} dims", "examples an intent", "weighted F1", lines, x_scale="log2"
    )
