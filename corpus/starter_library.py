"""The documents that come with Laaj: corpus/starter/<theme>/<slug>.md, questions that people may ask of them, and
everyday sentences of the same themes, from which a model learns how such things are said."""

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

THEME_NAMES = {
    "fr": THEMES,
    "wo": {  # awaiting native reader
        "sante": "Wér-gi-yaram",
        "mere-enfant": "Yaay ak doom",
        "eau-hygiene": "Ndox ak cet",
        "agriculture": "Mbay",
        "elevage-peche": "Càmm ak napp",
        "environnement": "Àll bi ak klimaa bi",
        "ecole-formation": "Lekkool ak tàggat",
        "etat-civil": "Kayiti juddu ak yeneen kayit",
        "droits": "Àq ak sañ-sañ",
        "argent": "Xaalis, bànk ak telefon",
        "travail-metiers": "Liggéey ak mecce",
    },
    "en": {
        "sante": "Health",
        "mere-enfant": "Mother and child",
        "eau-hygiene": "Water and hygiene",
        "agriculture": "Farming",
        "elevage-peche": "Livestock and fishing",
        "environnement": "Environment and climate",
        "ecole-formation": "School and training",
        "etat-civil": "Civil registry and papers",
        "droits": "Rights",
        "argent": "Money, banking and mobile",
        "travail-metiers": "Work and trades",
    },
}


@dataclass(frozen=True)
class Question:
    """A question as someone would ask it aloud, and the id of the one document that answers it."""

    document: str
    use: str  # "train" or "eval": all questions of a document share it
    wolof: str
    french: str
    status: str  # "awaiting native reader" until one has read it


@dataclass(frozen=True)
class Sentence:
    """Something that people say, and its French. It was written apart from the questions, so that it may be learned."""

    wolof: str
    french: str
    status: str  # as of a question


def theme_names(language: str) -> dict[str, str]:
    """Slug to words, in the order of THEMES; in French where a language has none."""
    return THEME_NAMES.get(language, THEMES)


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
        for row in _rows(folder / "questions" / f"{theme}.tsv"):
            yield Question(row["document"], row["use"], row["wolof"], row["french"], row["status"])


def sentences(folder: Path) -> Iterator[Sentence]:
    """The sentences in `folder`/sentences/*.tsv, by the names of the files."""
    for path in sorted((folder / "sentences").glob("*.tsv")):
        for row in _rows(path):
            yield Sentence(row["wolof"], row["french"], row["status"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
