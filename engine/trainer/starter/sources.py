"""What the starter data set is made from, as rows of the data line: real speech, text pairs, Wolof alone, questions.

What is evaluated on is said here, and nowhere else: the utterances of the held-out speaker, AfriQA's development
questions, some questions of each intent of WolBanking77, and the questions whose documents are marked for evaluation.
Everything else is on the training side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from corpus import starter_library
from engine.trainer.curation.row import Row
from engine.trainer.recipe import Preparation
from engine.trainer.starter import corpora
from engine.trainer.starter.corpora import CORPORA

EVALUATED = "dev"
_SIDES = {"train": "train", "eval": EVALUATED}


def rows(data: Preparation) -> Iterator[Row]:
    """All rows, what is evaluated on first: where two are the same, that one stands. Raises InputFault file-missing."""
    found = list(_rows(data))
    yield from (row for row in found if row.split == EVALUATED)
    yield from (row for row in found if row.split != EVALUATED)


def _rows(data: Preparation) -> Iterator[Row]:
    held_out = f"alffa-{data.held_out_speaker}"
    for heard in corpora.alffa(data.folder):
        yield Row(
            f"alffa-{heard.id}", heard.audio, speaker=heard.speaker, wolof=heard.wolof, wolof_from="human",
            french=heard.french, french_from="human" if heard.french else "", source="alffa", licence=heard.licence,
            split=EVALUATED if heard.speaker == held_out else "train",
        )  # fmt: skip
    for pair in (*corpora.afriqa_development(data.folder), *corpora.intent_development(data.folder)):
        yield _text(pair.source, pair.wolof, pair.french, EVALUATED)
    for question in starter_library.questions(data.starter):
        yield _text("starter", question.wolof, question.french, _SIDES[question.use], question.document)
    for said in starter_library.sentences(data.starter):
        yield _text("everyday", said.wolof, said.french, "train")
    pairs = corpora.parallel(data.folder)
    if data.noncommercial:
        pairs += corpora.noncommercial(data.folder)
    for pair in pairs:
        yield _text(pair.source, pair.wolof, pair.french, "train")
    for sentence in corpora.wolof_sentences(data.folder):
        yield _text(sentence.source, sentence.text, "", "train")


def _text(source: str, wolof: str, french: str, split: str, document: str = "") -> Row:
    name = hashlib.sha256(f"{wolof}\0{french}\0{document}".encode()).hexdigest()[:12]
    return Row(
        f"{source}-{name}", wolof=wolof, wolof_from="human", french=french, french_from="human" if french else "",
        document=document, split=split, source=source, licence=CORPORA[source].licence,
    )  # fmt: skip
