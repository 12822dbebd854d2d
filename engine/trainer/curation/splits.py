"""The stage `split`: what is trained on and what is evaluated on have no speaker, sentence, text or sound in common.

Rows that their source or the recipe has put on a side stay there, and what has something in common with such a row of
dev or test is left out (split.leaks). The others are drawn, see sides.py; one whose speaker and sentence come to
different sides is left out (split.straddles).
In memory are 18 bytes for each thing that a row may share.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from engine.trainer.curation.row import Row
from engine.trainer.curation.sides import DEV, FREE, SIDES, TEST, TRAIN, Draw, Entries
from engine.trainer.manifest import key
from engine.trainer.recipe import Section, Share

LEAKS, STRADDLES = "split.leaks", "split.straddles"
# What two splits may not share, and where a row has it.
SHARED: dict[str, Callable[[Row], str]] = {
    "speaker": lambda row: row.speaker.strip(),
    "sentence": lambda row: key(row.wolof),
    "group of sentences": lambda row: row.hashes.get("text_group", ""),
    "French": lambda row: key(row.french),
    "group of French texts": lambda row: row.hashes.get("french_group", ""),
    "document": lambda row: row.document,
    "recording": lambda row: row.parent,
    "file": lambda row: row.hashes.get("file", ""),
    "sound": lambda row: row.hashes.get("sound", ""),
}
_KINDS = tuple(SHARED)
_SPEAKER = _KINDS.index("speaker")
_DOCUMENTS = ("document", "recording", "file")


class Splitting(Section):
    """The stage `split`."""

    enabled: bool = True
    dev_share: Share = 0.05
    """Of the rows; 0 for those alone that are on that side already."""
    test_share: Share = 0.05
    """Of the rows; 0 for those alone that are on that side already."""
    speakers_dev: tuple[str, ...] = ()
    """All they say is in dev."""
    speakers_test: tuple[str, ...] = ()
    """All they say is in test."""
    one_side: tuple[str, ...] = ("fleurs",)
    """Sources whose rows are all on `one_side_split`, unless the source says otherwise: their sentences are in many
    corpora."""
    one_side_split: Literal["train", "dev", "test"] = "test"
    most_at_once: Share = 0.2
    """A speaker of more than this share of the rows is never held out by chance, nor are texts that hang together;
    such texts are taken apart by document."""
    most_lost: Share = 0.15
    """Of the rows, that each of dev and test may cost because a speaker and a sentence are on different sides; rather
    than lose more, they become smaller or hold out no speaker."""
    seed: int = 7


class Split:
    """Sets row.split of every row that is kept, and marks LEAKS and STRADDLES."""

    name = "split"

    def __init__(self, settings: Splitting, folder: Path) -> None:
        self.settings, self.notes = settings, list[str]()

    def __call__(self, rows: Callable[[], Iterator[Row]]) -> Iterator[Row]:
        table = _Table(self.settings)
        for row in rows():
            table.add(_unmarked(row))
        side, marks = table.decide()
        self.notes = table.notes
        for number, row in enumerate(rows()):
            row = _unmarked(row)
            if row.kept and number in marks:
                row = row.leave_out(*marks[number])
            elif row.kept:
                row = replace(row, split=SIDES[side[number]])
            yield row


def _unmarked(row: Row) -> Row:
    left_out = {reason: why for reason, why in row.left_out.items() if reason not in (LEAKS, STRADDLES)}
    return replace(row, left_out=left_out)


def _things(row: Row, seed: int = 0) -> Iterator[tuple[int, int, str]]:
    """What a row has that it may share: the number of its kind, 8 bytes, and as it stands."""
    for kind, value in enumerate(SHARED.values()):
        if text := value(row):
            content = f"{seed}\0{kind}\0{text}".encode("utf-8", "surrogatepass")
            yield kind, int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big"), text


class _Table:
    """All rows as numbers, and what comes of them."""

    def __init__(self, settings: Splitting) -> None:
        self._settings = settings
        self._pins, self._kept = array("b"), array("b")  # one entry for each row
        self._rows, self._kinds, self._hashes = array("q"), array("b"), array("Q")  # one for each thing of each row
        self.notes: list[str] = []

    def add(self, row: Row) -> None:
        if row.kept:
            for kind, digest, _ in _things(row, self._settings.seed):
                self._rows.append(len(self._pins))
                self._kinds.append(kind)
                self._hashes.append(digest)
        self._pins.append(self._pin(row))
        self._kept.append(row.kept)

    def _pin(self, row: Row) -> int:
        if row.split:
            return SIDES.index(row.split)
        for speakers, side in ((self._settings.speakers_test, TEST), (self._settings.speakers_dev, DEV)):
            if row.speaker and row.speaker in speakers:
                return side
        return SIDES.index(self._settings.one_side_split) if row.source in self._settings.one_side else FREE

    def decide(self) -> tuple[np.ndarray, dict[int, tuple[str, str]]]:
        """(rows,) sides, and marks of the rows that are on none."""
        pins, kept = np.array(self._pins, np.int8), np.array(self._kept, bool)
        rows, kinds = np.array(self._rows, np.int64), np.array(self._kinds, np.int8)
        hashes, things = np.unique(np.array(self._hashes, np.uint64), return_inverse=True)
        pinned = np.maximum(pins, TRAIN)
        owner = np.full(len(hashes), TRAIN, np.int8)  # of each thing: where it is pinned to two sides, the later has it
        np.maximum.at(owner, things, pinned[rows])
        marks: dict[int, tuple[str, str]] = {}
        for entry in np.flatnonzero(owner[things] > pinned[rows]):
            where = f"Its {_KINDS[kinds[entry]]} is in {SIDES[owner[things[entry]]]} by its source or the recipe."
            marks.setdefault(int(rows[entry]), (LEAKS, where))
        leaking = len(marks)

        drawn = kept & (pins <= TRAIN)
        drawn[list(marks)] = False
        number = np.cumsum(drawn) - 1  # of a row among those that are drawn
        which = drawn[rows]
        entries = Entries(
            number[rows[which]], things[which], hashes, kinds[which] == _SPEAKER,
            np.isin(kinds[which], [_KINDS.index(kind) for kind in _DOCUMENTS]), pins[drawn] == TRAIN,
        )  # fmt: skip
        spoken = np.zeros(len(pins), bool)
        spoken[rows[kinds == _SPEAKER]] = True
        of_speakers, of_others = self._wanted(pins[kept & spoken]), self._wanted(pins[kept & ~spoken])
        draw = Draw(entries, of_speakers, of_others, self._settings.most_at_once, self._settings.most_lost)
        pinned[drawn] = draw.side
        numbers = np.flatnonzero(drawn)
        for straddling, there in draw.straddling():
            at = int(numbers[entries.rows[straddling]])
            rest = "what it says" if entries.speakers[straddling] else "the rest of it"
            what = f"Its {_KINDS[kinds[which][straddling]]} is in {SIDES[there]}, {rest} in {SIDES[pinned[at]]}."
            marks.setdefault(at, (STRADDLES, what))
        self._tell(pinned, kept, marks, leaking, draw.notes)
        return pinned, marks

    def _wanted(self, pins: np.ndarray) -> dict[int, float]:
        """Share of these rows that dev and test still want, beyond those that are pinned to them."""
        shares = {TEST: self._settings.test_share, DEV: self._settings.dev_share}
        rows = max(1, len(pins))
        return {side: max(0.0, share - np.count_nonzero(pins == side) / rows) for side, share in shares.items()}

    def _tell(
        self, side: np.ndarray, kept: np.ndarray, marks: dict[int, tuple[str, str]], leaking: int, notes: list[str]
    ) -> None:
        remain = kept.copy()
        remain[list(marks)] = False
        counts = [f"{np.count_nonzero(side[remain] == number):,} in {name}" for number, name in enumerate(SIDES)]
        self.notes = [
            f"Rows: {', '.join(counts)}.",
            f"{leaking:,} rows have something in common with what a source or the recipe put into dev or test.",
            f"{len(marks) - leaking:,} have a speaker on one side and a sentence or document on another.",
            *notes,
        ]


@dataclass(frozen=True)
class Leak:
    """What two splits share of one kind: how many different ones, and the first."""

    kind: str
    splits: tuple[str, str]
    count: int
    example: str
    rows: tuple[str, str]
    """Ids of one row on each side."""


def leaks(rows: Callable[[], Iterator[Row]]) -> list[Leak]:
    """What two splits of a manifest share, among rows that are kept; the rows are gone through twice.

    In memory is what is evaluated on; what is trained on is compared with it as it passes.
    """
    evaluated: dict[tuple[int, int], dict[str, str]] = {}  # the first row on each side, by what it has
    found: dict[tuple[int, str, str], dict[int, Leak]] = {}
    for splits in (SIDES[DEV:], SIDES[:DEV]):
        for row in rows():
            if not row.kept or row.split not in splits:
                continue
            for kind, digest, text in _things(row):
                there = evaluated.get((kind, digest), {})
                for split, name in there.items():
                    if split != row.split:
                        leak = Leak(_KINDS[kind], (row.split, split), 1, text, (row.id, name))
                        same = found.setdefault((kind, min(row.split, split), max(row.split, split)), {})
                        same.setdefault(digest, leak)
                if row.split in SIDES[DEV:]:
                    evaluated.setdefault((kind, digest), {}).setdefault(row.split, row.id)
    return [replace(next(iter(every.values())), count=len(every)) for _, every in sorted(found.items())]
