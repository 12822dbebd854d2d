"""What goes wrong on a bad day, and that one can still ask, read and be told."""

import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app import settings as settings_table
from app.paths import Paths
from app.player import Player
from app.session import Model, Session
from app.settings import Settings
from app.window import Conversation
from app.window.start import Sitting
from corpus.library import Library
from engine.recorder import Recorder
from engine.recording import SAMPLE_RATE_HZ, Recording
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import FakePlayer, Person, seat
from tests.fixtures.window_process import Start
from ui import wishes
from ui.state import Notice, Page, Phase

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

MAY_WRITE_ANYWHERE = 1  # CAP_DAC_OVERRIDE, of capabilities(7)


class _Rights:
    """The rights of root in this thread and those it starts, some of them laid down for a while."""

    HEAD = (ctypes.c_uint32 * 2)(0x20080522, 0)

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._had = (ctypes.c_uint32 * 6)()
        assert self._libc.capget(self.HEAD, self._had) == 0

    def lay_down(self, right: int) -> None:
        fewer = (ctypes.c_uint32 * 6)(*self._had)
        fewer[0] &= ~(1 << right)
        assert self._libc.capset(self.HEAD, fewer) == 0

    def take_back(self) -> None:
        assert self._libc.capset(self.HEAD, self._had) == 0


@pytest.fixture
def read_only(few_documents: Paths) -> Iterator[Callable[[], None]]:
    """From its call on, nothing can be written in the home of this test, not by root either."""
    if sys.platform != "linux":
        pytest.skip("read-only folders and root's rights are of another kind there")
    rights = _Rights()
    home = few_documents.data

    def everything(folder_mode: int, file_mode: int) -> None:
        for path in [home, *home.rglob("*")]:
            path.chmod(folder_mode if path.is_dir() else file_mode)

    def close() -> None:
        everything(0o555, 0o444)
        rights.lay_down(MAY_WRITE_ANYWHERE)

    yield close
    rights.take_back()
    everything(0o755, 0o644)


def sit(session: Session, qtbot, microphone: FakeMicrophone) -> tuple[Person, Sitting]:
    sitting = Sitting.take(session.paths)
    assert sitting is not None
    person = seat(session, qtbot, microphone)
    sitting.begin(person.conversation.desk, person.window)
    person.opens()
    return person, sitting


def stands_up(person: Person, sitting: Sitting) -> None:
    person.conversation.close()
    sitting.close()


@pytest.mark.parametrize("ended", ["well", "badly", "after writing"])
def test_a_home_that_cannot_be_written_is_told_once_and_one_can_ask_and_read(
    few_documents: Paths,
    word_model: Model,
    qtbot,
    fake_microphone: FakeMicrophone,
    read_only: Callable[[], None],
    start_window: Start,
    ended: str,
) -> None:
    with Session(few_documents, Settings(), lambda *_: word_model) as before:
        before.prepare()
    if ended == "badly":
        window = start_window()
        window.kill()
        window.wait()
    elif ended == "after writing":  # then SQLite leaves nothing beside the library
        Library.open(few_documents.library, writable=True).close()
    read_only()
    session = Session(few_documents, Settings(), lambda *_: word_model)
    person, sitting = sit(session, qtbot, fake_microphone)
    person.waits_for(lambda: person.notice is Notice.FAULT)
    assert person.conversation.state.fault.key == "nothing-kept"
    assert "ne peut rien garder" in person.reads()
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    QTest.qWait(1200)
    assert person.notice is Notice.READY, "told once"
    stands_up(person, sitting)


def test_a_first_start_in_a_home_that_cannot_be_written_is_told(
    few_documents: Paths, session: Session, qtbot, fake_microphone: FakeMicrophone, read_only: Callable[[], None]
) -> None:
    few_documents.data.mkdir(parents=True)
    read_only()
    sitting = Sitting.take(few_documents)
    assert sitting is not None
    person = seat(session, qtbot, fake_microphone)
    sitting.begin(person.conversation.desk, person.window)
    person.window.show()
    person.conversation.start()
    person.waits_for(lambda: person.conversation.state.phase is Phase.BROKEN)
    assert "ne peut pas écrire" in person.reads()
    stands_up(person, sitting)


