"""The texts that a model learns from and is tested on: pairs of Wolof and French, and Wolof alone.

The folder holds tab-separated files as they are handed over by their makers, cut down to the columns that are read
here (see docs/training.md for each file's source and licence). Only files whose licence allows a model to be
distributed are read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

csv.field_size_limit(1 << 28)


@dataclass(frozen=True)
class Pair:
    """One Wolof text and the French it should find; `source` names the corpus."""

    wolof: str
    french: str
    source: str
    asked_in_french: str = ""  # the same question in French, where there is one


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {key: (value or "").strip() for key, value in row.items() if key}


def key(text: str) -> str:
    """The form in which two texts count as the same sentence."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def parallel(folder: Path) -> list[Pair]:
    """Wolof–French pairs for training: WolBanking77, AfriQA (its training part), country names, UDHR, Tatoeba."""
    files = {
        "wolbanking77": "wolbanking77_train.tsv",
        "afriqa": "afriqa_train_dev.tsv",
        "isocodes": "isocodes.tsv",
        "udhr": "udhr.tsv",
        "tatoeba": "tatoeba.tsv",
    }
    return [
        Pair(row["wol"], row["fra"], source, row["fra"])
        for source, name in files.items()
        for row in _rows(folder / "parallel" / name)
        if row["wol"] and row["fra"] and row.get("split", "train") == "train"
    ]


def afriqa_development(folder: Path) -> list[Pair]:
    """AfriQA development questions: never trained on, neither as text nor as speech."""
    return [
        Pair(row["wol"], row["fra"], "afriqa-dev")
        for row in _rows(folder / "parallel" / "afriqa_train_dev.tsv")
        if row["split"] == "dev" and row["wol"] and row["fra"]
    ]


def trained_french(folder: Path) -> set[str]:
    """Keys of all French that is trained on: a question whose French is among them is not held out."""
    known = {key(pair.french) for pair in parallel(folder)}
    return known | {key(text) for pair in french_questions(folder) for text in pair}


@dataclass(frozen=True)
class Utterance:
    """A recorded sentence: `french` is empty where nobody has translated it."""

    path: Path
    speaker: str
    wolof: str
    french: str


def alffa(folder: Path) -> list[Utterance]:
    """Read Wolof sentences of the ALFFA corpus (OpenSLR 25)."""
    return [
        Utterance(folder / row["path"], row["speaker"], row["wol"], row["fra"])
        for row in _rows(folder / "speech" / "alffa.tsv")
    ]


@dataclass(frozen=True)
class Question:
    """A question that a starter document answers; `use` is "train" or "eval", for all questions of a document alike."""

    document: str
    use: str
    wolof: str
    french: str


def starter_questions(starter: Path) -> list[Question]:
    return [
        Question(row["document"], row["use"], row["wolof"], row["french"])
        for path in sorted((starter / "questions").glob("*.tsv"))
        for row in _rows(path)
    ]


def wolof_sentences(folder: Path) -> list[str]:
    """Wolof sentences without French, 3 to 18 words each: farm radio, treebank, image descriptions, encyclopedia."""
    texts: list[str] = []
    for row in _rows(folder / "wolof_text" / "kallaama_checked.tsv"):
        # ":fra" marks a French word, "%hum" a filler, "[r]" a breath; each breath is a place to cut.
        texts += re.split(r"\[\w+\]", re.sub(r"\s*:\w+|%\w+", "", row["wol"]))
    texts += [row["wol"] for row in _rows(folder / "wolof_text" / "ud_wolof_train.tsv")]
    long = [row["wol"] for row in _rows(folder / "wolof_text" / "waxal.tsv")]
    with (folder / "wolof_text" / "wowiki.jsonl").open(encoding="utf-8") as file:
        long += [json.loads(line)["text"] for line in file]
    texts += [part for text in long for part in re.split(r"(?<=[.!?;:])\s+|\n+", text)]
    seen: dict[str, str] = {}
    for text in texts:
        text = re.sub(r"\s+", " ", text).strip()
        if 3 <= len(text.split()) <= 18 and len(text) <= 110 and not re.search(r"[^\w\s.,;:!?'’«»\"()%-]", text):
            seen.setdefault(key(text), text)
    return list(seen.values())


def french_sentences(folder: Path) -> list[str]:
    """French sentences that nothing is trained on, as distractors: passages of an encyclopedia and official texts."""
    texts: list[str] = []
    with (folder / "library_fr" / "wikipedia_passages.jsonl").open(encoding="utf-8") as file:
        texts += [json.loads(line)["text_fr"] for line in file]
    with (folder / "library_fr" / "vie_publique_sn.jsonl").open(encoding="utf-8") as file:
        texts += [passage for line in file for passage in json.loads(line)["passages"]]
    parts = (part.strip() for text in texts for part in re.split(r"(?<=[.!?])\s+", text))
    return list({key(part): part for part in parts if 4 <= len(part.split()) <= 25}.values())


def french_questions(folder: Path) -> list[tuple[str, str]]:
    """French questions with a passage that answers them, and titles with a paragraph of their page."""
    pairs: list[tuple[str, str]] = []
    with (folder / "library_fr" / "wikipedia_passages.jsonl").open(encoding="utf-8") as file:
        pairs += [(row["question_fr"], row["text_fr"]) for row in map(json.loads, file)]
    with (folder / "library_fr" / "vie_publique_sn.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            pairs += [(row["title"], passage) for passage in row["passages"][:2] if len(passage.split()) > 15]
    return [(question, passage) for question, passage in pairs if question and passage]
