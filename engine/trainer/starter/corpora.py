"""Importers of the starter data set: pairs of Wolof and French, Wolof alone, French alone, and recorded speech.

The folder holds tab-separated files as they are handed over by their makers, cut down to the columns that are read
here (see docs/training.md for each file's source). Only files whose licence allows a model to be distributed are read.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.trainer.manifest import Utterance, key
from faults import InputFault

csv.field_size_limit(1 << 28)
INTENT_QUESTIONS = 2  # of each intent, held out


@dataclass(frozen=True)
class Corpus:
    """Where texts or recordings are from, what they are used for, and on what terms."""

    name: str
    use: str
    licence: str


_PAIRS_AND_SPEECH = "text pairs; sentences spoken by synthesisers"
_ALONE = "Wolof sentences; sentences spoken by synthesisers"

CORPORA = {
    "wolbanking77": Corpus("WolBanking77 (training part)", _PAIRS_AND_SPEECH, "CC BY 4.0"),
    "afriqa": Corpus("AfriQA, Wolof (training part)", _PAIRS_AND_SPEECH, "CC BY 4.0"),
    "isocodes": Corpus("iso-codes, country names", _PAIRS_AND_SPEECH, "LGPL-2.1-or-later"),
    "udhr": Corpus("Universal Declaration of Human Rights", _PAIRS_AND_SPEECH, "United Nations"),
    "tatoeba": Corpus("Tatoeba", _PAIRS_AND_SPEECH, "CC BY 2.0 FR"),
    "kallaama": Corpus("Kallaama, transcripts of farm radio", _ALONE, "CC BY 4.0"),
    "ud-wolof": Corpus("UD Wolof-WTB, treebank", _ALONE, "CC BY-SA"),
    "waxal": Corpus("WAXAL, image descriptions", _ALONE, "CC BY-SA"),
    "wowiki": Corpus("Wikipedia in Wolof", _ALONE, "CC BY-SA"),
    "afriqa-passages": Corpus("AfriQA, French passages", "French question and passage pairs", "CC BY-SA"),
    "vie-publique": Corpus("vie-publique.sn", "French title and paragraph pairs", "official texts"),
    "alffa": Corpus("ALFFA, Wolof (OpenSLR 25)", "recorded speech; text pairs", "as OpenSLR 25 states"),
    "lafand": Corpus("LAFAND-MT, news (experiments only)", _PAIRS_AND_SPEECH, "CC BY-NC 4.0"),
    "starter": Corpus("Laaj starter library, documents marked train", "questions and pages", "Apache-2.0"),
    "everyday": Corpus("Laaj everyday sentences, awaiting a native reader", _PAIRS_AND_SPEECH, "Apache-2.0"),
}


@dataclass(frozen=True)
class Pair:
    """One Wolof text and the French it should find; `source` is a key of CORPORA."""

    wolof: str
    french: str
    source: str


@dataclass(frozen=True)
class Sentence:
    """A text on its own."""

    text: str
    source: str


@dataclass(frozen=True)
class Answer:
    """A French question, or a title, and a passage that answers it."""

    question: str
    passage: str
    source: str


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Raises InputFault file-missing."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield {key: (value or "").strip() for key, value in row.items() if key}
    except FileNotFoundError as error:
        raise InputFault("file-missing", path=path) from error


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    """Raises InputFault file-missing."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    except FileNotFoundError as error:
        raise InputFault("file-missing", path=path) from error


def parallel(folder: Path) -> list[Pair]:
    """Wolof–French pairs for training: WolBanking77 but for what is held out, AfriQA (its training part), country
    names, UDHR, Tatoeba."""
    held_out = {(pair.wolof, pair.french) for pair in intent_development(folder)}
    files = {
        "wolbanking77": "wolbanking77_train.tsv",
        "afriqa": "afriqa_train_dev.tsv",
        "isocodes": "isocodes.tsv",
        "udhr": "udhr.tsv",
        "tatoeba": "tatoeba.tsv",
    }
    return [
        Pair(row["wol"], row["fra"], source)
        for source, name in files.items()
        for row in _rows(folder / "parallel" / name)
        if row["wol"] and row["fra"] and row.get("split", "train") == "train"
        if (row["wol"], row["fra"]) not in held_out
    ]


def intent_development(folder: Path) -> list[Pair]:
    """WolBanking77 questions that are never trained on, neither as text nor as speech: two of each intent."""
    return [
        Pair(row["wol"], row["fra"], "wolbanking77")
        for of_intent in _by_intent(folder).values()
        for row in sorted(of_intent, key=_draw)[:INTENT_QUESTIONS]
    ]


