"""Figures as they are read aloud in Wolof: numbers, dates, times of day, amounts, and the usual abbreviations.

Every wording but that of plain numbers awaits a native reader. Money above all: market speech counts in dërëm of five
francs, so that 5000 francs are "junni"; here francs are counted, as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_UNITS = ("tus", "benn", "ñaar", "ñett", "ñeent", "juróom")
_LARGE = ((1_000_000_000, "milyaar"), (1_000_000, "milyoŋ"), (1000, "junni"), (100, "téeméer"))
_LONGEST_NUMBER = 12  # digits; a longer row of digits is a reference, read one by one


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


_MONTHS = (
    "saawiyee", "fewriyee", "mars", "awril", "mee", "suwe", "sulet", "ut", "sàttumbar", "oktoobar", "nowàmbar",
    "desàmbar",
)  # fmt: skip


def _counted(value: int, noun: str) -> str:
    """So many of a thing: ``"benn waxtu"``, ``"fukki waxtu ak ñaar"``, ``"juróomi junniy fraŋ"``."""
    tens, rest = divmod(value, 10)
    if 10 < value < 100 and rest:
        return f"{_counted(tens * 10, noun)} ak {number_words(rest)}"
    number = number_words(value)
    return f"{number}{'' if value < 2 else 'y' if number.endswith('i') else 'i'} {noun}"


def _date(match: re.Match[str]) -> str:
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return f" {_counted(day, 'fan')} ci weeru {_MONTHS[month - 1]} atum {number_words(year)} "


def _francs(match: re.Match[str]) -> str:
    digits, unit = re.sub("[^0-9]", "", match[1]), match[2].lower()
    if len(digits) > _LONGEST_NUMBER:
        return match[0]
    noun = "seefaa" if unit == "cfa" else "fraŋ seefaa" if "cfa" in unit else "fraŋ"
    return f" {_counted(int(digits), noun)} "


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2] or 0)
    verse = ":" in match[0] and re.search(r"[A-ZÀ-Ý]\w*\s*$", match.string[: match.start()])  # "Jëf 17:10"
    if verse or hour > 24:
        return match[0]
    past = {0: "", 30: " ak genn-wàll"}.get(minute) or f" ak {_counted(minute, 'simili')}" if minute else ""
    return f" {_counted(hour, 'waxtu')}{past} "


def _digits(match: re.Match[str]) -> str:
    """A row of digits, and what Wolof joins to it: ``"13i at"``, ``"8eel"``."""
    digits, ending = match[1], match[2] or ""
    one_by_one = len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0")
    return f" {' '.join(number_words(int(number)) for number in (digits if one_by_one else [digits]))}{ending} "


_READINGS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    ("(?<![0-9/.-])(?P<day>[0-9]{1,2})([/.-])(?P<month>[0-9]{1,2})\\2(?P<year>[0-9]{4})(?![0-9])", _date),
    ("(?<![0-9/.-])(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])", _date),
    (
        "(?<![0-9.,])([0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3})+|[0-9]+)"
        r"\s*((?i:f\s?cfa|cfa|francs?(?:\s?cfa)?)|F)(?!\w)",
        _francs,
    ),
    (r"(?<![0-9])([0-9]{1,2}) ?[hH] ?([0-5][0-9])?(?!\w)", _time),
    ("(?<![0-9:.,;–-])([0-9]{1,2}):([0-5][0-9])(?![0-9]|[:.,][0-9]|\\s*[;–-])", _time),
    ("(?<=[0-9])[.\u00a0\u202f](?=[0-9]{3}(?![0-9]))|(?<=[0-9])[ ,](?=000(?![0-9]))", ""),  # 10.000
    (r"(?<![0-9.,:])([0-9]+)(?:,([0-9]{1,2})|[.]([0-9]))(?![0-9]|[,:.][0-9])", r"\1 wirgil \2\3"),
    (r"(?<=[0-9])\s*%", " ci téeméer "),
    (r"([0-9]+)((?:i|eel\w*)(?!\w))?", _digits),
)
_ABBREVIATIONS = {
    "cm": "sàntimeetar", "dr": "doktoor", "etc": "ak yeneen", "fcfa": "fraŋ seefaa", "cfa": "seefaa", "frs": "fraŋ",
    "kg": "kilo", "km": "kilomeetar", "mme": "madam", "mr": "mësyë", "n°": "nimero", "tél": "telefon",
}  # fmt: skip
_ABBREVIATION = re.compile(rf"(?<!\w)(?:{'|'.join(_ABBREVIATIONS)})(?!\w)", re.IGNORECASE)


def in_words(text: str) -> str:
    """The text with every figure, and what goes with figures, as Wolof words."""
    for pattern, reading in _READINGS:
        text = re.sub(pattern, reading, text)
    return _ABBREVIATION.sub(lambda match: _ABBREVIATIONS[match[0].lower()], text)
