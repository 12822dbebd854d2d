"""Long work: its result, failure and progress come on the window's thread; a cancelled task says nothing more."""

import threading
from collections.abc import Iterator

import pytest

from app.tasks import Task, TaskRunner


@pytest.fixture
def runner(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("laaj-")]


def unexpected(*values: object) -> None:
    raise AssertionError(values)


def test_a_result_comes_on_the_windows_thread(runner: TaskRunner, qtbot) -> None:
    seen: list[object] = []
    runner.run(
        lambda _: threading.current_thread(),
        lambda result: seen.extend([result, threading.current_thread()]),
        unexpected,
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not threading.main_thread()
    assert seen[1] is threading.main_thread()


def test_a_failure_comes_on_the_windows_thread(runner: TaskRunner, qtbot) -> None:
    failures: list[object] = []
    runner.run(lambda _: 1 / 0, unexpected, lambda failure: failures.extend([failure, threading.current_thread()]))
    qtbot.waitUntil(lambda: len(failures) == 2)
    assert isinstance(failures[0], ZeroDivisionError)
    assert failures[1] is threading.main_thread()


def test_progress_comes_in_order_and_before_the_result(runner: TaskRunner, qtbot) -> None:
    heard: list[object] = []

    def work(task: Task) -> str:
        for done in range(5):
            task.report(done, 5)
        return "done"

    runner.run(work, heard.append, unexpected, lambda done, total: heard.append((done, total)))
    qtbot.waitUntil(lambda: "done" in heard)
    assert heard == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5), "done"]


def test_a_cancelled_task_delivers_nothing_and_its_work_can_stop(runner: TaskRunner, qtbot) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def work(task: Task) -> None:
        begun.set()
        while not task.cancelled():
            task.report("still at it")
            stopped.wait(0.001)
        stopped.set()

    reports: list[str] = []
    task = runner.run(work, unexpected, unexpected, reports.append)
    assert begun.wait(5)
    task.cancel()
    reports.clear()
    assert stopped.wait(5)
    after: list[object] = []
    runner.run(lambda _: "next", after.append, unexpected)
    qtbot.waitUntil(lambda: after == ["next"])
    assert reports == []


def test_tasks_of_one_lane_share_a_thread_and_lanes_do_not_wait_for_each_other(runner: TaskRunner, qtbot) -> None:
    gate = threading.Event()
    threads: dict[str, object] = {}
    runner.run(
        lambda _: gate.wait(5) and threading.current_thread(), lambda t: threads.update(a=t), unexpected, lane="x"
    )
    runner.run(lambda _: threading.current_thread(), lambda t: threads.update(b=t), unexpected, lane="x")
    runner.run(lambda _: threading.current_thread(), lambda t: threads.update(c=t), unexpected, lane="y")
    qtbot.waitUntil(lambda: "c" in threads)
    assert set(threads) == {"c"}
    gate.set()
    qtbot.waitUntil(lambda: len(threads) == 3)
    assert threads["a"] is threads["b"] is not threads["c"]


def test_closing_waits_for_the_work_under_way_and_delivers_nothing(qapp: object, qtbot) -> None:
    runner = TaskRunner()
    gate, ended = threading.Event(), threading.Event()
    runner.run(lambda _: gate.wait(5) and ended.set(), unexpected, unexpected)
    runner.run(lambda _: unexpected("begun after closing"), unexpected, unexpected)
    gate.set()
    runner.close()
    runner.close()
    assert ended.is_set()
    assert runner.run(lambda _: unexpected("begun after closing"), unexpected, unexpected).cancelled()
    qtbot.wait(20)
