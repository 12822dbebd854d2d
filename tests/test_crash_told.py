"""Laaj that ended without being closed says so at the next start, with its log; a power cut is nobody's fault."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from app.log import keep_crashed
from app.paths import Paths
from app.session import Session
from app.window import start
from app.window.start import Sitting
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from tests.fixtures.window_process import PROJECT, Start, wait_until
from ui.state import Notice, Phase

pytestmark = pytest.mark.usefixtures("no_leftover_threads")


@pytest.fixture
def note(few_documents: Paths) -> Path:
    """Lies in the home while a window is open."""
    return few_documents.data / "window" / "open"


@pytest.fixture
def next_start(session: Session, qtbot, fake_microphone: FakeMicrophone):
    """Opens the window of this home, and closes it at the end."""
    opened: list[tuple[Person, Sitting]] = []

    def begin() -> Person:
        sitting = Sitting.take(session.paths)
        assert sitting is not None
        person = seat(session, qtbot, fake_microphone)
        sitting.begin(person.conversation.desk, person.window)
        opened.append((person, sitting))
        person.opens()
        for _ in range(3):  # the way back, its end, and the log: each is looked up behind the one before
            come: list[object] = []
            person.conversation.desk.look_up(lambda: None, come.append)
            person.waits_for(lambda come=come: bool(come))
        QTest.qWait(50)
        return person

    yield begin
    for person, sitting in opened:
        person.conversation.close()
        sitting.close()


def told(person: Person) -> str:
    fault = person.conversation.state.fault
    return fault.key if fault else ""


def test_a_crash_is_told_once_with_its_log(
    start_window: Start, note: Path, next_start: Callable[..., Person], few_documents: Paths
) -> None:
    window = start_window("crash", waiting=False)
    window.wait(60)
    assert window.returncode not in (0, 1) and note.exists()
    person = next_start()
    person.waits_for(lambda: told(person) == "stopped-before")
    crashed = few_documents.log.with_name("laaj.log.crashed")
    words = person.reads()
    assert "s'est arrêté sans prévenir" in words and "rien n'est perdu" in words and crashed.name in words
    trace = crashed.read_text()
    assert "the window stands" in trace and "string_at" in trace, "what ended it stands in the log"


def test_after_a_window_that_was_closed_nothing_is_told(
    start_window: Start, note: Path, next_start: Callable[..., Person], few_documents: Paths
) -> None:
    window = start_window()
    wait_until(note.exists)
    window.send_signal(signal.SIGTERM)
    window.wait(60)
    assert not note.exists()
    person = next_start()
    assert told(person) == "" and person.notice is Notice.READY
    assert not few_documents.log.with_name("laaj.log.crashed").exists()


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows ends programs in another way")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_the_end_of_the_session_close_the_window(
    start_window: Start, note: Path, end: signal.Signals
) -> None:
    window = start_window()
    wait_until(note.exists)
    window.send_signal(end)
    assert window.wait(60) == 128 + end
    assert list(note.parent.iterdir()) == []
    assert "Traceback" not in window.stderr.read()


def test_a_computer_that_was_switched_off_is_no_crash(
    start_window: Start, note: Path, next_start: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = start_window()
    wait_until(note.exists)
    window.kill()
    window.wait()
    boot = tmp_path / "boot_id"
    boot.write_text("the next start of the computer\n")
    monkeypatch.setattr(start, "BOOT_ID", boot)
    person = next_start()
    assert told(person) == ""
    assert note.read_text() == "the next start of the computer"


def test_where_starts_of_the_computer_cannot_be_told_apart_every_bad_end_is_told(
    note: Path, next_start: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(start, "BOOT_ID", tmp_path / "none")
    note.parent.mkdir(parents=True)
    note.write_text("")
    person = next_start()
    person.waits_for(lambda: told(person) == "stopped-before")


def test_it_does_not_interrupt_a_question(note: Path, session: Session, qtbot, fake_microphone: FakeMicrophone) -> None:
    note.parent.mkdir(parents=True)
    note.write_text(start._boot())
    sitting = Sitting.take(session.paths)
    assert sitting is not None
    person = seat(session, qtbot, fake_microphone)
    person.opens()
    person.touches(person.window.panel.microphone)
    assert person.conversation.state.phase is Phase.LISTENING
    sitting.begin(person.conversation.desk, person.window)
    person.waits_for(lambda: sitting._untold is not None)
    QTest.qWait(50)
    assert person.notice is Notice.LISTENING
    person.touches(person.window.panel.cancel_button)
    person.waits_for(lambda: told(person) == "stopped-before")
    person.conversation.close()
    sitting.close()


def test_one_log_of_a_crash_is_kept_the_last(few_documents: Paths) -> None:
    few_documents.logs.mkdir(parents=True)
    for words in ("the first crash", "the second crash"):
        few_documents.log.write_text(words)
        crashed = keep_crashed(few_documents.log)
    assert crashed.read_text() == "the second crash"
    assert sorted(file.name for file in few_documents.logs.iterdir()) == ["laaj.log", "laaj.log.crashed"]


def test_a_log_that_cannot_be_copied_is_named_itself(few_documents: Paths) -> None:
    assert keep_crashed(few_documents.log) == few_documents.log


@pytest.mark.parametrize("full", [False, True], ids=["in the log", "in a log that was begun anew"])
def test_what_ends_python_itself_leaves_its_trace(home: Paths, full: bool) -> None:
    crash = f"""
import ctypes, logging
from app.log import logging_to
from app.paths import find
with logging_to(find().log, debug=False):
    for _ in range({600 if full else 1}):
        logging.info("%s", "x" * 1000)
    ctypes.string_at(0)
"""
    done = subprocess.run([sys.executable, "-c", crash], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode not in (0, 1)
    assert "string_at" in home.log.read_text()


def test_a_log_leaves_alone_who_wants_the_traces_elsewhere(home: Paths) -> None:
    crash = "import ctypes; from app.log import logging_to; from app.paths import find\n"
    crash += "with logging_to(find().log, debug=False): ctypes.string_at(0)"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", crash], cwd=PROJECT, capture_output=True, text=True
    )
    assert "string_at" in done.stderr and "string_at" not in home.log.read_text()
