"""Collections: which there are, and how one that comes from elsewhere takes its place among the others.

Each function works within a transaction that somebody else begins and ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import sqlite_utils

from corpus.documents import Document
from corpus.tables import EMBEDDED_TEXT, own_id, put_document, put_vectors, remove_document
from faults import InputFault

VECTORS_AT_ONCE = 1000

VectorsOf = Callable[[Sequence[str]], list[np.ndarray | None]]  # for each text its vector (D,), where there is one


@dataclass(frozen=True)
class Origin:
    """What a pack says of its collection. `signer` is an Ed25519 public key in hexadecimal, or "" for nobody."""

    title: str
    language: str
    licence: str
    made: str  # when, as ISO 8601
    signer: str


@dataclass(frozen=True)
class Collection:
    """`origin` is None for what did not come in a pack: the starter documents, and what people added themselves.

    `documents` are those that stand in this collection; those that it shares stand in another.
    """

    name: str
    documents: int
    origin: Origin | None


@dataclass(frozen=True)
class Received:
    """What a pack brought. `known` documents were here already in another collection, which shares them with it."""

    documents: int
    known: int
    gists: int
    vectors: int


def listing(database: sqlite_utils.Database) -> list[Collection]:
    sql = """SELECT name, (SELECT count(*) FROM documents WHERE collection = name) AS documents,
                    title, language, licence, made, signer
             FROM (SELECT collection AS name FROM documents UNION SELECT name FROM collections)
             LEFT JOIN collections USING (name) ORDER BY title, name"""
    return [
        Collection(name, documents, Origin(*origin) if origin[0] is not None else None)
        for name, documents, *origin in database.execute(sql)
    ]


def remove(database: sqlite_utils.Database, name: str) -> None:
    """Raises InputFault collection-unknown."""
    origins = database.execute("DELETE FROM collections WHERE name = ?", [name]).rowcount
    documents = _ids(database, name)
    for identity in documents:
        remove_document(database, identity)
    if not documents and not origins:
        raise InputFault("collection-unknown", collection=name)


def receive(
    database: sqlite_utils.Database,
    name: str,
    origin: Origin,
    pages: Iterable[tuple[Document, bytes | None]],
    vectors: Mapping[str, VectorsOf],
    progress: Callable[[int], None],
) -> Received:
    """Makes the collection what `pages` (each with its gist, in FLAC) says, whatever it was before.

    A document gets an id that begins with the collection's name, so that it never meets one of another. One that
    another collection has with the same id, title and text is not doubled: it stays there and is shared, and only the
    gist is new. `vectors` are by model.
    """
    database["collections"].upsert({"name": name, **asdict(origin)}, pk="name")
    database.execute("DELETE FROM gists WHERE collection = ?", [name])
    database.execute("DELETE FROM shared WHERE collection = ?", [name])
    kept: set[str] = set()
    known = gists = 0
    for number, (page, gist) in enumerate(pages, 1):
        document = replace(page, id=own_id(name, page.id), collection=name)
        if _is_known(database, name, page):
            known += 1
            document = page
            database["shared"].insert({"document": page.id, "collection": name})
        else:
            put_document(database, document)
            kept.add(document.id)
        if gist is not None:
            gists += 1
            database["gists"].insert({"document": document.id, "collection": name, "sound": gist})
        progress(number)
    for identity in _ids(database, name) - kept:
        remove_document(database, identity)
    found = sum(_give_vectors(database, name, model, vectors_of) for model, vectors_of in vectors.items())
    return Received(len(kept), known, gists, found)


def id_in_pack(collection: str, identity: str) -> str:
    return identity.removeprefix(own_id(collection, ""))


def _ids(database: sqlite_utils.Database, name: str) -> set[str]:
    return {identity for (identity,) in database.execute("SELECT id FROM documents WHERE collection = ?", [name])}


def _is_known(database: sqlite_utils.Database, name: str, page: Document) -> bool:
    same = [page.id, page.title, page.text, name]
    return bool(database["documents"].count_where("id = ? AND title = ? AND text = ? AND collection <> ?", same))


def _give_vectors(database: sqlite_utils.Database, name: str, model: str, vectors_of: VectorsOf) -> int:
    sql = f"""SELECT passages.rowid, {EMBEDDED_TEXT} FROM passages JOIN documents ON documents.id = passages.document
              WHERE collection = ?
              AND NOT EXISTS (SELECT 1 FROM vectors WHERE model = ? AND passage = passages.rowid)
              AND passages.rowid > ? ORDER BY passages.rowid LIMIT ?"""
    given, last = 0, 0
    while rows := database.execute(sql, [name, model, last, VECTORS_AT_ONCE]).fetchall():
        rowids, texts = zip(*rows, strict=True)
        found = {rowid: vector for rowid, vector in zip(rowids, vectors_of(texts), strict=True) if vector is not None}
        put_vectors(database, model, found)
        given, last = given + len(found), rowids[-1]
    return given
