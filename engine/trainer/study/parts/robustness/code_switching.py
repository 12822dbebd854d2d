"""Questions in Wolof with French words in them, as they are asked in towns, spoken by the voices that asked them
without."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.trainer.manifest import Utterance
from engine.trainer.study.context import Context
from engine.trainer.synthesis import speaking
from engine.trainer.synthesis.synthesisers import SYNTHESISERS

TABLE = Path(__file__).with_name("french_words.toml")
FOLDER = "switched"  # of a study's `out`: the clips


@dataclass(frozen=True)
class Words:
    """Wolof words with the French one that is said instead; in the phrases of `stay` they are left as they are."""

    french: dict[str, str]
    stay: tuple[str, ...]


@dataclass(frozen=True)
class Switched:
    """A question as it stands in its set, the same with French words, and how many of its words those are."""

    plain: Utterance
    wolof: str
    replaced: int
    words: int


@functools.cache
def words() -> Words:
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Words(told["words"], tuple(told["stay"]))


def switch(text: str) -> tuple[str, int]:
    """The text with French words in it, and how many. A part of a compound ("ayu-bés") is no word."""
    table, replaced = words(), 0
    stay = "|".join(map(re.escape, table.stay))

    def say(match: re.Match[str]) -> str:
        nonlocal replaced
        french = table.french.get(match[0].lower())
        if french is None:
            return match[0]
        replaced += 1
        return french.capitalize() if match[0][0].isupper() else french

    return re.sub(rf"\b(?:{stay})\b|[^\W\d_]+(?:[-'’][^\W\d_]+)*", say, text, flags=re.IGNORECASE), replaced


def chosen(rows: Sequence[Utterance], most: int) -> list[Switched]:
    """Those in which most words are replaced, at least one; in their order where as many are."""
    found = [Switched(row, *switch(row.wolof), len(re.findall(r"\w+", row.wolof))) for row in rows]
    found.sort(key=lambda one: -one.replaced)
    return [one for one in found[:most] if one.replaced]


def speak(context: Context, kind: str, asked: Sequence[Switched]) -> list[tuple[Switched, Utterance]]:
    """Each with what was spoken of it. Voice, rate and pitch are drawn from the id and the seed, as they were for the
    question without French; one whose voice is another all the same is left out, and so is one that cannot be spoken.

    Raises SynthesisError where the synthesiser does not work; InputFault disk-full, not-writable.
    """
    jobs = [(one.plain.id, one.wolof) for one in asked]
    name = hashlib.sha256(json.dumps(jobs).encode()).hexdigest()[:12]  # a changed table is spoken anew
    folder = context.out / FOLDER / f"{kind}-{name}"
    voices = SYNTHESISERS[kind](True, context.recipe.preparation.voices)
    made = speaking.synthesise(jobs, voices, folder, context.recipe.seed, report=context.say)
    clips = {clip.id: clip for clip in made}
    return [
        (one, dataclasses.replace(one.plain, audio=folder / clip.path, start_s=0.0, end_s=None, wolof=one.wolof))
        for one in asked
        if (clip := clips.get(one.plain.id)) and clip.voice == one.plain.speaker
    ]
