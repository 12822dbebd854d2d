"""What the parts of the window's work share: the session, the tasks, the one state and the window that shows it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.session import Session
from app.settings import Settings
from app.tasks import Task, TaskRunner
from faults import Fault, OurFault
from ui.main_window import MainWindow
from ui.state import State

log = logging.getLogger(__name__)

Wish = TypeVar("Wish")


class Desk(QObject):
    """One state at a time. Whatever a person wishes is carried out by the part that has signed up for it."""

    changed = Signal(object, object)  # the state before, and the one that is shown now
    library_changed = Signal()  # it is open now, or documents or collections came or went

    def __init__(self, session: Session, settings: Settings, window: MainWindow, state: State):
        super().__init__()
        self.session, self.settings, self.window, self.state = session, settings, window, state
        self.tasks = TaskRunner(self)
        self._carried_out_by: dict[type, Callable[[Any], None]] = {}
        window.wish.connect(self._carry_out)

    def on(self, kind: type[Wish], carry_out: Callable[[Wish], None]) -> None:
        """From now on `carry_out` sees every wish of this kind."""
        self._carried_out_by[kind] = carry_out

    def become(self, state: State) -> None:
        before, self.state = self.state, state
        self.window.show_state(state)
        self.changed.emit(before, state)

    def close(self) -> None:
        """Ends all work; nothing that the window still does on its way out sets anything in motion."""
        self.tasks.close()
        self.blockSignals(True)

    def look_up(self, work: Callable[[], Any], then: Callable[[Any], None]) -> Task:
        """Short work on the disk, in the library's lane: a result, or a fault that is shown."""
        return self.tasks.run(lambda _: work(), then, self.fail, lane="library")

    def fail(self, failure: BaseException) -> None:
        """Shows what went wrong, whatever it was."""
        self.become(self.state.faulted(self.fault(failure)))

    def fault(self, failure: BaseException) -> Fault:
        if isinstance(failure, Fault):
            log.warning("%s", failure)
            return failure
        log.error("unexpected", exc_info=failure)
        return OurFault("unexpected", what=type(failure).__name__, log=self.session.paths.log)

    def _carry_out(self, wish: object) -> None:
        self._carried_out_by[type(wish)](wish)
