"""Wolof text to phonemes, from the spelling rules of the official orthography.

Source of the rules: decree 2005-992 of 21 October 2005 on the spelling of Wolof (Senegal). One letter is one sound, a
doubled letter is long, and a nasal written before a stop makes one prenasalised consonant with it. What the decree
does not have (French accents and digraphs, in loan words and in untidy text) is read as the nearest sound.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_CONSONANTS = {
    "b": "b", "c": "c", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "ɟ", "k": "k", "l": "l", "m": "m", "n": "n",
    "ñ": "ɲ", "ŋ": "ŋ", "p": "p", "q": "q", "r": "r", "s": "s", "t": "t", "v": "v", "w": "w", "x": "x", "y": "j",
    "z": "z", "ʃ": "ʃ",
}  # fmt: skip
_VOWELS = {
    "a": "a", "à": "a", "e": "ɛ", "è": "ɛ", "ê": "ɛ", "é": "e", "ë": "ə", "i": "i", "o": "ɔ", "ó": "o", "ô": "o",
    "u": "u", "œ": "ə",
}  # fmt: skip
# A long vowel is written twice, its accent on either letter or on both: "óo", "oó", "óó".
_ACCENTED = {"é": "e", "ë": "ə", "ó": "o", "ô": "o"}
# Not Wolof spellings: each is a way that French, or untidy Wolof, writes one sound.
_FOREIGN = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        ("tch", "c"), ("eaux?", "ó"), ("dj", "j"), ("kh", "x"), ("[cs]h", "ʃ"), ("ph", "f"), ("th", "t"), ("gn", "ñ"),
        ("o[uùû]", "u"), ("au", "ó"), ("oi", "wa"), ("ç", "s"), ("^qu(?!u)|qu(?=[eéèêi])", "k"),
    )
)  # fmt: skip
_NASAL_BEFORE = {"c": "ɲ", "j": "ɲ", "k": "ŋ", "g": "ŋ", "q": "ŋ", "b": "m", "p": "m"}
_APOSTROPHES = re.compile("['’ʼ‘`´]")
_PAUSES = {".": ".", "!": "!", "?": "?", ",": ",", ";": ",", ":": ",", "…": ".", "—": ",", "–": ","}
_PAUSE_MARKS = ".!?,"
_VOWEL_SOUNDS = "aɛeəiɔou"

_UNITS = ("tus", "benn", "ñaar", "ñett", "ñeent", "juróom")
_LARGE = ((1_000_000_000, "milyaar"), (1_000_000, "milyoŋ"), (1000, "junni"), (100, "téeméer"))
_LONGEST_NUMBER = 12  # digits; a longer row of digits is a reference, read one by one

# Phonemes that espeak-ng writes otherwise; see "Phoneme names" in its documentation.
_ESPEAK = {"ɛ": "E", "ə": "@", "ɔ": "O", "ɟ": "J", "ɲ": "n^", "ŋ": "N", "ɡ": "g", "ʃ": "S"}


def number_words(value: int) -> str:
    """Wolof words for ``0 <= value < 10**12``: it counts by fives, tens, hundreds and thousands."""
    if value <= 5:
        return _UNITS[value]
    if value < 10:
        return f"juróom {_UNITS[value - 5]}"
    for unit, name in _LARGE:
        if value >= unit:
            count, rest = divmod(value, unit)
            # The number that counts hundreds or thousands ends in the linking "-i"; a single one is not counted.
            head = name if count == 1 else f"{number_words(count)}i {name}"
            return head + (f" ak {number_words(rest)}" if rest else "")
    tens, rest = divmod(value, 10)
    head = {1: "fukk", 3: "fanweer"}.get(tens) or f"{number_words(tens)} fukk"
    return head + (f" ak {number_words(rest)}" if rest else "")


def _with_numbers_in_words(text: str) -> str:
    def in_words(match: re.Match[str]) -> str:
        digits = match[0]
        one_by_one = len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0")
        return f" {' '.join(number_words(int(number)) for number in (digits if one_by_one else [digits]))} "

    text = re.sub("(?<=[0-9])[.\u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", text)  # 10.000
    return re.sub("[0-9]+", in_words, text)


def _known(letter: str) -> str:
    """The letter itself, or without its accents where the tables lack it, or nothing."""
    if letter in _VOWELS or letter in _CONSONANTS:
        return letter
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if bare in _VOWELS or bare in _CONSONANTS else ""


def _word(word: str) -> list[str]:
    """Phonemes of one lower-case word, a length mark joined to what it lengthens."""
    for pattern, reading in _FOREIGN:
        word = pattern.sub(reading, word)
    word = "".join(map(_known, word))
    phonemes: list[str] = []
    for run in re.finditer(r"([aà])[aà]*|([eéëèê])[eéëèê]*|([oóô])[oóô]*|(.)\4*", word):
        letters = run[0]
        if letters[0] in _VOWELS:
            sound = next((_ACCENTED[letter] for letter in letters if letter in _ACCENTED), _VOWELS[letters[0]])
        elif letters == "n":
            sound = _NASAL_BEFORE.get(word[run.end() : run.end() + 1], "n")
        else:
            sound = _CONSONANTS[letters[0]]
        phonemes.append(sound + "ː" if len(letters) > 1 else sound)
    return phonemes


def words(text: str) -> list[list[str]]:
    """Phonemes of each word of a text, and each pause mark (``, . ! ?``) as a word of its own."""
    text = unicodedata.normalize("NFC", _with_numbers_in_words(text)).lower()
    found: list[list[str]] = []
    for token in re.findall(r"[^\W\d_]+|[.!?,;:…—–]", _APOSTROPHES.sub("", text)):
        if token in _PAUSES:
            if found and found[-1][0] not in _PAUSE_MARKS:
                found.append([_PAUSES[token]])
        elif phonemes := _word(token):
            found.append(phonemes)
    return found


def _join(text: str, spell: Callable[[str], str], between: str, stress: str, at_vowel: bool) -> str:
    """Words spelled by ``spell``, phoneme by phoneme, the first syllable of each marked with ``stress``.

    at_vowel puts the mark before the vowel, where speech engines want it, not before the syllable, and leaves words
    of one short syllable of two sounds (mostly markers: ci, la, na, bi, ak) without it.
    """
    spoken = ""
    for word in words(text):
        if word[0] in _PAUSE_MARKS:
            spoken += word[0]
            continue
        vowels = [i for i, phoneme in enumerate(word) if phoneme[0] in _VOWEL_SOUNDS]
        light = at_vowel and len(word) <= 2 and not any("ː" in phoneme for phoneme in word)
        marked = (vowels[0] if at_vowel else 0) if vowels and not light else None
        spelled = (stress * (i == marked) + spell(phoneme) for i, phoneme in enumerate(word))
        spoken += (" " if spoken else "") + between.join(spelled)
    return spoken


def ipa(text: str) -> str:
    """Text in the official orthography in IPA: ``"jërëjëf"`` gives ``"ˈɟərəɟəf"``."""
    return _join(text, str, "", "ˈ", at_vowel=False)


def kokoro_ipa(text: str) -> str:
    """Text in the symbols of Kokoro's vocabulary, the stress mark where its training text has it.

    Its vocabulary has every symbol of :func:`ipa`; c, ɟ and q it has learned from Hindi, x from Spanish, long
    consonants from Italian. The mark goes before the vowel, as in the output of misaki and espeak-ng.
    """
    return _join(text, str, "", "ˈ", at_vowel=True)


def espeak_phonemes(text: str) -> str:
    """Text as espeak-ng's phoneme input, ``"[[b|'a|t]]"``, pause marks outside the brackets.

    The bar keeps apart neighbours that would else be read as one phoneme (``t`` and ``S``, ``a`` and ``i``).
    """

    def mnemonic(phoneme: str) -> str:
        return _ESPEAK.get(phoneme[0], phoneme[0]) + phoneme[1:].replace("ː", ":")

    spoken = _join(text, mnemonic, "|", "'", at_vowel=True)
    parts = (part.strip() for part in re.split(f"([{_PAUSE_MARKS}])", spoken))
    return "".join(part if part in _PAUSE_MARKS else f"[[{part}]]" for part in parts if part)
