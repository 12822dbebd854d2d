"""A SQLite file: opening it, taking turns, transactions, and SQLite's complaints as faults a person can act on."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

from corpus import schema
from corpus.whole_file import make_folder
from faults import InputFault

WAIT_FOR_WRITER_S = 10.0

# https://sqlite.org/rescode.html
# Beside a full disk: a quota, a stick that takes no file over 4 GB. Where reading fails the code says so (IOERR_READ).
FULL = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"}
BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}
REFUSED = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"}
DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR"}


@dataclass(frozen=True)
class Kind:
    """What such a file holds: `name` begins the keys of its faults, `migrations` make its tables (corpus/schema.py)."""

    name: str
    migrations: tuple[tuple[str, ...], ...]


LIBRARY = Kind("library", schema.MIGRATIONS)


class Storage:
    """An open SQLite file in WAL mode. Any thread may use it, one at a time; readers stand beside one writer."""

    def __init__(self, path: Path, *, writable: bool, kind: Kind = LIBRARY):
        """Raises InputFault: file-missing, not-a-file, not-writable, disk-full, library-newer and library-foreign of
        any kind, and of a library library-damaged, library-busy, of a journal journal-damaged, journal-busy."""
        self.path, self.writable, self.kind = path, writable, kind
        self._lock = threading.RLock()
        if path.is_dir():
            raise InputFault("not-a-file", path=path)
        if writable:
            make_folder(path.parent)
        elif not path.exists():
            raise InputFault("file-missing", path=path)
        with self._faults():
            try:
                connection = self._connect("rwc" if writable else "ro")
            except sqlite3.OperationalError as error:
                # Even a reader lays a file beside it, unless there is no writer to tell of itself.
                if writable or _kind(error) not in REFUSED or not _stands_still(path):
                    raise
                connection = self._connect("ro&immutable=1")
        self._database = sqlite_utils.Database(connection, execute_plugins=False)

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=WAIT_FOR_WRITER_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        if self.writable:
            schema.migrate(connection, self.path, self.kind.migrations, self.kind.name)
            connection.execute("PRAGMA journal_mode = WAL")
            # The power goes often where this is used: what was said to be done must be on the disk.
            connection.execute("PRAGMA synchronous = FULL")
        elif schema.check(connection, self.path, len(self.kind.migrations), self.kind.name) == 0:
            raise InputFault("library-foreign", path=self.path)

    @contextmanager
    def reading(self) -> Iterator[sqlite_utils.Database]:
        with self._lock, self._faults():
            yield self._database

    @contextmanager
    def writing(self) -> Iterator[sqlite_utils.Database]:
        """One transaction: what is done inside is kept whole or, where anything is raised, not at all."""
        with self.reading() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                database.rollback()
                raise

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """What went wrong with the file becomes an InputFault; a mistake in our SQL stays what it is."""
        try:
            yield
        except sqlite3.Error as error:
            kind = _kind(error)
            if getattr(error, "sqlite_errorname", "") in FULL:
                raise InputFault("disk-full") from error
            if kind in BUSY:
                raise InputFault(f"{self.kind.name}-busy") from error
            if kind in REFUSED:
                raise InputFault("not-writable", path=self.path) from error
            if kind in DAMAGED:
                raise InputFault(f"{self.kind.name}-damaged", path=self.path, why=error) from error
            raise

    def close(self) -> None:
        """Safe to call twice."""
        with self._lock:
            self._database.close()


def _kind(error: sqlite3.Error) -> str:
    """SQLITE_READONLY_DIRECTORY is a kind of SQLITE_READONLY."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])


def _stands_still(path: Path) -> bool:
    """Whether nobody can write the file or its folder, and no writer has left anything of its own beside it."""
    folder = path.parent
    read_only = hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    if not read_only and (folder.stat().st_mode | path.stat().st_mode) & 0o222:
        return False
    return not any(path.with_name(f"{path.name}-{left}").exists() for left in ("wal", "journal"))
