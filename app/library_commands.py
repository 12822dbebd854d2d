"""`laaj library …`: what a facilitator does with the collection."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.asking import building
from app.report import report
from app.session import Session
from faults import InputFault

if TYPE_CHECKING:
    from corpus.documents import Document


def add(options: argparse.Namespace) -> int:
    """Adds what can be read, all at once; says what cannot, and then ends with status 3."""
    faults: list[InputFault] = []
    documents = list(_read(options.files, faults))
    for fault in faults:
        report(fault, options)
    with Session.at(options.paths) as session:
        if documents:
            session.add(documents, building)
    record = {"added": [document.id for document in documents], "refused": len(faults)}
    tell(options, record, [f"Ajouté : {document.title}  [{document.id}]" for document in documents])
    return faults[0].exit_status if faults else 0


def show(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        document = session.library.document(options.document)
    lines = [document.title, document.summary, "", document.text]
    if document.sources:
        lines += ["", f"Sources : {' ; '.join(document.sources)} ({document.date})"]
    tell(options, asdict(document), lines)
    return 0


def listing(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        documents = session.library.summaries()
    records = [{key: value for key, value in asdict(one).items() if key != "text"} for one in documents]
    tell(options, records, [f"{one.id:55} {one.title}" for one in documents])
    return 0


def remove(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        session.remove(options.document)
    tell(options, {"removed": options.document}, [f"Retiré : {options.document}"])
    return 0


def verify(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        session.verify()
        documents, passages = len(session.library.summaries()), session.library.passage_count()
    record = {"documents": documents, "passages": passages}
    tell(options, record, [f"La bibliothèque est saine : {documents} documents, {passages} passages."])
    return 0


def rebuild(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        embedded = session.rebuild(building)
        documents, passages = len(session.library.summaries()), session.library.passage_count()
    record = {"documents": documents, "passages": passages, "embedded": embedded}
    tell(options, record, [f"La bibliothèque est refaite : {documents} documents, {passages} passages."])
    return 0


ACTIONS = {"add": add, "show": show, "list": listing, "remove": remove, "verify": verify, "rebuild": rebuild}


def _read(paths: list[Path], faults: list[InputFault]) -> Iterator[Document]:
    from corpus import readers

    for path in paths:
        try:
            for found in readers.read_folder(path) if os.path.isdir(path) else [readers.read(path)]:
                if isinstance(found, InputFault):
                    faults.append(found)
                else:
                    yield found
        except InputFault as fault:
            faults.append(fault)


def tell(options: argparse.Namespace, record: object, lines: list[str]) -> None:
    for line in [json.dumps(record, ensure_ascii=False)] if options.json else lines:
        print(line)
