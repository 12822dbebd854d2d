"""Texts as they should be written: without marks of transcripts, without what is not text, Wolof in its orthography.

The official orthography (decree 2005-992) has its own letters: c, j, x, q, ñ, ŋ, ë, é, ó, à, and doubled vowels.
wolof-normalizer knows how words look that are spelled the French way (“kham”, “dieul”, “gnou”). Of texts that are well
spelled it changes one in ten, mostly for the worse (“walla”, “ya”, “wone”, “marché”). It is therefore asked only about
words that show French habits and are not French, and about their neighbours where such words are many.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engine.trainer import manifest
from engine.trainer.curation.row import Row
from engine.trainer.recipe import Section, Share

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"([^\W\d_]+)")
_SENTENCE_END = re.compile(r"(?:^|[.!?…]\s+)[^\w\s]*$")

# What no word in the official orthography has. “diir” and “niir” are Wolof, “diar” and “niar” are not.
_FRENCH_HABITS = re.compile(r"kh|dj|gn|th|ch|ou|eu|gu[eiéè]|[dn]i[aeéèou]")
_RARE = 3e-7  # share of French words; a rarer word is not French
_FRENCH = 1e-5  # a more frequent one is French wherever it stands: “machine” and “ou”, not “mou” and “gui”
_NAMES = frozenset({"mouhamed", "djésus", "sokhna"})  # which wolof-normalizer respells

# Marks of transcripts, each with what takes its place.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE), " "),
    (re.compile(r"\[[^\[\]]{0,40}\]"), " "),  # “[rire]”, “[i-]”
    (re.compile(r"\{([^{}/|]*)[/|][^{}]*\}"), r"\1"),  # two readings, “{a / b}”: the first
    (re.compile(r"\{[^{}]*\}"), " "),
    (
        re.compile(
            r"\(\s*(?:x{2,}|[?.…*-]*|inaudible|inintelligible|incompréhensible|rires?|musique|silence|bruits?|toux"
            r"|pause|applaudissements?)\s*\)",
            re.IGNORECASE,
        ),
        " ",
    ),  # “jo()”, a word that broke off, too
    (re.compile(r"(?<!\S)%+(?:e|hum)\b|(?<!\d\s)(?<!\S)%+[^\W\d]\w*"), " "),  # “33 %hum”, not “50 %”
    (re.compile(r"\s*:[\s!;]*fra\b", re.IGNORECASE), " "),  # a French word, “région:fra”, “région : Fra”
    (re.compile(r"\s*:(?:fre|frs?|fa|ara?|eng?|ang?|wol?|wo|pou?l|fuc|srr)\b", re.IGNORECASE), " "),
    (re.compile(r"\*+(?!\s*\d)"), " "),  # a gap
    (re.compile(r"(?<!\w)xxx+(?!\w)", re.IGNORECASE), " "),
)
_UNSEEN = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_QUOTES = str.maketrans({**dict.fromkeys("’‘‚‛ʼʹʻ´`′＇", "'"), **dict.fromkeys("“”„‟″", '"')})
_TIDYING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"«\s*|\s*»|'{2,}|\"{2,}"), '"'),
    (re.compile(r"([!?,;:])(?:\s*\1)+"), r"\1"),
    (re.compile(r"(?<![.…])\.\.(?![.…])"), "."),
    (re.compile(r"\.{4,}"), "..."),
    (re.compile(r"…[.…]+"), "…"),
)


class SpellingRules(Section):
    """Texts: their marks, their signs, the spelling of Wolof."""

    enabled: bool = True
    respell: bool = True
    """Bring Wolof words that are spelled the French way (“kham”, “dieul”) to the official orthography."""
    throughout: Share = 0.2
    """Where words of that kind make up this share of a text, those beside them are looked up too (“rek”, “nopi”)."""


class Spelling:
    """Cleans the Wolof and the French of rows; the Wolof as it came is kept in `written`."""

    name, rows_a_part = "spelling", 2000

    def __init__(self, settings: SpellingRules, folder: Path) -> None:
        self.settings = settings

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        return [self._spelled(row) if row.kept else row for row in rows]

    def _spelled(self, row: Row) -> Row:
        row = replace(row, french=tidied(row.french))
        if not row.french:
            row = replace(row, french_from="")
        if not row.wolof:
            return row
        wolof = self._wolof(row.wolof)
        if not _LETTER.search(wolof):
            return row.leave_out("spelling.empty", f"“{row.wolof}” holds no letter once its marks are taken out.")
        return row if wolof == row.wolof else replace(row, wolof=wolof, written=row.written or row.wolof)

    def _wolof(self, text: str) -> str:
        text = tidied(text)
        for _ in range(10 if self.settings.respell else 0):
            respelled = official(text, self.settings.throughout)
            if respelled == text:
                break
            text = tidied(respelled)
        return text


def tidied(text: str) -> str:
    """A text of either language without marks, HTML and what is not seen; UTF-8 that was read as something else is put
    right, and signs that mean the same are one: ' and ". Letters and figures stay. Twice is as once."""
    for _ in range(100):  # what is taken out may leave something behind: “[[rire] ]”
        before, text = text, _tidied_once(text)
        if text == before:
            break
    return text


def _tidied_once(text: str) -> str:
    import ftfy

    text = manifest.tidy(ftfy.fix_text(text, unescape_html=True))
    for pattern, instead in _MARKS:
        text = pattern.sub(instead, text)
    text = _UNSEEN.sub("", text).translate(_QUOTES)
    for pattern, instead in _TIDYING:
        text = pattern.sub(instead, text)
    return manifest.tidy(text)


def official(text: str, throughout: float = 0.2) -> str:
    """Wolof with what is spelled the French way in the official orthography, where wolof-normalizer knows the word.

    French words and names stay. Words without French habits are looked up only where two words or more have them, and
    make up the share `throughout` of the text.
    """
    if not _FRENCH_HABITS.search(text.lower()):
        return text
    tokens = _WORD.split(text)
    places = range(1, len(tokens), 2)
    small = [at for at in places if tokens[at].islower()]
    french_style = [at for at in small if _is_french_style(tokens[at])]
    # A capital may begin a name, unless it begins a sentence that is spelled so.
    first = [at for at in places if tokens[at].istitle() and _SENTENCE_END.search("".join(tokens[:at][-3:]))]
    french_style += [at for at in first if french_style and _is_french_style(tokens[at].lower())]
    many = len(french_style) > 1 and len(french_style) >= throughout * len(places)
    beside = [at for at in small if many and _share(tokens[at]) < _FRENCH]
    for at in {*french_style, *beside}:
        tokens[at] = _respelled(tokens[at])
    return "".join(tokens)


def _is_french_style(word: str) -> bool:
    """Whether a word in small letters shows French habits and is not French."""
    return bool(_FRENCH_HABITS.search(word)) and _share(word) < _RARE and word not in _NAMES


def _share(word: str) -> float:
    """Of a word in small letters, among all French words."""
    return _french_words().get(word, 0.0)


@functools.lru_cache(maxsize=1 << 16)
def _respelled(word: str) -> str:
    from wolof_normalizer import normalize_word

    return normalize_word(word)[0]


@functools.cache
def _french_words() -> Mapping[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("fr", wordlist="large")