def intents(folder: Path) -> dict[str, str]:
    """The intent of each WolBanking77 question, by the key of its Wolof."""
    return {key(row["wol"]): name for name, of_intent in _by_intent(folder).items() for row in of_intent}


def _by_intent(folder: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows(folder / "parallel" / "wolbanking77_train.tsv"):
        if row["wol"] and row["fra"] and row.get("intent"):
            found.setdefault(row["intent"], []).append(row)
    return found


def _draw(row: dict[str, str]) -> str:
    return hashlib.sha256(row["wol"].encode()).hexdigest()


def noncommercial(folder: Path) -> list[Pair]:
    """Pairs whose licence forbids commercial use: for experiments, never for a model that is given away."""
    rows = _rows(folder / "noncommercial" / "lafand_train.tsv")
    return [Pair(row["wol"], row["fra"], "lafand") for row in rows if row["wol"] and row["fra"]]


def afriqa_development(folder: Path) -> list[Pair]:
    """AfriQA development questions: never trained on, neither as text nor as speech."""
    return [
        Pair(row["wol"], row["fra"], "afriqa")
        for row in _rows(folder / "parallel" / "afriqa_train_dev.tsv")
        if row["split"] == "dev" and row["wol"] and row["fra"]
    ]


def alffa(folder: Path) -> list[Utterance]:
    """Read Wolof sentences of the ALFFA corpus (OpenSLR 25); speakers are "alffa-01" and so on. French may be empty."""
    return [
        Utterance(
            Path(row["path"]).stem, folder / row["path"], speaker=f"alffa-{row['speaker']}",
            wolof=row["wol"], french=row["fra"], source="alffa", licence=CORPORA["alffa"].licence,
        )
        for row in _rows(folder / "speech" / "alffa.tsv")
        if row["wol"]
    ]  # fmt: skip


def kallaama_phrases(text: str) -> list[str]:
    """A transcript of Kallaama without its marks: ":fra" a French word, "%hum" a filler; cut at "[r]", a breath."""
    return re.split(r"\[\w+\]", re.sub(r"\s*:\w+|%\w+", "", text))


def wolof_sentences(folder: Path) -> list[Sentence]:
    """Wolof sentences without French, 3 to 18 words each: farm radio, treebank, image descriptions, encyclopedia."""
    found: list[Sentence] = []
    for row in _rows(folder / "wolof_text" / "kallaama_checked.tsv"):
        found += [Sentence(part, "kallaama") for part in kallaama_phrases(row["wol"])]
    found += [Sentence(row["wol"], "ud-wolof") for row in _rows(folder / "wolof_text" / "ud_wolof_train.tsv")]
    long = [Sentence(row["wol"], "waxal") for row in _rows(folder / "wolof_text" / "waxal.tsv")]
    long += [Sentence(row["text"], "wowiki") for row in _objects(folder / "wolof_text" / "wowiki.jsonl")]
    for whole in long:
        found += [Sentence(part, whole.source) for part in re.split(r"(?<=[.!?;:])\s+|\n+", whole.text)]
    seen: dict[str, Sentence] = {}
    for sentence in found:
        text = re.sub(r"\s+", " ", sentence.text).strip()
        if 3 <= len(text.split()) <= 18 and len(text) <= 110 and not re.search(r"[^\w\s.,;:!?'’«»\"()%-]", text):
            seen.setdefault(key(text), Sentence(text, sentence.source))
    return list(seen.values())


def french_passages(folder: Path) -> list[str]:
    """Passages of an encyclopedia, then paragraphs of official texts."""
    texts = [row["text_fr"] for row in _objects(folder / "library_fr" / "wikipedia_passages.jsonl")]
    for row in _objects(folder / "library_fr" / "vie_publique_sn.jsonl"):
        texts += row["passages"]
    return texts


def french_sentences(folder: Path) -> list[str]:
    """French sentences, 4 to 25 words each, of those."""
    texts = french_passages(folder)
    parts = (part.strip() for text in texts for part in re.split(r"(?<=[.!?])\s+", text))
    return list({key(part): part for part in parts if 4 <= len(part.split()) <= 25}.values())


def french_questions(folder: Path) -> list[Answer]:
    """French questions with a passage that answers them, and titles with a paragraph of their page."""
    found = [
        Answer(row["question_fr"], row["text_fr"], "afriqa-passages")
        for row in _objects(folder / "library_fr" / "wikipedia_passages.jsonl")
    ]
    for row in _objects(folder / "library_fr" / "vie_publique_sn.jsonl"):
        long = [passage for passage in row["passages"][:2] if len(passage.split()) > 15]
        found += [Answer(row["title"], passage, "vie-publique") for passage in long]
    return [answer for answer in found if answer.question and answer.passage]
