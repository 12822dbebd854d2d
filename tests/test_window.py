"""The window, used as a person uses it: by finger, by keyboard, by screen reader."""

import gc
import time
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from app.session import Model, Session
from app.settings import Settings
from engine.recording import SAMPLE_RATE_HZ, Recording
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from ui.controls import Card
from ui.question_panel import HOLD_MS
from ui.reader_page import ReaderPage
from ui.state import Notice, Page, Phase, Shelf

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

LEAST_TARGET_PX = 48


# -- the start --


def test_the_window_stands_before_the_engine_and_says_so(session: Session, qtbot, fake_microphone) -> None:
    person = seat(session, qtbot, fake_microphone)
    person.window.show()
    assert person.conversation.state.phase is Phase.PREPARING
    assert "Je prépare le moteur…" in person.reads()
    person.touches(person.window.panel.microphone)
    assert person.conversation.state.phase is Phase.PREPARING
    person.opens()
    assert "Appuyez et posez votre question en wolof" in person.reads()
    person.conversation.close()


def test_the_first_start_builds_the_library_and_shows_how_far_it_is(session: Session, qtbot, fake_microphone) -> None:
    person = seat(session, qtbot, fake_microphone)
    notices = []
    become = person.conversation.desk.become
    person.conversation.desk.become = lambda state: (notices.append((state.notice, state.progress)), become(state))
    person.opens()
    shown = [progress for notice, progress in notices if notice is Notice.BUILDING]
    assert shown and shown[-1][0] == shown[-1][1] == session.library.passage_count()
    person.conversation.close()


def test_a_damaged_model_is_told_with_advice_and_the_library_can_be_read(
    few_documents, qtbot, fake_microphone, word_model: Model
) -> None:
    broken = [InputFault("bundle-damaged", file="weights.bin", why="sha256")]

    def open_model(_folder: object, _threads: object) -> Model:
        if broken:
            raise broken[0]
        return word_model

    person = seat(Session(few_documents, Settings(), open_model), qtbot, fake_microphone)
    person.window.show()
    person.conversation.start()
    person.waits_for(lambda: person.conversation.state.phase is Phase.BROKEN)
    assert "weights.bin" in person.reads() and "Réinstallez Laaj" in person.reads()
    person.touches(person.window.page.tiles[0])
    person.comes_to(Page.LIBRARY)
    assert "Soigner une brûlure" in person.reads()
    broken.clear()
    person.touches(person.window.panel.microphone)
    person.waits_for(lambda: person.conversation.state.phase is Phase.READY)
    person.conversation.close()


# -- a spoken question --


def test_a_tap_a_question_and_the_right_page_first(person: Person, understood, spoken_question: Recording) -> None:
    understood("eau sur la brûlure")
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    assert "J'écoute…" in person.reads()
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Soigner une brûlure")
    person.waits_for(lambda: person.player.played == ["rising", "falling"])


def test_holding_the_button_ends_the_question_when_it_is_let_go(person: Person, understood, spoken_question) -> None:
    understood("oignons en pépinière")
    microphone = person.window.panel.microphone
    QTest.mousePress(microphone, Qt.MouseButton.LeftButton)
    person.speaks(spoken_question)
    person.microphone.wait_until_said()
    QTest.qWait(HOLD_MS)
    assert person.conversation.state.phase is Phase.LISTENING, "a pause ends nothing while the button is held"
    QTest.mouseRelease(microphone, Qt.MouseButton.LeftButton)
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Réussir ses oignons")


def test_a_second_tap_ends_the_question(person: Person, understood, spoken_question: Recording) -> None:
    understood("une tontine")
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.microphone.wait_until_said()
    if person.conversation.state.phase is Phase.LISTENING:
        person.touches(person.window.panel.microphone)
    person.comes_to(Page.RESULTS)


def test_the_ring_follows_the_voice(person: Person, spoken_question: Recording) -> None:
    levels: list[float] = []
    button = person.window.panel.microphone
    show = button.show_level
    button.show_level = lambda level_db: (levels.append(level_db), show(level_db))
    person.touches(button)
    person.speaks(spoken_question)
    person.waits_for(lambda: bool(levels) and max(levels) > -30)
    assert button._level > 0.2
    person.presses(Qt.Key.Key_Escape)


def test_silence_noise_and_nothing_found_are_told_apart(person: Person, understood, spoken_question: Recording) -> None:
    person.touches(person.window.panel.microphone)
    person.microphone.say(np.zeros(8 * SAMPLE_RATE_HZ, np.float32))
    person.waits_for(lambda: person.notice is Notice.SILENCE)
    assert "Je n'ai entendu que du silence" in person.reads()

    noise = np.random.default_rng(0).normal(0, 0.1, 8 * SAMPLE_RATE_HZ).astype(np.float32)
    person.touches(person.window.panel.microphone)
    person.microphone.say(noise)
    person.waits_for(lambda: person.notice is Notice.NOISE)
    assert "Je n'ai entendu que du bruit" in person.reads()


