"""What a facilitator sees and does, as parts of the State."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corpus.consented import ConsentedQuestion
    from corpus.journal_days import Week

LONGEST_GIST_S = 60


@dataclass(frozen=True)
class GistTake:
    """A Wolof summary that is being recorded, or waits to be kept."""

    document: str
    stage: Literal["recording", "ending", "taken", "keeping"] = "recording"
    left_s: int = LONGEST_GIST_S  # while it is being recorded


@dataclass(frozen=True)
class GistRow:
    """A document with a summary. `own`: recorded here; else it came in a pack, and goes with that."""

    document: str
    title: str
    own: bool


@dataclass(frozen=True)
class GivenQuestion:
    """A question that somebody gave, and the title of the document that answers it; "": nobody has said."""

    question: ConsentedQuestion
    title: str = ""


@dataclass(frozen=True)
class Overview:
    """What happened on this computer, and what is kept here. `week`: None where there is no journal."""

    week: Week | None
    opened: tuple[tuple[str, str, int], ...]  # document, title, how often: the most first
    documents: int  # in the library
    gists: tuple[GistRow, ...]
    without: tuple[tuple[str, str], ...]  # document, title: those without a summary, the most read first; a few
    given: tuple[GivenQuestion, ...]
