"""What the window is doing, move by move, with no widget."""

from dataclasses import dataclass

import pytest

from corpus.documents import Document
from faults import InputFault
from ui.state import HOME, Notice, Page, Phase, State, steps

DOCUMENT = Document("sante/eau", "L'eau", "sante", "", "De l'eau.", (), "", "starter")


@dataclass(frozen=True)
class Answered:
    """What the state looks at of an answer."""

    heard: str = "speech"
    confidence: str = "sure"
    hits: tuple = ("first", "second")


@pytest.fixture
def ready() -> State:
    return State().ready()


def test_nothing_can_be_asked_while_the_engine_prepares() -> None:
    state = State()
    assert state.phase is Phase.PREPARING
    assert state.listening() is state
    assert state.searching() is state


def test_the_library_being_built_has_progress_and_ends_ready() -> None:
    state = State().building(3, 10)
    assert (state.notice, state.progress) == (Notice.BUILDING, (3, 10))
    assert (state.ready().notice, state.ready().progress) == (Notice.READY, None)
    assert state.ready().building(4, 10).notice is Notice.READY, "late progress is not shown"


def test_a_question_goes_from_listening_to_its_results(ready: State) -> None:
    state = ready.listening()
    assert state.busy and state.notice is Notice.LISTENING
    state = state.searching()
    assert state.busy and state.notice is Notice.SEARCHING
    state = state.answered(Answered())
    assert (state.phase, state.notice, state.place.page) == (Phase.READY, Notice.FOUND, Page.RESULTS)
    assert [place.page for place in state.trail] == [Page.HOME, Page.RESULTS]


@pytest.mark.parametrize(
    ("answer", "notice"),
    [
        (Answered(heard="silence", confidence="nothing", hits=()), Notice.SILENCE),
        (Answered(heard="noise", confidence="nothing", hits=()), Notice.NOISE),
        (Answered(confidence="nothing"), Notice.NOTHING),
        (Answered(hits=()), Notice.NOTHING),
        (Answered(confidence="unsure"), Notice.UNSURE),
        (Answered(heard="text"), Notice.FOUND),
    ],
)
def test_silence_noise_and_nothing_found_are_told_apart(ready: State, answer: Answered, notice: Notice) -> None:
    state = ready.searching().answered(answer)
    assert state.notice is notice
    assert state.can_ask
    assert (state.place.page is Page.RESULTS) == (notice in (Notice.FOUND, Notice.UNSURE))


def test_pages_that_are_not_sure_are_shown_only_on_request(ready: State) -> None:
    answer = Answered(confidence="nothing")
    state = ready.searching().answered(answer)
    assert state.place is HOME
    assert state.shown_anyway().place.answer is answer
    assert state.listening().spare is None
    silent = ready.searching().answered(Answered(heard="silence", confidence="nothing"))
    assert silent.shown_anyway() is silent


def test_cancel_ends_listening_and_searching_and_a_late_answer_is_not_shown(ready: State) -> None:
    for state in (ready.listening(), ready.searching()):
        cancelled = state.back()
        assert cancelled.phase is Phase.READY
        assert cancelled.answered(Answered()) is cancelled


def test_back_retraces_every_page(ready: State) -> None:
    state = ready.searching().answered(Answered()).opened_document(DOCUMENT).opened_help()
    pages = []
    while state.can_go_back:
        pages.append(state.place.page)
        state = state.back()
    assert pages == [Page.HELP, Page.READER, Page.RESULTS]
    assert state.place is HOME
    assert state.back() is state


def test_help_opens_once(ready: State) -> None:
    state = ready.opened_help()
    assert state.opened_help() is state


def test_a_new_question_does_not_lengthen_the_way_back(ready: State) -> None:
    state = ready
    for _ in range(3):
        state = state.searching().answered(Answered()).opened_document(DOCUMENT)
    assert len(state.trail) == 3


def test_a_fault_of_the_microphone_leaves_the_engine_usable(ready: State) -> None:
    state = ready.listening().faulted(InputFault("no-microphone"))
    assert (state.phase, state.notice) == (Phase.READY, Notice.FAULT)
    assert state.listening().fault is None


def test_an_engine_that_did_not_load_leaves_the_library(ready: State) -> None:
    state = State().broken(InputFault("bundle-missing", path="x"))
    assert state.listening() is state
    opened = state.opened_theme("sante", (DOCUMENT,))
    assert opened.place.documents == (DOCUMENT,)
    assert opened.notice is Notice.FAULT, "the reason stays in view"
    assert opened.preparing().phase is Phase.PREPARING


def test_a_question_that_failed_does_not_haunt_the_next_page(ready: State) -> None:
    state = ready.faulted(InputFault("question-empty")).opened_theme("sante", ())
    assert state.notice is Notice.READY


def test_the_first_page_shows_the_calibrated_confidence_and_the_others_one_step_less() -> None:
    shown = {
        word: [steps(Answered(confidence=word), position) for position in range(3)]
        for word in ("sure", "unsure", "nothing")
    }
    assert shown == {"sure": [3, 2, 2], "unsure": [2, 1, 1], "nothing": [1, 1, 1]}
