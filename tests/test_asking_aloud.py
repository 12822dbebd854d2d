"""A question in the air, through a real sound system into a real window, to the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import Paths
from app.player import Player
from app.session import Model, Session
from app.settings import Settings
from app.window import Conversation, dress
from engine.recording import Recording, load, save
from engine.voice_activity import trimmed
from tests.fixtures.audio import likeness
from tests.virtual_microphone import VirtualMicrophone
from ui.controls import Card
from ui.state import Notice, Page, Phase

pytestmark = [pytest.mark.microphone, pytest.mark.usefixtures("no_leftover_threads")]


@pytest.fixture
def wav(spoken_question: Recording, tmp_path: Path) -> Path:
    save(spoken_question, tmp_path / "question.wav")
    return tmp_path / "question.wav"


def opened(session: Session, qtbot) -> Conversation:
    """The window with everything that the application gives it: real tones, the real recorder, the default device."""
    dress(QApplication.instance(), session.paths)
    settings = Settings(appearance="light")
    conversation = Conversation(session, settings, Player(), session.recorder)
    qtbot.addWidget(conversation.window)
    conversation.window.show()
    conversation.start()
    preparing_ms = 300_000  # the shipped model embeds the library first: half a minute where nothing else runs
    qtbot.waitUntil(lambda: conversation.state.phase is not Phase.PREPARING, timeout=preparing_ms)
    assert conversation.state.phase is Phase.READY, conversation.state.fault
    qtbot.wait(700)  # the microphone opens, and its pre-roll fills
    assert conversation.state.notice is Notice.READY, conversation.state.fault
    return conversation


@pytest.fixture
def small(session: Session, qtbot, virtual_microphone: VirtualMicrophone) -> Iterator[Conversation]:
    conversation = opened(session, qtbot)
    yield conversation
    conversation.close()


def test_a_question_said_aloud_finds_the_page(
    small: Conversation, word_model: Model, virtual_microphone, wav: Path, spoken_question: Recording, activity, qtbot
) -> None:
    word_model.speech.question = "eau propre sur la brûlure"  # type: ignore[attr-defined]
    QTest.mouseClick(small.window.panel.microphone, Qt.MouseButton.LeftButton)
    qtbot.wait(300)
    virtual_microphone.speak(wav)
    qtbot.waitUntil(lambda: small.state.place.page is Page.RESULTS, timeout=15_000)
    first = small.window.page.findChildren(Card)[0]
    assert first.accessibleName().startswith("Soigner une brûlure")
    (heard,) = word_model.speech.heard  # type: ignore[attr-defined]
    spoken, _ = likeness(trimmed(heard, activity).samples, spoken_question.samples)
    assert spoken >= 0.95, "what was searched for is what was said"


def test_the_first_words_are_not_lost_when_one_speaks_while_pressing(
    small: Conversation, word_model: Model, virtual_microphone, wav: Path, spoken_question: Recording, qtbot
) -> None:
    small.desk.settings = Settings(tones=False)
    virtual_microphone.speak(wav)
    qtbot.wait(150)
    QTest.keyClick(small.window, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: small.state.place.page is Page.RESULTS or small.state.notice is Notice.NOTHING, timeout=15_000
    )
    (heard,) = word_model.speech.heard  # type: ignore[attr-defined]
    correlation, _ = likeness(heard.samples, spoken_question.samples)
    assert correlation >= 0.95


def test_saying_nothing_is_told_as_silence(small: Conversation, qtbot) -> None:
    QTest.mouseClick(small.window.panel.microphone, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: small.state.phase is Phase.READY, timeout=15_000)
    assert small.state.notice in (Notice.SILENCE, Notice.NOISE)


def test_a_microphone_pulled_out_is_told_and_the_window_lives(small: Conversation, virtual_microphone, qtbot) -> None:
    small.desk.settings = Settings(tones=False)
    QTest.mouseClick(small.window.panel.microphone, Qt.MouseButton.LeftButton)
    qtbot.wait(300)
    virtual_microphone.unplug()
    qtbot.waitUntil(lambda: small.state.notice is Notice.FAULT, timeout=15_000)
    small.window.panel.question.setText("oignons")
    QTest.keyClick(small.window.panel.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: small.state.place.page is Page.RESULTS, timeout=15_000)


def test_the_model_that_is_shipped_finds_the_page_of_a_question_said_aloud(
    home: Paths, virtual_microphone, tmp_path: Path, request, qtbot
) -> None:
    said = load(request.config.rootpath / "tests" / "recordings" / "bank.flac")
    save(said, tmp_path / "said.wav")
    conversation = opened(Session(home, Settings()), qtbot)
    QTest.mouseClick(conversation.window.panel.microphone, Qt.MouseButton.LeftButton)
    qtbot.wait(300)
    virtual_microphone.speak(tmp_path / "said.wav")
    qtbot.waitUntil(lambda: conversation.state.place.page is Page.RESULTS, timeout=20_000)
    first = conversation.window.page.findChildren(Card)[0]
    title = first.accessibleName()
    conversation.close()
    with Session(home, Settings()) as session:
        assert title.startswith(session.library.document("argent/compte-en-banque-et-carte").title)
