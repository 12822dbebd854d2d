"""What a part tells: sentences, tables, plots, and how it stands with what was asked for. Report and summary draw
them; a part knows nothing of HTML or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Line:
    """Points joined by a line, with the 95 % interval of each where there is one; marks alone with joined=False."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    joined: bool = True


@dataclass(frozen=True)
class Plot:
    """One pair of axes. `knee` marks a point of it with a word: (x, y, word)."""

    caption: str
    x_label: str
    y_label: str
    lines: Sequence[Line]
    x_scale: Literal["linear", "log2", "log10"] = "linear"
    knee: tuple[float, float, str] | None = None


@dataclass(frozen=True)
class Bars:
    """A value a name, with its interval."""

    caption: str
    y_label: str
    names: Sequence[str]
    values: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


Block = Text | Table | Plot | Bars


@dataclass(frozen=True)
class Aim:
    """A figure that was asked for before it was measured, and what came of it."""

    what: str
    asked: str  # "≥ 0.50"
    found: str  # "0.67 (0.54–0.79)"
    reached: bool
    else_: str = ""  # where it is not: why, and what would reach it
