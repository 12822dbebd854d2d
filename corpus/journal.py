"""The journal: what people did on this computer — cards that they kept, pages that they opened, how questions went.

It holds no word and no sound of a question, and nothing of who asked; of the time, the day. Sound is kept only of
questions that a person agreed to give, in `consented` (corpus/consented.py). Which day it is, corpus/journal_days.py
says.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from corpus import journal_days, journal_file
from corpus.consented import ConsentedQuestions
from corpus.journal_days import Week
from corpus.storage import Storage
from faults import InputFault


@dataclass(frozen=True)
class KeptCard:
    document: str
    start: int | None
    """Of the passage, in characters of the document's text; None: the document as a whole."""


@dataclass(frozen=True)
class Question:
    """One question that was asked, as far as it is kept."""

    day: date
    way: str
    heard: str
    confidence: str
    refused: bool
    """ "None of these"."""
    confirmed: str | None
    """The document that answers it, by a facilitator."""
    shown: tuple[str, ...]
    chosen: tuple[str, ...]
    """The documents that were opened from its cards."""


class Journal:
    """One open journal; any thread may use it, one at a time.

    Any method may raise InputFault journal-damaged, and those that write journal-busy, disk-full or not-writable.
    """

    def __init__(self, storage: Storage, folder: Path, today: Callable[[], date], set_aside: InputFault | None):
        self._storage, self._today = storage, today
        self.set_aside = set_aside
        """Where a damaged journal was set aside on opening: the fault that says so, to be told once."""
        self.consented = ConsentedQuestions(storage, folder)

    @classmethod
    def open(cls, folder: Path, today: Callable[[], date] = date.today) -> Journal:
        """The journal of this folder, made where there is none. What is older than 90 days goes.

        Raises InputFault: not-a-file, not-writable, disk-full, journal-newer, journal-busy, and journal-damaged where
        the disk could not be read. Laaj works without one.
        """
        storage, set_aside = journal_file.opened(folder)
        try:
            journal = cls(storage, folder, today, set_aside)
            with storage.writing() as database:
                journal_days.forget_the_old(database, today())
            journal.consented.reconcile()
        except BaseException:
            storage.close()
            raise
        return journal

    def close(self) -> None:
        """Safe to call twice."""
        self._storage.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Cards

    def keep(self, document: str, start: int | None = None) -> None:
        """Keeps a card; one that is kept already becomes the newest, with this passage."""
        with self._storage.writing() as database:
            database.execute("INSERT OR REPLACE INTO kept (document, start) VALUES (?, ?)", [document, start])

    def let_go(self, document: str) -> None:
        with self._storage.writing() as database:
            database.execute("DELETE FROM kept WHERE document = ?", [document])

    def kept(self) -> list[KeptCard]:
        """Newest first; the library may have lost some of the documents meanwhile."""
        with self._storage.reading() as database:
            return [KeptCard(*row) for row in database.execute("SELECT document, start FROM kept ORDER BY number DESC")]

    def is_kept(self, document: str) -> bool:
        with self._storage.reading() as database:
            return bool(database.execute("SELECT 1 FROM kept WHERE document = ?", [document]).fetchone())

    # Pages

    def opened(self, document: str) -> None:
        """A person opened this document, from wherever."""
        with self._storage.writing() as database:
            day = journal_days.believed(database, self._today()).isoformat()
            database.execute("INSERT INTO opened (day, document) VALUES (?, ?)", [day, document])

    def recent(self, limit: int) -> list[str]:
        """The documents that were opened last, each once, newest first."""
        sql = "SELECT document FROM opened GROUP BY document ORDER BY max(number) DESC LIMIT ?"
        with self._storage.reading() as database:
            return [document for (document,) in database.execute(sql, [limit])]

    # Questions

    def asked(
        self,
        way: Literal["spoken", "typed"],
        heard: Literal["speech", "silence", "noise", "text"],
        confidence: Literal["sure", "unsure", "nothing"],
        shown: Sequence[str],
    ) -> str:
        """A question was answered with these documents, the best first; returns the question's id, which is random."""
        question = secrets.token_hex(8)
        with self._storage.writing() as database:
            database["questions"].insert(
                {
                    "id": question,
                    "day": journal_days.believed(database, self._today()).isoformat(),
                    "way": way,
                    "heard": heard,
                    "confidence": confidence,
                }
            )
            database["answers"].insert_all(
                {"question": question, "document": document, "place": place}
                for place, document in enumerate(dict.fromkeys(shown))
            )
        return question

    # What is said of a question that is gone (the journal was set aside meanwhile) changes nothing.

    def chose(self, question: str, document: str) -> None:
        """A person opened this document from the question's cards."""
        sql = """INSERT INTO answers (question, document, chosen) SELECT id, ?, 1 FROM questions WHERE id = ?
                 ON CONFLICT DO UPDATE SET chosen = 1"""
        with self._storage.writing() as database:
            database.execute(sql, [document, question])

    def refused(self, question: str) -> None:
        """A person said "none of these"."""
        with self._storage.writing() as database:
            database.execute("UPDATE questions SET refused = 1 WHERE id = ?", [question])

    def confirmed(self, question: str, document: str) -> None:
        """A facilitator says that this document answers the question; the last word stands.

        It may be said of a consented question as long as that is kept.
        """
        with self._storage.writing() as database:
            database.execute("UPDATE questions SET confirmed = ? WHERE id = ?", [document, question])
            database.execute("UPDATE consented SET document = ? WHERE id = ?", [document, question])

    def question(self, question: str) -> Question:
        """Raises InputFault question-unknown."""
        sql = "SELECT day, way, heard, confidence, refused, confirmed FROM questions WHERE id = ?"
        with self._storage.reading() as database:
            found = database.execute(sql, [question]).fetchone()
            answers = database.execute(
                "SELECT document, place, chosen FROM answers WHERE question = ? ORDER BY place", [question]
            ).fetchall()
        if found is None:
            raise InputFault("question-unknown")
        day, way, heard, confidence, refused, confirmed = found
        return Question(
            date.fromisoformat(day), way, heard, confidence, bool(refused), confirmed,
            shown=tuple(document for document, place, _ in answers if place is not None),
            chosen=tuple(document for document, _, chosen in answers if chosen),
        )  # fmt: skip

    def week(self, today: date) -> Week:
        """The seven days that end today."""
        with self._storage.reading() as database:
            return journal_days.week(database, today)
