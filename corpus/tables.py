"""What goes into the library's tables, within a transaction that somebody else begins and ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import sqlite_utils

from corpus.documents import Document
from corpus.passages import passages as passages_of
from corpus.terms import terms

VECTOR_TYPE = np.dtype("<f2")
EMBEDDED_TEXT = "title || '. ' || passages.text"  # what a vector is made from

# Which documents belong to a collection: its own, and those that another shares with it.
BELONGS = "(collection = :name OR id IN (SELECT document FROM shared WHERE shared.collection = :name))"

PASSAGE = 'INSERT INTO passages (document, position, text, start, "end") VALUES (?, ?, ?, ?, ?)'
WORDS = "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)"


def put_document(database: sqlite_utils.Database, document: Document) -> None:
    """Adds it or lets it take the place of the one with its id; same title and text keep their passages and vectors."""
    same = [document.id, document.title, document.text]
    unchanged = database["documents"].count_where("id = ? AND title = ? AND text = ?", same)
    if not unchanged:
        _leave_to_packs(database, document.id)
    database["documents"].upsert(asdict(document), pk="id")
    if unchanged:
        return
    database["passages"].delete_where("document = ?", [document.id])
    title = " ".join(terms(document.title))
    for passage in passages_of(document):
        values = (passage.document, passage.position, passage.text, passage.start, passage.end)
        rowid = database.execute(PASSAGE, values).lastrowid
        database.execute(WORDS, (rowid, title, " ".join(terms(passage.text))))


def remove_document(database: sqlite_utils.Database, identity: str) -> bool:
    """Removes it from its collection; returns whether it was there."""
    _leave_to_packs(database, identity)
    return database.execute("DELETE FROM documents WHERE id = ?", [identity]).rowcount > 0


def _leave_to_packs(database: sqlite_utils.Database, identity: str) -> None:
    """Before a document changes or goes, each pack that shares it gets one like it, with its vectors and the gist."""
    packs = database.execute("SELECT collection FROM shared WHERE document = ?", [identity]).fetchall()
    for (collection,) in packs:
        before = document_of(database["documents"].get(identity))
        own = own_id(collection, identity)
        put_document(database, replace(before, id=own, collection=collection))
        vectors = """INSERT INTO vectors (model, passage, digest, vector)
                     SELECT model, new.rowid, digest, vector FROM vectors
                     JOIN passages AS old ON old.rowid = passage
                     JOIN passages AS new ON new.position = old.position AND new.text = old.text
                     WHERE old.document = ? AND new.document = ?"""
        database.execute(vectors, [identity, own])
        gist = "UPDATE gists SET document = ? WHERE document = ? AND collection = ?"
        database.execute(gist, [own, identity, collection])
    database.execute("DELETE FROM shared WHERE document = ?", [identity])


def own_id(collection: str, identity: str) -> str:
    """The id that a pack's document has in a library; no page that came otherwise has a colon in its own."""
    return f"{collection}:{identity}"


def document_of(row: dict[str, Any]) -> Document:
    return Document(**row | {"sources": tuple(json.loads(row["sources"]))})


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