def test_a_recording_is_gone_once_its_answer_is_out_of_view(
    person: Person, understood, spoken_question: Recording
) -> None:
    understood("eau sur la brûlure")
    heard = person.conversation.desk.session.model.speech.heard
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)
    assert person.conversation.questions.recording is not None
    traces = [weakref.ref(recording) for recording in heard]
    heard.clear()
    person.touches(person.window.back_button)
    assert person.conversation.questions.recording is None
    person.types("oignons")  # the next question takes the place of what the threads still held
    person.waits_for(lambda: person.conversation.state.phase is Phase.READY)
    gc.collect()
    assert len(traces) == 1 and traces[0]() is None


def test_cancel_forgets_the_question(person: Person, spoken_question: Recording) -> None:
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.touches(person.window.panel.cancel_button)
    assert person.conversation.state.phase is Phase.READY
    person.microphone.wait_until_said()
    QTest.qWait(200)
    assert person.page is Page.HOME and person.notice is Notice.READY
    assert person.conversation.desk.session.model.speech.heard == []


def test_a_microphone_that_goes_away_is_told_and_comes_back(person: Person, understood, spoken_question) -> None:
    person.touches(person.window.panel.microphone)
    person.waits_for(lambda: person.player.played == ["rising"])  # before that, it would just be opened again
    person.microphone.unplug()
    person.waits_for(lambda: person.notice is Notice.FAULT)
    assert person.conversation.state.fault.key == "microphone-lost"
    understood("eau sur la brûlure")
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)


def test_without_a_microphone_one_can_still_type(session: Session, qtbot, fake_microphone: FakeMicrophone) -> None:
    def refuse(_device: object, _sink: object) -> FakeMicrophone:
        raise InputFault("no-microphone")

    fake_microphone.open = refuse  # type: ignore[method-assign]
    person = seat(session, qtbot, fake_microphone)
    person.opens()
    assert "Aucun microphone" in person.reads() and "Branchez" in person.reads()
    person.types("Comment réussir les oignons ?")
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Réussir ses oignons")
    person.conversation.close()


def test_a_window_that_nobody_sees_listens_to_nobody(person: Person) -> None:
    assert person.microphone.is_running
    person.window.hide()
    person.waits_for(lambda: not person.microphone.is_running)
    person.window.show()
    person.waits_for(lambda: person.microphone.is_running)


# -- reading --


def test_the_reader_marks_the_passage_and_scrolls_to_it(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    passage = person.conversation.state.place.answer.hits[0].passage
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    QTest.qWait(50)
    page = person.window.page
    assert isinstance(page, ReaderPage)
    first, last = page.text.marked
    marked = page.text.toPlainText()[first:last]
    words = passage.text.replace("*", " ").replace("#", " ").split()
    assert marked.split()[:5] == words[:5] and marked.split()[-5:] == words[-5:]
    assert "\ue000" not in page.text.toPlainText() and "\ue001" not in page.text.toPlainText()
    top = page.text._line_rects()[0].top() - page.text.verticalScrollBar().value()
    assert 0 <= top < page.text.viewport().height()


def test_back_stands_at_the_same_place_on_every_page_and_leads_home(person: Person) -> None:
    places = [person.window.back_button.mapTo(person.window, QPoint())]
    helps = [person.window.help_button.mapTo(person.window, QPoint())]
    person.types("oignons")
    person.comes_to(Page.RESULTS)
    places.append(person.window.back_button.mapTo(person.window, QPoint()))
    helps.append(person.window.help_button.mapTo(person.window, QPoint()))
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    places.append(person.window.back_button.mapTo(person.window, QPoint()))
    helps.append(person.window.help_button.mapTo(person.window, QPoint()))
    assert len(set(map(QPoint.toTuple, places))) == len(set(map(QPoint.toTuple, helps))) == 1
    for page in (Page.RESULTS, Page.HOME):
        person.touches(person.window.back_button)
        assert person.page is page
    assert not person.window.back_button.isEnabled()


def test_every_theme_has_a_tile_and_all_pages_have_one_more(person: Person) -> None:
    assert len(person.window.page.tiles) == 12
    person.touches(person.window.page.tiles[-1])
    person.comes_to(Page.LIBRARY)
    assert len(person.rows()) == 3


def test_an_empty_theme_says_so(person: Person) -> None:
    names = [tile.accessibleName() for tile in person.window.page.tiles]
    person.touches(person.window.page.tiles[names.index("Droits")])
    person.comes_to(Page.LIBRARY)
    assert "pas encore de page" in person.reads()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_question_is_told(person: Person, text: str) -> None:
    person.types(text)
    assert "La question est vide." in person.reads()


def test_markup_in_a_document_stays_text(person: Person, few_documents) -> None:
    from corpus.documents import Document

    nasty = Document(
        "x/y", "<b>Gras</b>", "../../etc", "<img src=x>", "<script>a</script> [lien](http://x)", (), "", ""
    )
    person.conversation.desk.become(person.conversation.state.opened_shelf(Shelf(), (nasty,)))
    person.waits_for(lambda: "<b>Gras</b>" in person.reads())
    person.conversation.desk.become(person.conversation.state.opened_document(nasty))
    assert "<script>" in person.window.page.text.toPlainText()


# -- keyboard, screen readers, sizes --


def test_the_keyboard_alone_is_enough(person: Person, understood, spoken_question: Recording) -> None:
    understood("eau sur la brûlure")
    person.presses(Qt.Key.Key_Space)
    assert person.conversation.state.phase is Phase.LISTENING
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)
    for _ in range(30):
        if isinstance(person.window.focusWidget(), Card):
            break
        person.presses(Qt.Key.Key_Tab)
    person.presses(Qt.Key.Key_Return)
    person.comes_to(Page.READER)
    person.presses(Qt.Key.Key_Escape)
    assert person.page is Page.RESULTS
    person.presses(Qt.Key.Key_F1)
    assert person.page is Page.HELP
    person.presses(Qt.Key.Key_Escape)
    person.presses(Qt.Key.Key_Escape)
    assert person.page is Page.HOME


