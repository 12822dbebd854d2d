"""The whole window: a bar with "back" and "help", the question on the left, one page on the right.

It draws a `State` and emits what a person does; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui import wishes
from ui.consent_card import ConsentCard
from ui.controls import IconButton, label
from ui.drop_sheet import DropSheet, files
from ui.facilitator_page import FacilitatorPage
from ui.help_page import HelpPage
from ui.home_page import HomePage
from ui.icons import Icons
from ui.level_bar import LevelBar
from ui.library_page import LibraryPage
from ui.live_page import LivePage
from ui.look import Look, S
from ui.none_page import NonePage
from ui.question_panel import QuestionPanel
from ui.reader_page import ReaderPage
from ui.results_page import ResultsPage
from ui.settings_page import SettingsPage
from ui.state import Page, Place, Shelf, State
from ui.work_strip import WorkStrip

_PANEL_PX = 368  # width of the question's side at 100 % text


class MainWindow(QWidget):
    wish = Signal(object)  # one of ui.wishes

    def __init__(self, icons: Icons, themes: Mapping[str, str], look: Look, state: State, values: dict[str, object]):
        """`themes`: slug to words, in the order they are shown; `values`: the settings as they stand."""
        super().__init__()
        _ground(self, "window")
        self.setWindowTitle("Laaj")
        self.setWindowIcon(icons.icon("microphone", look.palette.accent, 64))
        self.setMinimumSize(760, 520)  # what a desktop leaves of a screen of 800 × 600
        self._icons, self._look, self._state = icons, look, state
        self.themes = themes
        self.values = values
        self.about = "Laaj"
        self._shown: Place | None = None
        self._sheet: DropSheet | None = None  # while files are dragged over the window
        self.setAcceptDrops(True)
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
        if isinstance(self.page, LivePage):
            self.page.show_state(state)
        if self.facilitator_button.isHidden() == state.facilitates:
            self.facilitator_button.setVisible(state.facilitates)
            self._fit_bar()
        self.work_strip.show_state(state)
        self.consent_card.show_state(state)

    def show_level(self, level_db: float) -> None:
        self.panel.microphone.show_level(level_db)

    def show_trial_level(self, level_db: float) -> None:
        """Of a microphone that is tried, or into which a summary is told: the page shows it."""
        for bar in self.findChildren(LevelBar):
            bar.show_level(level_db)

    def show_look(self, look: Look) -> None:
        """Draws everything anew in other colours or another size. What was being typed stays, the focus, and the
        place in the page that is read."""
        typed, focus = self.panel.question.text(), self.focusWidget()
        name = focus.objectName() if focus is not None else ""
        self._look = look.fitted(self.width(), self.height())
        self._furnish(self.page if isinstance(self.page, ReaderPage) else None)
        self.panel.question.setText(typed)
        if name:
            QTimer.singleShot(0, self, lambda: self._bring_into_view(name))

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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files(event.mimeData()):
            event.acceptProposedAction()
            self._uncover()
            self._sheet = DropSheet(self._icons, self._look, self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._uncover()

    def dropEvent(self, event: QDropEvent) -> None:
        self._uncover()
        event.acceptProposedAction()
        self.wish.emit(wishes.AddFiles(files(event.mimeData())))

    def _bring_into_view(self, name: str) -> None:
        """The control of that name, which is not where it was before."""
        control = next((one for one in self.findChildren(QWidget, name) if one.isVisible()), None)
        if control is None:
            return
        control.setFocus()
        around = control.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(control, 0, around.height() // 3)

    def _uncover(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def _furnish(self, reader: ReaderPage | None = None) -> None:
        """`reader`: the page in view, where it is kept."""
        while (item := self._whole.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.setStyleSheet(self._look.stylesheet())
        self.panel = QuestionPanel(self._icons, self._look)
        self.panel.wish.connect(self.wish)
        self.panel.question.setAcceptDrops(False)  # a file is for the library wherever it is dropped
        content = _ground(QWidget(), "content")
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(0)
        self.work_strip = WorkStrip(self._icons, self._look)
        self.work_strip.wish.connect(self.wish)
        self._content.addWidget(self.work_strip)
        self.consent_card = ConsentCard(self._icons, self._look)
        self.consent_card.wish.connect(self.wish)
        self._content.addWidget(self.consent_card)
        self.page: QWidget | None = reader
        if reader is None:
            self._shown = None
        else:
            self._content.insertWidget(0, reader, 1)
            reader.show_look(self._look)
            reader.show()
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
        self._fit_bar()

    def _bar(self) -> QWidget:
        bar = _ground(QWidget(), "bar")
        self._bar_row = row = QHBoxLayout(bar)
        edge = self._look.px(S)
        row.setContentsMargins(edge, edge // 2, edge, edge // 2)
        self.back_button = IconButton(
            self._icons, "back", self._look, self.tr("Revenir"), self.tr("Revenir"), spoken="back"
        )
        self.back_button.clicked.connect(lambda: self.wish.emit(wishes.GoBack()))
        self.help_button = IconButton(self._icons, "help", self._look, self.tr("Aide"), self.tr("Aide"), spoken="help")
        self.help_button.clicked.connect(lambda: self.wish.emit(wishes.OpenHelp()))
        kept = self.tr("Pages gardées")
        self.kept_button = IconButton(self._icons, "kept", self._look, kept, kept, spoken="kept")
        self.kept_button.clicked.connect(lambda: self.wish.emit(wishes.OpenShelf(Shelf("kept"))))
        facilitator = self.tr("Animateur")
        self.facilitator_button = IconButton(
            self._icons, "facilitator", self._look, facilitator, facilitator, spoken="facilitator"
        )
        self.facilitator_button.clicked.connect(lambda: self.wish.emit(wishes.OpenFacilitator()))
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(label("Laaj", "lead", wrap=False))
        row.addStretch(1)
        row.addWidget(self.facilitator_button)
        row.addWidget(self.kept_button)
        row.addWidget(self.help_button)
        return bar

    def _fit_bar(self) -> None:
        """The words stand beside the drawings where there is room; those of "help" and "back" go last."""
        buttons = (self.facilitator_button, self.kept_button, self.help_button, self.back_button)
        for button in buttons:
            button.setText(button.accessibleName())
        for button in buttons:
            if self._bar_row.sizeHint().width() > self.width():
                button.setText("")

    def _show_place(self, place: Place) -> None:
        before, self._shown = self._shown, place
        if isinstance(self.page, LibraryPage) and self.page.takes(place):
            return
        read = before.document.id if before is not None and before.document is not None else ""
        old, self.page = self.page, self._page(place, read)
        self._content.insertWidget(0, self.page, 1)
        if old is not None:
            focus = QApplication.focusWidget()
            if focus is not None and old.isAncestorOf(focus):
                (self.page if self.page.focusProxy() else self.panel.microphone).setFocus()
            old.hide()
            self._content.removeWidget(old)
            old.deleteLater()

    def _page(self, place: Place, read: str) -> QWidget:
        """`read`: the document that one comes back from."""
        parts = (self._icons, self._look, self.themes)
        page: HomePage | HelpPage | ReaderPage | LivePage
        if place.page is Page.HOME:
            page = HomePage(*parts)
        elif place.page is Page.HELP:
            page = HelpPage(self._icons, self._look, self.about)
        elif place.page is Page.SETTINGS:
            page = SettingsPage(self._icons, self._look, self.values, self.about)
        elif place.page is Page.FACILITATOR:
            page = FacilitatorPage(self._icons, self._look)
        elif place.page is Page.READER:
            page = ReaderPage(*parts, place)
        elif place.page is Page.RESULTS:
            page = ResultsPage(*parts, place, read)
        elif place.page is Page.NONE:
            page = NonePage(*parts, place)
        else:
            page = LibraryPage(*parts, place, read)
        page.wish.connect(self.wish)
        return page


def _ground(widget: QWidget, name: str) -> QWidget:
    """Lets the stylesheet colour a plain widget by its name."""
    widget.setObjectName(name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget
