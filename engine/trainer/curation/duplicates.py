"""The stage `duplicates`: rows that say what another row says already, and texts that are almost the same.

One sentence by two speakers is worth having twice. A duplicate is the same text by the same speaker, the same text
twice without sound, or the same recording in another file. Nearly equal texts all stay, as a group: the split keeps it
on one side.
"""

from __future__ import annotations

import hashlib
import itertools
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from engine.trainer.curation import fingerprints, near_texts
from engine.trainer.curation.row import Row
from engine.trainer.manifest import key
from engine.trainer.recipe import AtLeastOne, Section, Share

TEXT, SOUND = "duplicates.text", "duplicates.sound"
GROUPS = {"text_group": "wolof", "french_group": "french"}  # in hashes: the id of the first row of the group


class Duplication(Section):
    """The stage `duplicates`."""

    enabled: bool = True
    text_similarity: Annotated[float, Field(ge=0.3, le=1)] = 0.8
    """Texts with so large a share of their runs of three letters in common (Jaccard) are one group, never split."""
    takes: AtLeastOne = 1
    """Recordings of one sentence by one speaker that stay."""
    sound_match: Share = 0.8
    """Recordings whose fingerprints have so large a share of their bits in common are the same one."""


class Duplicates:
    """Marks duplicates.text and duplicates.sound, and writes GROUPS into hashes.

    In memory are each different text once, 150 bytes for each sentence of each speaker, and 1.5 kB for each recording.
    """

    name = "duplicates"

    def __init__(self, settings: Duplication, folder: Path) -> None:
        self.settings, self.notes = settings, list[str]()

    def __call__(self, rows: Callable[[], Iterator[Row]]) -> Iterator[Row]:
        sounds, sentences = _Sounds(self.settings.sound_match), _Sentences(self.settings.takes)
        for number, row in _best_first(rows):
            sounds.add(number, row)
        marks = sounds.marks()
        texts = {name: _Texts() for name in GROUPS}
        for number, row in _best_first(rows):
            if number in marks:
                continue
            if mark := sentences.mark(row):
                marks[number] = mark
                continue
            for name, field in GROUPS.items():
                texts[name].add(getattr(row, field), row.id)
        groups = {name: found.groups(self.settings.text_similarity) for name, found in texts.items()}
        self.notes = [
            f"{sum(reason == SOUND for reason, _ in marks.values()):,} rows are another row's sound, "
            f"{sum(reason == TEXT for reason, _ in marks.values()):,} its text by the same speaker or without sound.",
            *(
                f"{found.alike:,} {language} texts are almost another's, in {found.near_groups:,} groups of up to "
                f"{found.largest:,}: each of these falls into one split."
                for language, found in zip(("Wolof", "French"), texts.values(), strict=True)
            ),
        ]
        for number, row in enumerate(rows()):
            row = _as_it_came(row)
            if number in marks:
                row = row.leave_out(*marks[number])
            elif row.kept:
                found = {name: groups[name].get(key(getattr(row, field)), "") for name, field in GROUPS.items()}
                row = replace(row, hashes={**row.hashes, **{name: group for name, group in found.items() if group}})
            yield row


def _best_first(rows: Callable[[], Iterator[Row]]) -> Iterator[tuple[int, Row]]:
    """Rows that are kept, with their numbers, in the order in which they stand: what a source holds out before what is
    trained on, what has French before what has none, then as they come."""

    def rank(row: Row) -> int:
        return 0 if row.held_out else 1 if row.french else 2

    for wanted in range(3):
        for number, row in enumerate(rows()):
            row = _as_it_came(row)
            if row.kept and rank(row) == wanted:
                yield number, row


def _as_it_came(row: Row) -> Row:
    """Without what an earlier run of this stage wrote."""
    left_out = {reason: why for reason, why in row.left_out.items() if reason not in (TEXT, SOUND)}
    return replace(row, left_out=left_out, hashes={name: row.hashes[name] for name in row.hashes if name not in GROUPS})


