"""The documents that come with Laaj: corpus/starter/<theme>/<slug>.md, and questions that people may ask of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.documents import Document
from corpus.readers import read
from faults import InputFault

COLLECTION = "starter"

THEMES = {
    "sante": "Santé",
    "mere-enfant": "Mère et enfant",
    "eau-hygiene": "Eau et hygiène",
    "agriculture": "Agriculture",
    "elevage-peche": "Élevage et pêche",
    "environnement": "Environnement et climat",
    "ecole-formation": "École et formation",
    "etat-civil": "État civil et démarches",
    "droits": "Droits",
    "argent": "Argent, banque et mobile",
    "travail-metiers": "Travail et métiers",
}


@dataclass(frozen=True)
class Question:
    """A question as someone would ask it aloud, and the id of the one document that answers it."""

    document: str
    use: str  # "train" or "eval": all questions of a document share it
    wolof: str
    french: str
    status: str  # "awaiting native reader" until one has read it


def documents(folder: Path) -> Iterator[Document]:
    """The documents in `folder`, theme after theme; ids are "<theme>/<slug>". Raises InputFault file-missing and what
    `read` raises."""
    if not folder.is_dir():
        raise InputFault("file-missing", path=folder)
    for theme in THEMES:
        for path in sorted((folder / theme).glob("*.md")):
            yield replace(read(path), id=f"{theme}/{path.stem}", theme=theme, collection=COLLECTION)


def questions(folder: Path) -> Iterator[Question]:
    """The questions in `folder`/questions/<theme>.tsv, theme after theme."""
    for theme in THEMES:
        path = folder / "questions" / f"{theme}.tsv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                    yield Question(row["document"], row["use"], row["wolof"], row["french"], row["status"])
