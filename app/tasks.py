"""Long work behind the window: each task ends in one result, one failure or one cancellation, on the window's thread.

Work runs in lanes. A lane is one thread, so whatever a lane opens (a database connection, a model) is only ever used
by that thread, and tasks of one lane follow one another.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)


class Task:
    """One piece of work under way. The work itself sees `cancelled` and calls `report`."""

    def __init__(self, runner: TaskRunner, on_result, on_failure, on_progress):
        self._runner, self._on_result, self._on_failure, self._on_progress = runner, on_result, on_failure, on_progress
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Nothing of this task is delivered any more; work that looks at `cancelled` stops early."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def report(self, *progress: Any) -> None:
        """To be called by the work: `on_progress(*progress)` follows on the window's thread."""
        self._runner._delivered.emit(self, "_on_progress", progress)


class TaskRunner(QObject):
    """Must be made on the window's thread; its callbacks come there."""

    _delivered = Signal(object, str, tuple)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._tasks: set[Task] = set()
        self._closed = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Task], Any],
        on_result: Callable[[Any], None],
        on_failure: Callable[[Exception], None],
        on_progress: Callable[..., None] | None = None,
        lane: str = "engine",
    ) -> Task:
        """Runs `work(task)` in its lane. Exactly one of `on_result` and `on_failure` follows, unless cancelled.

        After `close` nothing runs any more: what a closing window still asks for is cancelled at once.
        """
        task = Task(self, on_result, on_failure, on_progress)
        if self._closed:
            task.cancel()
            return task
        self._tasks.add(task)
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"laaj-{lane}")
        self._lanes[lane].submit(self._work, task, work)
        return task

    def close(self) -> None:
        """Cancels everything and waits for the work under way to end. Safe to call twice."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        for executor in self._lanes.values():
            executor.shutdown(wait=True)

    def _work(self, task: Task, work: Callable[[Task], Any]) -> None:
        if task.cancelled():
            self._tasks.discard(task)
            return
        try:
            self._delivered.emit(task, "_on_result", (work(task),))
        except Exception as failure:  # every failure is shown: whoever started the task says how
            self._delivered.emit(task, "_on_failure", (failure,))

    @Slot(object, str, tuple)
    def _deliver(self, task: Task, what: str, values: tuple) -> None:
        callback = getattr(task, what)
        if what != "_on_progress":
            self._tasks.discard(task)
        if callback is not None and not task.cancelled():
            callback(*values)
