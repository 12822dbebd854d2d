"""What goes into the library's tables, within a transaction that somebody else begins and ends."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import sqlite_utils

from corpus.documents import Document
from corpus.passages import passages as passages_of
from corpus.terms import terms

VECTOR_TYPE = np.dtype("<f2")
EMBEDDED_TEXT = "title || '. ' || passages.text"  # what a vector is made from

PASSAGE = 'INSERT INTO passages (document, position, text, start, "end") VALUES (?, ?, ?, ?, ?)'
WORDS = "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)"


def put_document(database: sqlite_utils.Database, document: Document) -> None:
    """Adds it or lets it take the place of the one with its id; same title and text keep their passages and vectors."""
    same = [document.id, document.title, document.text]
    unchanged = database["documents"].count_where("id = ? AND title = ? AND text = ?", same)
    database["documents"].upsert(asdict(document), pk="id")
    if unchanged:
        return
    database["passages"].delete_where("document = ?", [document.id])
    title = " ".join(terms(document.title))
    for passage in passages_of(document):
        values = (passage.document, passage.position, passage.text, passage.start, passage.end)
        rowid = database.execute(PASSAGE, values).lastrowid
        database.execute(WORDS, (rowid, title, " ".join(terms(passage.text))))


def put_vectors(database: sqlite_utils.Database, model_id: str, vectors: Mapping[int, np.ndarray]) -> None:
    """Stores the vectors (D,) of passages by rowid, as float16; those of passages that are gone are dropped.

    Raises ValueError where one is not finite, or not of the same D as the model's others.
    """
    rows = []
    for rowid, vector in vectors.items():
        with np.errstate(over="ignore"):
            half = vector.astype(VECTOR_TYPE)
        if half.ndim != 1 or not np.isfinite(half).all():
            raise ValueError(f"the vector of passage {rowid} is not a finite (D,) array")
        rows.append((model_id, digest(half.tobytes()), half.tobytes(), rowid))
    stored = database.execute("SELECT length(vector) FROM vectors WHERE model = ? LIMIT 1", [model_id]).fetchone()
    if len({len(content) for _, _, content, _ in rows}.union(stored or ())) > 1:
        raise ValueError(f"vectors of different dimensions for the model {model_id}")
    sql = """INSERT OR REPLACE INTO vectors (model, digest, vector, passage)
             SELECT ?, ?, ?, rowid FROM passages WHERE rowid = ?"""
    database.conn.executemany(sql, rows)


def digest(content: bytes) -> bytes:
    """Eight bytes that tell one vector, or one text, from another."""
    return hashlib.blake2b(content, digest_size=8).digest()
