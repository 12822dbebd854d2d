"""What the window is doing: one immutable value, and the moves between such values. No widget is needed to test it.

Whoever holds the state asks it for the next one (`state.pressed()`), keeps that, and shows it. A move that makes no
sense where the state stands (an answer after "cancel") returns the state unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.documents import Document, Passage
    from engine.search import Answer
    from faults import Fault


class Phase(Enum):
    """What the engine and the microphone are doing."""

    PREPARING = auto()
    READY = auto()
    LISTENING = auto()
    SEARCHING = auto()
    BROKEN = auto()  # the engine did not load; the library can still be browsed


class Notice(Enum):
    """What the state line says; `ui.sentences` has the words."""

    PREPARING = auto()
    BUILDING = auto()
    READY = auto()
    LISTENING = auto()
    SEARCHING = auto()
    SILENCE = auto()
    NOISE = auto()
    NOTHING = auto()
    FOUND = auto()
    UNSURE = auto()
    FAULT = auto()


class Page(Enum):
    HOME = auto()
    RESULTS = auto()
    THEME = auto()
    READER = auto()
    HELP = auto()


@dataclass(frozen=True)
class Place:
    """A page and what it shows."""

    page: Page
    answer: Answer | None = None
    theme: str = ""  # THEME: a slug, or "" for the whole library
    documents: tuple[Document, ...] = ()
    document: Document | None = None
    passage: Passage | None = None


HOME = Place(Page.HOME)


@dataclass(frozen=True)
class State:
    phase: Phase = Phase.PREPARING
    notice: Notice = Notice.PREPARING
    fault: Fault | None = None  # with Notice.FAULT and Phase.BROKEN
    progress: tuple[int, int] | None = None  # (done, of how many) while the library is built
    trail: tuple[Place, ...] = (HOME,)  # where "back" leads; the last one is shown
    spare: Answer | None = None  # with Notice.NOTHING: the nearest pages all the same, shown only when asked for

    @property
    def place(self) -> Place:
        return self.trail[-1]

    @property
    def can_go_back(self) -> bool:
        return len(self.trail) > 1

    @property
    def busy(self) -> bool:
        """Something is under way that "cancel" ends."""
        return self.phase in (Phase.LISTENING, Phase.SEARCHING)

    @property
    def can_ask(self) -> bool:
        return self.phase is Phase.READY

    # -- the engine --

    def preparing(self) -> State:
        return replace(self, phase=Phase.PREPARING, notice=Notice.PREPARING, fault=None, progress=None)

    def building(self, done: int, total: int) -> State:
        return replace(self, notice=Notice.BUILDING, progress=(done, total)) if self.phase is Phase.PREPARING else self

    def ready(self) -> State:
        return replace(self, phase=Phase.READY, notice=Notice.READY, fault=None, progress=None, spare=None)

    def broken(self, fault: Fault) -> State:
        return replace(self, phase=Phase.BROKEN, notice=Notice.FAULT, fault=fault, progress=None)

    def faulted(self, fault: Fault) -> State:
        """Something failed that leaves the engine usable: the microphone, one search, one document."""
        phase = Phase.READY if self.busy else self.phase
        return replace(self, phase=phase, notice=Notice.FAULT, fault=fault)

    # -- a question --

    def listening(self) -> State:
        return (
            replace(self, phase=Phase.LISTENING, notice=Notice.LISTENING, fault=None, spare=None)
            if self.can_ask
            else self
        )

    def searching(self) -> State:
        if self.phase not in (Phase.READY, Phase.LISTENING):
            return self
        return replace(self, phase=Phase.SEARCHING, notice=Notice.SEARCHING, fault=None, spare=None)

    def cancelled(self) -> State:
        return self.ready() if self.busy else self

    def answered(self, answer: Answer) -> State:
        if self.phase is not Phase.SEARCHING:
            return self
        notice = _notice(answer)
        if notice in (Notice.FOUND, Notice.UNSURE):
            return replace(self, phase=Phase.READY, notice=notice, trail=_results(answer))
        spare = answer if notice is Notice.NOTHING and answer.hits else None
        return replace(self, phase=Phase.READY, notice=notice, spare=spare)

    def shown_anyway(self) -> State:
        """The nearest pages, although nothing was found that is sure enough."""
        return replace(self, trail=_results(self.spare), spare=None) if self.spare else self

    # -- pages --

    def opened_theme(self, theme: str, documents: tuple[Document, ...]) -> State:
        return self._gone_to(Place(Page.THEME, theme=theme, documents=documents))

    def opened_document(self, document: Document, passage: Passage | None = None) -> State:
        return self._gone_to(Place(Page.READER, document=document, passage=passage))

    def opened_help(self) -> State:
        return self if self.place.page is Page.HELP else self._gone_to(Place(Page.HELP))

    def back(self) -> State:
        """Ends what is under way; else goes one page back."""
        if self.busy:
            return self.cancelled()
        return replace(self, trail=self.trail[:-1])._quiet() if self.can_go_back else self

    def _gone_to(self, place: Place) -> State:
        return replace(self, trail=(*self.trail, place))._quiet()

    def _quiet(self) -> State:
        """A sentence about the last question says nothing about the page one went to since."""
        return self.ready() if self.phase is Phase.READY else self


def _results(answer: Answer) -> tuple[Place, ...]:
    return (HOME, Place(Page.RESULTS, answer=answer))


def _notice(answer: Answer) -> Notice:
    if answer.heard in ("silence", "noise"):
        return Notice.SILENCE if answer.heard == "silence" else Notice.NOISE
    if answer.confidence == "nothing" or not answer.hits:
        return Notice.NOTHING
    return Notice.FOUND if answer.confidence == "sure" else Notice.UNSURE


def steps(answer: Answer, position: int) -> int:
    """How many of three steps the card at `position` shows.

    The calibrated confidence speaks about the first page; those behind it stand one step lower.
    """
    first = {"sure": 3, "unsure": 2, "nothing": 1}[answer.confidence]
    return max(1, first - (position > 0))
