"""The one long work that is under way beside everything else: how far it is, how long the rest takes, how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

from app.tasks import Task
from app.window.desk import Desk
from faults import InputFault
from ui import wishes
from ui.state import Outcome, Work

LANE = "collecting"
TOLD_EVERY_S = 0.2
SURE_AFTER_S = 3.0  # of work it can be told how long the rest takes


class LongWork:
    """Whoever begins a work asks `stopped` while it goes on, and ends it."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._begun_s = 0.0
        self.stopped = False  # by the person; read from the lane too
        desk.on(wishes.EndWork, lambda _: self._stop_or_close())

    @property
    def under_way(self) -> Literal["add", "export", "questions", "print"] | None:
        work = self._desk.state.work
        return work.kind if work is not None and work.outcome is None else None

    def begin(self, kind: Literal["add", "export", "questions", "print"]) -> bool:
        """False, and told, where another work is under way."""
        if self.under_way:
            self._desk.fail(InputFault("work-under-way"))
            return False
        self.stopped, self._begun_s = False, time.monotonic()
        self._desk.become(self._desk.state.working(Work(kind)))
        return True

    def run(
        self,
        work: Callable[[Task], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None],
        part_done: Callable[[float], None] | None = None,
    ) -> None:
        """A part of it, in the lane for such work; `part_done` hears what the part reports as `reporting` does."""
        self._desk.tasks.run(work, then, failed, part_done, lane=LANE)

    def reporting(self, task: Task) -> Callable[[int, int], None]:
        """What is told (done, of how many) thousands of times reaches the window a few times a second."""
        told_s = 0.0

        def report(done: int, total: int) -> None:
            nonlocal told_s
            if (now := time.monotonic()) - told_s >= TOLD_EVERY_S:
                told_s = now
                task.report(done / max(total, 1))

        return report

    def given_up(self, task: Task) -> Callable[[], bool]:
        return lambda: self.stopped or task.cancelled()

    def show(self, share: float) -> None:
        if (kind := self.under_way) is None:
            return
        passed_s = time.monotonic() - self._begun_s
        left_s = passed_s / share * (1 - share) if share > 0 and passed_s >= SURE_AFTER_S else None
        self._desk.become(self._desk.state.working(Work(kind, share, left_s, self.stopped)))

    def end(self, outcome: Outcome) -> None:
        if kind := self.under_way:
            self._desk.become(self._desk.state.working(Work(kind, 1.0, outcome=outcome)))

    def _stop_or_close(self) -> None:
        desk, work = self._desk, self._desk.state.work
        if work is not None and work.outcome is None:
            self.stopped = True
            desk.become(desk.state.working(Work(work.kind, work.share, stopping=True)))
        else:
            desk.become(desk.state.working(None))
