"""The file that the journal stands in: its tables, and what happens where it can't be read.

    journal.db           what people did here (corpus/journal.py)
    questions/           the sound of questions that a person agreed to give (corpus/consented.py)

A journal that is damaged is moved to `journal.db.damaged`, its sound with it to `questions.damaged`, since nothing says
any more what was agreed to; a new one begins. The next is `journal.db.damaged-2`. Kept cards are worth a try at repair,
but never worth a Laaj that does not start. A disk that only fails to read damages nothing.

The folder is for one person alone: nobody else at this computer may look into it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from corpus.storage import Kind, Storage
from corpus.whole_file import disk_fault
from faults import InputFault

log = logging.getLogger(__name__)

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
BACKUP = ".version-"  # that corpus/schema.py makes
LOGS = ("-wal", "-shm")

_SET_ASIDE = re.compile(rf"(?P<what>{re.escape(DATABASE)}|{QUESTIONS}){ASIDE}(?:-(?P<number>\d+))?(?:-wal|-shm)?")
# SQLite's integrity check lists it like a damage.
_NOT_READ = re.compile(r"failed to get page|unable to get the page\. error code=(?P<code>\d+)")


def opened(folder: Path) -> tuple[Storage, InputFault | None]:
    """The journal of a folder, made where there is none; and, where a damaged one was set aside, the fault to tell.

    Raises InputFault: not-a-file, not-writable, disk-full, journal-newer, journal-busy, and journal-damaged where the
    disk could not be read.
    """
    with disk_faults(folder):
        _make_private(folder)
        cut_off = _cut_off(folder)
        if cut_off is not None:
            _set_aside_the_rest(folder, cut_off)
    try:
        return _whole(folder / DATABASE), None if cut_off is None else _told(folder, cut_off)
    except InputFault as fault:
        if fault.key == "library-newer":
            raise InputFault("journal-newer", **fault.fields) from fault
        if not _is_damage(fault):
            raise
        why = fault.fields.get("why")
    with disk_faults(folder):
        aside = _set_aside(folder)
    return _whole(folder / DATABASE), _told(folder, aside, why)


def remove_set_aside(folder: Path) -> None:
    """What was set aside goes for good, and backups. Raises InputFault not-writable."""
    with disk_faults(folder):
        for left in list(folder.iterdir()):
            if not left.name.startswith((DATABASE + ASIDE, QUESTIONS + ASIDE, DATABASE + BACKUP)):
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


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


def _is_damage(fault: InputFault) -> bool:
    """Whether what is written is wrong, and not only unread this time: a bad cable, no memory, a lock."""
    if fault.key == "library-foreign":
        return True
    if fault.key != "journal-damaged":
        return False
    if isinstance(fault.__cause__, sqlite3.Error):
        return fault.__cause__.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    unread = _NOT_READ.search(str(fault.fields["why"]))
    return unread is None or (unread["code"] is not None and int(unread["code"]) & 0xFF != sqlite3.SQLITE_IOERR)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        try:
            folder.chmod(0o700)
        except PermissionError as error:  # a FAT disk has no modes, and Laaj runs from one
            log.warning("others can read the journal: %s", error)


def _set_aside(folder: Path) -> int:
    """Under which number. The database first: while it is away nothing takes its sound for sound that nobody gave,
    and the next start moves the rest after it."""
    number = max((number for _, number in _all_set_aside(folder)), default=0) + 1
    os.replace(folder / DATABASE, folder / (DATABASE + _ending(number)))
    _set_aside_the_rest(folder, number)
    return number


def _set_aside_the_rest(folder: Path, number: int) -> None:
    # A log left beside a new database would be taken for its own.
    aside = DATABASE + _ending(number)
    moves = [(DATABASE + ending, aside + ending) for ending in LOGS] + [(QUESTIONS, QUESTIONS + _ending(number))]
    for name, new_name in moves:
        if (folder / name).exists() and not (folder / new_name).exists():
            os.replace(folder / name, folder / new_name)


def _cut_off(folder: Path) -> int | None:
    """The number of what was being set aside when the power went: no new journal has begun."""
    if (folder / DATABASE).exists():
        return None
    return max((number for name, number in _all_set_aside(folder) if name == DATABASE), default=None)


def _all_set_aside(folder: Path) -> list[tuple[str, int]]:
    """What, and under which number."""
    found = [_SET_ASIDE.fullmatch(file.name) for file in folder.iterdir()]
    return [(one["what"], int(one["number"] or 1)) for one in found if one]


def _ending(number: int) -> str:
    return ASIDE if number == 1 else f"{ASIDE}-{number}"


def _told(folder: Path, number: int, why: object = None) -> InputFault:
    return InputFault("journal-set-aside", path=folder / (DATABASE + _ending(number)), why=why or "SQLite")
