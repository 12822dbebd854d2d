"""`laaj library export`, `import`, `collections`, `remove-collection`: collections that travel on a stick."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from app.library_commands import tell
from app.packs import TITLES
from app.session import Session
from corpus.collection import Collection
from corpus.packs.manifest import SUFFIX
from corpus.packs.signature import fingerprint
from faults import InputFault


def export(options: argparse.Namespace) -> int:
    if options.pack.suffix != SUFFIX:
        raise InputFault("format-unknown", path=options.pack, known=SUFFIX)
    with Session.at(options.paths) as session:
        manifest = session.export_pack(options.pack, options.collection, options.title, options.licence, percent)
    assert manifest is not None  # nobody cancels a command
    size_bytes = options.pack.stat().st_size
    record = {"pack": str(options.pack), "id": manifest.id, "title": manifest.title, "size_bytes": size_bytes}
    record |= {"documents": manifest.documents, "gists": manifest.gists}
    tell(options, record, [f"Écrit : {options.pack} ({manifest.documents} documents, {size_bytes / 1e6:.1f} Mo)"])
    return 0


def receive(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        arrival = session.import_pack(options.pack, percent)
    assert arrival is not None
    manifest, received = arrival.manifest, arrival.received
    lines = [f"Reçu : « {manifest.title} », {received.documents} documents  [{manifest.id}]"]
    if received.known:
        lines.append(f"Déjà ici, dans une autre collection, et laissés comme ils sont : {received.known} documents.")
    if received.gists:
        lines.append(f"Résumés en wolof : {received.gists}.")
    if manifest.licence:
        lines.append(f"Licence : {manifest.licence}.")
    lines.append(signed(arrival.signer))
    record = {"collection": manifest.id, "title": manifest.title, "signer": arrival.signer, **asdict(received)}
    tell(options, record, lines)
    return 0


def listing(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        found = session.library.collections()
    tell(options, [asdict(one) for one in found], [f"{one.name:40} {one.documents:6}  {_title(one)}" for one in found])
    return 0


def remove(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        session.remove_collection(options.collection)
    tell(options, {"removed": options.collection}, [f"Retiré : {options.collection}"])
    return 0


def percent(done: int, total: int) -> None:
    """How far it is, on standard error, where somebody looks at it."""
    if sys.stderr.isatty():
        print(f"\r{100 * done // max(total, 1):3} %", end="\n" if done == total else "", file=sys.stderr)


def signed(signer: str) -> str:
    if not signer:
        return "Ce paquet n'est pas signé : rien ne dit qui l'a fait."
    return f"Signé avec la clé {fingerprint(signer)}."


def _title(one: Collection) -> str:
    return one.origin.title if one.origin else TITLES.get(one.name, "")


ACTIONS = {"export": export, "import": receive, "collections": listing, "remove-collection": remove}
