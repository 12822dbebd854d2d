"""The library: one SQLite file with the documents, their passages, the words for full-text search and the vectors.

What is here stands; the index that is built from it (engine/passage_index.py) can be thrown away. Every change is one
transaction: a power cut, a full disk or a fault in the middle leaves the library as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import sqlite_utils

from corpus.documents import Document, Passage
from corpus.passages import passages as passages_of
from corpus.storage import Storage
from corpus.terms import terms
from faults import InputFault

MOST_TERMS = 32  # of a typed question; a page pasted as a question would look up every word of French
TITLE_WEIGHT = 3.0  # a word of the title counts as three of the text
VECTOR_TYPE = np.dtype("<f2")


class Library:
    """One open library; any thread may use it, one at a time.

    Any method may raise InputFault library-damaged, and those that write library-busy, disk-full or not-writable.
    """

    def __init__(self, storage: Storage):
        self.path = storage.path
        self._storage = storage

    @classmethod
    def open(cls, path: Path, *, writable: bool = False) -> Library:
        """Opens the library at `path`; a writable one is made where there is none and brought up to date.

        Raises InputFault: file-missing, not-a-file, not-writable, disk-full, library-newer, library-foreign,
        library-damaged, library-busy.
        """
        return cls(Storage(path, writable=writable))

    def close(self) -> None:
        """Safe to call twice."""
        self._storage.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Documents

    def add(self, documents: Iterable[Document], collection: str, progress: Callable[[int], None] | None = None) -> int:
        """Adds all documents or, where anything fails, none; returns how many. `progress` hears the number so far.

        A document whose id is known takes the place of the old one, and keeps its vectors if title and text are the
        same. What `documents` or `progress` raises passes through.
        """
        count = 0
        with self._storage.writing() as database:
            for count, document in enumerate(documents, 1):
                _put(database, replace(document, collection=collection))
                if progress:
                    progress(count)
        return count

    def remove(self, document_id: str) -> None:
        """Removes a document with its passages and vectors. Raises InputFault document-unknown."""
        with self._storage.writing() as database:
            if database.execute("DELETE FROM documents WHERE id = ?", [document_id]).rowcount == 0:
                raise InputFault("document-unknown", document=document_id)

    def document(self, document_id: str) -> Document:
        """Raises InputFault document-unknown."""
        found = self._documents("text", id=document_id)
        if not found:
            raise InputFault("document-unknown", document=document_id)
        return found[0]

    def documents(self, theme: str | None = None, collection: str | None = None) -> list[Document]:
        """All documents, or those of a theme or a collection, by theme and title."""
        return self._documents("text", theme=theme, collection=collection)

    def summaries(self, theme: str | None = None, collection: str | None = None) -> list[Document]:
        """As `documents`, each with an empty text: light enough for a list of everything."""
        return self._documents("''", theme=theme, collection=collection)

    # Passages

    def passages(self, rowids: Sequence[int] | None = None) -> dict[int, Passage]:
        """Passages by rowid: all, or those of `rowids` that are there."""
        chosen, values = _among("rowid", rowids)
        sql = f'SELECT rowid, document, position, text, start, "end" FROM passages WHERE {chosen} ORDER BY rowid'
        with self._storage.reading() as database:
            return {rowid: Passage(*fields) for rowid, *fields in database.execute(sql, values)}

    def passage_count(self) -> int:
        with self._storage.reading() as database:
            return database["passages"].count

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Passages that share words with `text`, best first: (rowid, BM25 score, the higher the better).

        Any text is safe. A text of nothing but small words finds nothing.
        """
        wanted = list(dict.fromkeys(terms(text)))[:MOST_TERMS]
        if not wanted:
            return []
        sql = """SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words WHERE words MATCH ?
                 ORDER BY score DESC, rowid LIMIT ?"""
        with self._storage.reading() as database:
            any_of = " OR ".join(f'"{term}"' for term in wanted)
            return database.execute(sql, [TITLE_WEIGHT, any_of, limit]).fetchall()

    # Vectors

    def missing_vectors(self, model_id: str) -> list[tuple[int, str]]:
        """Passages without a vector of this model: (rowid, "title. passage"), the text that is to be embedded."""
        sql = """SELECT passages.rowid, title || '. ' || passages.text FROM passages
                 JOIN documents ON documents.id = passages.document
                 WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE model = ? AND passage = passages.rowid)
                 ORDER BY passages.rowid"""
        with self._storage.reading() as database:
            return database.execute(sql, [model_id]).fetchall()

    def put_vectors(self, model_id: str, vectors: Mapping[int, np.ndarray]) -> None:
        """Stores the vectors (D,) of passages by rowid, as float16; those of passages gone meanwhile are dropped.

        Raises ValueError where one is not finite, or not of the same D as the model's others.
        """
        rows = []
        for rowid, vector in vectors.items():
            with np.errstate(over="ignore"):
                half = vector.astype(VECTOR_TYPE)
            if half.ndim != 1 or not np.isfinite(half).all():
                raise ValueError(f"the vector of passage {rowid} is not a finite (D,) array")
            rows.append((model_id, _digest(half.tobytes()), half.tobytes(), rowid))
        sql = """INSERT OR REPLACE INTO vectors (model, digest, vector, passage)
                 SELECT ?, ?, ?, rowid FROM passages WHERE rowid = ?"""
        with self._storage.writing() as database:
            stored = database.execute(
                "SELECT length(vector) FROM vectors WHERE model = ? LIMIT 1", [model_id]
            ).fetchone()
            if len({len(content) for _, _, content, _ in rows}.union(stored or ())) > 1:
                raise ValueError(f"vectors of different dimensions for the model {model_id}")
            database.conn.executemany(sql, rows)

    def remove_vectors(self, model_id: str) -> int:
        """Removes all vectors of a model and returns how many there were."""
        with self._storage.writing() as database:
            return database.execute("DELETE FROM vectors WHERE model = ?", [model_id]).rowcount

    def vectors(self, model_id: str, rowids: Sequence[int] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Vectors of a model, all or those of `rowids` that are there: rowids (n,) int64 ascending, (n, D) float16."""
        chosen, values = _among("passage", rowids)
        sql = f"SELECT passage, vector FROM vectors WHERE model = ? AND {chosen} ORDER BY passage"
        with self._storage.reading() as database:
            rows = database.execute(sql, [model_id, *values]).fetchall()
        matrix = np.frombuffer(b"".join(vector for _, vector in rows), VECTOR_TYPE)
        return np.array([rowid for rowid, _ in rows], np.int64), matrix.reshape(len(rows), -1 if rows else 0)

    def fingerprint(self, model_id: str) -> str:
        """Names what an index of this model is built from: it changes with any vector, and with nothing else."""
        whole = hashlib.sha256(model_id.encode())
        with self._storage.reading() as database:
            sql = "SELECT passage, digest FROM vectors WHERE model = ? ORDER BY passage"
            for rowid, digest in database.execute(sql, [model_id]):
                whole.update(rowid.to_bytes(8, "little") + digest)
        return whole.hexdigest()

    def verify(self) -> None:
        """Reads everything. Raises InputFault library-damaged where something does not fit together.

        The inner order of the full-text index is looked at only where the library was opened writable.
        """
        with self._storage.reading() as database:
            problems = [problem for (problem,) in database.execute("PRAGMA integrity_check(1)") if problem != "ok"]
            problems += [
                f"{table} without {parent}" for table, _, parent, _ in database.execute("PRAGMA foreign_key_check")
            ]
            if self._storage.writable:  # SQLite has this check behind a statement that writes
                database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            wordless = database.execute("SELECT rowid FROM passages EXCEPT SELECT rowid FROM words")
            problems += [f"words of passage {rowid}" for (rowid,) in wordless]
            vectors = database.execute("SELECT passage, digest, vector FROM vectors")
            problems += [f"vector of passage {rowid}" for rowid, digest, vector in vectors if digest != _digest(vector)]
        if problems:
            raise InputFault("library-damaged", path=self.path, why=problems[0])

    def _documents(self, text: str, **wanted: str | None) -> list[Document]:
        wanted = {column: value for column, value in wanted.items() if value is not None}
        sql = f"""SELECT id, title, theme, summary, {text} AS text, sources, date, collection FROM documents
                  WHERE {" AND ".join(["1", *(f"{column} = :{column}" for column in wanted)])}
                  ORDER BY theme, title, id"""
        with self._storage.reading() as database:
            rows = list(database.query(sql, wanted))
        return [Document(**row | {"sources": tuple(json.loads(row["sources"]))}) for row in rows]


def _put(database: sqlite_utils.Database, document: Document) -> None:
    same = [document.id, document.title, document.text]
    unchanged = database["documents"].count_where("id = ? AND title = ? AND text = ?", same)
    database["documents"].upsert(asdict(document), pk="id")
    if unchanged:
        return
    database["passages"].delete_where("document = ?", [document.id])
    title = " ".join(terms(document.title))
    for passage in passages_of(document):
        rowid = database["passages"].insert(asdict(passage)).last_pk
        database["words"].insert({"rowid": rowid, "title": title, "text": " ".join(terms(passage.text))})


def _among(column: str, rowids: Sequence[int] | None) -> tuple[str, list[str]]:
    if rowids is None:
        return "1", []
    # One value however many rowids: SQLite limits the number of placeholders.
    return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps([int(rowid) for rowid in rowids])]


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=8).digest()
