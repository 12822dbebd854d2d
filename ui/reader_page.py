"""The reader: one document, what can be done with it, and the passage that answers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Drawing, Scroll, label
from ui.document_text import DocumentText
from ui.facilitator_row import FacilitatorRow
from ui.few_lines import FewLines
from ui.growing_text import reading_edge
from ui.icons import Icons
from ui.live_page import LivePage
from ui.look import Look, M, S
from ui.reader_bar import ReaderBar
from ui.state import Place, State

_PICTURE_PX = 60
_ROOMY = 25  # heights of a letter: a lower page has its title in small letters, and no drawing
_TOOLS_SHARE = 0.34  # of the page's height, at most; the rest of the facilitator's tools scrolls


class ReaderPage(LivePage):
    """Drawn anew in another look by `show_look`, it keeps its text, and with it the place where one reads."""

    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place):
        super().__init__()
        assert place.document is not None
        self._icons, self._themes, self._place = icons, themes, place
        self.document = place.document
        self._state: State | None = None
        self._row: FacilitatorRow | None = None
        self.text = DocumentText(look, self.document, place.passage, self.tr("Sources : {0}"))
        self.text.setObjectName("reader-text")
        self.setFocusProxy(self.text)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.text, 1)
        self.text.viewport().installEventFilter(self)
        self._furnish(look)

    def _furnish(self, look: Look) -> None:
        """All that stands above the text."""
        self._look, self._row = look, None
        self._head = QWidget()
        self._column = QVBoxLayout(self._head)
        self._column.setSpacing(look.px(S))
        self._column.addLayout(self._title())
        self.bar = ReaderBar(self._icons, look, self._place)
        self.bar.wish.connect(self.wish)
        self._column.addWidget(self.bar)
        self.tools = Scroll(look.px(2000), 0)
        self.tools.column.setContentsMargins(0, 0, 0, 0)
        self.tools.hide()
        self._column.addWidget(self.tools)
        if not self.document.text.strip():
            self._column.addWidget(label(self.tr("Cette page n'a pas de texte."), "soft"))
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(look.px(1))
        self._column.addWidget(rule)
        self._whole.insertWidget(0, self._head)

    def _title(self) -> QHBoxLayout:
        look, theme = self._look, self.document.theme
        colour = look.theme(theme)
        self._picture = Drawing(self._icons, self._icons.theme(theme), colour, look.px(_PICTURE_PX), look.tint(colour))
        self._large, self._small = FewLines(self.document.title, "title", 3), FewLines(self.document.title, "strong", 2)
        self._theme = label(self._themes.get(theme, theme), "small")
        words = QVBoxLayout()
        words.setSpacing(look.px(S // 2))
        for line in (self._large, self._small, self._theme):
            words.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(look.px(M))
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        return row

    def show_state(self, state: State) -> None:
        self._state = state
        self.bar.show_state(state)
        if state.facilitates and self._row is None:
            self._row = FacilitatorRow(self._icons, self._look, self.document.id, self.document.title)
            self._row.wish.connect(self.wish)
            self._row.installEventFilter(self)
            self.tools.column.addWidget(self._row)
        elif not state.facilitates and self._row is not None:
            self._row.deleteLater()
            self._row = None
        self.tools.setVisible(self._row is not None)
        if self._row is not None:
            self._row.show_state(state)
        self._fit()

    def show_look(self, look: Look) -> None:
        self._head.hide()
        self._head.deleteLater()
        self._furnish(look)
        self.text.show_look(look)
        if self._state is not None:
            self.show_state(self._state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        wider = watched is self.text.viewport() and event.type() is QEvent.Type.Resize
        if wider or (watched is self._row and event.type() is QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shares the height: the text keeps the larger part of it."""
        edge, gap = reading_edge(self.text.viewport().width(), self._look), self._look.px(S)
        beside = self.width() - self.text.viewport().width()  # the scroll bar
        self._column.setContentsMargins(edge, gap, edge + beside, 0)
        lines = self.height() / self._look.body
        roomy = lines >= _ROOMY + (_ROOMY // 2 if self._row is not None else 0)
        for part in (self._picture, self._large, self._theme):
            part.setVisible(roomy)
        self._small.setVisible(not roomy)
        if self._row is not None:
            inside = self._row.layout()
            assert inside is not None
            needed = inside.heightForWidth(self.text.viewport().width() - 2 * edge)
            self.tools.setFixedHeight(min(needed, round(self.height() * _TOOLS_SHARE)))
