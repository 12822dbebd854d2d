"""A voice is kept only where a person was asked for it and said yes, and then whole, with what they chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest

from app.session import Session
from app.settings import Settings
from app.window.remembering import LICENCE
from corpus.consented import ConsentedQuestion, ConsentedQuestions
from corpus.journal import Journal
from engine.recording import SAMPLE_RATE_HZ, Recording, load
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone, likeness
from tests.fixtures.person import Person, seat
from ui import wishes
from ui.consent_card import wording
from ui.state import Consent, Notice, Page, Phase, Voice

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

SOUNDS = (".wav", ".flac", ".ogg", ".mp3")


@pytest.fixture
def willing(session: Session, qtbot, fake_microphone: FakeMicrophone) -> Iterator[Person]:
    """At a computer where everybody is asked."""
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", consent=True))
    person.opens()
    yield person
    person.conversation.close()


def asks(person: Person, understood: Callable[[str], None], recording: Recording) -> None:
    understood("eau sur la brûlure")
    person.touches(person.window.panel.microphone)
    person.speaks(recording)
    person.comes_to(Page.RESULTS)


def is_asked(person: Person) -> None:
    person.waits_for(lambda: person.window.consent_card.yes_button.isVisible())


def journal(person: Person) -> Journal:
    """Once all that was to be written there is."""
    done: list[None] = []
    person.conversation.desk.look_up(lambda: None, done.append)
    person.waits_for(lambda: bool(done))
    found = person.conversation.desk.session.journal
    assert found is not None
    return found


def given(person: Person) -> list[ConsentedQuestion]:
    return journal(person).consented.all()


def kept_sounds(person: Person) -> list[Path]:
    home = person.conversation.desk.session.paths.data
    return [file for file in home.rglob("*") if file.suffix in SOUNDS or file.name.endswith(".part")]


def test_where_it_is_not_wanted_nobody_is_asked_and_nothing_is_kept(
    person: Person, understood, spoken_question: Recording
) -> None:
    asks(person, understood, spoken_question)
    question = given(person)
    QTest.qWait(50)
    assert question == [] and not person.window.consent_card.isVisible()
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    assert given(person) == [] and kept_sounds(person) == []


def test_a_yes_keeps_the_whole_question_with_its_wording(
    willing: Person, understood, spoken_question: Recording
) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    assert wording() in willing.reads() and kept_sounds(willing) == []
    willing.touches(willing.window.consent_card.yes_button)
    willing.waits_for(lambda: willing.conversation.state.consent is Consent.GIVEN)
    assert "Merci" in willing.reads() and not willing.window.consent_card.yes_button.isVisible()
    (question,) = given(willing)
    consented = journal(willing).consented
    assert likeness(load(consented.sound(question.id)).samples, spoken_question.samples)[0] > 0.95
    with consented._storage.reading() as database:
        ((words, licence, language),) = database.execute("SELECT wording, licence, language FROM consented").fetchall()
    assert (words, licence, language) == (wording(), LICENCE, "fr")
    assert question.document is None


def test_a_no_keeps_nothing_and_is_one_press(willing: Person, understood, spoken_question: Recording) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    willing.touches(willing.window.consent_card.no_button)
    assert willing.conversation.state.consent is Consent.REFUSED
    assert not willing.window.consent_card.isVisible()
    assert given(willing) == [] and kept_sounds(willing) == []


@pytest.mark.parametrize("goes_on", ["back", "asks again"])
def test_who_pays_no_heed_has_not_agreed(willing: Person, understood, spoken_question: Recording, goes_on: str) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    if goes_on == "back":
        willing.touches(willing.window.back_button)
    else:
        willing.touches(willing.window.panel.microphone)
    assert willing.conversation.state.consent is Consent.NONE
    assert not willing.window.consent_card.isVisible()
    assert given(willing) == [] and kept_sounds(willing) == []
    if goes_on != "back":
        willing.touches(willing.window.panel.cancel_button)


def test_the_question_is_put_aloud_when_one_wants_to_hear_it(
    willing: Person, understood, spoken_question: Recording
) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    willing.touches(willing.window.consent_card.listen_button)
    assert willing.player.played[-1] == "consent"
    assert willing.conversation.state.consent is Consent.ASKED


@pytest.mark.parametrize("first", ["yes", "confirming"])
def test_the_document_that_a_facilitator_confirms_goes_with_the_question(
    willing: Person, understood, spoken_question: Recording, first: str
) -> None:
    def confirms() -> None:
        done: list[bool] = []
        willing.conversation.remembering.confirm("argent/epargne", lambda: done.append(True))
        willing.waits_for(lambda: bool(done))

    asks(willing, understood, spoken_question)
    is_asked(willing)
    if first == "confirming":
        confirms()
    willing.touches(willing.window.consent_card.yes_button)
    willing.waits_for(lambda: willing.conversation.state.consent is Consent.GIVEN)
    if first == "yes":
        confirms()
    assert [one.document for one in given(willing)] == ["argent/epargne"]


def test_a_page_that_is_only_opened_is_not_said_to_answer(
    willing: Person, understood, spoken_question: Recording
) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    willing.touches(willing.window.consent_card.yes_button)
    willing.waits_for(lambda: willing.conversation.state.consent is Consent.GIVEN)
    willing.touches(willing.cards()[0])
    willing.comes_to(Page.READER)
    assert [one.document for one in given(willing)] == [None]


def test_a_voice_that_was_given_is_not_said_to_be_erased(
    willing: Person, understood, spoken_question: Recording
) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    willing.touches(willing.window.consent_card.yes_button)
    willing.waits_for(lambda: willing.conversation.state.consent is Consent.GIVEN)
    willing.touches(willing.window.back_button)
    assert willing.conversation.state.voice is Voice.DROPPED
    assert "Votre question est gardée ici" in willing.reads() and "effacée" not in willing.reads()


def test_silence_and_written_questions_are_nobodys_voice(willing: Person) -> None:
    willing.touches(willing.window.panel.microphone)
    willing.microphone.say(np.zeros(8 * 16_000, np.float32))
    willing.waits_for(lambda: willing.notice is Notice.SILENCE)
    willing.types("oignons")
    willing.comes_to(Page.RESULTS)
    journal(willing)
    QTest.qWait(50)
    assert willing.conversation.state.consent is Consent.NONE


def test_a_voice_that_cannot_be_kept_is_told_and_nobody_is_thanked(
    willing: Person, understood, spoken_question: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise InputFault("disk-full", path="questions")

    asks(willing, understood, spoken_question)
    is_asked(willing)
    monkeypatch.setattr(ConsentedQuestions, "keep", full)
    willing.touches(willing.window.consent_card.yes_button)
    willing.waits_for(lambda: willing.notice is Notice.FAULT)
    assert willing.conversation.state.fault.key == "disk-full"
    assert willing.conversation.state.consent is Consent.REFUSED and not willing.window.consent_card.isVisible()


def test_without_a_journal_nobody_is_asked(
    session: Session, qtbot, fake_microphone, understood, spoken_question, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Journal:
        raise InputFault("not-writable", path=session.paths.journal)

    monkeypatch.setattr(Journal, "open", refuse)
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", consent=True))
    person.opens()
    asks(person, understood, spoken_question)
    QTest.qWait(100)
    assert person.conversation.state.consent is Consent.NONE
    assert person.conversation.state.phase is Phase.READY
    person.conversation.close()


def test_a_press_on_no_after_a_yes_and_leaving_meanwhile_change_nothing(
    willing: Person, understood, spoken_question: Recording
) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    willing.touches(willing.window.consent_card.yes_button)
    assert willing.conversation.state.consent is Consent.KEEPING
    assert not willing.window.consent_card.no_button.isVisible()
    willing.window.wish.emit(wishes.AnswerConsent(False))
    willing.touches(willing.window.back_button)
    willing.waits_for(lambda: willing.conversation.state.consent is Consent.GIVEN)
    assert len(given(willing)) == 1
    assert "Votre voix est effacée" not in willing.reads()


def test_a_silence_after_an_answer_takes_no_question_from_the_facilitator(
    willing: Person, understood, spoken_question: Recording
) -> None:
    asks(willing, understood, spoken_question)
    is_asked(willing)
    willing.touches(willing.window.consent_card.yes_button)
    willing.waits_for(lambda: willing.conversation.state.consent is Consent.GIVEN)
    willing.touches(willing.window.panel.microphone)
    willing.speaks(Recording(np.zeros(8 * SAMPLE_RATE_HZ, np.float32)))
    willing.waits_for(lambda: willing.notice is Notice.SILENCE)
    done: list[bool] = []
    willing.conversation.remembering.confirm("argent/epargne", lambda: done.append(True))
    willing.waits_for(lambda: bool(done))
    assert [one.document for one in given(willing)] == ["argent/epargne"]
