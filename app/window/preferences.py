"""The settings that a person changes in the window: shown at once, and kept. A microphone is tried here, too."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app import pin
from app import settings as settings_table
from app.paths import Paths
from app.settings import Settings
from app.window.desk import Desk
from app.window.questions import Questions
from corpus.starter_library import theme_names
from faults import InputFault
from ui import languages, wishes
from ui.look import Look
from ui.state import Page, Phase, State

_SEEN = ("language", "text_percent", "appearance", "motion", "pin")  # what makes the window look otherwise


class Preferences(QObject):
    _level = Signal(float)
    _trial_ended = Signal(int, object)

    def __init__(self, desk: Desk, questions: Questions):
        super().__init__(desk)
        self._desk, self._questions = desk, questions
        self._trial = 0  # its number: what a finished one still sends is not taken for the next
        desk.on(wishes.OpenSettings, lambda _: self._open())
        desk.on(wishes.Change, self._change)
        desk.on(wishes.TryMicrophone, self._try)
        desk.on(wishes.Facilitate, self._facilitate)
        desk.on(wishes.ChoosePin, self._choose_pin)
        desk.window.wish.connect(self._wished)
        desk.changed.connect(self._changed)
        self._level.connect(desk.window.show_trial_level, Qt.ConnectionType.QueuedConnection)
        self._trial_ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)

    # -- the table --

    def _change(self, wish: wishes.Change) -> None:
        if wish.name == "language" and not self._installs(str(wish.value)):
            return
        self._put(wish.name, wish.value)
        if wish.name == "microphone":
            self._change_microphone(str(wish.value))

    def _put(self, name: str, value: object) -> None:
        desk = self._desk
        settings = settings_table.with_value(desk.settings, name, value)
        desk.settings = desk.session.settings = settings
        desk.window.values = settings_table.values(settings)
        if name in _SEEN:
            desk.window.show_look(look_of(settings))
        path = desk.session.paths.settings
        desk.look_up(lambda: settings_table.save(settings, path), lambda _: None)

    def _installs(self, language: str) -> bool:
        """Whether the window speaks that language from now on; its texts are made anew by whoever shows it."""
        desk = self._desk
        try:
            install_language(settings_table.with_value(desk.settings, "language", language), desk.session.paths)
        except InputFault as fault:
            desk.window.show_look(look_of(desk.settings))  # the page shows again which language it is
            desk.fail(fault)
            return False
        desk.window.themes = theme_names(languages.current())
        return True

    # -- the microphone --

    def _open(self) -> None:
        """What there is to choose from comes a little later."""
        desk = self._desk
        desk.become(desk.state.opened_settings())
        if desk.state.phase is Phase.READY:
            self._look()

    def _look(self) -> None:
        desk = self._desk
        dims = tuple(desk.session.model.bundle.manifest.dims)
        desk.become(desk.state.equipped(replace(desk.state.equipment, dims=dims)))
        self._questions.with_recorder(lambda recorder: recorder.look_again(), self._found)

    def _found(self, microphones: list) -> None:
        names = tuple(dict.fromkeys(one.name for one in microphones))
        self._desk.become(self._desk.state.equipped(replace(self._desk.state.equipment, microphones=names)))
        self._arm()

    def _arm(self) -> None:
        if self._desk.state.can_ask:
            self._questions.arm()

    def _change_microphone(self, name: str) -> None:
        desk, tried = self._desk, self._desk.state.equipment.tried
        if desk.state.phase is Phase.LISTENING:
            desk.window.wish.emit(wishes.GoBack())
        desk.become(desk.state.trying(False))
        self._questions.with_recorder(lambda recorder: recorder.choose(name or None), lambda _: self._arm())
        if tried:
            self._try(wishes.TryMicrophone(True))

    def _try(self, wish: wishes.TryMicrophone) -> None:
        desk = self._desk
        if desk.state.equipment.tried == wish.on:
            return
        if wish.on:
            desk.window.wish.emit(wishes.StopSound())  # the microphone would hear it
        desk.become(desk.state.trying(wish.on))
        if not desk.state.equipment.tried:
            return
        self._trial = number = self._trial + 1

        def ended(error: Exception | None) -> None:
            self._trial_ended.emit(number, error)

        def watch(recorder) -> None:
            try:
                recorder.watch_level(self._level.emit, ended)
            except InputFault as fault:
                ended(fault)

        self._questions.with_recorder(watch)

    def _ended(self, number: int, error: Exception | None) -> None:
        """The microphone broke off, or never began."""
        if number == self._trial and self._desk.state.equipment.tried and error is not None:
            self._desk.become(self._desk.state.trying(False))
            self._desk.fail(error)

    def _wished(self, wish: object) -> None:
        if wish == wishes.Seen(False) and self._desk.state.equipment.tried:
            self._desk.become(self._desk.state.trying(False))

    def _changed(self, before: State, state: State) -> None:
        if before.phase is Phase.PREPARING and state.phase is Phase.READY and state.place.page is Page.SETTINGS:
            self._look()
        if before.equipment.tried and not state.equipment.tried:
            self._questions.with_recorder(lambda recorder: recorder.cancel())

    # -- the facilitator's tools --

    def _facilitate(self, wish: wishes.Facilitate) -> None:
        desk, kept = self._desk, self._desk.settings.pin
        if not wish.on or desk.state.facilitates or not kept:
            self._show_tools(wish.on)
            return

        def then(right: bool) -> None:
            if right:
                self._show_tools(True)
            else:
                desk.fail(InputFault("pin-wrong", path=desk.session.paths.settings))

        desk.look_up(lambda: pin.opens(wish.pin, kept), then)

    def _show_tools(self, on: bool) -> None:
        self._put("facilitator", on)
        self._desk.become(self._desk.state.facilitating(on))

    def _choose_pin(self, wish: wishes.ChoosePin) -> None:
        if self._desk.state.facilitates:
            self._desk.look_up(lambda: pin.hashed(wish.pin) if wish.pin else "", lambda kept: self._put("pin", kept))


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
