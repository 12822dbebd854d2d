"""What the window is doing: one immutable value, and the moves between such values. No widget is needed to test it.

Whoever holds the state asks it for the next one (`state.listening()`), keeps that, and shows it. A move that makes no
sense where the state stands (an answer after "cancel") returns the state unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corpus.collection import Collection
    from corpus.documents import Document, Passage
    from engine.search import Answer
    from faults import Fault
    from ui.facilitation import GistTake, Overview


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
    LOUD = auto()
    NOTHING = auto()
    FOUND = auto()
    UNSURE = auto()
    FAULT = auto()


class Voice(Enum):
    """Where the sound of the last spoken question is."""

    NONE = auto()
    HELD = auto()  # in memory, to be played back while its answer is in view
    DROPPED = auto()


class Consent(Enum):
    """Whether the person gives the last spoken question to the makers of the next model."""

    NONE = auto()  # nobody is asked
    ASKED = auto()
    KEEPING = auto()  # the person has said yes, and it is being written
    GIVEN = auto()
    REFUSED = auto()


_YES = (Consent.KEEPING, Consent.GIVEN)


class Page(Enum):
    HOME = auto()
    RESULTS = auto()
    NONE = auto()  # none of the results was right
    LIBRARY = auto()
    READER = auto()
    HELP = auto()
    SETTINGS = auto()
    FACILITATOR = auto()


@dataclass(frozen=True)
class Shelf:
    """Which documents a list shows. `name`: a theme, a collection, the words looked for, a document's id."""

    kind: Literal["all", "theme", "collections", "collection", "recent", "kept", "words", "alike"] = "all"
    name: str = ""


@dataclass(frozen=True)
class Sound:
    """What can be heard. `name`: a document's id, for a gist, one that is not kept yet, and what is read aloud; of a
    question that somebody gave, its own id."""

    kind: Literal["question", "gist", "reading", "take", "given"]
    name: str = ""


@dataclass(frozen=True)
class Outcome:
    """How long work ended. `faults`: what did not come with it, each for itself."""

    pages: int = 0  # that came into the library, or into a pack
    packs: tuple[str, ...] = ()  # titles of collections that came
    unsigned: tuple[str, ...] = ()  # those of them that nobody signed
    faults: tuple[Fault, ...] = ()
    stopped: bool = False  # by the person
    path: str = ""  # what was written


@dataclass(frozen=True)
class Work:
    """Long work beside everything else: pages on their way into the library, or out of it."""

    kind: Literal["add", "export", "questions", "print"]
    share: float = 0.0  # of it that is done, of 1
    left_s: float | None = None  # None: nobody can tell yet
    stopping: bool = False
    outcome: Outcome | None = None  # once it has ended, until somebody has read it


@dataclass(frozen=True)
class Equipment:
    """What this computer and its model leave to choose from, once that is known."""

    microphones: tuple[str, ...] = ()
    dims: tuple[int, ...] = ()
    tried: bool = False  # the level of the microphone is being shown


@dataclass(frozen=True)
class Place:
    """A page and what it shows."""

    page: Page
    answer: Answer | None = None
    shelf: Shelf = Shelf()
    documents: tuple[Document, ...] = ()  # LIBRARY: without their texts
    passages: tuple[Passage | None, ...] = ()  # the one to be shown of each of them, or nothing at all
    collections: tuple[Collection, ...] = ()  # all of them, or the one that is shown
    document: Document | None = None  # in the reader; of a shelf "alike", the one that its documents are like
    passage: Passage | None = None


HOME = Place(Page.HOME)


