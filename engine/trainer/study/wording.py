"""How the parts write a figure: [mean, low, high] of its 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence

from engine.trainer import tables

Figure = Sequence[float]


def figure(row: Figure) -> str:
    return tables.figure(row[0], row[1:])


def share(row: Figure) -> str:
    return f"{row[0]:.1%} ({row[1]:.1%}–{row[2]:.1%})"


def points(row: Figure, digits: int = 1) -> str:
    """A difference, in hundredths."""
    mean, low, high = (f"{100 * value:+.{digits}f}" for value in row)
    return f"{mean} ({low} to {high})"


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
