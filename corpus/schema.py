"""The tables of library.db, and the numbered steps from each version of them to the next.

A migration is a tuple of SQL statements; its number is its place in MIGRATIONS. One that has been released never
changes: what it got wrong is put right by the next.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from faults import InputFault

# By kind of file, in its header (PRAGMA application_id): none is taken for another.
APPLICATION_IDS = {"library": 0x4C61616A, "journal": 0x4C61616E}  # "Laaj", "Laan"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE documents (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            theme TEXT NOT NULL,
            summary TEXT NOT NULL,
            text TEXT NOT NULL,
            sources TEXT NOT NULL,     -- JSON list
            date TEXT NOT NULL,
            collection TEXT NOT NULL
        )""",
        # AUTOINCREMENT: a number is never given twice, so an index that is out of date can't point at another passage.
        """CREATE TABLE passages (
            rowid INTEGER PRIMARY KEY AUTOINCREMENT,
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            text TEXT NOT NULL,
            start INTEGER NOT NULL,    -- offsets in the document's text, in characters
            "end" INTEGER NOT NULL,
            UNIQUE (document, position)
        )""",
        # Holds terms (corpus/terms.py), not the text: ready-made words that any tokeniser leaves alone.
        "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 0')",
        "CREATE TRIGGER words_go AFTER DELETE ON passages BEGIN DELETE FROM words WHERE rowid = old.rowid; END",
        """CREATE TABLE vectors (
            model TEXT NOT NULL,
            passage INTEGER NOT NULL REFERENCES passages (rowid) ON DELETE CASCADE,
            digest BLOB NOT NULL,      -- of the vector: tells a changed one, and names the index built from all
            vector BLOB NOT NULL,      -- D float16, little-endian
            PRIMARY KEY (model, passage)
        ) WITHOUT ROWID""",
        # Holds all that a fingerprint needs, so that it does not read the vectors.
        "CREATE INDEX vectors_digests ON vectors (model, passage, digest)",
        # Else removing a passage looks through every vector.
        "CREATE INDEX vectors_passages ON vectors (passage)",
    ),
    (
        # Those that came in packs; "starter" and "added" have documents only.
        """CREATE TABLE collections (
            name TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            language TEXT NOT NULL,
            licence TEXT NOT NULL,
            made TEXT NOT NULL,        -- when, as ISO 8601
            signer TEXT NOT NULL       -- Ed25519 public key in hexadecimal, empty where nobody signed
        )""",
        # A pack may bring a gist of a page that another collection has, so both decide how long it stays.
        """CREATE TABLE gists (
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            collection TEXT NOT NULL REFERENCES collections (name) ON DELETE CASCADE,
            sound BLOB NOT NULL,       -- FLAC
            PRIMARY KEY (document, collection)
        )""",
        "CREATE INDEX gists_collections ON gists (collection)",
        # Pages that a pack brought and another collection had already: they stand there, and belong to the pack too.
        """CREATE TABLE shared (
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            collection TEXT NOT NULL REFERENCES collections (name) ON DELETE CASCADE,
            PRIMARY KEY (document, collection)
        ) WITHOUT ROWID""",
        "CREATE INDEX shared_collections ON shared (collection)",
        "CREATE INDEX documents_collections ON documents (collection)",
    ),
)


def check(connection: sqlite3.Connection, path: Path, known: int = len(MIGRATIONS), kind: str = "library") -> int:
    """The version of the file, 0 where it is still empty. Raises InputFault: library-foreign, library-newer."""
    found = _pragma(connection, "user_version")
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and _pragma(connection, "application_id") != APPLICATION_IDS[kind]:
        raise InputFault("library-foreign", path=path)
    if found > known:
        raise InputFault("library-newer", found=found, known=known)
    return found


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: tuple[tuple[str, ...], ...] = MIGRATIONS,
    kind: str = "library",
) -> Path | None:
    """Brings the file to the newest version in one transaction; returns the backup made before, if it held any.

    Raises what `check` raises. The connection must be in autocommit mode (isolation_level None).
    """
    found = check(connection, path, len(migrations), kind)
    if found == len(migrations):
        return None
    backup = _back_up(connection, path, found) if found else None
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have come first while this one waited for its turn.
        for migration in migrations[_pragma(connection, "user_version") :]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_IDS[kind]}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have rolled it back already
            connection.execute("ROLLBACK")
        raise
    return backup


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    backup = path.with_name(f"{path.name}.version-{version}")
    beside = backup.with_name(backup.name + ".part")
    beside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(beside)) as copy:
            connection.backup(copy)
        os.replace(beside, backup)
    finally:
        beside.unlink(missing_ok=True)
    return backup


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
