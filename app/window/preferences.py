"""The settings that a person changes in the window: shown at once, and kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import settings as settings_table
from app.paths import Paths
from app.settings import Settings
from app.window.desk import Desk
from corpus.starter_library import theme_names
from faults import InputFault
from ui import languages, wishes
from ui.look import Look


class Preferences:
    def __init__(self, desk: Desk):
        self._desk = desk
        desk.on(wishes.Change, self._change)

    def _change(self, wish: wishes.Change) -> None:
        desk = self._desk
        desk.settings = settings = settings_table.with_value(desk.settings, wish.name, wish.value)
        desk.window.values = settings_table.values(settings)
        if wish.name == "language":
            self._change_language()
        desk.window.show_look(look_of(settings))
        path = desk.session.paths.settings
        desk.look_up(lambda: settings_table.save(settings, path), lambda _: None)

    def _change_language(self) -> None:
        try:
            install_language(self._desk.settings, self._desk.session.paths)
        except InputFault as fault:
            self._desk.fail(fault)
        self._desk.window.themes = theme_names(languages.current())


def install_language(settings: Settings, paths: Paths) -> None:
    """What is written from now on is in the chosen language. Raises InputFault translation-missing."""
    application = QApplication.instance()
    assert application is not None
    languages.install(application, settings.language, paths.translations)


def look_of(settings: Settings) -> Look:
    dark = settings.appearance == "dark"
    if settings.appearance == "system":
        dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Look(dark, settings.text_percent, settings.appearance == "contrast", settings.motion)
