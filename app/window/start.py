"""A start that forgives: one window for each home, which knows how the one before it ended.

In the folder `window` of the home lie, while a window is open:

    lock         held by the window; Qt sees when whoever held it is dead, or the computer was started since
    called       written by a second start, taken away by the first, which then comes forward
    open         which start of the computer this is
    place.json   where one is (app/window/restoring.py)

Closing removes them. What is found there at a start was left by an end that nobody wished: where the computer was
switched off meanwhile nobody is told, for the power goes often; else Laaj itself has stopped, and says so.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
from pathlib import Path

from PySide6.QtCore import QEventLoop, QFileSystemWatcher, QLockFile, QObject, QSize, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.log import keep_crashed
from app.paths import Paths
from app.window.desk import Desk
from app.window.restoring import Restoring
from corpus.whole_file import disk_fault, make_folder
from faults import Fault, InputFault, OurFault
from ui.state import Notice

log = logging.getLogger(__name__)

ANSWER_MS = 5_000  # a window that is still being loaded on an old computer answers within it; one that hangs does not
SIZE = QSize(1180, 720)  # of a new window, where the screen has room for it
LOCK, CALLED, OPEN, PLACE = "lock", "called", "open", "place.json"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Sitting(QObject):
    """One window of a home, from its start until it is closed."""

    def __init__(self, paths: Paths, lock: QLockFile | None, untold: Fault | None = None):
        """`lock`: None where the home takes none, or a window that hangs has it: then nothing is noted there."""
        super().__init__()
        self._paths, self._lock, self._untold = paths, lock, untold
        self._folder = _folder(paths)
        self._note, self._called = self._folder / OPEN, self._folder / CALLED
        self._crashed = False
        self._watcher: QFileSystemWatcher | None = None
        self._restoring: Restoring | None = None
        if lock is not None:
            self._leave_note()

    @classmethod
    def take(cls, paths: Paths, answer_ms: int = ANSWER_MS) -> Sitting | None:
        """None where the home has an open window: it has been called forward, and answered."""
        folder = _folder(paths)
        try:
            make_folder(folder)
        except InputFault as fault:
            return cls(paths, None, _nothing_kept(fault, paths))
        lock = QLockFile(str(folder / LOCK))
        lock.setStaleLockTime(0)  # a window may be open for days, and a clock may stand in 1970: age says nothing
        if lock.tryLock(0):
            return cls(paths, lock)
        try:
            if _answers(folder / CALLED, answer_ms):
                return None
        except OSError as error:
            return cls(paths, None, _nothing_kept(disk_fault(error, folder), paths))
        log.warning("another window has the lock and does not answer")
        return cls(paths, None)

    def begin(self, desk: Desk, window: QWidget) -> None:
        """Once the window stands: leads to where one was, tells what is to be told of the end before."""
        self._desk, self._window = desk, window
        desk.changed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        if self._lock is None:
            return
        self._watcher = QFileSystemWatcher([str(self._folder)], self)
        self._watcher.directoryChanged.connect(self._come_forward)
        self._come_forward()
        self._restoring = Restoring(desk, self._folder / PLACE)
        self._restoring.restore(self._restored)

    def close(self) -> None:
        """To be called once the tasks have ended. The next start begins at home. Safe to call twice."""
        if self._lock is None:
            return
        if self._restoring is not None:
            self._restoring.forget()
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.unlock()
        self._lock = None

    def _leave_note(self) -> None:
        """Before anything is loaded that may crash; not flushed, for only what outlives a crash is asked of it."""
        self._crashed = _kept(self._note) == _boot()
        try:
            self._note.write_text(_boot(), encoding="utf-8")
        except OSError as error:
            self._untold = _nothing_kept(disk_fault(error, self._folder), self._paths)

    def _restored(self) -> None:
        if self._crashed:
            self._desk.look_up(lambda: keep_crashed(self._paths.log), self._tell_of_crash)

    def _tell_of_crash(self, crashed_log: Path) -> None:
        self._untold = OurFault("stopped-before", log=crashed_log)
        self._tell()

    def _tell(self, *_: object) -> None:
        """As soon as nothing else is being said: it must not take the place of an answer."""
        if self._untold is not None and self._desk.state.notice is Notice.READY:
            told, self._untold = self._untold, None
            self._desk.fail(told)

    def _come_forward(self, *_: object) -> None:
        try:
            self._called.unlink()
        except OSError:
            return  # nobody has called
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        self._window.activateWindow()
        QApplication.alert(self._window)  # where the desktop lets no program come forward by itself, its name blinks


def show(window: QWidget) -> None:
    """On a screen that is smaller than a new window, all of it is the window's."""
    room = window.screen().availableSize()
    window.resize(SIZE.boundedTo(room))
    if room.width() < SIZE.width() or room.height() < SIZE.height():
        window.showMaximized()
    else:
        window.show()


def end_on_signals(application: QApplication) -> None:
    """Ctrl-C, and the end of a person's session on the computer, close the window as its own button does.

    Python handles a signal only between its own instructions, which there are none of while Qt waits: so each is
    also written into a socket that Qt watches.
    """
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)

    def end() -> None:
        number = reading.recv(1)[0]
        signal.signal(number, signal.SIG_DFL)  # whoever cannot wait for what is under way sends it again
        application.exit(128 + number)

    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, application)
    notifier.activated.connect(end)
    signal.set_wakeup_fd(writing.detach())
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: None)


def _folder(paths: Paths) -> Path:
    return paths.data / "window"


def _nothing_kept(fault: InputFault, paths: Paths) -> InputFault:
    return fault if fault.key == "disk-full" else InputFault("nothing-kept", path=paths.data)


def _answers(called: Path, answer_ms: int) -> bool:
    """Whether the window that is open takes the call away. Raises OSError where nobody can be called."""
    loop = QEventLoop()
    watcher = QFileSystemWatcher([str(called.parent)])
    watcher.directoryChanged.connect(lambda _: None if called.exists() else loop.quit())
    QTimer.singleShot(answer_ms, loop, loop.quit)
    called.touch()
    loop.exec()
    answered = not called.exists()
    called.unlink(missing_ok=True)
    return answered


def _boot() -> str:
    """Which start of the computer this is; "" where the system does not say, so that every bad end is told."""
    return _kept(BOOT_ID) or ""


def _kept(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
