"""Home: the library as eleven pictured themes, and the whole of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from ui import wishes
from ui.controls import Card, Drawing, Scroll, label
from ui.icons import Icons
from ui.look import FAMILY, XS, Look, M, S
from ui.state import Shelf

_WIDEST_PX = 1100
_GAP_PX = S + S // 2
_COLUMNS = (6, 4, 3, 2, 1)  # twelve tiles fill whole rows
_LEAST_DRAWING_PX, _LARGEST_DRAWING_PX = 52, 128
_TALLEST = 1.2  # of a tile's width: more would be empty ground


class HomePage(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str]):
        super().__init__()
        self._look = look
        self.tiles = [self._tile(icons, look, theme, text) for theme, text in themes.items()]
        self.tiles.append(self._tile(icons, look, "", self.tr("Toutes les pages")))
        self._heading = label(self.tr("Choisir un thème"), "lead")
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(_GAP_PX))
        self._scroll = Scroll(look.px(_WIDEST_PX), look.px(_GAP_PX))
        self._scroll.column.setContentsMargins(look.px(M), look.px(S), look.px(M), look.px(M))
        self._scroll.column.addWidget(self._heading)
        self._scroll.column.addLayout(self._grid)
        self._scroll.column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self._room(event.size()))

    def _arrange(self, room: QSize) -> None:
        """As many columns as give the largest tiles, however high and wide the page is."""
        least_width = max(tile.least_width_px for tile in self.tiles)
        sizes = {columns: self._tile_size(columns, room) for columns in _COLUMNS}
        fitting = [columns for columns, size in sizes.items() if size.width() >= least_width or columns == 1]
        columns = max(fitting, key=lambda columns: min(sizes[columns].width(), sizes[columns].height()))
        words_px = max(tile.words_height_px(sizes[columns].width()) for tile in self.tiles)
        for tile in self.tiles:
            tile.arrange(sizes[columns], words_px, beside=columns == 1)
        if columns != self._columns:
            self._columns = columns
            for position, tile in enumerate(self.tiles):
                self._grid.addWidget(tile, position // columns, position % columns)
            for column in range(max(_COLUMNS)):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _room(self, page: QSize) -> QSize:
        """What the tiles share; the scroll bar's place is left free, whether it comes or not."""
        margins = self._scroll.column.contentsMargins()
        scroll_bar = self._scroll.verticalScrollBar().sizeHint().width()
        width = min(page.width() - scroll_bar, self._look.px(_WIDEST_PX)) - margins.left() - margins.right()
        heading = self._heading.heightForWidth(width) + self._grid.spacing()
        return QSize(width, page.height() - margins.top() - margins.bottom() - heading)

    def _tile_size(self, columns: int, room: QSize) -> QSize:
        """A tile's size where that many stand in a row: its share of the room, or more than that where the words and
        the drawing need it, and the page scrolls."""
        rows, gap = -(-len(self.tiles) // columns), self._grid.spacing()
        width = (room.width() - (columns - 1) * gap) // columns
        share = min((room.height() - (rows - 1) * gap) // rows, round(_TALLEST * width))
        return QSize(width, max(share, *(tile.least_height_px(width, columns == 1) for tile in self.tiles)))

    def _tile(self, icons: Icons, look: Look, theme: str, text: str) -> Tile:
        tile = Tile(icons, look, theme, text)
        shelf = Shelf("theme", theme) if theme else Shelf()
        tile.clicked.connect(lambda: self.wish.emit(wishes.OpenShelf(shelf)))
        return tile


class Tile(Card):
    """A theme's drawing above its words, or beside them in a page that has room for one column only."""

    def __init__(self, icons: Icons, look: Look, theme: str, text: str):
        self._box = QVBoxLayout()
        self._edge_px, self._margin_px = look.px(XS), look.px(S)
        self._box.setContentsMargins(self._edge_px, self._margin_px, self._edge_px, self._margin_px)
        self._box.setSpacing(self._margin_px)
        super().__init__(self._box, text, spoken=f"theme.{theme or 'all'}")
        self._look, self._text = look, text
        colour = look.theme(theme)
        ground = look.tint(colour, 0.10)
        self.setStyleSheet(
            f'QPushButton[role="card"] {{ background: {ground}; border-color: {look.tile_frame(colour)}; }}'
            f'QPushButton[role="card"]:hover {{ border-color: {colour}; }}'
            f'QPushButton[role="card"]:focus {{ border-color: {look.palette.focus}; }}'
        )
        self._drawing = Drawing(icons, icons.theme(theme) if theme else "library", colour, look.px(_LEAST_DRAWING_PX))
        self._words = label(text, "tile")
        self._box.addWidget(self._drawing, alignment=Qt.AlignmentFlag.AlignCenter)
        self._box.addWidget(self._words, 1)
        font = QFont(FAMILY)
        font.setPixelSize(look.small)
        font.setBold(True)
        self._metrics = QFontMetrics(font)

    @property
    def least_width_px(self) -> int:
        """Holds the longest word whole."""
        return 3 * self._edge_px + max(self._metrics.horizontalAdvance(word) for word in self._text.split())

    def words_height_px(self, width_px: int) -> int:
        """What the words take in a tile of that width."""
        box = QRect(0, 0, width_px - 3 * self._edge_px, 0)
        return self._metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, self._text).height() + self._look.above

    def least_height_px(self, width_px: int, beside: bool) -> int:
        drawing_px = self._look.px(_LEAST_DRAWING_PX)
        if beside:
            words_px = self.words_height_px(width_px - drawing_px - 2 * self._margin_px)
            return 2 * self._margin_px + max(words_px, drawing_px)
        return 3 * self._margin_px + drawing_px + self.words_height_px(width_px)

    def arrange(self, size: QSize, words_px: int, beside: bool) -> None:
        """`words_px`: the room that all tiles leave for their words, so that the drawings of a row stand level."""
        least_px = self._look.px(_LEAST_DRAWING_PX)
        if beside:
            drawing_px, words_px = least_px, 0
            filled_px = self.least_height_px(size.width(), beside)
        else:
            room_px = min(size.height() - words_px - 3 * self._margin_px, size.width() // 2)
            drawing_px = max(least_px, min(room_px, self._look.px(_LARGEST_DRAWING_PX)))
            filled_px = drawing_px + words_px + 3 * self._margin_px
        above_px = self._margin_px + max(0, size.height() - filled_px) // 2
        edge_px = self._margin_px if beside else self._edge_px
        self._box.setContentsMargins(edge_px, above_px, edge_px, above_px)
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._drawing.setFixedSize(drawing_px, drawing_px)
        self._words.setMinimumHeight(words_px)
        across, level = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeft | level if beside else across | Qt.AlignmentFlag.AlignTop)
