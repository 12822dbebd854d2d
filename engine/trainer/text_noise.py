"""Noise for Wolof text: the spellings that people and a speech recogniser really produce.

A text model that has seen it places "xaliss" beside "xaalis", and so forgives a bridge that mishears.
"""

from __future__ import annotations

import random
import re

# Letters that are confused in spelling or in hearing, each with what it may turn into.
_CONFUSED = {
    "ë": "eaœ", "é": "e", "e": "éëa", "à": "a", "a": "àeë", "ó": "o", "o": "óu", "u": "o", "i": "e",
    "ñ": "ny", "ŋ": "ng", "x": "kq", "q": "xk", "k": "gq", "g": "k", "b": "p", "p": "b", "d": "t", "t": "d",
    "j": "c", "c": "j", "m": "n", "n": "m", "s": "z", "w": "u", "y": "i", "f": "v", "l": "r", "r": "l",
}  # fmt: skip
_VOWELS = "aeiouàéëó"


def misspell(text: str, rng: random.Random, rate: float = 0.07) -> str:
    """The text with about `rate` of its letters confused, lengthened, shortened or lost, and words joined or cut."""
    letters: list[str] = []
    for letter in text.lower():
        chance = rng.random()
        if chance > rate:
            letters.append(letter)
        elif letter == " ":
            letters.append("" if chance < rate / 2 else " ")
        elif letter.isalpha() and chance < rate * 0.5:
            letters.append(rng.choice(_CONFUSED.get(letter, letter)))
        elif letter in _VOWELS and chance < rate * 0.8:
            letters.append(letter * 2)
        elif letter.isalpha() and chance < rate * 0.9:
            letters.append(letter + " " if rng.random() < 0.2 else "")
        else:
            letters.append(letter)
    noisy = "".join(letters)
    if rng.random() < 0.5:
        noisy = re.sub(r"([aeiouàéëó])\1", r"\1", noisy, count=rng.randint(0, 3))
    if rng.random() < 0.5:
        noisy = re.sub(r"[^\w\s]", "", noisy)
    return re.sub(r"\s+", " ", noisy).strip() or text


def stutter(pieces: list[int], rng: random.Random, rate: float) -> list[int]:
    """Piece ids with about `rate` of them doubled or dropped, as collapsed CTC frames do; never empty."""
    kept: list[int] = []
    for piece in pieces:
        chance = rng.random()
        if chance > rate / 2:
            kept.append(piece)
        if chance > 1 - rate / 2:
            kept.append(piece)
    return kept or pieces
