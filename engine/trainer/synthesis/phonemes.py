"""Wolof text to phonemes, from the spelling rules of the official orthography.

Source of the rules: decree 2005-992 of 21 October 2005 on the spelling of Wolof (Senegal). One letter is one sound, a
doubled letter is long, and a nasal written before a stop makes one prenasalised consonant with it. What the decree
does not have (French accents and digraphs, in loan words and in untidy text) is read as the nearest sound. A word that
is plainly French, as Wolof speech has many, is read by the rules of French and said with the sounds of Wolof: [y] is
[i], [ø] and [œ] are [ə], a nasal vowel is a vowel and a nasal consonant. Half of the module is the table for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from engine.trainer.synthesis import figures, french

_CONSONANTS = {
    "b": "b", "c": "c", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "ɟ", "k": "k", "l": "l", "m": "m", "n": "n",
    "ñ": "ɲ", "ŋ": "ŋ", "p": "p", "q": "q", "r": "r", "s": "s", "t": "t", "v": "v", "w": "w", "x": "x", "y": "j",
    "z": "z", "ʃ": "ʃ",
}  # fmt: skip
# A closer reading has a as [ɐ] beside à as [a]; said so by Kokoro, fewer sentences are recognised.
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

# What is spelled letter by letter, by the French names, as Senegal does: "SMS", "DPV".
_LETTER_NAMES = {
    "b": "bé", "c": "sé", "d": "dé", "f": "ef", "g": "jé", "h": "ash", "j": "ji", "k": "ka", "l": "el", "m": "em",
    "n": "en", "p": "pé", "q": "ki", "r": "er", "s": "es", "t": "té", "v": "vé", "w": "dubalëvé", "x": "iks",
    "z": "zed",
}  # fmt: skip
_HAS_VOWEL = re.compile("[^bcdfghjklmnñŋpqrstvwxz]")

# Phonemes that espeak-ng writes otherwise; see "Phoneme names" in its documentation.
_ESPEAK = {"ɛ": "E", "ə": "@", "ɔ": "O", "ɟ": "J", "ɲ": "n^", "ŋ": "N", "ɡ": "g", "ʃ": "S", "ʒ": "Z"}


def _known(letter: str) -> str:
    """The letter itself, or without its accents where the tables lack it, or nothing."""
    if letter in _VOWELS or letter in _CONSONANTS:
        return letter
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if bare in _VOWELS or bare in _CONSONANTS else ""


def _word(word: str) -> list[str]:
    """Phonemes of one lower-case word, a length mark joined to what it lengthens."""
    elided = re.fullmatch("([cdjlmnst]|qu)'(.{2,})", word)
    if elided and (french.is_french(elided[2]) or elided[2] in french.EXCEPTIONS):
        return french.sounds(elided[1] + "e")[:1] + french.sounds(elided[2])
    word = word.replace("'", "")
    if not _HAS_VOWEL.search(word) and 1 < len(word) <= 5:
        word = "".join(_LETTER_NAMES.get(letter, letter) for letter in word)
    elif french.is_french(word) and (said := french.sounds(word)):
        return said
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
    text = unicodedata.normalize("NFC", figures.in_words(text)).lower()
    found: list[list[str]] = []
    for token in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*|[.!?,;:…—–]", _APOSTROPHES.sub("'", text)):
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
