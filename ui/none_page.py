"""None of the pages was the right one: ask again, write it, or look among the themes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from ui import wishes
from ui.controls import Card, Drawing, IconButton, Scroll, label
from ui.home_page import Tile
from ui.icons import Icons
from ui.live_page import LivePage
from ui.look import L, Look, M, S
from ui.spoken import PROPERTY, words
from ui.state import Phase, Place, Shelf, State

_WIDEST_PX = 900
_GAP_PX = S + S // 2
_COLUMNS = (6, 4, 3, 2, 1)  # twelve tiles fill whole rows
_LEAST_TILE_PX = 128
_MICROPHONE_PX = 96
_LONGEST_QUESTION = 500  # as everywhere where one is written


class NonePage(LivePage):
    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place):
        super().__init__()
        self._look, self._phase = look, Phase.READY
        self._scroll = Scroll(look.px(_WIDEST_PX), look.px(_GAP_PX))
        self._scroll.column.setContentsMargins(look.px(L), look.px(M), look.px(L), look.px(L))
        self._scroll.column.addWidget(label(self.tr("Essayons autrement"), "lead"))
        self.ask_button = AskAgain(icons, look)
        self.ask_button.clicked.connect(self._ask)
        self._scroll.column.addWidget(self.ask_button)
        self._scroll.column.addLayout(self._written(icons, place))
        self._scroll.column.addWidget(label(self.tr("Ou choisir un thème"), "lead"))
        self.tiles = [self._tile(icons, theme, text) for theme, text in themes.items()]
        self.tiles.append(self._tile(icons, "", words("theme.all")))
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(_GAP_PX))
        self._scroll.column.addLayout(self._grid)
        self._scroll.column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self.setFocusProxy(self.ask_button)

    def show_state(self, state: State) -> None:
        self._phase = state.phase
        self.ask_button.show_phase(state.phase)
        self.search_button.setEnabled(state.can_ask)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self._scroll.column.contentsMargins()
        scroll_bar = self._scroll.verticalScrollBar().sizeHint().width()
        room = min(event.size().width() - scroll_bar, self._look.px(_WIDEST_PX)) - margins.left() - margins.right()
        self._arrange(room)

    # -- what it is made of --

    def _written(self, icons: Icons, place: Place) -> QHBoxLayout:
        """What was written before stands there, to be put in other words."""
        before = place.answer.question if place.answer is not None and place.answer.heard == "text" else ""
        self.question = QLineEdit(before)
        self.question.setPlaceholderText(self.tr("Ou écrire en français"))
        self.question.setAccessibleName(self.tr("Question écrite en français"))
        self.question.setProperty(PROPERTY, "search")
        self.question.setMaxLength(_LONGEST_QUESTION)
        self.question.setAcceptDrops(False)  # the window takes files
        self.question.home(False)  # its beginning is in view
        self.question.returnPressed.connect(self._find)
        self.search_button = IconButton(icons, "search", self._look, words("search"), role="main", spoken="search")
        self.search_button.clicked.connect(self._find)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(S))
        row.addWidget(self.question, 1)
        row.addWidget(self.search_button)
        return row

    def _tile(self, icons: Icons, theme: str, text: str) -> Tile:
        tile = Tile(icons, self._look, theme, text)
        shelf = Shelf("theme", theme) if theme else Shelf()
        tile.clicked.connect(lambda: self.wish.emit(wishes.OpenShelf(shelf)))
        return tile

    def _arrange(self, room_px: int) -> None:
        """As many columns as leave each tile room for its longest word."""
        gap_px = self._grid.spacing()
        widths = {columns: (room_px - (columns - 1) * gap_px) // columns for columns in _COLUMNS}
        least_px = max(self._look.px(_LEAST_TILE_PX), *(tile.least_width_px for tile in self.tiles))
        columns = next((columns for columns in _COLUMNS if widths[columns] >= least_px), 1)
        width_px, beside = widths[columns], columns == 1
        height_px = max(tile.least_height_px(width_px, beside) for tile in self.tiles)
        words_px = max(tile.words_height_px(width_px) for tile in self.tiles)
        for tile in self.tiles:
            tile.arrange(QSize(width_px, height_px), words_px, beside)
        if columns != self._columns:
            self._columns = columns
            for position, tile in enumerate(self.tiles):
                self._grid.addWidget(tile, position // columns, position % columns)
            for column in range(max(_COLUMNS)):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)

    # -- what is done on it --

    def _ask(self) -> None:
        if self._phase is Phase.LISTENING:
            self.wish.emit(wishes.Finish())
        else:
            self.wish.emit(wishes.Listen())
            self.wish.emit(wishes.LetGo())

    def _find(self) -> None:
        if self.search_button.isEnabled():
            self.wish.emit(wishes.Find(self.question.text()))


class AskAgain(Card):
    """The microphone, large; while it listens, what ends the question."""

    def __init__(self, icons: Icons, look: Look):
        row = QHBoxLayout()
        self._text = self.tr("Poser la question autrement")
        super().__init__(row, self._text, spoken="microphone")
        row.setContentsMargins(*[look.px(M)] * 4)
        row.setSpacing(look.px(M))
        palette, size_px = look.palette, look.px(_MICROPHONE_PX)
        self._microphone = Drawing(icons, "microphone", palette.on_accent, size_px, palette.accent)
        self._stop = Drawing(icons, "stop", palette.on_alert, size_px, palette.alert)
        self._words = label(self._text, "lead")
        for drawing in (self._microphone, self._stop):
            row.addWidget(drawing, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)

    def show_phase(self, phase: Phase) -> None:
        listens = phase is Phase.LISTENING
        self.setEnabled(listens or phase is Phase.READY)
        self._microphone.setVisible(not listens)
        self._stop.setVisible(listens)
        text = words("stop") if listens else self._text
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setProperty(PROPERTY, "stop" if listens else "microphone")
