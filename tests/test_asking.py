"""Asking, for who cannot read: what was heard is drawn and said, one's own question can be heard again, and nobody
keeps it."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.session import Session
from app.settings import Settings
from corpus.gists import Gists
from corpus.journal import Journal
from engine.recording import SAMPLE_RATE_HZ, Recording
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from ui import languages, sentences, wishes
from ui.spoken import SPOKEN
from ui.state import Notice, Page, Phase, Sound, State, Voice

pytestmark = pytest.mark.usefixtures("no_leftover_threads", "french_again")

QUESTION = Sound("question")


@pytest.fixture
def french_again(session: Session, qapp: QApplication) -> Iterator[None]:
    yield
    languages.install(qapp, languages.SOURCE, session.paths.translations)


def asks(person: Person, recording: Recording) -> None:
    person.touches(person.window.panel.microphone)
    person.speaks(recording)
    assert person.conversation.state.phase is Phase.LISTENING
    person.waits_for(lambda: person.conversation.state.phase is Phase.READY)  # the search may be over in no time


def hears(person: Person, seconds: float, level: float) -> None:
    """The microphone brings a noise of that level, and nobody speaks."""
    noise = np.random.default_rng(0).normal(0, level or 1e-9, round(seconds * SAMPLE_RATE_HZ)).astype(np.float32)
    asks(person, Recording(noise))


def week(person: Person) -> Journal:
    """The journal, once all that was to be written there is."""
    done: list[None] = []
    person.conversation.desk.look_up(lambda: None, done.append)
    person.waits_for(lambda: bool(done))
    journal = person.conversation.desk.session.journal
    assert journal is not None
    return journal


def question_in(journal: Journal) -> str:
    with journal._storage.reading() as database:
        ((id,),) = database.execute("SELECT id FROM questions").fetchall()
    return id


# -- what was heard --


def test_something_that_fails_beside_a_question_leaves_the_next_one_possible(
    person: Person, understood, spoken_question: Recording
) -> None:
    understood("eau sur la brûlure")
    person.touches(person.window.panel.microphone)
    person.conversation.desk.fail(InputFault("work-under-way"))
    assert person.conversation.state.phase is Phase.READY
    asks(person, spoken_question)
    assert person.page is Page.RESULTS


@pytest.mark.parametrize(
    ("level", "notice", "drawing"), [(0.0, Notice.SILENCE, "silence"), (0.1, Notice.NOISE, "noise")]
)
def test_silence_and_noise_are_drawn_and_said_in_the_language_of_the_window(
    session: Session, qtbot, fake_microphone: FakeMicrophone, level: float, notice: Notice, drawing: str
) -> None:
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", language="wo"))
    person.opens()
    hears(person, 8, level)
    assert person.notice is notice
    assert sentences.drawing(person.conversation.state) == drawing
    said = person.player.sounds[-1]
    assert isinstance(said, Path) and (said.parent.name, said.stem) == ("wo", f"notice.{drawing}")
    person.conversation.close()


def test_a_voice_that_was_too_loud_is_told_where_nothing_sure_was_found(
    person: Person, understood, spoken_question: Recording
) -> None:
    understood("rien de cela")
    asks(person, Recording(np.clip(spoken_question.samples * 8, -1, 1)))
    assert person.notice is Notice.LOUD
    assert "Votre voix était trop forte" in person.reads()
    assert person.player.played[-1] == "notice.loud"


def test_what_went_well_is_not_talked_about(person: Person, understood, spoken_question: Recording) -> None:
    understood("eau sur la brûlure")
    asks(person, spoken_question)
    assert person.page is Page.RESULTS
    assert person.player.played == ["rising", "falling"]


def test_without_a_microphone_the_drawing_and_the_voice_say_so(
    session: Session, qtbot, fake_microphone: FakeMicrophone
) -> None:
    def refuse(_device: object, _sink: object) -> FakeMicrophone:
        raise InputFault("no-microphone")

    fake_microphone.open = refuse  # type: ignore[method-assign]
    person = seat(session, qtbot, fake_microphone)
    person.opens()
    assert sentences.drawing(person.conversation.state) == "no-microphone"
    assert person.player.played == ["notice.no-microphone"]
    person.touches(person.window.panel.microphone)
    person.waits_for(lambda: person.player.played == ["notice.no-microphone"] * 2)
    person.conversation.close()


def test_who_wants_no_sounds_hears_none(session: Session, qtbot, fake_microphone: FakeMicrophone) -> None:
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", tones=False))
    person.opens()
    hears(person, 8, 0.0)
    assert person.notice is Notice.SILENCE and person.player.sounds == []
    person.conversation.close()


@pytest.mark.parametrize("notice", [notice for notice in Notice if notice is not Notice.FAULT])
def test_every_notice_has_its_words_and_no_sound_is_missing(notice: Notice) -> None:
    state = State(notice=notice, progress=(1, 2))
    assert sentences.state_line(state)[0]
    assert sentences.spoken_notice(state) in ("", *SPOKEN)


# -- one's own question --


@pytest.fixture
def answered(person: Person, understood, spoken_question: Recording) -> Person:
    understood("eau sur la brûlure")
    asks(person, spoken_question)
    return person


def test_the_question_can_be_heard_again_and_stopped(answered: Person) -> None:
    person, button = answered, answered.window.panel.voice.replay_button
    assert button.accessibleName() == "Écouter ma question"
    person.touches(button)
    assert person.player.now is person.conversation.questions.recording
    assert person.conversation.state.playing == QUESTION
    assert (button.accessibleName(), button.property("spoken")) == ("Arrêter", "listen-stop")
    person.touches(button)
    assert person.player.now is None and person.conversation.state.playing is None
    person.touches(button)
    person.player.ends()
    person.waits_for(lambda: person.conversation.state.playing is None)
    assert button.accessibleName() == "Écouter ma question"


def test_the_voice_is_promised_to_be_erased_and_then_said_to_be(
    person: Person, understood, spoken_question: Recording
) -> None:
    assert "elle sera effacée" in person.reads()
    understood("eau sur la brûlure")
    asks(person, spoken_question)
    assert person.window.panel.voice.replay_button.isVisible()
    person.touches(person.window.back_button)
    assert person.conversation.state.voice is Voice.DROPPED
    assert not person.window.panel.voice.replay_button.isVisible()
    assert "Votre voix est effacée" in person.reads()


def test_a_voice_is_forgotten_when_nobody_does_anything(answered: Person) -> None:
    person = answered
    trace = weakref.ref(person.conversation.questions.recording)
    person.conversation.questions._forgetting.setInterval(50)
    person.touches(person.window.panel.voice.replay_button)
    person.player.sounds.clear()
    person.waits_for(lambda: person.conversation.state.voice is Voice.DROPPED)
    assert person.player.now is None and person.page is Page.RESULTS
    assert "Votre voix est effacée" in person.reads()
    person.conversation.desk.session.model.speech.heard.clear()
    person.types("oignons")  # the next question takes the place of what the threads still held
    person.waits_for(lambda: person.conversation.state.phase is Phase.READY)
    gc.collect()
    assert trace() is None


def test_a_loudspeaker_that_is_missing_is_told_at_each_press(answered: Person) -> None:
    person = answered
    for _ in range(2):
        person.touches(person.window.panel.voice.replay_button)
        person.player.ends(InputFault("no-loudspeaker"))
        person.waits_for(lambda: person.notice is Notice.FAULT)
        assert person.conversation.state.fault.key == "no-loudspeaker"
        assert person.conversation.state.playing is None
        person.conversation.desk.become(person.conversation.state.ready())


# -- one sound at a time --


@pytest.fixture
def with_gist(person: Person) -> str:
    Gists(person.conversation.desk.session.paths.gists).put("sante/brulure", np.zeros(1600, np.float32), 16_000)
    return "sante/brulure"


def test_a_gist_is_heard_until_one_leaves_its_page(person: Person, with_gist: str) -> None:
    person.window.wish.emit(wishes.OpenDocument(with_gist))
    person.comes_to(Page.READER)
    person.window.wish.emit(wishes.Play(Sound("gist", with_gist)))
    person.waits_for(lambda: person.player.is_playing)
    assert person.conversation.state.playing == Sound("gist", with_gist)
    person.touches(person.window.back_button)
    assert not person.player.is_playing and person.conversation.state.playing is None


def test_a_gist_that_came_in_a_pack_is_heard_at_any_rate(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    flac = io.BytesIO()
    soundfile.write(flac, np.zeros((4_410, 2)), 44_100, format="FLAC")
    monkeypatch.setattr(person.conversation.desk.session.library, "gist", lambda _: flac.getvalue())
    person.window.wish.emit(wishes.Play(Sound("gist", "a")))
    person.waits_for(lambda: person.player.is_playing)
    assert isinstance(person.player.now, Recording) and person.player.now.seconds == pytest.approx(0.1, abs=0.01)


def test_what_reads_aloud_by_itself_takes_its_turn(person: Person, with_gist: str) -> None:
    sounds, told = person.conversation.sounds, []

    def start(sound: Sound) -> None:
        told.append("starts")
        sounds.began(sound)

    sounds.add("reading", start, lambda: told.append("stops"))
    reading = Sound("reading", with_gist)
    person.window.wish.emit(wishes.Play(reading))
    assert person.conversation.state.playing == reading and told == ["starts"]
    person.window.wish.emit(wishes.Play(Sound("gist", with_gist)))
    person.waits_for(lambda: person.player.is_playing)
    assert told == ["starts", "stops"]
    person.window.wish.emit(wishes.Play(reading))
    assert not person.player.is_playing and person.conversation.state.playing == reading
    sounds.over(reading)
    assert person.conversation.state.playing is None


def test_nothing_is_heard_while_the_microphone_listens(person: Person, with_gist: str) -> None:
    person.window.wish.emit(wishes.Play(Sound("gist", with_gist)))
    person.waits_for(lambda: person.player.is_playing)
    person.touches(person.window.panel.microphone)
    assert not person.player.is_playing
    person.waits_for(lambda: person.player.played[-1] == "rising")
    person.player.ends()
    for wish in (wishes.Play(Sound("gist", with_gist)), wishes.SayName("back")):
        person.window.wish.emit(wish)
    QTest.qWait(100)
    assert not person.player.is_playing
    person.presses(Qt.Key.Key_Escape)


def test_a_control_says_its_name_when_it_is_held_or_asked_with_f2(person: Person) -> None:
    person.window.back_button.setEnabled(True)
    person.window.help_button.setFocus()
    person.presses(Qt.Key.Key_F2)
    assert person.player.played == ["help"]
    person.window.panel.microphone.setFocus()
    person.presses(Qt.Key.Key_F2)
    assert person.player.played == ["help", "microphone"] and person.conversation.state.phase is Phase.READY
    QTest.mousePress(person.window.help_button, Qt.MouseButton.LeftButton)
    person.waits_for(lambda: person.player.played[2:] == ["help"])
    QTest.mouseRelease(person.window.help_button, Qt.MouseButton.LeftButton)
    assert person.page is Page.HOME, "a press that spoke does not click"


@pytest.mark.parametrize("ends", ["hide", "close"])
def test_a_window_that_goes_leaves_nothing_playing_and_nothing_recording(answered: Person, ends: str) -> None:
    person = answered
    person.touches(person.window.panel.voice.replay_button)
    getattr(person.window, ends)()
    assert not person.player.is_playing and person.conversation.state.playing is None
    person.waits_for(lambda: not person.microphone.is_running)
    person.conversation.close()
    assert person.player.closed


def test_a_window_that_was_never_in_view_opens_no_microphone(
    session: Session, qtbot, fake_microphone: FakeMicrophone
) -> None:
    person = seat(session, qtbot, fake_microphone)
    person.conversation.start()
    person.waits_for(lambda: person.conversation.state.phase is Phase.READY)
    QTest.qWait(100)
    assert fake_microphone.opened == 0
    person.conversation.close()


# -- what the journal learns --


def test_the_journal_learns_how_a_question_went_and_none_of_its_words(answered: Person) -> None:
    person = answered
    journal = week(person)
    id = question_in(journal)
    asked = journal.question(id)
    assert (asked.way, asked.heard, asked.shown[0], asked.chosen) == ("spoken", "speech", "sante/brulure", ())
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    assert week(person).question(id).chosen == ("sante/brulure",)
    person.touches(person.window.back_button)
    person.window.wish.emit(wishes.NoneOfThese())
    assert week(person).question(id).refused


def test_a_document_opened_from_elsewhere_answers_no_question(answered: Person) -> None:
    person = answered
    person.touches(person.window.back_button)
    person.window.wish.emit(wishes.OpenDocument("argent/epargne"))
    person.comes_to(Page.READER)
    journal = week(person)
    assert journal.question(question_in(journal)).chosen == ()


def test_silence_and_written_questions_are_counted_too(person: Person) -> None:
    hears(person, 8, 0.0)
    person.types("oignons")
    person.comes_to(Page.RESULTS)
    found = week(person).week(date.today())
    assert (found.spoken, found.typed, found.silence) == (1, 1, 1)


@pytest.mark.parametrize("fails", ["at the start", "later"])
def test_a_journal_that_cannot_be_written_never_stands_in_the_way(
    session: Session, qtbot, fake_microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise InputFault("disk-full", path=session.paths.journal)

    monkeypatch.setattr(Journal, "open" if fails == "at the start" else "asked", full)
    person = seat(session, qtbot, fake_microphone)
    person.opens()
    if fails == "at the start":
        person.waits_for(lambda: person.notice is Notice.FAULT)  # it is told once
    person.types("oignons")
    person.comes_to(Page.RESULTS)
    QTest.qWait(100)
    assert person.notice in (Notice.FOUND, Notice.UNSURE)
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    QTest.qWait(100)
    assert person.notice is Notice.READY
    person.conversation.close()


# -- the panel --

LONG = InputFault("library-damaged", path="/home/centre/" + "dossier/" * 30, why="database disk image")


@pytest.mark.parametrize("size", [(800, 600), (1024, 600), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("percent", [90, 100, 150, 200])
@pytest.mark.parametrize("language", ["fr", "wo"])
def test_nothing_is_cut_and_the_button_stays_whatever_is_said(
    session: Session, qtbot, fake_microphone, size: tuple[int, int], percent: int, language: str
) -> None:
    person = seat(
        session, qtbot, fake_microphone, Settings(appearance="light", text_percent=percent, language=language)
    )
    person.window.resize(*size)
    person.window.show()
    QTest.qWait(20)  # a large window is furnished anew
    panel, ready, places = person.window.panel, State().ready(), set()
    searching = ready.listening().searching()
    shown: list[State] = [State(), State().building(12_345, 67_890), ready, ready.listening(), searching]
    shown += [ready.faulted(InputFault("no-microphone")), ready.faulted(LONG)]
    for notice in (Notice.SILENCE, Notice.NOISE, Notice.LOUD, Notice.NOTHING, Notice.FOUND, Notice.UNSURE):
        for spare in (None, "pages"):
            for playing in (None, QUESTION):
                held = dict(phase=Phase.READY, notice=notice, voice=Voice.HELD, spare=spare, playing=playing)
                shown.append(State(**held))  # type: ignore[arg-type]
    shown.append(State(Phase.READY, Notice.READY, voice=Voice.DROPPED))
    for state in shown:
        panel.show_state(state)
        QTest.qWait(1)
        places.add(panel.microphone.geometry().getRect())
        for child in panel.findChildren(QWidget):
            if child.isVisible():
                place = child.mapTo(panel, QPoint())
                assert place.x() >= 0 and place.x() + child.width() <= panel.width(), (child, state.notice)
                assert place.y() >= 0 and place.y() + child.height() <= panel.height(), (child, state.notice)
            if child.isVisible() and isinstance(child, QLabel):
                assert child.heightForWidth(child.width()) <= child.height(), child.text()
        parts = [panel.microphone, panel.notice.line, panel.notice.advice, panel.cancel_button, panel.anyway_button]
        parts += [panel.voice, panel.question]
        below = 0
        for part in (part for part in parts if part.isVisible()):
            top = part.mapTo(panel, QPoint()).y()
            assert top >= below, f"{part} of {state.notice} lies over another part"
            below = top + part.height()
        written = panel.question
        assert written.fontMetrics().horizontalAdvance(written.placeholderText()) <= written.width() - 40
    assert len(places) == 1, places
    assert min(places.pop()[2:]) >= 96
    person.conversation.close()
