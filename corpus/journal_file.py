"""The file that the journal stands in: its tables, and what happens where it can't be read.

    journal.db           what people did here (corpus/journal.py)
    questions/           the sound of questions that a person agreed to give (corpus/consented.py)

A journal that is damaged is moved to `journal.db.damaged`, its sound with it, since nothing says any more what was
agreed to; a new one begins. Kept cards are worth a try at repair, but never worth a Laaj that does not start.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from corpus.storage import Kind, Storage
from corpus.whole_file import disk_fault
from faults import InputFault

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # `number` is the order in which things were kept: a clock may go back, a number does not.
        """CREATE TABLE kept (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            document TEXT NOT NULL UNIQUE,
            start INTEGER              -- of the passage in the document's text; NULL: the whole document
        )""",
        """CREATE TABLE opened (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            day TEXT NOT NULL,
            document TEXT NOT NULL
        )""",
        """CREATE TABLE questions (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            day TEXT NOT NULL,
            way TEXT NOT NULL,         -- spoken, typed
            heard TEXT NOT NULL,       -- speech, silence, noise, text
            confidence TEXT NOT NULL,  -- sure, unsure, nothing
            refused INTEGER NOT NULL DEFAULT 0,
            confirmed TEXT             -- the document that answers, by a facilitator
        )""",
        """CREATE TABLE answers (
            question TEXT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
            document TEXT NOT NULL,
            place INTEGER,             -- among the cards; NULL: opened, though it was not shown
            chosen INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (question, document)
        ) WITHOUT ROWID""",
        # Without a reference: what was given outlives the 90 days of its question.
        """CREATE TABLE consented (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,   -- of its question; names its sound
            day TEXT NOT NULL,
            seconds REAL NOT NULL,
            licence TEXT NOT NULL,
            wording TEXT NOT NULL,
            language TEXT NOT NULL,
            document TEXT              -- confirmed
        )""",
    ),
)
JOURNAL = Kind("journal", MIGRATIONS)

DATABASE = "journal.db"
QUESTIONS = "questions"
ASIDE = ".damaged"


def opened(folder: Path) -> tuple[Storage, InputFault | None]:
    """The journal of a folder, made where there is none; and, where a damaged one was set aside, the fault to tell.

    Raises InputFault: not-a-file, not-writable, disk-full, journal-newer, journal-busy.
    """
    try:
        return _whole(folder / DATABASE), None
    except InputFault as fault:
        if fault.key == "library-newer":
            raise InputFault("journal-newer", **fault.fields) from fault
        if fault.key not in ("journal-damaged", "library-foreign"):
            raise
        told = InputFault("journal-set-aside", path=folder / (DATABASE + ASIDE), why=fault.fields.get("why", "SQLite"))
    with disk_faults(folder):
        _set_aside(folder)
    return _whole(folder / DATABASE), told


def remove_set_aside(folder: Path) -> None:
    """What was set aside goes for good. Raises InputFault not-writable."""
    with disk_faults(folder):
        for ending in ("-wal", "-shm", ""):
            (folder / (DATABASE + ASIDE + ending)).unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(folder / (QUESTIONS + ASIDE))


@contextlib.contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """What the disk refuses becomes an InputFault disk-full or not-writable."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, folder) from error


def _whole(path: Path) -> Storage:
    """Opened and read through; it holds some thousand short rows at most. Raises as Storage, and journal-damaged."""
    storage = Storage(path, writable=True, kind=JOURNAL)
    try:
        with storage.reading() as database:
            # What is deleted is overwritten, so that nothing of it can be read in the file.
            database.execute("PRAGMA secure_delete = ON")
            (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise InputFault("journal-damaged", path=path, why=found)
    except BaseException:
        storage.close()
        raise
    return storage


def _set_aside(folder: Path) -> None:
    """The sound first and the database last: killed in between, the next start finds it damaged still and goes on."""
    questions, aside = folder / QUESTIONS, folder / (QUESTIONS + ASIDE)
    if questions.is_dir():
        aside.mkdir(exist_ok=True)
        for file in questions.iterdir():
            os.replace(file, aside / file.name)
    # A log left beside a new database would be taken for its own.
    for ending in ("-wal", "-shm", ""):
        with contextlib.suppress(FileNotFoundError):
            os.replace(folder / (DATABASE + ending), folder / (DATABASE + ASIDE + ending))
