"""What a person wishes of Laaj: one small value for each thing that can be wished.

Widgets emit them and know nothing else; the parts of `app.window` carry them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.documents import Passage
    from ui.state import Shelf, Sound


@dataclass(frozen=True)
class Listen:
    """A spoken question begins; the button is down."""


@dataclass(frozen=True)
class LetGo:
    """The press that began the question was a tap: a pause may end it."""


@dataclass(frozen=True)
class Finish:
    """The spoken question is complete."""


@dataclass(frozen=True)
class Find:
    """A question written in French."""

    text: str


@dataclass(frozen=True)
class ShowAnyway:
    """The nearest pages, though none is sure enough."""


@dataclass(frozen=True)
class NoneOfThese:
    """No page of the answer was the right one."""


@dataclass(frozen=True)
class GoBack:
    """Also: cancel."""


@dataclass(frozen=True)
class PrepareAgain:
    """The engine did not load: another try."""


@dataclass(frozen=True)
class OpenHelp:
    pass


@dataclass(frozen=True)
class OpenShelf:
    """Some documents of the library, as a list."""

    shelf: Shelf


@dataclass(frozen=True)
class OpenDocument:
    document: str
    passage: Passage | None = None


@dataclass(frozen=True)
class Turn:
    """To the next page (1) or the one before (-1), in the list that the reader was opened from."""

    step: int


@dataclass(frozen=True)
class FindAlike:
    """Pages like this one."""

    document: str
    passage: Passage | None = None


@dataclass(frozen=True)
class FindInLibrary:
    """French words, as they are typed."""

    text: str


@dataclass(frozen=True)
class Keep:
    """The document goes among the kept ones, or (`on` false) out of them."""

    document: str
    passage: Passage | None = None
    on: bool = True


@dataclass(frozen=True)
class Play:
    sound: Sound


@dataclass(frozen=True)
class StopSound:
    pass


@dataclass(frozen=True)
class SayName:
    """A control says what it is; `key`: of ui.spoken."""

    key: str


@dataclass(frozen=True)
class Print:
    """The document in view, to a PDF file that the person names."""


@dataclass(frozen=True)
class AnswerConsent:
    given: bool


@dataclass(frozen=True)
class AddFiles:
    """Files and folders that were dropped on the window or chosen; none: let the person choose."""

    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportPack:
    """Let the person choose a pack; a dropped one comes with AddFiles."""


@dataclass(frozen=True)
class ExportCollection:
    """As a pack, into a file that the person names."""

    collection: str


@dataclass(frozen=True)
class RemoveCollection:
    collection: str


@dataclass(frozen=True)
class EndWork:
    """The long work under way stops; what is told of one that has ended goes out of view."""


@dataclass(frozen=True)
class OpenSettings:
    pass


@dataclass(frozen=True)
class OpenFacilitator:
    pass


@dataclass(frozen=True)
class Confirm:
    """A facilitator says that this document answers the question in view."""

    document: str


@dataclass(frozen=True)
class RecordGist:
    """A Wolof summary of the document in view begins; wished again, it is complete."""

    document: str


@dataclass(frozen=True)
class KeepGist:
    """The one that was recorded last."""


@dataclass(frozen=True)
class DropGist:
    """What was recorded, or is just being recorded, is not to be kept."""


@dataclass(frozen=True)
class RemoveGist:
    document: str


@dataclass(frozen=True)
class DeleteQuestion:
    """One that somebody gave; its sound too."""

    question: str


@dataclass(frozen=True)
class DeleteAllQuestions:
    pass


@dataclass(frozen=True)
class ExportQuestions:
    """Those that somebody gave and whose document is confirmed, into a folder that the person chooses."""


@dataclass(frozen=True)
class Facilitate:
    """The facilitator's tools come into view, or go; `pin` where one is asked for."""

    on: bool
    pin: str = ""


@dataclass(frozen=True)
class ChoosePin:
    """That the facilitator's tools ask for from now on; "": none."""

    pin: str


@dataclass(frozen=True)
class TryMicrophone:
    """Its level is shown, and nothing is kept."""

    on: bool


@dataclass(frozen=True)
class Change:
    """A setting by its name in the settings table."""

    name: str
    value: object


@dataclass(frozen=True)
class Seen:
    """The window came into view, or went."""

    seen: bool
