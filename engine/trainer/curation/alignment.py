"""What mining looks up and where: French sentences and Wolof queries by number, and what is decided of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.trainer import manifest
from engine.trainer.curation.neighbours import Aligned, Matrix, nearest
from engine.trainer.curation.row import HELD_OUT, Row
from engine.trainer.curation.vectors import Chosen, Name, Vectors, named
from engine.trainer.manifest import key, tidy

LEAST_FOUND = 20  # labelled queries over a threshold: fewer say nothing of its precision
_DEEP = 256  # passages of a query that are looked at for wrong ones
_AT_ONCE = 16_384  # queries that are: 33 MB


def by_a_person(row: Row) -> bool:
    """Whether the row has French that a person wrote."""
    return bool(key(row.french)) and row.french_from not in ("mined", "translated")


class Collection:
    """French sentences by number, each once: those of rows as a person wrote them, then those of text files."""

    def __init__(self, rows: Callable[[], Iterator[Row]], files: Sequence[Path]) -> None:
        """Raises InputFault file-missing, not-a-file or file-refused."""
        self._rows, self._files = rows, files
        self._numbers: dict[Name, int] = {}
        self._names: list[Name] = []
        held_out = set()
        for text, split in self._every():
            number = self._numbers.setdefault(named(key(text)), len(self._names))
            if number == len(self._names):
                self._names.append(named("passage", text))
            if split in HELD_OUT:
                held_out.add(number)
        self.held_out = np.array(sorted(held_out), np.int64)
        """Numbers of those that nothing may be trained on."""

    def __len__(self) -> int:
        return len(self._names)

    def texts(self) -> Iterator[str]:
        """All of them, in the order of their numbers."""
        expected = 0
        for text, _ in self._every():
            if self._numbers[named(key(text))] == expected:
                expected += 1
                yield text

    def number(self, french: str) -> int:
        return self._numbers[named(key(french))]

    def vectors(self, kept: Vectors) -> Chosen:
        return kept.of(self._names)

    def _every(self) -> Iterator[tuple[str, str]]:
        """Text and split."""
        for row in self._rows():
            if row.kept and by_a_person(row):
                yield tidy(row.french), row.split
        for path in self._files:
            for _, line in manifest.numbered_lines(path):
                text = tidy(line.decode("utf-8", "replace"))
                if key(text):
                    yield text, ""


class Queries:
    """Different texts, or recordings, by number, and what was found for each."""

    def __init__(self) -> None:
        self.asking = 0
        """Rows without French."""
        self.right: dict[int, set[int]] = {}
        """Passages that a person says are right, of those queries that have such."""
        self._labelled: set[int] = set()
        self._numbers: dict[Name, int] = {}
        self._names: list[Name] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, form: Name, name: Name, right: int | None, labelled: bool) -> None:
        """`form`: by which a row finds its query again; `name`: of its vector."""
        number = self._numbers.setdefault(form, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        if right is None:
            self.asking += 1
        else:
            self.right.setdefault(number, set()).add(right)
            if labelled:
                self._labelled.add(number)

    def number(self, form: Name) -> int | None:
        return self._numbers.get(form)

    def vectors(self, kept: Vectors) -> Chosen:
        return kept.of(self._names)

    def labelled(self) -> tuple[np.ndarray, np.ndarray]:
        """Queries that set the threshold, and the one right passage of each."""
        chosen = sorted(number for number in self._labelled if len(self.right[number]) == 1)
        return np.array(chosen, np.int64), np.array([min(self.right[number]) for number in chosen], np.int64)


@dataclass(frozen=True)
class Threshold:
    """The least margin that is taken, and what it gives on labelled queries: how many get a passage where theirs is in
    the collection, the share of all that get the right one, and of what is taken the share that is right."""

    margin: float
    found: int
    recall: float
    precision: float


def threshold(
    present: Aligned, absent: Aligned, right: np.ndarray, rivals: int, precision: float, expected: float
) -> Threshold | None:
    """The lowest margin that gives that precision; None where none does, or fewer than LEAST_FOUND are over it.

    `present`: labelled queries among all passages; `absent`: the same without their right one, when whatever they find
    is wrong; the share `expected` of queries is thought to be like the former. `right`: (n,) passages.
    """
    taken = np.concatenate([present.rivals <= rivals, absent.rivals <= rivals])
    margins = np.concatenate([present.margins, absent.margins])
    here = np.concatenate([np.ones(len(right), bool), np.zeros(len(right), bool)])
    good = np.concatenate([present.passages == right, np.zeros(len(right), bool)])
    order = np.argsort(-margins[taken], kind="stable")
    margins, here, good = margins[taken][order], here[taken][order], good[taken][order]
    weight = np.where(here, expected, 1 - expected)
    share = np.cumsum(weight * good) / np.maximum(np.cumsum(weight), 1e-9)
    last = np.append(margins[1:] != margins[:-1], True)[: len(margins)]  # all of one margin are taken, or none
    enough = np.flatnonzero((share >= precision) & (np.cumsum(here) >= LEAST_FOUND) & last)
    if not len(enough):
        return None
    at = enough[-1]
    recall = np.cumsum(good)[at] / len(right)
    return Threshold(float(margins[at]), int(np.cumsum(here)[at]), float(recall), float(share[at]))


def wrong_ones(
    queries: Matrix,
    passages: Matrix,
    right: Sequence[set[int]],
    never: np.ndarray,
    count: int,
    relative_margin: float,
    same: float,
) -> np.ndarray:
    """For each query up to `count` passages that are like it and wrong, nearest first: (n, count) int32, -1 for none.

    `right`: passages that are right, one at least. A wrong one is less like the query than the first of these, by a
    share of that cosine (positive-aware mining: Moreira et al. 2024, 2407.15831), is not the nearest of all, not in
    `never`, and its cosine with that right one is under `same`: what is left out may well be right too.
    """
    found = np.full((len(right), count), -1, np.int32)
    for start in range(0, len(right), _AT_ONCE):
        every = right[start : start + _AT_ONCE]
        asked = queries[np.arange(start, start + len(every))]
        expected = passages[np.array([min(numbers) for numbers in every])]
        cosines, numbers = nearest(asked, passages, min(_DEEP, len(passages)))
        limit = (1 - relative_margin) * (asked * expected).sum(1)
        fits = (cosines < limit[:, None]) & ~np.isin(numbers, never)
        fits[:, 0] = False
        for place, row in enumerate(fits):
            near = numbers[place, row][: 4 * count]
            near = near[~np.isin(near, list(every[place])) & (passages[near] @ expected[place] < same)][:count]
            found[start + place, : len(near)] = near
    return found
