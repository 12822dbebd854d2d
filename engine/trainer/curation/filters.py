"""The stage `filter`: rows that would teach little or teach wrong are marked, each with the figure and the limit.

Sound is judged by what earlier stages measured; what was not measured is no reason. A row without sound is judged by
its texts alone. Nothing is deleted, so that a limit can be moved and the report looked at again. What a source holds
out for evaluation is not judged: a set that its makers gave stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from engine.trainer.curation.row import Row
from engine.trainer.manifest import key
from engine.trainer.recipe import AtLeastOne, Count, Section, Share, Weight

Reason = tuple[str, str]  # the key after "filter.", a sentence
_LONGEST_LOOP_WORDS = 8


class Filtering(Section):
    """The stage `filter`. The limits lie outside what real corpora hold: they are for what is broken."""

    enabled: bool = True
    shortest_s: Weight = 0.3
    longest_s: Weight = 20.0
    """As long as a question may be."""
    slowest: Weight = 3.0
    """Characters a second at least; fewer: words are missing in the text. Read Wolof has 5 to 15."""
    fastest: Weight = 25.0
    """Characters a second at most; more: the text says more than is heard."""
    least_snr_db: float = 5.0
    """Of speech above the noise."""
    most_clipped_share: Share = 0.01
    """Of samples at full scale."""
    loudness_lufs: tuple[float, float] = (-50.0, -3.0)
    least_bandwidth_hz: Weight = 0.0
    """Telephones carry 3,400 Hz. 0 leaves none out: the report shows how many are narrow."""
    least_speech_share: Share = 0.2
    """Of the time in which somebody speaks."""
    least_wolof_share: Share = 0.0
    """Of the Wolof text, as far as languages were told apart; 0 leaves that to the stage `language`."""
    least_margin: Weight = 0.0
    """Of French that was mined; 0 leaves that to the stage `mine`."""
    shortest_words: AtLeastOne = 1
    longest_words: AtLeastOne = 100
    longest_characters: AtLeastOne = 600
    least_letters: Share = 0.5
    """Of the characters of a text that are not blank."""
    most_repeats: AtLeastOne = 5
    """Times that the same words may follow each other. Speakers say a word up to five times; a recogniser that
    is caught in a loop does not stop."""
    most_repeated_share: Share = 0.5
    """Of words that say again what stands just before them."""
    french_ratio: tuple[Weight, Weight] = (0.4, 4.0)
    """Length of the French, in lengths of the Wolof: 0.5 to 3.7 in corpora translated by hand."""
    ratio_characters: Count = 20
    """The ratio is judged from so many characters on: short texts differ more."""
    same_words: AtLeastOne = 3
    """French that is the Wolof again is left out from so many words on; shorter ones may be names."""
    licences: tuple[str, ...] = ()
    """Only rows with one of these licences are kept; all when empty."""
    refused_licences: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Words of licences that are refused: "NC" for a model that ships. "Non-commercial" counts as "NC"."""


class Filters:
    """Marks filter.*, see `reasons`."""

    name, rows_a_part = "filter", 2000

    def __init__(self, settings: Filtering, folder: Path) -> None:
        self.settings = settings

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        return [self._judged(row) for row in rows]

    def _judged(self, row: Row) -> Row:
        prefix = f"{self.name}."
        row = replace(row, left_out={key: why for key, why in row.left_out.items() if not key.startswith(prefix)})
        if row.kept and not row.held_out:
            for name, sentence in reasons(row, self.settings):
                row = row.leave_out(prefix + name, sentence)
        return row


def reasons(row: Row, settings: Filtering) -> Iterator[Reason]:
    """All that speaks against a row."""
    yield from _of_licence(row, settings)
    yield from _of_text(row, settings)
    if row.french and row.wolof:
        yield from _of_pair(row, settings)
    if row.audio:
        yield from _of_sound(row, settings)
        yield from _of_scores(row, settings)


def _of_licence(row: Row, settings: Filtering) -> Iterator[Reason]:
    words = _licence_words(row.licence)
    allowed = [_licence_words(licence) for licence in settings.licences]
    if allowed and words not in allowed:
        named = f"The licence “{row.licence}” is" if row.licence else "Its licence is not known, so it is"
        yield "licence", f"{named} none of those that are allowed."
    for refused in settings.refused_licences:
        if _licence_words(refused) in words:
            yield "licence-refused", f"The licence “{row.licence}” has “{refused}”, which is refused."
            return


def _licence_words(licence: str) -> str:
    """ "CC BY-NC 4.0", "cc_by_nc-4.0" and "Attribution-NonCommercial 4.0" all have the word "nc"; framed by blanks."""
    words = re.sub(r"[\W_]+", " ", licence.lower()).strip()
    return f" {re.sub(r'non ?commercial', 'nc', words)} "


