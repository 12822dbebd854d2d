"""What the window is doing, move by move, with no widget."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from corpus.documents import Document
from faults import InputFault
from ui.facilitation import GistTake
from ui.state import HOME, Consent, Notice, Page, Phase, Shelf, Sound, State, Voice, Work, steps

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


def test_the_next_page_of_a_list_is_one_step_away_and_back_still_leads_to_the_list(ready: State) -> None:
    others = tuple(Document(f"sante/{n}", n, "sante", "", "", (), "", "starter") for n in "abc")
    state = ready.opened_shelf(Shelf("theme", "sante"), others).opened_document(others[1])
    assert state.neighbour(1) == ("sante/c", None) and state.neighbour(-1) == ("sante/a", None)
    state = state.opened_document(others[2])
    assert state.neighbour(1) is None
    assert [place.page for place in state.trail] == [Page.HOME, Page.LIBRARY, Page.READER]
    assert ready.neighbour(1) is None


def test_a_kept_passage_is_turned_to_with_its_document(ready: State) -> None:
    others = tuple(Document(f"sante/{n}", n, "sante", "", "", (), "", "starter") for n in "ab")
    state = ready.opened_shelf(Shelf("kept"), others, (None, "passage b")).opened_document(others[0])
    assert state.neighbour(1) == ("sante/b", "passage b")


def test_long_work_stays_whatever_one_looks_at(ready: State) -> None:
    work = Work("add", 0.5)
    state = ready.working(work).searching().answered(Answered()).opened_help()
    assert state.work == work and state.working(None).work is None


def test_the_pages_of_an_answer_are_turned_with_the_passages_that_answer(ready: State) -> None:
    hits = tuple(SimpleNamespace(document=f"sante/{n}", passage=f"passage {n}") for n in "ab")
    state = ready.searching().answered(Answered(hits=hits)).opened_document(replace(DOCUMENT, id="sante/a"))
    assert state.neighbour(1) == ("sante/b", "passage b")


def test_a_list_opened_from_a_list_takes_its_place(ready: State) -> None:
    state = ready.opened_shelf(Shelf("theme", "sante"), ()).opened_shelf(Shelf("kept"), ())
    assert state.place.shelf == Shelf("kept")
    assert state.back().place is HOME


def test_the_voice_is_held_as_long_as_its_answer_is_in_view(ready: State) -> None:
    state = ready.listening().searching()
    assert state.voice is Voice.HELD
    state = state.answered(Answered()).opened_document(DOCUMENT)
    assert state.voice is Voice.HELD
    assert state.back().voice is Voice.HELD
    assert state.back().back().voice is Voice.DROPPED
    assert state.listening().voice is Voice.DROPPED, "a new question begins"


def test_the_voice_of_a_question_without_answer_is_held_until_one_goes_elsewhere(ready: State) -> None:
    state = ready.listening().searching().answered(Answered(heard="silence"))
    assert state.voice is Voice.HELD
    assert state.opened_help().voice is Voice.DROPPED
    assert state.forgot_voice().voice is Voice.DROPPED
    assert ready.listening().searching().cancelled().voice is Voice.DROPPED


def test_a_written_question_holds_no_voice(ready: State) -> None:
    assert ready.searching().answered(Answered(heard="text")).voice is Voice.NONE


@pytest.mark.parametrize(
    ("answer", "notice"),
    [
        (Answered(confidence="sure"), Notice.FOUND),
        (Answered(confidence="unsure"), Notice.LOUD),
        (Answered(confidence="nothing"), Notice.LOUD),
        (Answered(heard="noise", confidence="nothing"), Notice.NOISE),
    ],
)
def test_too_loud_a_voice_is_told_where_it_may_have_cost_the_answer(ready: State, answer, notice: Notice) -> None:
    state = ready.listening().searching().answered(answer, loud=True)
    assert state.notice is notice
    if notice is Notice.LOUD:
        assert state.shown_anyway().place.answer is answer


def test_consent_is_asked_for_a_voice_that_is_there_and_answered_once(ready: State) -> None:
    assert ready.asked_consent().consent is Consent.NONE
    state = ready.listening().searching().answered(Answered()).asked_consent()
    assert state.consent is Consent.ASKED
    assert state.consented(True).consent is Consent.GIVEN
    refused = state.consented(False)
    assert refused.consent is Consent.REFUSED and refused.consented(True) is refused
    assert state.back().consent is Consent.NONE, "an answer out of view is not asked about"
    given = state.consented(True)
    assert given.back().consent is Consent.GIVEN, "nobody is told that this voice is erased"
    assert given.listening().consent is given.back().searching().consent is Consent.NONE, "a new question begins"


def test_after_a_yes_there_is_no_no_and_a_voice_that_is_given_is_not_told_as_erased(ready: State) -> None:
    keeping = ready.listening().searching().answered(Answered()).asked_consent().keeping_voice()
    assert keeping.consent is Consent.KEEPING and keeping.keeping_voice() is keeping
    left = keeping.back()
    assert left.consent is Consent.KEEPING, "leaving is no no"
    assert left.consented(True).searching().voice is Voice.NONE, "a written question does not tell it as erased"
    assert left.listening().searching().voice is Voice.HELD, "the next voice"
    failed = left.consented(False)
    assert (failed.voice, failed.consent) == (Voice.DROPPED, Consent.REFUSED)


def test_one_sound_plays_at_a_time_and_a_dropped_voice_does_not(ready: State) -> None:
    question, gist = Sound("question"), Sound("gist", "sante/eau")
    assert ready.plays(question).playing is None
    state = ready.listening().searching().answered(Answered()).plays(question)
    assert state.playing == question and state.plays(gist).playing == gist
    assert state.back().playing is None
    assert state.plays(gist).back().playing == gist
    assert state.plays(None).playing is None


def test_the_facilitators_page_closes_with_the_facilitators_tools(ready: State) -> None:
    assert ready.opened_facilitator() is ready
    state = ready.facilitating(True).opened_facilitator()
    assert state.place.page is Page.FACILITATOR and state.opened_facilitator() is state
    assert state.facilitating(False).place is HOME


def test_a_list_of_like_pages_says_what_they_are_like(ready: State) -> None:
    state = ready.opened_document(DOCUMENT).opened_shelf(Shelf("alike", DOCUMENT.id), (), alike=DOCUMENT)
    assert (state.place.page, state.place.document) == (Page.LIBRARY, DOCUMENT)
    assert state.back().place.page is Page.READER
    assert state.opened_shelf(Shelf(), ()).place.document is None


def test_a_microphone_is_tried_in_the_settings_alone(ready: State) -> None:
    assert not ready.trying(True).equipment.tried
    state = ready.opened_settings().trying(True)
    assert state.equipment.tried
    left = (state.back(), state.opened_help(), state.listening(), state.searching())
    assert not any(one.equipment.tried for one in left)
    assert not state.listening().trying(True).equipment.tried, "a question needs it"


def test_what_was_confirmed_goes_with_the_question_it_was_said_of(ready: State) -> None:
    assert ready.confirming("sante/eau") is ready
    state = ready.searching().answered(Answered()).confirming("sante/eau")
    assert state.confirmed == "sante/eau"
    assert state.searching().answered(Answered()).confirmed == ""


def test_a_summary_that_is_not_kept_goes_with_the_facilitators_tools(ready: State) -> None:
    state = ready.facilitating(True).taking(GistTake("sante/eau"))
    assert state.opened_help().back().take == GistTake("sante/eau")
    assert state.facilitating(False).take is None


def test_none_of_these_leads_away_from_the_answer_and_back(ready: State) -> None:
    answer = Answered()
    state = ready.searching().answered(answer).none_of_these()
    assert (state.place.page, state.answer) == (Page.NONE, answer)
    assert state.back().place.page is Page.RESULTS
    assert ready.none_of_these() is ready


def test_a_fault_of_the_microphone_leaves_the_engine_usable(ready: State) -> None:
    state = ready.listening().faulted(InputFault("no-microphone"))
    assert (state.phase, state.notice) == (Phase.READY, Notice.FAULT)
    assert state.listening().fault is None


def test_an_engine_that_did_not_load_leaves_the_library(ready: State) -> None:
    state = State().broken(InputFault("bundle-missing", path="x"))
    assert state.listening() is state
    opened = state.opened_shelf(Shelf("theme", "sante"), (DOCUMENT,))
    assert opened.place.documents == (DOCUMENT,)
    assert opened.notice is Notice.FAULT, "the reason stays in view"
    assert opened.preparing().phase is Phase.PREPARING


def test_a_question_that_failed_does_not_haunt_the_next_page(ready: State) -> None:
    state = ready.faulted(InputFault("question-empty")).opened_shelf(Shelf("theme", "sante"), ())
    assert state.notice is Notice.READY


def test_the_first_page_shows_the_calibrated_confidence_and_the_others_one_step_less() -> None:
    shown = {
        word: [steps(Answered(confidence=word), position) for position in range(3)]
        for word in ("sure", "unsure", "nothing")
    }
    assert shown == {"sure": [3, 2, 2], "unsure": [2, 1, 1], "nothing": [1, 1, 1]}
