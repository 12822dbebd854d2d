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
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app import paths as places
from app import settings as settings_table
from app.session import Session
from app.settings import Settings
from app.window import dress
from app.window.preferences import install_language, look_of
from corpus.consented import ConsentedQuestion
from corpus.documents import Document
from corpus.journal_days import Week
from corpus.starter_library import theme_names
from engine.search import Answer
from ui import languages
from ui.facilitation import GistRow, GivenQuestion, Overview
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.state import Equipment, Shelf, State

QUESTION = "Que faire tout de suite quand un enfant se brûle ?"
SPEAKING_DB = -24.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Draws the states of the window as PNG files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1180x720", help="WIDTHxHEIGHT in pixels")
    parser.add_argument("--appearance", choices=("light", "dark", "contrast"), default="light")
    parser.add_argument("--language", choices=tuple(languages.NAMES), default="fr")
    parser.add_argument("--text", type=int, default=100, help="size of the text in per cent")
    parser.add_argument("--only", nargs="*", default=[], metavar="STATE", help="these alone")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(appearance=options.appearance, text_percent=options.text, language=options.language)
    application = QApplication(["laaj"])
    with tempfile.TemporaryDirectory() as home:
        paths = places.find(os.environ | {"LAAJ_HOME": home})
        dress(application, paths)
        install_language(settings, paths)
        themes, values = theme_names(languages.current()), settings_table.values(settings)
        window = MainWindow(Icons(paths.icons), themes, look_of(settings), State(), values)
        window.resize(*map(int, options.size.split("x")))
        window.show()
        with Session(paths, settings) as session:
            for name, state in _states(session):
                if options.only and name not in options.only:
                    continue
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
    library = session.library
    everything = tuple(library.summaries())
    ready = State().ready().reading_aloud(True).with_gists(frozenset(one.id for one in everything[:3]))
    ready = ready.keeping(frozenset(one.id for one in everything[2:6]))
    yield "ready", ready
    yield "listening", ready.listening()
    spoken = ready.listening().searching()
    yield "silence", spoken.answered(Answer("", "silence", "nothing", (), {}))
    answer = session.find(QUESTION)
    assert answer.hits, f"nothing found for {QUESTION!r}"
    best = answer.hits[0]
    yield "too-loud", spoken.answered(replace(answer, confidence="unsure"), loud=True)
    yield "nothing", spoken.answered(replace(answer, confidence="nothing"))
    found = spoken.answered(replace(answer, confidence="sure"))
    yield "results", found
    yield "consent", found.asked_consent()
    yield "none", found.none_of_these()
    document = library.document(best.document)
    yield "reader", found.opened_document(document, best.passage)
    yield "facilitating", found.facilitating(True).opened_document(document, best.passage)
    yield "theme", ready.opened_shelf(Shelf("theme", best.theme), tuple(library.summaries(best.theme)))
    yield "kept", ready.opened_shelf(Shelf("kept"), everything[2:6])
    yield "help", ready.opened_help()
    equipment = Equipment(("Microphone USB", "Casque"), session.model.bundle.manifest.dims)
    yield "settings", ready.equipped(equipment).opened_settings()
    yield "facilitator", ready.facilitating(True).overlooking(_overview(everything)).opened_facilitator()


def _overview(documents: tuple[Document, ...]) -> Overview:
    """A week that nobody has lived, to see what one looks like."""
    days = tuple((date(2026, 3, 2 + day), asked) for day, asked in enumerate((4, 9, 0, 12, 7, 3, 5)))
    week = Week(days, spoken=33, typed=7, sure=14, unsure=15, nothing=8, silence=3, refused=4, opened=())
    most = tuple((one.id, one.title, 9 - place) for place, one in enumerate(documents[:4]))
    gists = tuple(GistRow(one.id, one.title, own=True) for one in documents[:2])
    given = ConsentedQuestion("1", date(2026, 3, 5), documents[0].id, 3.4)
    without = tuple((one.id, one.title) for one in documents[2:5])
    return Overview(week, most, len(documents), gists, without, (GivenQuestion(given, documents[0].title),))


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
