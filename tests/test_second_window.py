"""One window for each home: a second start brings the first window forward, whatever became of the one before."""

import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from app.paths import Paths
from app.session import Session
from app.window.start import Sitting
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import seat
from tests.fixtures.window_process import Start, wait_until

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

NO_SCREEN = "This plugin does not support raise"  # what Qt says where windows are not on a screen

SHORT_MS = 300


def left_behind(paths: Paths) -> list[str]:
    return sorted(file.name for file in (paths.data / "window").iterdir())


def take(paths: Paths) -> Sitting:
    sitting = Sitting.take(paths, SHORT_MS)
    assert sitting is not None
    return sitting


@pytest.mark.qt_log_ignore(NO_SCREEN)
def test_a_second_start_brings_the_first_window_forward_and_ends_well(
    session: Session, qtbot, fake_microphone: FakeMicrophone, start_window: Start
) -> None:
    sitting = take(session.paths)
    person = seat(session, qtbot, fake_microphone)
    person.opens()
    sitting.begin(person.conversation.desk, person.window)
    person.window.showMinimized()
    second = start_window(waiting=False)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    assert not person.window.isMinimized() and person.window.isVisible()
    assert "the window stands" not in session.paths.log.read_text()
    person.conversation.close()
    sitting.close()


def test_two_starts_at_the_same_moment_make_one_window(start_window: Start, few_documents: Paths) -> None:
    """As a person does who clicks twice, because nothing has come yet."""
    both = [start_window(waiting=False) for _ in range(2)]
    wait_until(lambda: any(window.poll() is not None for window in both))
    assert sorted(window.poll() is None for window in both) == [False, True]
    assert [window.returncode for window in both if window.poll() is not None] == [0]
    assert few_documents.log.read_text().count("the window stands") == 1


def test_a_window_that_was_closed_makes_room_for_the_next(few_documents: Paths, qtbot) -> None:
    sitting = take(few_documents)
    assert Sitting.take(few_documents, SHORT_MS)._lock is None  # type: ignore[union-attr]
    sitting.close()
    sitting.close()
    assert left_behind(few_documents) == []
    next_one = take(few_documents)
    assert next_one._lock is not None
    next_one.close()


def test_a_window_that_was_killed_does_not_stand_in_the_way(few_documents: Paths, start_window: Start, qtbot) -> None:
    killed = start_window()
    killed.kill()
    killed.wait()
    assert "lock" in left_behind(few_documents)
    started = time.monotonic()
    next_one = take(few_documents)
    assert next_one._lock is not None and time.monotonic() - started < SHORT_MS / 1000
    next_one.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs to stop a process for a while")
def test_a_window_that_hangs_is_not_waited_for_and_keeps_what_it_has_noted(
    few_documents: Paths, start_window: Start, qtbot, fake_microphone: FakeMicrophone, session: Session
) -> None:
    hanging = start_window()
    wait_until(lambda: "open" in left_behind(few_documents))
    hanging.send_signal(signal.SIGSTOP)
    before = left_behind(few_documents)
    other = take(few_documents)
    person = seat(session, qtbot, fake_microphone)
    other.begin(person.conversation.desk, person.window)
    person.opens()
    assert person.conversation.state.fault is None
    person.conversation.close()
    other.close()
    assert left_behind(few_documents) == before


def test_each_home_has_its_own_window(few_documents: Paths, home: Paths, tmp_path: Path, qtbot) -> None:
    here, there = take(few_documents), take(replace(few_documents, data=tmp_path / "other"))
    assert here._lock is not None and there._lock is not None
    here.close()
    there.close()


@pytest.mark.qt_log_ignore(NO_SCREEN)
def test_a_call_that_nobody_took_is_taken_by_the_window_that_opens(
    session: Session, qtbot, fake_microphone: FakeMicrophone
) -> None:
    sitting = take(session.paths)
    called = session.paths.data / "window" / "called"
    called.touch()
    person = seat(session, qtbot, fake_microphone)
    sitting.begin(person.conversation.desk, person.window)
    QCoreApplication.processEvents()
    assert not called.exists()
    person.conversation.close()
    sitting.close()
