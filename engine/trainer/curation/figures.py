"""What the report counts, in one pass of each manifest; a manifest may have millions of rows, little of it is kept."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.trainer.curation.filters import length_s, speech_rate
from engine.trainer.curation.row import Row

ORIGINS = {
    "": "not known",
    "human": "written by people",
    "recognised": "recognised from sound",
    "translated": "translated by a model",
    "mined": "mined from a collection",
}
SIDES = ("train", "dev", "test", "on no side")
REPLACED = "segment.cut"  # a recording for which its utterances stand: what it holds is counted with them


@dataclass
class Tally:
    """Rows and how long they last, those that are kept and all."""

    kept: int = 0
    rows: int = 0
    kept_s: float = 0.0
    seconds: float = 0.0
    unmeasured: int = 0
    """Rows with sound of which nobody knows yet how long it lasts."""

    def add(self, row: Row) -> None:
        seconds = (length_s(row) or 0.0) if row.audio else 0.0
        self.rows += 1
        self.seconds += seconds
        self.unmeasured += row.audio is not None and length_s(row) is None
        if row.kept:
            self.kept += 1
            self.kept_s += seconds

    def join(self, other: Tally) -> None:
        self.kept, self.rows = self.kept + other.kept, self.rows + other.rows
        self.kept_s, self.seconds = self.kept_s + other.kept_s, self.seconds + other.seconds
        self.unmeasured += other.unmeasured


@dataclass
class Reason:
    """Why rows are left out, and the first of them."""

    example: str
    id: str
    rows: int = 0
    seconds: float = 0.0


def _voice(row: Row) -> str:
    return "nobody: text alone" if not row.audio else f"the synthesiser {row.voice}" if row.voice else "people"


GROUPS: dict[str, Callable[[Row], str]] = {
    "Split": lambda row: row.split or SIDES[-1],
    "Source": lambda row: row.source or "not known",
    "Licence": lambda row: row.licence or "not known",
    "Said by": _voice,
    "The Wolof": lambda row: ORIGINS.get(row.wolof_from, row.wolof_from) if row.wolof else "there is none",
    "The French": lambda row: ORIGINS.get(row.french_from, row.french_from) if row.french else "there is none",
    "Speaker": lambda row: (row.speaker or "not known") if row.audio else "",
}


@dataclass(frozen=True)
class Measure:
    """Something measured of rows, and the range in which it is drawn; what lies outside counts at the ends."""

    name: str
    title: str
    unit: str
    low: float
    high: float
    bins: int = 30
    digits: int = 1

    def of(self, row: Row) -> float | None:
        if self.name == "seconds":
            return length_s(row) if row.audio else None
        return speech_rate(row) if self.name == "speech_rate" else row.scores.get(self.name)

    @property
    def label(self) -> str:
        """The title within a sentence."""
        return self.title[0].lower() + self.title[1:]

    def shown(self, value: float) -> str:
        """With its unit, where it has one."""
        unit = self.unit.split()[0]
        return f"{value:,.{self.digits}f}" + ("" if unit in ("share", "probability", "ratio") else f" {unit}")


MEASURES = (
    Measure("seconds", "Length", "s", 0, 20, 40),
    Measure("speech_rate", "Speech rate", "characters a second", 0, 30),
    Measure("loudness_lufs", "Loudness", "LUFS", -60, 0),
    Measure("snr_db", "Speech above noise", "dB", -10, 70, 40),
    Measure("bandwidth_hz", "Bandwidth", "Hz", 0, 8000, 32, 0),
    Measure("speech_share", "Time that is speech", "share", 0, 1, 25, 2),
    Measure("clipped_share", "Samples that are clipped", "share", 0, 0.02, 20, 4),
    Measure("wolof_share", "Words that are Wolof", "share of the Wolof text", 0, 1, 25, 2),
    Measure("switching", "Switching between Wolof and French", "share of the rarer language", 0, 0.5, 25, 2),
    Measure("french_share", "Words that are French", "share of the Wolof text", 0, 1, 25, 2),
    Measure("recognition_confidence", "Confidence of recognition", "probability", 0, 1, 25, 2),
    Measure("translation_confidence", "Confidence of translation", "probability", 0, 1, 25, 2),
    Measure("margin", "Margin of mined French", "ratio", 0.8, 1.6, 32, 2),
)


@dataclass
class Histogram:
    """How many rows have which value: kept and left out, `measure.bins` of each."""

    measure: Measure
    kept: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kept, self.left_out = [0] * self.measure.bins, [0] * self.measure.bins
        self._least, self._most = float("inf"), float("-inf")  # of the rows that are kept

    def add(self, row: Row) -> None:
        value = self.measure.of(row)
        if value is None:
            return
        low, high, bins = self.measure.low, self.measure.high, self.measure.bins
        at = min(max(int((value - low) / (high - low) * bins), 0), bins - 1)
        (self.kept if row.kept else self.left_out)[at] += 1
        if row.kept:
            self._least, self._most = min(self._least, value), max(self._most, value)

    def edge(self, at: float) -> float:
        return self.measure.low + (self.measure.high - self.measure.low) * at / self.measure.bins

    def quantile(self, share: float) -> float:
        """The value below which that share of the kept rows lies, as far as the bins tell."""
        sought, before = share * sum(self.kept), 0
        for at, count in enumerate(self.kept):
            if count and before + count >= sought:
                return min(max(self.edge(at + (sought - before) / count), self._least), self._most)
            before += count
        return self._most


class Contents:
    """What is in a manifest: totals, groups, histograms."""

    def __init__(self) -> None:
        self.total, self.spoken = Tally(), Tally()
        self.groups: dict[str, dict[str, Tally]] = {name: {} for name in GROUPS}
        self.histograms = [Histogram(measure) for measure in MEASURES]
        self.reasons: dict[str, Reason] = {}
        self.pairs = 0  # rows that are kept and have French
        self.speakers: dict[str, set[str]] = {}  # of rows that are kept, by split

    def add(self, row: Row) -> None:
        note_reasons(self.reasons, row)
        if REPLACED in row.left_out:
            return
        self.total.add(row)
        if row.audio:
            self.spoken.add(row)
        self.pairs += row.kept and bool(row.wolof and row.french)
        if row.kept and row.audio and row.speaker:
            self.speakers.setdefault(row.split, set()).add(row.speaker)
        for name, value in GROUPS.items():
            if (of_row := value(row)) and not (name == "Split" and not row.kept):
                self.groups[name].setdefault(of_row, Tally()).add(row)
        for histogram in self.histograms:
            histogram.add(row)

    def largest(self, name: str, most: int) -> tuple[list[tuple[str, Tally]], int, Tally]:
        """The groups of that kind that have most, how many there are beyond them, and these together."""
        known = {side: at for at, side in enumerate(SIDES)} if name == "Split" else {}
        order = sorted(
            self.groups[name].items(),
            key=lambda item: (known.get(item[0], 0), -item[1].kept_s, -item[1].kept, -item[1].rows, item[0]),
        )
        rest = Tally()
        for _, tally in order[most:]:
            rest.join(tally)
        return order[:most], len(order[most:]), rest


def note_reasons(reasons: dict[str, Reason], row: Row) -> None:
    for reason, sentence in row.left_out.items():
        noted = reasons.setdefault(reason, Reason(sentence, row.id))
        noted.rows += 1
        noted.seconds += (length_s(row) or 0.0) if row.audio else 0.0


DRAWN = {"With sound": 10, "Text alone": 5, "Left out here": 5}  # rows shown of each stage


class Passed:
    """What a stage left: how many rows, why others are left out, and some of each kind of DRAWN.

    Rows are drawn by a hash of their id, so that the same manifest gives the same ones.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn: dict[str, list[tuple[int, int, Row]]] = {kind: [] for kind in DRAWN}
        self.total, self.reasons, self.seen = Tally(), dict[str, Reason](), 0

    def add(self, row: Row) -> None:
        self.seen += 1
        note_reasons(self.reasons, row)
        if REPLACED not in row.left_out:
            self.total.add(row)
        kind = "Left out here" if not row.kept else "With sound" if row.audio else "Text alone"
        if not row.kept and not any(reason.startswith(f"{self._name}.") for reason in row.left_out):
            return  # left out by an earlier stage
        digest = hashlib.blake2b(f"{self._name}\0{row.id}".encode(), digest_size=8).digest()
        entry = (-int.from_bytes(digest, "big"), -self.seen, row)
        drawn = self._drawn[kind]
        if len(drawn) < DRAWN[kind]:
            heapq.heappush(drawn, entry)
        elif entry > drawn[0]:
            heapq.heapreplace(drawn, entry)

    def sample(self, kind: str) -> list[Row]:
        """In the order in which they stand."""
        return [row for _, _, row in sorted(self._drawn[kind], key=lambda entry: -entry[1])]

    def wanted(self) -> Iterator[str]:
        """Ids of rows of the manifest before, from which the drawn rows came."""
        for kind in DRAWN:
            for row in self.sample(kind):
                yield row.id
                if row.parent:
                    yield row.parent