class _Sentences:
    """Who says what, so far."""

    def __init__(self, takes: int) -> None:
        self._takes = takes
        self._first: dict[bytes, str] = {}
        self._times: Counter[bytes] = Counter()

    def mark(self, row: Row) -> tuple[str, str] | None:
        """Remember the row, unless it is a duplicate: then why.

        A row without French is one of any that says the same; one with French only of a row with the same French.
        """
        wolof, french = key(row.wolof), key(row.french)
        if row.audio and not (wolof and (row.speaker or row.voice)):
            return None  # nobody knows that it is the same person
        who = ("sound", row.speaker, row.voice) if row.audio else ("text",)
        if not wolof and not french:
            return None
        form = _digest(*who, wolof, french)
        if self._times[form] >= (self._takes if row.audio else 1):
            same = "the same sentence by the same speaker" if row.audio else "the same text, without sound"
            return TEXT, f"“{self._first[form]}” is {same}."
        for known in {form, _digest(*who, wolof, "")}:
            self._first.setdefault(known, row.id)
            self._times[known] += 1
        return None


class _Sounds:
    """What is heard."""

    def __init__(self, least_match: float) -> None:
        self._least_match = least_match
        self._first: dict[str, str] = {}
        self._marks: dict[int, tuple[str, str]] = {}
        self._prints: list[tuple[int, str, str]] = []  # number and id of a row, its fingerprint
        self._keys, self._owners = array("L"), array("L")  # of all fingerprints, and which one has it

    def add(self, number: int, row: Row) -> None:
        sound, heard = row.hashes.get("sound"), row.hashes.get("print")
        if not row.audio:
            return
        if sound in self._first:
            self._marks[number] = SOUND, f"“{self._first[sound]}” is the same sound."
            return
        if sound:
            self._first[sound] = row.id
        if heard:
            for part in fingerprints.keys(heard):
                self._keys.append(zlib.crc32(part.encode()))
                self._owners.append(len(self._prints))
            self._prints.append((number, row.id, heard))

    def marks(self) -> dict[int, tuple[str, str]]:
        """Why rows are duplicates, by their numbers."""
        _, keys, times = np.unique(np.array(self._keys), return_inverse=True, return_counts=True)
        shared = times[keys] > 1  # few are, and only those need a place to look them up in
        standing: defaultdict[int, list[int]] = defaultdict(list)
        pairs = zip(np.array(self._owners)[shared].tolist(), keys[shared].tolist(), strict=True)
        for owner, entries in itertools.groupby(pairs, key=lambda pair: pair[0]):
            number, _, heard = self._prints[owner]
            found = [place for _, place in entries]
            for other in sorted({other for place in found for other in standing[place]}):
                _, name, known = self._prints[other]
                if (match := fingerprints.match(known, heard)) >= self._least_match:
                    what = f"“{name}” is the same recording: {match:.2f} of their fingerprints agree."
                    self._marks[number] = SOUND, what
                    break
            else:
                for place in found:
                    standing[place].append(owner)
        return self._marks


class _Texts:
    """Different texts in the form of manifest.key, and the first row of each."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._several: set[str] = set()
        self.alike = self.near_groups = self.largest = 0

    def add(self, text: str, name: str) -> None:
        if form := key(text):
            if form in self._ids:
                self._several.add(form)
            self._ids.setdefault(form, name)

    def groups(self, similarity: float) -> dict[str, str]:
        """For each text that several rows have, or that is like another, the id of the first row of its group."""
        forms = list(self._ids)
        firsts = near_texts.groups(forms, similarity)
        sizes = Counter(firsts)
        near = [size for size in sizes.values() if size > 1]
        self.alike, self.near_groups, self.largest = sum(near), len(near), max(near, default=0)
        return {
            form: self._ids[forms[first]]
            for form, first in zip(forms, firsts, strict=True)
            if sizes[first] > 1 or form in self._several
        }


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