def test_a_clock_in_1970_changes_nothing(
    few_documents: Paths, word_model: Model, qtbot, fake_microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The battery of the clock is empty: all that is kept seems to come from the future."""
    person, sitting = sit(Session(few_documents, Settings(), lambda *_: word_model), qtbot, fake_microphone)
    person.window.wish.emit(wishes.Change("text_percent", 125))
    person.window.wish.emit(wishes.OpenDocument("sante/brulure"))
    place = few_documents.data / "window" / "place.json"
    person.waits_for(lambda: place.exists() and few_documents.settings.exists())
    person.conversation.close()
    sitting._restoring._pause.stop()  # type: ignore[union-attr]
    sitting._lock.unlock()  # type: ignore[union-attr]
    later = time.time() + 60 * 365 * 86_400
    for file in few_documents.data.rglob("*"):
        os.utime(file, (later, later))
    monkeypatch.setattr(time, "time", lambda: 12.0)
    settings = settings_table.load(few_documents.settings)
    assert settings.text_percent == 125
    person, sitting = sit(Session(few_documents, settings, lambda *_: word_model), qtbot, fake_microphone)
    assert sitting._lock is not None
    person.comes_to(Page.READER)
    person.types("oignons")
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Réussir ses oignons")
    stands_up(person, sitting)


def test_without_a_loudspeaker_one_can_ask_aloud(
    session: Session, qtbot, fake_microphone: FakeMicrophone, understood, spoken_question: Recording
) -> None:
    asked_for = []

    def refuse(rate_hz: int) -> None:
        asked_for.append(rate_hz)
        raise InputFault("no-loudspeaker")

    player = Player(refuse)  # type: ignore[arg-type]
    conversation = Conversation(
        session, Settings(), player, lambda: Recorder(session.activity, open_microphone=fake_microphone.open)
    )
    qtbot.addWidget(conversation.window)
    person = Person(conversation, qtbot, fake_microphone, FakePlayer())
    person.opens()
    understood("eau sur la brûlure")
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)
    person.waits_for(lambda: bool(asked_for))
    assert person.conversation.state.fault is None
    conversation.close()


@pytest.mark.parametrize("how", ["unplug", "freeze"], ids=["the system notices", "it just falls silent"])
def test_a_microphone_unplugged_while_one_speaks_is_told_and_works_when_it_is_back(
    person: Person, understood, spoken_question: Recording, how: str
) -> None:
    understood("eau sur la brûlure")
    heard = person.conversation.desk.session.model.speech.heard
    half = len(spoken_question.samples) // 2
    person.touches(person.window.panel.microphone)
    person.microphone.say(spoken_question.samples[:half])
    person.microphone.wait_until_said()
    getattr(person.microphone, how)()
    person.waits_for(lambda: person.notice is Notice.FAULT)
    assert person.conversation.state.fault.key == "microphone-lost"
    assert person.conversation.state.phase is Phase.READY and person.page is Page.HOME
    assert heard == [], "half a question is no question"
    person.microphone.thaw()
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)


def test_a_microphone_that_lies_about_its_rate_is_told_and_put_right(
    person: Person, understood, spoken_question: Recording
) -> None:
    understood("eau sur la brûlure")
    person.touches(person.window.panel.microphone)
    truly = soxr.resample(spoken_question.samples, SAMPLE_RATE_HZ, 48_000)
    person.microphone.say(truly[: len(truly) // 3])
    person.microphone.rate_hz = 48_000  # as it is found to be while one speaks
    person.microphone.wait_until_said()
    person.touches(person.window.panel.microphone)
    person.waits_for(lambda: person.notice is Notice.FAULT)
    assert person.conversation.state.fault.key == "microphone-rate"
    assert "48000" in person.reads()
    person.touches(person.window.panel.microphone)
    person.microphone.say(np.concatenate([truly, np.zeros(96_000, np.float32)]))
    person.comes_to(Page.RESULTS)


@pytest.mark.parametrize("language", ["fr", "wo", "en"])
@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_sticks_out_of_a_screen_of_800_by_600(
    session: Session, qtbot, fake_microphone: FakeMicrophone, language: str, percent: int
) -> None:
    """Less than 600 high: such a screen has a panel, and the window a title."""
    width, height = 800, 540
    person = seat(session, qtbot, fake_microphone, Settings(text_percent=percent, language=language))
    person.window.resize(width, height)
    person.opens()
    for wish, page in (
        (wishes.GoBack(), Page.HOME),
        (wishes.OpenHelp(), Page.HELP),
        (wishes.OpenDocument("sante/brulure"), Page.READER),
    ):
        person.window.wish.emit(wish)
        person.comes_to(page)
        QTest.qWait(50)
        assert (person.window.width(), person.window.height()) == (width, height)
        for control in person.window.findChildren(QWidget):
            if isinstance(control, QAbstractButton | QLineEdit) and control.isVisible():
                place = control.mapTo(person.window, QPoint())
                assert place.x() >= 0 and place.x() + control.width() <= width, control.accessibleName()
        panel = person.window.panel
        for child in panel.findChildren(QWidget):
            if child.isVisible():
                place = child.mapTo(panel, QPoint())
                assert place.y() >= 0 and place.y() + child.height() <= panel.height(), child.accessibleName()
    person.conversation.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_setting_on_a_full_disk_is_told_and_holds_until_the_window_closes(person: Person) -> None:
    path = person.conversation.desk.session.paths.settings
    settings_table.save(Settings(text_percent=90), path)
    path.with_name(f"{path.name}.part").symlink_to("/dev/full")
    person.window.wish.emit(wishes.Change("text_percent", 150))
    person.waits_for(lambda: person.notice is Notice.FAULT)
    assert person.conversation.state.fault.key == "disk-full"
    assert person.conversation.desk.settings.text_percent == 150
    assert settings_table.load(path).text_percent == 90, "the file is as it was"