@dataclass(frozen=True)
class Change:
    """What a stage changed in a row; `before` empty: it is new."""

    what: str
    before: str
    after: str


_COMPARED = {
    "wolof": "Wolof",
    "french": "French",
    "written": "as it was written",
    "speaker": "speaker",
    "split": "split",
    "parent": "cut from",
}


def changes(before: Row | None, row: Row) -> list[Change]:
    """Against the same row in the manifest before, or the recording that it was cut from; None: nothing is known."""
    earlier = before or Row(row.id)
    found = []
    for name, what in _COMPARED.items():
        old, new = getattr(earlier, name), getattr(row, name)
        if old != new and before and name != "written":
            found.append(Change(what, old, new or "nothing"))
    if before and length_s(before) != length_s(row) and length_s(row) is not None:
        was = length_s(before)
        found.append(Change("length", "" if was is None else f"{was:.2f} s", f"{length_s(row):.2f} s"))
    known = {measure.name: measure for measure in MEASURES}
    for name, value in row.scores.items():
        if before and before.scores.get(name) != value:
            measure = known.get(name)
            shown = measure.shown(value) if measure else f"{value:g}"
            found.append(Change(measure.label if measure else name, "", shown))
    if before and len(row.negatives) != len(before.negatives):
        found.append(Change("French that is like the right one", "", f"{len(row.negatives)} texts"))
    return found
