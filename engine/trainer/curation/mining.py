"""The stage `mine`: French for Wolof that has none, and wrong French that is like the right one.

Wolof, written or spoken, and the sentences of a French collection are laid into one space by the bundle that the
application asks with; a pair counts where it stands out on both sides (neighbours.py). How far it has to stand out is
learned from rows whose French a person wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from engine import recording
from engine.recording import LEAST_QUERY_S, LONGEST_QUERY_S
from engine.trainer import manifest
from engine.trainer.curation import alignment
from engine.trainer.curation.alignment import HELD_OUT, Collection, Queries, by_a_person
from engine.trainer.curation.encoders import Encoders
from engine.trainer.curation.neighbours import Margins, Part
from engine.trainer.curation.row import Row
from engine.trainer.curation.vectors import Name, Vectors, named
from engine.trainer.manifest import key
from engine.trainer.progress import watched
from engine.trainer.recipe import AtLeastOne, Count, Section, Share
from faults import InputFault

SOUND = "mine.sound"
Kind = Literal["text", "speech"]
KINDS: tuple[Kind, ...] = ("text", "speech")


class Mining(Section):
    """The stage `mine`."""

    enabled: bool = False
    """It takes a bundle through every text: minutes for ten thousand. Name files of `french` with it."""
    bundle: Path = Path("assets/model")
    """What encodes: a model bundle, as `laaj model install` takes it."""
    french: tuple[Path, ...] = ()
    """Text files of French sentences, one a line. The French that people wrote for rows is looked through too."""
    by: Literal["auto", "text", "speech"] = "auto"
    """What a row is looked up by; auto takes its Wolof text where it has one."""
    neighbours: AtLeastOne = 4
    """Against which a pair has to stand out, on either side."""
    precision: Share = 0.9
    """Of the pairs that are taken, as far as rows with French by a person can tell."""
    expected: Share = 0.5
    """Share of the rows without French whose French is thought to be in the collection; where it is small, more is
    asked of a pair."""
    labelled: tuple[str, ...] = ()
    """Sources whose French sets the threshold: ones that the bundle has not learned from. Empty: all sources."""
    least_labelled: AtLeastOne = 100
    """With fewer such texts or recordings nothing is mined."""
    negatives: Count = 4
    """Wrong French texts for each row that has French by a person or mined."""
    relative_margin: Share = 0.05
    """They are less like the query than the right one, by this share of its cosine."""
    same: Share = 0.95
    """French texts with a larger cosine mean the same: neither is wrong where the other is right."""


@dataclass
class _Found:
    """What was found for each query, (n,) each; passages are -1 where that is nothing."""

    margins: np.ndarray
    passages: np.ndarray
    negatives: np.ndarray  # (n, count)


class Mine:
    """Sets french, french_from "mined" and scores margin, or margin_best where the best does not do; and negatives.

    In memory are some 300 bytes for each different text, recording and sentence, and those texts that are given to
    rows. The vectors lie in the folder: 784 MB for a million of 384 dims.
    """

    name = "mine"

    def __init__(self, settings: Mining, folder: Path) -> None:
        self.settings, self.folder, self.notes = settings, Path(folder), list[str]()

    def check(self) -> None:
        """Raises InputFault: what this stage needs and does not find."""
        Encoders(self.settings.bundle)
        self.depends_on()

    def depends_on(self) -> list[str]:
        """Digests of files that the outcome depends on. Raises InputFault file-missing, not-a-file or file-refused."""
        return [manifest.digest(path) for path in (self.settings.bundle / "manifest.json", *self.settings.french)]

    def __call__(self, rows: Callable[[], Iterator[Row]]) -> Iterator[Row]:
        self.notes = []
        encoders = Encoders(self.settings.bundle)
        vectors = Vectors(self.folder / "vectors" / encoders.digest, encoders.dim)

        def cleared() -> Iterator[Row]:
            return map(_as_it_came, rows())

        collection = Collection(cleared, self.settings.french)
        sentences = watched(collection.texts(), "mine, French sentences", total=len(collection))
        vectors.encode(((named("passage", text), text) for text in sentences), encoders.passage)
        unreadable = self._encode(cleared, vectors, encoders)
        found: dict[Kind, tuple[Queries, _Found]] = {}
        for kind in KINDS:
            queries = self._queries(kind, cleared, collection, unreadable)
            found[kind] = queries, self._mine(kind, queries, collection, vectors)
        numbers = [part.ravel() for _, one in found.values() for part in (one.passages, one.negatives)]
        wanted = set(np.unique(np.concatenate(numbers)).tolist())
        texts = {number: text for number, text in enumerate(collection.texts()) if number in wanted}
        for row in cleared():
            by = self._kind(row)
            if row.kept and row.id in unreadable:
                row = row.leave_out(SOUND, unreadable[row.id])
            elif row.kept and by and row.french_from != "translated":
                queries, given = found[by]
                row = _told(row, given, queries.number(_form(by, row)), texts)
            yield row

    def _kind(self, row: Row) -> Kind | None:
        """What a row is looked up by. Sound that is no question, by its length, is not looked up."""
        if key(row.wolof) and self.settings.by != "speech":
            return "text"
        return "speech" if self.settings.by != "text" and _is_speech(row) else None

    def _looked_up(self, kind: Kind, rows: Callable[[], Iterator[Row]]) -> Iterator[Row]:
        """Rows that ask for French by that, and those with French by a person that say how well it goes."""
        asking = any(row.kept and not row.french and self._kind(row) == kind for row in rows())
        for row in rows():
            if row.kept and not row.french and self._kind(row) == kind:
                yield row
            elif row.kept and by_a_person(row):
                by_speech_too = asking and kind == "speech" and _is_speech(row)
                if self._kind(row) == kind or by_speech_too:
                    yield row

    def _encode(self, rows: Callable[[], Iterator[Row]], vectors: Vectors, encoders: Encoders) -> dict[str, str]:
        """Keep the vectors of all queries; returns ids of rows whose sound cannot be read, and why."""
        texts = watched(self._looked_up("text", rows), "mine, Wolof texts")
        vectors.encode(((named("query", row.wolof), row.wolof) for row in texts), encoders.query)
        unreadable: dict[str, str] = {}

        def heard() -> Iterator[tuple[Name, np.ndarray]]:
            for row in watched(self._looked_up("speech", rows), "mine, recordings"):
                name = _form("speech", row)
                if row.audio and name not in vectors:
                    try:
                        yield name, recording.segment(row.audio, row.start_s, row.end_s)
                    except InputFault as fault:
                        unreadable[row.id] = fault.sentence("en")

        vectors.encode(heard(), encoders.speech)
        return unreadable

    def _queries(
        self, kind: Kind, rows: Callable[[], Iterator[Row]], collection: Collection, unreadable: dict[str, str]
    ) -> Queries:
        queries, sources = Queries(), self.settings.labelled
        for row in self._looked_up(kind, rows):
            if row.id not in unreadable:
                form = _form(kind, row)
                name = named("query", row.wolof) if kind == "text" else form
                right = collection.number(row.french) if row.french else None
                queries.add(form, name, right, labelled=not sources or row.source in sources)
        return queries

    def _mine(self, kind: Kind, queries: Queries, collection: Collection, vectors: Vectors) -> _Found:
        settings, count = self.settings, len(queries)
        found = _Found(np.zeros(count), np.full(count, -1), np.full((count, settings.negatives), -1, np.int32))
        if not count or not len(collection):
            return found
        asked, passages = queries.vectors(vectors), collection.vectors(vectors)
        # A text is looked up once, whoever says it: it and its French choose each other. Recordings may say the same.
        rivals = 0 if kind == "text" else settings.neighbours - 1
        if queries.asking:
            margins = Margins(asked, passages, settings.neighbours)
            every = margins.aligned(np.full(count, -1))
            found.margins = every.margins
            labelled, right = queries.labelled()
            threshold = None
            if len(labelled) >= settings.least_labelled:
                without = np.full(count, -1)
                without[labelled] = right
                threshold = alignment.threshold(
                    every.only(labelled), margins.aligned(without).only(labelled), right, rivals,
                    settings.precision, settings.expected,
                )  # fmt: skip
            if threshold:
                taken = (every.margins >= threshold.margin) & (every.rivals <= rivals)
                found.passages = np.where(taken & ~np.isin(every.passages, collection.held_out), every.passages, -1)
            self._note(kind, queries, found, len(labelled), threshold)
        right_of = {
            number: queries.right.get(number) or {int(found.passages[number])}
            for number in range(count)
            if number in queries.right or found.passages[number] >= 0
        }
        if settings.negatives and right_of:
            chosen = np.array(list(right_of))
            found.negatives[chosen] = alignment.wrong_ones(
                Part(asked, chosen), passages, list(right_of.values()), collection.held_out, settings.negatives,
                settings.relative_margin, settings.same,
            )  # fmt: skip
        return found

    def _note(
        self, kind: Kind, queries: Queries, found: _Found, labelled: int, threshold: alignment.Threshold | None
    ) -> None:
        taken = int((found.passages >= 0).sum() - sum(found.passages[number] >= 0 for number in queries.right))
        what = "texts" if kind == "text" else "recordings"
        if labelled < self.settings.least_labelled:
            told = (
                f"nothing is mined: French by a person is known of {labelled:,} {what}, and "
                f"{self.settings.least_labelled:,} are needed to set the threshold."
            )
        elif threshold is None:
            told = (
                f"nothing is mined: no margin gives a precision of {self.settings.precision:g} on {labelled:,} {what}."
            )
        else:
            told = (
                f"{taken:,} of {len(queries) - len(queries.right):,} {what} without French get some, at a margin of "
                f"{threshold.margin:.4f} or more. Of {labelled:,} {what} with French by a person {threshold.found:,} "
                f"are over it, {threshold.recall:.0%} get what is theirs, and {threshold.precision:.0%} of what is "
                f"taken is right, if {self.settings.expected:.0%} have theirs in the collection."
            )
        self.notes.append(f"By {kind}: {told}")


def _is_speech(row: Row) -> bool:
    return row.audio is not None and row.seconds is not None and LEAST_QUERY_S <= row.seconds <= LONGEST_QUERY_S


def _form(kind: Kind, row: Row) -> Name:
    """By which rows with the same text, or the same sound, find the same query. Of sound it is the vector's name too:
    a file that has changed is another."""
    if kind == "text":
        return named("text", key(row.wolof))
    state: tuple[object, ...] = ()
    if row.audio and row.audio.is_file():
        found = row.audio.stat()
        state = (found.st_size, found.st_mtime_ns)
    return named("speech", row.audio, *state, row.start_s, row.end_s)


def _told(row: Row, found: _Found, number: int | None, texts: dict[int, str]) -> Row:
    """The row with what was found for its query."""
    if number is None:
        return row
    margin, passage = float(found.margins[number]), int(found.passages[number])
    if not row.french and (passage < 0 or row.split in HELD_OUT):  # what evaluates is what a person wrote
        return row.measured(margin_best=margin) if margin else row
    if not row.french:
        row = replace(row, french=texts[passage], french_from="mined").measured(margin=margin)
    return replace(row, negatives=tuple(texts[wrong] for wrong in found.negatives[number].tolist() if wrong >= 0))


def _as_it_came(row: Row) -> Row:
    """Without what an earlier run of this stage wrote."""
    if row.french_from == "mined":
        row = replace(row, french="", french_from="")
    scores = {name: value for name, value in row.scores.items() if name not in ("margin", "margin_best")}
    left_out = {reason: why for reason, why in row.left_out.items() if reason != SOUND}
    return replace(row, scores=scores, left_out=left_out, negatives=())
