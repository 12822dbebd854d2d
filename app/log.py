"""The log that a person can send when something went wrong."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LogFile(logging.handlers.RotatingFileHandler):
    """A disk that takes no log still answers questions, and says nothing of its own about it."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


@contextmanager
def logging_to(path: Path, debug: bool) -> Iterator[None]:
    """Everything logged inside is kept at `path` and, with `debug`, shown on standard error."""
    handlers: list[logging.Handler] = [logging.StreamHandler()] if debug else []
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = LogFile(path, maxBytes=500_000, backupCount=1, encoding="utf-8", errors="backslashreplace")
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