def _of_text(row: Row, settings: Filtering) -> Iterator[Reason]:
    text = row.wolof
    words = key(text).split()
    if not words:
        if not row.audio:  # sound may yet be written down
            yield "no-wolof", "There is no Wolof text."
        return
    count = f"{len(words)} {'word' if len(words) == 1 else 'words'}"
    if len(words) < settings.shortest_words:
        yield "text-short", f"{count}; at least {settings.shortest_words}."
    if len(words) > settings.longest_words:
        yield "text-long", f"{count}; at most {settings.longest_words}."
    elif len(text) > settings.longest_characters:
        yield "text-long", f"{len(text)} characters; at most {settings.longest_characters}."
    visible = "".join(text.split())
    letters = sum(character.isalpha() for character in visible) / len(visible)
    if letters < settings.least_letters:
        yield "few-letters", f"{letters:.0%} of the characters are letters; at least {settings.least_letters:.0%}."
    times, share, loop = repetition(words)
    if times > settings.most_repeats:
        yield "loop", f"“{loop}” {times} times in a row; at most {settings.most_repeats}."
    elif share > settings.most_repeated_share:
        yield "loop", f"{share:.0%} of the words are said again at once; at most {settings.most_repeated_share:.0%}."
    yield from _below("wolof_share", "little-wolof", row, settings.least_wolof_share, "{:.2f} of the text is Wolof")


def repetition(words: Sequence[str]) -> tuple[int, float, str]:
    """How often the same words follow each other at most, the share of words that only say that again, and the words.

    "ndank ndank dem" is (2, 1/3, "ndank").
    """
    most, repeated, loop = 1, 0, ""
    for size in range(1, _LONGEST_LOOP_WORDS + 1):
        run = again = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            again += run >= size and run % size == 0
            if run // size + 1 > most:
                most, loop = run // size + 1, " ".join(words[at - size + 1 : at + 1])
        repeated = max(repeated, again * size)
    return most, repeated / max(1, len(words)), loop


def _of_pair(row: Row, settings: Filtering) -> Iterator[Reason]:
    wolof, french = key(row.wolof), key(row.french)
    if wolof == french and len(wolof.split()) >= settings.same_words:
        yield "untranslated", "The French is the Wolof again."
        return
    ratio = len(row.french) / len(row.wolof)
    least, most = settings.french_ratio
    if max(len(row.french), len(row.wolof)) >= settings.ratio_characters and not least <= ratio <= most:
        yield "french-length", f"The French is {ratio:.2f} times as long as the Wolof; {least:g} to {most:g}."
    if row.french_from == "mined":
        yield from _below("margin", "little-margin", row, settings.least_margin, "The margin of the French is {:.3f}")


def _of_sound(row: Row, settings: Filtering) -> Iterator[Reason]:
    seconds = length_s(row)
    if seconds is None:
        return
    if seconds < settings.shortest_s:
        yield "too-short", f"{seconds:.2f} s; at least {settings.shortest_s:g} s."
    if seconds > settings.longest_s:
        yield "too-long", f"{seconds:.2f} s; at most {settings.longest_s:g} s."
    rate = speech_rate(row)
    if rate is None:
        return
    if rate < settings.slowest:
        yield "too-slow", f"{rate:.1f} characters a second; at least {settings.slowest:g}."
    if rate > settings.fastest:
        yield "too-fast", f"{rate:.1f} characters a second; at most {settings.fastest:g}."


def length_s(row: Row) -> float | None:
    """How long the sound of a row lasts, where that is known."""
    if row.seconds is None and row.end_s is not None:
        return row.end_s - row.start_s
    return row.seconds


def speech_rate(row: Row) -> float | None:
    """Characters a second, blanks and punctuation included."""
    seconds = length_s(row)
    return len(row.wolof) / seconds if row.audio and row.wolof and seconds else None


def _of_scores(row: Row, settings: Filtering) -> Iterator[Reason]:
    yield from _below("snr_db", "noisy", row, settings.least_snr_db, "The speech is {:.1f} dB above the noise")
    yield from _below("bandwidth_hz", "narrow", row, settings.least_bandwidth_hz, "Nothing is heard above {:.0f} Hz")
    yield from _below("speech_share", "little-speech", row, settings.least_speech_share, "{:.2f} of the time is speech")
    quietest, loudest = settings.loudness_lufs
    yield from _below("loudness_lufs", "quiet", row, quietest, "The loudness is {:.1f} LUFS")
    yield from _above("loudness_lufs", "loud", row, loudest, "The loudness is {:.1f} LUFS")
    yield from _above("clipped_share", "clipped", row, settings.most_clipped_share, "{:.4f} of the samples are clipped")


def _below(score: str, name: str, row: Row, least: float, what: str) -> Iterator[Reason]:
    value = row.scores.get(score)
    if value is not None and value < least:
        yield name, f"{what.format(value)}; at least {least:g}."


def _above(score: str, name: str, row: Row, most: float, what: str) -> Iterator[Reason]:
    value = row.scores.get(score)
    if value is not None and value > most:
        yield name, f"{what.format(value)}; at most {most:g}."
