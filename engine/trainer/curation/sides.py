"""Which side each row comes to, so that no two sides have a thing in common, by hashes of the things.

Test takes speakers from the lowest hash on until it has enough rows, dev from the highest. What hangs together by
sentence, French, document or sound goes where its speakers are; where those are on several sides, to the side that
costs fewest rows. What nobody is known to have said is drawn by its hash. So a corpus that grows keeps its sides as far
as it can.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIDES = ("train", "dev", "test")  # where a thing is pinned to two, the later one has it
TRAIN, DEV, TEST = range(3)
FREE = -1


@dataclass(frozen=True)
class Entries:
    """Rows and what they have: rows[i] has things[i]."""

    rows: np.ndarray
    """(entries,) int, from 0."""
    things: np.ndarray
    """(entries,) int, an index of `hashes`."""
    hashes: np.ndarray
    """(things,) uint64, ascending."""
    speakers: np.ndarray
    """(entries,) bool: the thing is a speaker."""
    documents: np.ndarray
    """(entries,) bool: the thing is a document or a recording."""
    trained: np.ndarray
    """(rows,) bool: the row has to be in train."""


class Draw:
    """The side of each row, and entries whose thing is on another side than their row."""

    def __init__(
        self,
        entries: Entries,
        of_speakers: dict[int, float],
        of_others: dict[int, float],
        most_at_once: float,
        most_lost: float,
    ) -> None:
        """`of_speakers`: the share for dev and for test of rows with a speaker; `of_others`: of those without.

        The other shares are those of splits.Splitting.
        """
        self._entries, self._of_speakers, self._of_others = entries, of_speakers, of_others
        self._most_at_once, self._most_lost = most_at_once, most_lost
        self._rows, self._things = len(entries.trained), len(entries.hashes)
        self._speaker = np.full(self._rows, -1)
        self._speaker[entries.rows[entries.speakers]] = entries.things[entries.speakers]
        self._speaker_side = np.full(self._things, TRAIN, np.int8)
        self.notes: list[str] = []
        self._group = self._groups()
        self._group_side = self._by_chance()
        for side in (TEST, DEV):
            if of_speakers[side] and (self._speaker >= 0).any():
                self._hold_out(side)
        self.side: np.ndarray = self._group_side[self._group]
        """(rows,) int8"""

    def straddling(self) -> list[tuple[int, int]]:
        """Entries, and the side of their thing: where a speaker was put; for others, where most of its rows are."""
        entries = self._entries
        votes = np.zeros((self._things, len(SIDES)), np.int64)
        np.add.at(votes, (entries.things, self.side[entries.rows]), 1)
        by_votes = votes.argmax(axis=1).astype(np.int8)
        there = np.where(entries.speakers, self._speaker_side[entries.things], by_votes[entries.things])
        found = np.flatnonzero(there != self.side[entries.rows])
        return list(zip(found.tolist(), there[found].tolist(), strict=True))

    def _groups(self) -> np.ndarray:
        """(rows,) what hangs together by anything but a speaker.

        Sentences that many documents have may tie nearly all of them to one another; these are taken apart again.
        """
        group = self._tied(~self._entries.speakers)
        large = np.bincount(group, minlength=1)[group] > self._most_at_once * self._rows
        if not large.any():
            return group
        self.notes.append(
            f"{np.count_nonzero(large):,} rows hang together by sentences that many documents have; each of these "
            "documents is assigned by itself."
        )
        return np.where(large, self._tied(self._entries.documents), group)

    def _tied(self, by: np.ndarray) -> np.ndarray:
        """(rows,) connected components over these entries, each named by the least of its things.

        A row that has none of these counts with the first thing that it has and that is no speaker; one that has
        nothing has a number of its own, above those of things.
        """
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        entries = self._entries
        has = np.zeros(self._rows, bool)
        has[entries.rows[by]] = True
        others = np.flatnonzero(~entries.speakers & ~has[entries.rows])
        _, first = np.unique(entries.rows[others], return_index=True)
        used = np.concatenate([np.flatnonzero(by), others[first]])
        ends = (entries.things[used], self._things + entries.rows[used])
        size = self._things + self._rows
        components, label = connected_components(
            coo_matrix((np.ones(len(used), bool), ends), shape=(size, size)), directed=False
        )
        least = np.full(components, size)
        np.minimum.at(least, label, np.arange(size))
        return least[label[self._things :]]

    def _by_chance(self) -> np.ndarray:
        """(groups,) the side of each group: drawn where no speaker is known, train for all others yet."""
        entries = self._entries
        groups = self._things + self._rows
        side = np.full(groups, TRAIN, np.int8)
        may = np.bincount(self._group, minlength=groups) <= self._most_at_once * self._rows
        may[self._things :] = False
        may[self._group[entries.trained | (self._speaker >= 0)]] = False
        # A group is named by the least of its hashes, which is small the more it has; the last bits are not.
        chance = np.zeros(groups)
        chance[: self._things] = (entries.hashes & np.uint64(0xFFFFFFFF)).astype(np.float64) / 2**32
        side[may & (chance >= 1 - self._of_others[DEV])] = DEV
        side[may & (chance < self._of_others[TEST])] = TEST
        return side

    def _hold_out(self, side: int) -> None:
        """Put speakers on a side, and the groups in which they speak, where that loses few rows."""
        spoken = self._speaker >= 0
        total = np.count_nonzero(spoken)
        enough, most_lost = self._of_speakers[side] * total, self._most_lost * total
        held = self._next_speakers(side, enough)
        name = SIDES[side]
        if not len(held):
            self.notes.append(
                f"No speaker is in {name} by chance: each has more than {self._most_at_once:.0%} of the rows, or is on "
                f"a side already. Name some in speakers_{name}."
            )
            return
        theirs = np.isin(self._speaker, held)
        groups = len(self._group_side)
        brings = np.bincount(self._group[theirs], minlength=groups)
        costs = np.bincount(self._group[spoken & ~theirs], minlength=groups)
        may = (brings > 0) & (self._group_side == TRAIN)
        may[self._group[self._entries.trained]] = False
        open_ = np.flatnonzero(may)
        taken, has, lost = [], 0, int(brings.sum())
        for group in open_[np.argsort(costs[open_] / brings[open_], kind="stable")]:
            change = int(costs[group] - brings[group])
            if change <= 0 or (has < enough and lost + change <= most_lost):
                taken.append(group)
                has += int(brings[group])
                lost += change
        if not taken or lost > most_lost:
            self.notes.append(
                f"No speaker is in {name} by chance: all say the same sentences, so that more than "
                f"{self._most_lost:.0%} of the rows would be lost. Name some in speakers_{name}, or let more be lost."
            )
            return
        self._speaker_side[held] = side
        self._group_side[taken] = side

    def _next_speakers(self, side: int, enough: float) -> np.ndarray:
        """Speakers with so many rows together; those with far more come last, the smallest first.

        Test takes the lowest hashes and dev the highest, so that neither takes from the other when it grows.
        """
        spoken = self._speaker >= 0
        names, counts = np.unique(self._speaker[spoken], return_counts=True)
        may = (self._speaker_side[names] == TRAIN) & (counts <= self._most_at_once * np.count_nonzero(spoken))
        may &= ~np.isin(names, self._speaker[self._entries.trained])
        names, counts = names[may], counts[may]
        by_hash = names if side == TEST else -names
        order = np.lexsort((by_hash, np.where(counts > 2 * enough, counts, 0)))
        needed = int(np.searchsorted(np.cumsum(counts[order]), enough)) + 1
        return names[order[:needed]]
