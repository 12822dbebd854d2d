"""The questions that people agreed to give: played, deleted, and exported for the next model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from app.tasks import Task
from app.window import dialogs
from app.window.desk import Desk
from app.window.long_work import LongWork
from app.window.sounds import Sounds
from ui import wishes
from ui.state import Outcome, Sound

if TYPE_CHECKING:
    from corpus.consented import ConsentedQuestions

FOLDER = "laaj"  # what an export is called, with the day behind it


class GivenQuestions(QObject):
    def __init__(self, desk: Desk, sounds: Sounds, work: LongWork, renew: Callable[[], None]):
        """`renew` reads anew what is shown of them."""
        super().__init__(desk)
        self._desk, self._sounds, self._work, self._renew = desk, sounds, work, renew
        sounds.add("given", self._play)
        desk.on(wishes.DeleteQuestion, lambda wish: self._delete(wish.question))
        desk.on(wishes.DeleteAllQuestions, lambda _: self._delete(None))
        desk.on(wishes.ExportQuestions, lambda _: self._choose_folder())

    def _play(self, sound: Sound) -> None:
        self._desk.look_up(lambda: self._consented().sound(sound.name), lambda path: self._sounds.play(sound, path))

    def _delete(self, question: str | None) -> None:
        """None: all of them."""
        desk = self._desk
        playing = desk.state.playing
        if playing is not None and playing.kind == "given":
            self._sounds.stop()

        def work() -> None:
            if question is None:
                self._consented().delete_all()
            else:
                self._consented().delete(question)

        desk.look_up(work, lambda _: self._renew())

    def _choose_folder(self) -> None:
        title = QCoreApplication.translate("Facilitation", "Où exporter les questions données ?")
        dialogs.choose_folder(self._desk.window, title, self._write)

    def _write(self, chosen: Path) -> None:
        """Into a new folder within the chosen one."""
        work = self._work
        if not work.begin("questions"):
            return

        def write(task: Task) -> Outcome:
            folder = _new_folder(chosen)
            written = self._consented().export(folder, work.reporting(task), work.given_up(task))
            return Outcome(path=str(folder)) if written else Outcome(stopped=True)

        work.run(write, work.end, lambda failure: work.end(Outcome(faults=(self._desk.fault(failure),))), work.show)

    def _consented(self) -> ConsentedQuestions:
        return self._desk.session.kept_journal.consented


def _new_folder(chosen: Path) -> Path:
    """One that is not there yet: an export replaces none."""
    name = f"{FOLDER}-{date.today().isoformat()}"
    folder, number = chosen / name, 1
    while folder.exists():
        number += 1
        folder = chosen / f"{name}-{number}"
    return folder