def test_the_space_bar_is_the_microphone_except_where_one_types(person: Person) -> None:
    person.window.page.tiles[0].setFocus()
    person.presses(Qt.Key.Key_Space)
    assert person.conversation.state.phase is Phase.LISTENING
    person.presses(Qt.Key.Key_Escape)
    assert person.conversation.state.phase is Phase.READY
    person.window.panel.question.setFocus()
    person.presses(Qt.Key.Key_Space)
    assert person.window.panel.question.text() == " "
    assert person.conversation.state.phase is Phase.READY


def test_every_control_of_every_page_has_a_name_and_is_large_enough(person: Person) -> None:
    def check() -> None:
        QTest.qWait(30)
        for control in person.window.findChildren(QAbstractButton) + person.window.findChildren(QLineEdit):
            if control.isVisible():
                name = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
                assert name, control
                assert control.width() >= LEAST_TARGET_PX and control.height() >= LEAST_TARGET_PX, (
                    name,
                    control.size(),
                )

    person.window.resize(1024, 600)
    check()
    person.touches(person.window.help_button)
    check()
    person.types("oignons")
    person.comes_to(Page.RESULTS)
    check()


LONG = InputFault(
    "library-damaged", path="/home/centre/Bibliothèque du quartier/" + "dossier/" * 12, why="database disk image"
)


@pytest.mark.parametrize(("percent", "appearance"), [(100, "light"), (150, "dark")])
@pytest.mark.parametrize("fault", [None, InputFault("no-microphone"), LONG], ids=["ready", "fault", "long fault"])
def test_nothing_sticks_out_of_a_small_screen(
    session: Session, qtbot, fake_microphone: FakeMicrophone, percent: int, appearance: str, fault: InputFault | None
) -> None:
    person = seat(session, qtbot, fake_microphone, Settings(text_percent=percent, appearance=appearance))
    person.window.resize(1024, 600)
    person.opens()
    if fault:
        person.conversation.desk.fail(fault)
    QTest.qWait(50)
    assert (person.window.width(), person.window.height()) == (1024, 600)
    panel = person.window.panel
    for child in panel.findChildren(QWidget):
        if child.isVisible():
            place = child.mapTo(panel, QPoint())
            assert place.x() >= 0 and place.x() + child.width() <= panel.width(), child
            assert place.y() >= 0 and place.y() + child.height() <= panel.height(), child
            if isinstance(child, QLabel):
                assert child.heightForWidth(child.width()) <= child.height(), child.text()
    person.conversation.close()


def test_the_button_stays_where_it_is_whatever_is_said(person: Person) -> None:
    places = set()
    ready = person.conversation.state
    for state in (ready, ready.listening(), ready.searching(), ready.faulted(InputFault("question-empty"))):
        person.conversation.desk.become(state)
        QTest.qWait(30)
        places.add(person.window.panel.microphone.geometry().getRect())
    assert len(places) == 1, places


def test_closing_in_the_middle_of_a_question_leaves_nothing_behind(person: Person, spoken_question: Recording) -> None:
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    started = time.monotonic()
    person.window.close()
    person.conversation.close()
    person.conversation.close()
    assert time.monotonic() - started < 3
    assert not person.microphone.is_running
