"""The passages that a document is looked for among: the starter library and, as distractors, an encyclopedia and
official texts. More than 5,000 with the corpora that docs/training.md names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import passages, starter_library
from corpus.documents import Document
from engine.trainer.recipe import Preparation
from engine.trainer.starter import corpora

SHORTEST_WORDS = 9  # of a distractor


@dataclass(frozen=True)
class Passages:
    """Texts as they are embedded, and the document of each; a distractor's is empty."""

    texts: list[str]
    documents: list[str]

    def best_of_documents(self, scores: np.ndarray) -> tuple[list[str], np.ndarray]:
        """Scores (q, n) -> the names of the documents ("" is the best of all distractors), (q, documents)."""
        names = list(dict.fromkeys(self.documents))
        of = np.array([names.index(name) for name in self.documents])
        best = np.full((len(scores), len(names)), -np.inf)
        for place in range(len(names)):
            best[:, place] = scores[:, of == place].max(1)
        return names, best


def starter(data: Preparation) -> Passages:
    """The starter library alone. Raises InputFault file-missing."""
    found = [
        (passage, document.id)
        for document in starter_library.documents(data.starter)
        for passage in _as_embedded(document)
    ]
    return Passages([text for text, _ in found], [document for _, document in found])


def everything(data: Preparation) -> Passages:
    """With the distractors. Raises InputFault file-missing."""
    own = starter(data)
    others = list(dict.fromkeys(distractors(data)))
    return Passages(own.texts + others, own.documents + [""] * len(others))


def distractors(data: Preparation) -> Sequence[str]:
    """Encyclopedia passages and paragraphs of official texts, none of which answers a starter question."""
    return [text for text in corpora.french_passages(data.folder) if len(text.split()) >= SHORTEST_WORDS]


def _as_embedded(document: Document) -> Iterator[str]:
    """As Library.missing_vectors has it."""
    return (f"{document.title}. {passage.text}" for passage in passages.passages(document))
