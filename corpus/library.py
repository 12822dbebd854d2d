"""The library: one SQLite file with the documents, their passages, the words for full-text search and the vectors.

What is here stands; the index that is built from it (engine/passage_index.py) can be thrown away. Every change is one
transaction: a power cut, a full disk or a fault in the middle leaves the library as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus import collection as collections
from corpus import schema, typed_words
from corpus.collection import Collection, Origin, Received, VectorsOf
from corpus.documents import Document, Passage
from corpus.storage import Storage
from corpus.tables import (
    BELONGS,
    EMBEDDED_TEXT,
    VECTOR_TYPE,
    digest,
    document_of,
    put_document,
    put_vectors,
    remove_document,
)
from corpus.terms import terms
from faults import InputFault

MOST_TERMS = 32  # of a typed question; a page pasted as a question would look up every word of French
TITLE_WEIGHT = 3.0  # a word of the title counts as three of the text
PASSAGES_EACH = 10  # of a document, looked at for as many documents as are wanted
SUMMARY = "''"  # in place of a document's text


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

    @property
    def is_outdated(self) -> bool:
        """Whether it was opened for reading as an older Laaj left it: opening it writable brings it up to date."""
        with self._storage.reading() as database:
            return database.execute("PRAGMA user_version").fetchone()[0] < len(schema.MIGRATIONS)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read within is of one moment, whatever others write meanwhile."""
        with self._storage.reading() as database:
            database.execute("BEGIN")
            try:
                yield
            finally:
                database.rollback()

    # Documents

    def add(self, documents: Iterable[Document], collection: str, progress: Callable[[int], None] | None = None) -> int:
        """Adds all documents or, where anything fails, none; returns how many. `progress` hears the number so far.

        A document whose id is known takes the place of the old one, and keeps its vectors if title and text are the
        same. What `documents` or `progress` raises passes through.
        """
        count = 0
        with self._storage.writing() as database:
            for count, document in enumerate(documents, 1):
                put_document(database, replace(document, collection=collection))
                if progress:
                    progress(count)
        return count

    def remove(self, document_id: str) -> None:
        """Removes a document with its passages and vectors; a pack that brought the same one keeps it as its own.

        Raises InputFault document-unknown.
        """
        with self._storage.writing() as database:
            if not remove_document(database, document_id):
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
        return self._documents(SUMMARY, theme=theme, collection=collection)

    def summaries_of(self, ids: Sequence[str]) -> list[Document]:
        """As `summaries`, of these documents in this order; those that are not there any more are left out."""
        chosen, values = _among("id", ids)
        with self._storage.reading() as database:
            rows = database.query(f"SELECT {_columns(SUMMARY)} FROM documents WHERE {chosen}", values)
            found = {row["id"]: document_of(row) for row in rows}
        return [found[identity] for identity in ids if identity in found]

    # Collections

    def members(self, collection: str) -> list[Document]:
        """Summaries of all that belongs to a collection: its own documents, and those that another shares with it."""
        sql = f"SELECT {_columns(SUMMARY)} FROM documents WHERE {BELONGS} ORDER BY theme, title, id"
        with self._storage.reading() as database:
            return [document_of(row) for row in database.query(sql, {"name": collection})]

    def collections(self) -> list[Collection]:
        """All of them by title and name; those without a title, which did not come in a pack, first."""
        with self._storage.reading() as database:
            return collections.listing(database)

    def remove_collection(self, name: str) -> None:
        """Removes all of its documents or, where anything fails, none; those that it shares stay with the others.

        Raises InputFault collection-unknown.
        """
        with self._storage.writing() as database:
            collections.remove(database, name)

    def receive(
        self,
        name: str,
        origin: Origin,
        pages: Iterable[tuple[Document, bytes | None]],
        vectors: Mapping[str, VectorsOf],
        progress: Callable[[int], None],
    ) -> Received:
        """As corpus.collection.receive, wholly or not at all. What `pages` or `progress` raises passes through."""
        with self._storage.writing() as database:
            return collections.receive(database, name, origin, pages, vectors, progress)

    def gist(self, document_id: str, collection: str | None = None) -> bytes | None:
        """The recorded summary that came with a pack, in FLAC.

        Where several packs brought one, that of `collection` goes first, or of the document's own.
        """
        sql = """SELECT sound FROM gists JOIN documents ON documents.id = gists.document WHERE document = ?
                 ORDER BY gists.collection = coalesce(?, documents.collection) DESC, gists.collection LIMIT 1"""
        with self._storage.reading() as database:
            found = database.execute(sql, [document_id, collection]).fetchone()
        return found[0] if found else None

    def gist_sizes(self) -> dict[str, int]:
        """The documents that have such a summary, and its bytes."""
        with self._storage.reading() as database:
            return dict(database.execute("SELECT document, max(length(sound)) FROM gists GROUP BY document").fetchall())

    def text_bytes(self, collection: str) -> int:
        sql = f"SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM documents WHERE {BELONGS}"
        with self._storage.reading() as database:
            return database.execute(sql, {"name": collection}).fetchone()[0]

    # Passages

    def passages(self, rowids: Sequence[int] | None = None) -> dict[int, Passage]:
        """Passages by rowid: all, or those of `rowids` that are there."""
        chosen, values = _among("rowid", rowids)
        sql = f'SELECT rowid, document, position, text, start, "end" FROM passages WHERE {chosen} ORDER BY rowid'
        with self._storage.reading() as database:
            return {rowid: Passage(*fields) for rowid, *fields in database.execute(sql, values)}

    def passages_of(self, document_id: str) -> dict[int, Passage]:
        """Those of one document by rowid, in reading order."""
        sql = """SELECT rowid, document, position, text, start, "end" FROM passages
                 WHERE document = ? ORDER BY position"""
        with self._storage.reading() as database:
            return {rowid: Passage(*fields) for rowid, *fields in database.execute(sql, [document_id])}

    def passage_count(self, collection: str | None = None) -> int:
        with self._storage.reading() as database:
            if collection is None:
                return database["passages"].count
            sql = f"SELECT count(*) FROM passages JOIN documents ON documents.id = document WHERE {BELONGS}"
            return database.execute(sql, {"name": collection}).fetchone()[0]

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

    def find_typed(self, text: str, limit: int) -> list[Document] | None:
        """Summaries of the documents that what is being typed may be after, best first; the last word by its beginning.

        None where there is nothing yet to look for.
        """
        query = typed_words.query(text)
        if not query:
            return None
        sql = """SELECT document FROM passages JOIN
                 (SELECT rowid AS number, bm25(words, ?, 1.0) AS rank FROM words WHERE words MATCH ?
                  ORDER BY rank, number LIMIT ?)
                 ON passages.rowid = number ORDER BY rank, number"""
        with self._storage.reading() as database:
            passages = database.execute(sql, [TITLE_WEIGHT, query, PASSAGES_EACH * limit]).fetchall()
        return self.summaries_of(list(dict.fromkeys(document for (document,) in passages))[:limit])

    def passage_at(self, document_id: str, start: int) -> Passage | None:
        """The passage that begins there, if the document is still cut there."""
        sql = 'SELECT document, position, text, start, "end" FROM passages WHERE document = ? AND start = ?'
        with self._storage.reading() as database:
            found = database.execute(sql, [document_id, start]).fetchone()
        return Passage(*found) if found else None

    # Vectors

    def missing_vectors(self, model_id: str) -> list[tuple[int, str]]:
        """Passages without a vector of this model: (rowid, "title. passage"), the text that is to be embedded."""
        sql = f"""SELECT passages.rowid, {EMBEDDED_TEXT} FROM passages
                  JOIN documents ON documents.id = passages.document
                  WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE model = ? AND passage = passages.rowid)
                  ORDER BY passages.rowid"""
        with self._storage.reading() as database:
            return database.execute(sql, [model_id]).fetchall()

    def put_vectors(self, model_id: str, vectors: Mapping[int, np.ndarray]) -> None:
        """Stores the vectors (D,) of passages by rowid, as float16; those of passages gone meanwhile are dropped.

        Raises ValueError where one is not finite, or not of the same D as the model's others.
        """
        with self._storage.writing() as database:
            put_vectors(database, model_id, vectors)

    def remove_vectors(self, model_id: str) -> int:
        """Removes all vectors of a model and returns how many there were."""
        with self._storage.writing() as database:
            return database.execute("DELETE FROM vectors WHERE model = ?", [model_id]).rowcount

    def dims(self) -> dict[str, int]:
        """The models that have vectors here, and their D."""
        sql = """SELECT model, (SELECT length(vector) FROM vectors WHERE vectors.model = models.model LIMIT 1)
                 FROM (SELECT DISTINCT model FROM vectors) AS models"""
        with self._storage.reading() as database:
            return {model: size_bytes // VECTOR_TYPE.itemsize for model, size_bytes in database.execute(sql)}

    def vector_count(self, model_id: str, collection: str) -> int:
        sql = f"""SELECT count(*) FROM documents JOIN passages ON passages.document = documents.id
                  JOIN vectors ON vectors.passage = passages.rowid WHERE {BELONGS} AND model = :model"""
        with self._storage.reading() as database:
            return database.execute(sql, {"name": collection, "model": model_id}).fetchone()[0]

    def vectors_by_text(self, model_id: str, collection: str) -> Iterator[tuple[str, bytes]]:
        """For each passage of a collection that has a vector of this model: the text embedded, D float16."""
        sql = f"""SELECT {EMBEDDED_TEXT}, vector FROM vectors JOIN passages ON passages.rowid = vectors.passage
                  JOIN documents ON documents.id = passages.document
                  WHERE model = :model AND {BELONGS} ORDER BY passages.rowid"""
        with self._storage.reading() as database:
            yield from database.execute(sql, {"name": collection, "model": model_id})

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
            for rowid, stamp in database.execute(sql, [model_id]):
                whole.update(rowid.to_bytes(8, "little") + stamp)
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
            problems += [f"vector of passage {rowid}" for rowid, stamp, vector in vectors if stamp != digest(vector)]
        if problems:
            raise InputFault("library-damaged", path=self.path, why=problems[0])

    def _documents(self, text: str, **wanted: str | None) -> list[Document]:
        wanted = {column: value for column, value in wanted.items() if value is not None}
        sql = f"""SELECT {_columns(text)} FROM documents
                  WHERE {" AND ".join(["1", *(f"{column} = :{column}" for column in wanted)])}
                  ORDER BY theme, title, id"""
        with self._storage.reading() as database:
            return [document_of(row) for row in database.query(sql, wanted)]


def _columns(text: str) -> str:
    return f"id, title, theme, summary, {text} AS text, sources, date, collection"


def _among(column: str, chosen: Sequence[int] | Sequence[str] | None) -> tuple[str, list[str]]:
    if chosen is None:
        return "1", []
    # One value however many there are: SQLite limits the number of placeholders.
    values = [one if isinstance(one, str) else int(one) for one in chosen]  # json knows no numbers of numpy
    return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(values)]