@dataclass(frozen=True)
class State:
    phase: Phase = Phase.PREPARING
    notice: Notice = Notice.PREPARING
    fault: Fault | None = None  # with Notice.FAULT and Phase.BROKEN
    progress: tuple[int, int] | None = None  # (done, of how many) while the library is built
    trail: tuple[Place, ...] = (HOME,)  # where "back" leads; the last one is shown
    spare: Answer | None = None  # with Notice.NOTHING and LOUD: the nearest pages all the same, shown when asked for
    voice: Voice = Voice.NONE
    consent: Consent = Consent.NONE
    playing: Sound | None = None  # what is heard just now
    kept: frozenset[str] = frozenset()  # documents that somebody keeps
    gists: frozenset[str] = frozenset()  # documents with a recorded Wolof summary
    reads_aloud: bool = False  # this computer has a French voice
    facilitates: bool = False  # the facilitator's tools are in view
    confirmed: str = ""  # the document that a facilitator says answers the question in view
    take: GistTake | None = None
    overview: Overview | None = None  # once the facilitator's page was opened
    equipment: Equipment = Equipment()
    work: Work | None = None

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

    @property
    def answer(self) -> Answer | None:
        """The answer that is being looked at, on whatever page of it."""
        return next((place.answer for place in reversed(self.trail) if place.answer is not None), None)

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
        if not self.can_ask:
            return self
        return replace(self._asks_anew(), phase=Phase.LISTENING, notice=Notice.LISTENING, fault=None, spare=None)

    def searching(self) -> State:
        if self.phase not in (Phase.READY, Phase.LISTENING):
            return self
        state = replace(self._asks_anew(), phase=Phase.SEARCHING, notice=Notice.SEARCHING, fault=None, spare=None)
        return replace(state, voice=Voice.HELD) if self.phase is Phase.LISTENING else state

    def cancelled(self) -> State:
        return self.ready()._dropped() if self.busy else self

    def answered(self, answer: Answer, loud: bool = False) -> State:
        """`loud`: the voice was so near that the microphone cut it."""
        if self.phase is not Phase.SEARCHING:
            return self
        notice = _notice(answer, loud)
        if notice in (Notice.FOUND, Notice.UNSURE):
            return replace(self, phase=Phase.READY, notice=notice, trail=_results(answer), confirmed="")
        spare = answer if notice in (Notice.NOTHING, Notice.LOUD) and answer.hits else None
        return replace(self, phase=Phase.READY, notice=notice, spare=spare)

    def shown_anyway(self) -> State:
        """The nearest pages, although nothing was found that is sure enough."""
        return replace(self, trail=_results(self.spare), spare=None, confirmed="") if self.spare else self

    def none_of_these(self) -> State:
        """Leads to asking again and to the themes."""
        if self.place.page is not Page.RESULTS:
            return self
        return self._gone_to(Place(Page.NONE, answer=self.place.answer))

    def asked_consent(self) -> State:
        return replace(self, consent=Consent.ASKED) if self.voice is Voice.HELD else self

    def keeping_voice(self) -> State:
        """The person has said yes: nothing that follows is a no."""
        return replace(self, consent=Consent.KEEPING) if self.consent is Consent.ASKED else self

    def consented(self, given: bool) -> State:
        """`given`: the voice is kept; else the person said no, or it could not be."""
        if self.consent not in (Consent.ASKED, Consent.KEEPING):
            return self
        return replace(self, consent=Consent.GIVEN if given else Consent.REFUSED)

    def forgot_voice(self) -> State:
        """The recording of the last question is let go, wherever one stands."""
        return self._dropped()

    # -- pages --

    def opened_shelf(
        self,
        shelf: Shelf,
        documents: tuple[Document, ...],
        passages: tuple[Passage | None, ...] = (),
        collections: tuple[Collection, ...] = (),
        alike: Document | None = None,
    ) -> State:
        """A list within the library takes the place of the one before: "back" leads out of the library.

        `alike`: what the documents of such a shelf are like.
        """
        place = Place(Page.LIBRARY, None, shelf, documents, passages, collections, alike)
        if self.place.page is Page.LIBRARY:
            return replace(self, trail=(*self.trail[:-1], place))._quiet()
        return self._gone_to(place)

    def opened_document(self, document: Document, passage: Passage | None = None) -> State:
        """A document opened from another takes its place: "back" leads to the list."""
        place = Place(Page.READER, document=document, passage=passage)
        if self.place.page is Page.READER:
            return replace(self, trail=(*self.trail[:-1], place))._quiet()
        return self._gone_to(place)

    def neighbour(self, step: int) -> tuple[str, Passage | None] | None:
        """The document (its id, and the passage that answers) `step` further in the list the reader was opened from."""
        if self.place.page is not Page.READER or len(self.trail) < 2 or self.place.document is None:
            return None
        before = self.trail[-2]
        passages = before.passages or (None,) * len(before.documents)
        listed = [(document.id, passage) for document, passage in zip(before.documents, passages, strict=True)]
        if before.page is Page.RESULTS and before.answer is not None:
            listed = [(hit.document, hit.passage) for hit in before.answer.hits]
        here = [number for number, (document, _) in enumerate(listed) if document == self.place.document.id]
        if not here or not 0 <= here[0] + step < len(listed):
            return None
        return listed[here[0] + step]

    def opened_help(self) -> State:
        return self if self.place.page is Page.HELP else self._gone_to(Place(Page.HELP))

    def opened_settings(self) -> State:
        return self if self.place.page is Page.SETTINGS else self._gone_to(Place(Page.SETTINGS))

    def opened_facilitator(self) -> State:
        if not self.facilitates or self.place.page is Page.FACILITATOR:
            return self
        return self._gone_to(Place(Page.FACILITATOR))

    def back(self) -> State:
        """Ends what is under way; else goes one page back."""
        if self.busy:
            return self.cancelled()
        return replace(self, trail=self.trail[:-1])._quiet() if self.can_go_back else self

    # -- what is known beside --

    def keeping(self, documents: frozenset[str]) -> State:
        return replace(self, kept=documents)

    def with_gists(self, documents: frozenset[str]) -> State:
        return replace(self, gists=documents)

    def reading_aloud(self, possible: bool) -> State:
        return replace(self, reads_aloud=possible)

    def working(self, work: Work | None) -> State:
        return replace(self, work=work)

    def facilitating(self, on: bool) -> State:
        """Switched off, its page closes."""
        if on:
            return replace(self, facilitates=True)
        trail = tuple(place for place in self.trail if place.page is not Page.FACILITATOR)
        return replace(self, facilitates=False, trail=trail, take=None, overview=None)

    def confirming(self, document: str) -> State:
        return replace(self, confirmed=document) if self.answer else self

    def taking(self, take: GistTake | None) -> State:
        return replace(self, take=take)

    def overlooking(self, overview: Overview) -> State:
        return replace(self, overview=overview)

    def equipped(self, equipment: Equipment) -> State:
        return replace(self, equipment=equipment)

    def trying(self, on: bool) -> State:
        """A microphone that is needed for a question is not tried meanwhile."""
        tried = on and not self.busy and self.place.page is Page.SETTINGS
        return replace(self, equipment=replace(self.equipment, tried=tried))

    def plays(self, sound: Sound | None) -> State:
        """One sound at a time; None: it has ended. A voice that was dropped cannot be heard."""
        if sound == Sound("question") and self.voice is not Voice.HELD:
            return self
        return replace(self, playing=sound)

    def _gone_to(self, place: Place) -> State:
        return replace(self, trail=(*self.trail, place))._quiet()

    def _quiet(self) -> State:
        """A sentence about the last question says nothing about the page one went to since, and its sound is not held
        once no answer can be seen."""
        state = (self if self.answer else self._dropped()).trying(False)
        return state.ready() if self.phase is Phase.READY else state

    def _dropped(self) -> State:
        if self.voice is not Voice.HELD:
            return self
        playing = None if self.playing == Sound("question") else self.playing
        consent = self.consent if self.consent in _YES else Consent.NONE  # what was given is kept
        return replace(self, voice=Voice.DROPPED, consent=consent, playing=playing)

    def _asks_anew(self) -> State:
        """A voice that was given is not told as erased: with its yes, it is out of view altogether."""
        state = self._dropped().trying(False)
        return replace(state, consent=Consent.NONE, voice=Voice.NONE if self.consent in _YES else state.voice)


def _results(answer: Answer) -> tuple[Place, ...]:
    return (HOME, Place(Page.RESULTS, answer=answer))


def _notice(answer: Answer, loud: bool) -> Notice:
    if answer.heard in ("silence", "noise"):
        return Notice.SILENCE if answer.heard == "silence" else Notice.NOISE
    if loud and answer.confidence != "sure":
        return Notice.LOUD
    if answer.confidence == "nothing" or not answer.hits:
        return Notice.NOTHING
    return Notice.FOUND if answer.confidence == "sure" else Notice.UNSURE


def steps(answer: Answer, position: int) -> int:
    """How many of three steps the card at `position` shows.

    The calibrated confidence speaks about the first page; those behind it stand one step lower.
    """
    first = {"sure": 3, "unsure": 2, "nothing": 1}[answer.confidence]
    return max(1, first - (position > 0))
