"""Pictures of the window for the README and for whoever changes it: `python -m app.screenshots FOLDER`.

The library, the model and the answer are real; only the voice is not, so that the pictures are the same every time.
Needs a screen, a virtual one (Xvfb) or `QT_QPA_PLATFORM=offscreen`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app import paths as places
from app import settings as settings_table
from app.session import Session
from app.settings import Settings
from app.window import dress, look_of
from corpus.starter_library import THEMES
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.state import Shelf, State

QUESTION = "Que faire tout de suite quand un enfant se brûle ?"
SPEAKING_DB = -24.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Draws the states of the window as PNG files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1180x720", help="WIDTHxHEIGHT in pixels")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--text", type=int, default=100, help="size of the text in per cent")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(appearance="dark" if options.dark else "light", text_percent=options.text)
    application = QApplication(["laaj"])
    with tempfile.TemporaryDirectory() as home:
        paths = places.find(os.environ | {"LAAJ_HOME": home})
        dress(application, paths)
        window = MainWindow(Icons(paths.icons), THEMES, look_of(settings), State(), settings_table.values(settings))
        window.resize(*map(int, options.size.split("x")))
        window.show()
        with Session(paths, settings) as session:
            for name, state in _states(session):
                window.show_state(state)
                for _ in range(3):  # the ring rises as it does for a voice
                    window.show_level(SPEAKING_DB)
                    _wait(60)
                window.grab().save(str(options.folder / f"{name}.png"))
                print(options.folder / f"{name}.png")
        window.close()
    return 0


def _states(session: Session) -> Iterator[tuple[str, State]]:
    session.prepare()
    ready = State().ready()
    yield "ready", ready
    yield "listening", ready.listening()
    found = ready.searching().answered(session.find(QUESTION)).shown_anyway()
    yield "results", found
    answer = found.place.answer
    assert answer is not None, f"nothing found for {QUESTION!r}"
    best = answer.hits[0]
    yield "reader", found.opened_document(session.library.document(best.document), best.passage)
    yield "theme", ready.opened_shelf(Shelf("theme", best.theme), tuple(session.library.summaries(best.theme)))
    yield "help", ready.opened_help()


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
