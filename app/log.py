"""The log that a person can send when something went wrong."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from corpus.whole_file import whole_file
from faults import InputFault


class LogFile(logging.handlers.RotatingFileHandler):
    """A disk that takes no log still answers questions, and says nothing of its own about it.

    What ends Python itself, a crash in a library, leaves its trace in the same file.
    """

    def __init__(self, path: Path):
        self._traces = not faulthandler.is_enabled()  # else whoever started Python has said where they go
        super().__init__(path, maxBytes=500_000, backupCount=1, encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def close(self) -> None:
        if self._traces:
            faulthandler.disable()
        with contextlib.suppress(OSError):
            super().close()

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        if self._traces:
            faulthandler.enable(stream)
        return stream


@contextmanager
def logging_to(path: Path, debug: bool) -> Iterator[None]:
    """Everything logged inside is kept at `path` and, with `debug`, shown on standard error."""
    handlers: list[logging.Handler] = [logging.StreamHandler()] if debug else []
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = LogFile(path)
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handlers.append(file)
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)  # else every start tells of the processors it tried
    for handler in handlers or [logging.NullHandler()]:
        root.addHandler(handler)
    try:
        yield
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def keep_crashed(path: Path) -> Path:
    """A copy of the log at `path` as it is after a crash, in place of the one before; returns where to find it."""
    crashed = path.with_name(f"{path.name}.crashed")
    try:
        with whole_file(crashed) as file:
            file.write(path.read_bytes())
    except (OSError, InputFault) as error:
        logging.getLogger(__name__).warning("the log of the crash is not kept apart: %s", error)
        return path
    return crashed
