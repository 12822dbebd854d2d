"""The whole window: a bar with "back" and "help", the question on the left, one page on the right.

It draws a `State` and emits what a person does; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import wishes
from ui.controls import IconButton, label
from ui.help_page import HelpPage
from ui.home_page import HomePage
from ui.icons import Icons
from ui.look import Look, S
from ui.question_panel import QuestionPanel
from ui.reader_page import ReaderPage
from ui.results_page import CardPage, LibraryPage, ResultsPage
from ui.state import Page, Place, State

_PANEL_PX = 368  # width of the question's side at 100 % text


class MainWindow(QWidget):
    wish = Signal(object)  # one of ui.wishes

    def __init__(self, icons: Icons, themes: Mapping[str, str], look: Look, state: State, values: dict[str, object]):
        """`themes`: slug to words, in the order they are shown; `values`: the settings as they stand."""
        super().__init__()
        _ground(self, "window")
        self.setWindowTitle("Laaj")
        self.setWindowIcon(icons.icon("microphone", look.palette.accent, 64))
        self.setMinimumSize(800, 560)
        self._icons, self._look, self._state = icons, look, state
        self.themes = themes
        self.values = values
        self.about = "Laaj"
        self._shown: Place | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._furnish()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def show_state(self, state: State) -> None:
        self._state = state
        self.panel.show_state(state)
        self.back_button.setEnabled(state.can_go_back or state.busy)
        if state.place is not self._shown:
            self._show_place(state.place)

    def show_level(self, level_db: float) -> None:
        self.panel.microphone.show_level(level_db)

    def show_look(self, look: Look) -> None:
        """Draws everything anew in other colours or another size; what was being typed stays."""
        typed = self.panel.question.text()
        self._look = look.fitted(self.width(), self.height())
        self._furnish()
        self.panel.question.setText(typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The space bar is the microphone wherever one is, except where one types."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget) or watched.window() is not self:
            return False
        if event.key() == Qt.Key.Key_Space and not isinstance(watched, QLineEdit):
            if kind is QEvent.Type.ShortcutOverride:
                return False
            if not event.isAutoRepeat():
                (self.panel.press if kind is QEvent.Type.KeyPress else self.panel.release)()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Back):
            self.wish.emit(wishes.GoBack())
        elif event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Help):
            self.wish.emit(wishes.OpenHelp())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._look.fitted(self.width(), self.height()) != self._look:
            QTimer.singleShot(0, self, lambda: self.show_look(self._look))
        self._share_width()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wish.emit(wishes.Seen(True))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wish.emit(wishes.Seen(False))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self.wish.emit(wishes.Seen(not self.isMinimized()))

    def _furnish(self) -> None:
        while (item := self._whole.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.setStyleSheet(self._look.stylesheet())
        self.panel = QuestionPanel(self._icons, self._look)
        self.panel.wish.connect(self.wish)
        content = _ground(QWidget(), "content")
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self.page: QWidget | None = None
        self._shown = None
        below = QWidget()
        sides = QHBoxLayout(below)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        sides.addWidget(self.panel)
        sides.addWidget(content, 1)
        self._whole.addWidget(self._bar())
        self._whole.addWidget(below, 1)
        self._share_width()
        self.panel.microphone.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_state(self._state)

    def _share_width(self) -> None:
        """The question's side grows with text and window, and leaves the page the larger part."""
        wanted = max(self._look.px(_PANEL_PX) * self._look.text_percent / 100, self.width() * 0.27)
        self.panel.setFixedWidth(round(min(wanted, self.width() * (0.43 if self.width() >= 900 else 0.38))))

    def _bar(self) -> QWidget:
        bar = _ground(QWidget(), "bar")
        row = QHBoxLayout(bar)
        edge = self._look.px(S)
        row.setContentsMargins(edge, edge // 2, edge, edge // 2)
        self.back_button = IconButton(self._icons, "back", self._look, self.tr("Revenir"), self.tr("Revenir"))
        self.back_button.clicked.connect(lambda: self.wish.emit(wishes.GoBack()))
        self.help_button = IconButton(self._icons, "help", self._look, self.tr("Aide"), self.tr("Aide"))
        self.help_button.clicked.connect(lambda: self.wish.emit(wishes.OpenHelp()))
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(label("Laaj", "lead", wrap=False))
        row.addStretch(1)
        row.addWidget(self.help_button)
        return bar

    def _show_place(self, place: Place) -> None:
        old, self.page, self._shown = self.page, self._page(place), place
        self._content.addWidget(self.page)
        if old is not None:
            focus = QApplication.focusWidget()
            if focus is not None and old.isAncestorOf(focus):
                (self.page if self.page.focusProxy() else self.panel.microphone).setFocus()
            old.hide()
            self._content.removeWidget(old)
            old.deleteLater()

    def _page(self, place: Place) -> QWidget:
        parts = (self._icons, self._look, self.themes)
        page: HomePage | HelpPage | ReaderPage | CardPage
        if place.page is Page.HOME:
            page = HomePage(*parts)
        elif place.page is Page.HELP:
            page = HelpPage(self._icons, self._look, self.values, self.about)
        elif place.page is Page.READER:
            page = ReaderPage(*parts, place)
        else:
            page = (ResultsPage if place.page is Page.RESULTS else LibraryPage)(*parts, place)
        page.wish.connect(self.wish)
        return page


def _ground(widget: QWidget, name: str) -> QWidget:
    """Lets the stylesheet colour a plain widget by its name."""
    widget.setObjectName(name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget
