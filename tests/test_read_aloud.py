"""Sentences are read aloud one by one in a voice that this computer has; where it has none, nothing is offered."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from faults import InputFault
from tests.fixtures.voice import FakeVoice
from ui import system_voice
from ui.read_aloud import ReadAloud
from ui.system_voice import SystemVoice

SENTENCES = ["Versez de l'eau.", "Attendez vingt minutes.", "Couvrez la brûlure."]

with_engines = pytest.mark.skipif(
    importlib.util.find_spec("PySide6.QtTextToSpeech") is None, reason="Qt's speech is an optional package"
)


class Listener:
    """Notes what a reading tells the window."""

    def __init__(self, read_aloud: ReadAloud):
        self.told: list[object] = []
        read_aloud.sentence.connect(self.told.append)
        read_aloud.ended.connect(lambda: self.told.append("ended"))
        read_aloud.failed.connect(lambda fault: self.told.append(fault))
        read_aloud.availability_changed.connect(lambda there: self.told.append("there" if there else "gone"))


@pytest.fixture
def voice(qapp) -> FakeVoice:
    return FakeVoice()


@pytest.fixture
def read_aloud(voice: FakeVoice) -> ReadAloud:
    read_aloud = ReadAloud(voice, 80)
    read_aloud.prepare()
    return read_aloud


# -- sentence by sentence --


def test_each_sentence_is_told_as_it_begins(read_aloud: ReadAloud, voice: FakeVoice) -> None:
    listener = Listener(read_aloud)
    read_aloud.read(SENTENCES)
    assert listener.told == [0] and voice.heard == SENTENCES[:1]
    voice.said.emit()
    voice.said.emit()
    assert listener.told == [0, 1, 2] and read_aloud.is_reading
    voice.said.emit()
    assert listener.told == [0, 1, 2, "ended"] and not read_aloud.is_reading


def test_sentences_are_asked_for_only_when_their_turn_comes(read_aloud: ReadAloud, voice: FakeVoice) -> None:
    asked: list[str] = []

    def endless() -> Iterator[str]:
        while True:
            asked.append("encore")
            yield "Encore."

    read_aloud.read(endless())
    voice.said.emit()
    assert len(asked) == 2


def test_stop_ends_at_once_and_what_the_voice_still_reports_moves_nothing(read_aloud, voice: FakeVoice) -> None:
    listener = Listener(read_aloud)
    read_aloud.read(SENTENCES)
    read_aloud.stop()
    read_aloud.stop()
    voice.said.emit()
    assert listener.told == [0, "ended"] and voice.heard == [SENTENCES[0], "(quiet)"]


def test_reading_something_else_ends_what_was_read(read_aloud: ReadAloud, voice: FakeVoice) -> None:
    listener = Listener(read_aloud)
    read_aloud.read(SENTENCES)
    read_aloud.read(["Autre chose."])
    assert listener.told == [0, "ended", 0] and voice.heard[-1] == "Autre chose."


def test_nothing_to_read_ends_at_once(read_aloud: ReadAloud) -> None:
    listener = Listener(read_aloud)
    read_aloud.read([])
    assert listener.told == ["ended"]


def test_the_speed_chosen_is_the_voices(read_aloud: ReadAloud, voice: FakeVoice) -> None:
    read_aloud.set_speed(60)
    assert voice.speeds == [80, 60]


# -- honest about what there is --


def test_it_is_available_once_a_voice_was_found(voice: FakeVoice) -> None:
    read_aloud = ReadAloud(voice, 80)
    listener = Listener(read_aloud)
    assert not read_aloud.is_available
    read_aloud.prepare()
    assert read_aloud.is_available and listener.told == ["there"]


def test_without_a_voice_it_is_not_available_and_reads_nothing(qapp) -> None:
    voice = FakeVoice(has_voice=False)
    read_aloud = ReadAloud(voice, 80)
    read_aloud.prepare()
    read_aloud.read(SENTENCES)
    assert not read_aloud.is_available and not read_aloud.is_reading and voice.heard == []


def test_a_voice_lost_while_reading_is_told_in_a_sentence(read_aloud: ReadAloud, voice: FakeVoice) -> None:
    listener = Listener(read_aloud)
    read_aloud.read(SENTENCES)
    voice.lost.emit()
    *before, fault = listener.told
    assert before == [0, "gone", "ended"]
    assert isinstance(fault, InputFault) and "La voix qui lit s'est arrêtée." in fault.text("fr")
    read_aloud.read(SENTENCES)
    assert not read_aloud.is_available and not read_aloud.is_reading


# -- Qt's engines, with its own stand-in that says nothing --


@pytest.fixture
def english(qapp) -> Iterator[SystemVoice]:
    """The stand-in knows no French."""
    voice = SystemVoice(QLocale.Language.English, engines=["mock"])
    yield voice
    voice.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "laaj-voice"]


@with_engines
def test_a_text_is_read_to_its_end_by_an_engine(english: SystemVoice, qtbot) -> None:
    read_aloud = ReadAloud(english, 120)
    listener = Listener(read_aloud)
    with qtbot.waitSignal(read_aloud.availability_changed, timeout=5_000):
        read_aloud.prepare()
    with qtbot.waitSignal(read_aloud.ended, timeout=10_000):
        read_aloud.read(["One two.", "Three four.", "Five."])
    assert listener.told == ["there", 0, 1, 2, "ended"]


@with_engines
def test_stopped_and_begun_again_at_once_no_sentence_is_left_out(english: SystemVoice, qtbot) -> None:
    read_aloud = ReadAloud(english, 120)
    with qtbot.waitSignal(read_aloud.availability_changed, timeout=5_000):
        read_aloud.prepare()
    listener = Listener(read_aloud)
    read_aloud.read(["One two three four five six seven.", "Eight."])
    qtbot.wait(50)
    with qtbot.waitSignals([read_aloud.ended, read_aloud.ended], timeout=10_000):
        read_aloud.stop()
        read_aloud.read(["Nine.", "Ten."])
    assert listener.told == [0, "ended", 0, 1, "ended"]


@with_engines
def test_an_engine_without_the_language_is_no_voice(qtbot) -> None:
    voice = SystemVoice(QLocale.Language.French, engines=["mock"])
    read_aloud = ReadAloud(voice, 80)
    read_aloud.prepare()
    qtbot.wait(500)
    assert voice._untried == [] and voice._speech is not None, "it was tried"
    assert not read_aloud.is_available
    read_aloud.close()


@with_engines
@pytest.mark.qt_log_ignore("is not supported")
def test_an_engine_that_is_not_there_leaves_the_next_one_its_turn(qtbot) -> None:
    voice = SystemVoice(QLocale.Language.English, engines=["absent", "mock"])
    with qtbot.waitSignal(voice.found, timeout=5_000):
        voice.look()
    voice.close()


@with_engines
def test_the_stand_in_never_reads_to_anybody(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtTextToSpeech import QTextToSpeech

    monkeypatch.setattr(QTextToSpeech, "availableEngines", staticmethod(lambda: ["mock"]))
    voice = SystemVoice(QLocale.Language.English)
    read_aloud = ReadAloud(voice, 80)
    read_aloud.prepare()
    qtbot.wait(300)
    assert voice._speech is not None and not read_aloud.is_available
    read_aloud.close()


def test_without_qts_speech_there_is_no_voice(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtTextToSpeech", None)
    voice = SystemVoice()
    read_aloud = ReadAloud(voice, 80)
    read_aloud.prepare()
    qtbot.wait(100)
    assert not read_aloud.is_available
    read_aloud.close()


@with_engines
def test_an_engine_that_falls_silent_is_lost(english: SystemVoice, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_voice, "BEGIN_MS", 100)
    with qtbot.waitSignal(english.found, timeout=5_000):
        english.look()
    assert english._speech is not None
    english._speech.stateChanged.disconnect()  # it never says that it began
    with qtbot.waitSignal(english.lost, timeout=5_000):
        english.say("Hello.")


HELD = """
import sys, time
from PySide6.QtCore import QCoreApplication, QTimer
from ui import system_voice
from ui.system_voice import SystemVoice

class Held(SystemVoice):
    def _serve(self):
        time.sleep(600)

system_voice.CLOSE_S = 0.2
application = QCoreApplication([])
voice = Held()
began = time.monotonic()
voice.look()
assert time.monotonic() - began < 2
QTimer.singleShot(50, application.quit)
application.exec()
voice.close()
assert time.monotonic() - began < 10
"""


def test_a_service_that_never_answers_keeps_neither_the_window_nor_the_program() -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(("percent", "rate"), [(100, 0.0), (60, -0.8), (80, -0.4), (120, 0.1)])
def test_a_speed_in_per_cent_is_qts_rate(percent: int, rate: float) -> None:
    assert system_voice._rate(percent) == pytest.approx(rate)
