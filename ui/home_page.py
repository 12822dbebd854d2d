"""Home: the library as eleven pictured themes, and the whole of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.controls import Card, Drawing, Scroll, label
from ui.icons import Icons
from ui.look import L, Look, M, S

_TILE_PX = 132  # least width of a tile at 100 % text
_COLUMNS = (4, 3, 2)  # twelve tiles fill whole rows


class HomePage(QWidget):
    theme_chosen = Signal(str)  # a slug, or "" for the whole library

    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str]):
        super().__init__()
        self._least_tile_px = round(_TILE_PX * look.text_percent / 100)
        self.tiles = [self._tile(icons, look, theme, text) for theme, text in themes.items()]
        self.tiles.append(self._tile(icons, look, "", self.tr("Toutes les pages")))
        scroll = Scroll(widest_px=1100)
        scroll.column.setContentsMargins(L, M, L, M)
        scroll.column.addWidget(label(self.tr("Choisir un thème"), "lead"))
        self._grid = QGridLayout()
        self._grid.setSpacing(M)
        scroll.column.addLayout(self._grid, 1)
        self._columns = 0
        self._scroll = scroll
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = min(event.size().width(), 1100) - 2 * L
        columns = next((n for n in _COLUMNS if n * self._least_tile_px + (n - 1) * M <= room), _COLUMNS[-1])
        if columns != self._columns:
            self._columns = columns
            for position, tile in enumerate(self.tiles):
                self._grid.addWidget(tile, position // columns, position % columns)
            for column in range(max(_COLUMNS)):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _tile(self, icons: Icons, look: Look, theme: str, text: str) -> Tile:
        tile = Tile(icons, look, theme, text)
        tile.clicked.connect(lambda: self.theme_chosen.emit(theme))
        return tile


class Tile(Card):
    def __init__(self, icons: Icons, look: Look, theme: str, text: str):
        column = QVBoxLayout()
        column.setContentsMargins(S, M, S, S)
        column.setSpacing(S)
        super().__init__(column, text)
        colour = look.theme(theme)
        ground = look.tint(colour, 0.10)
        self.setStyleSheet(
            f'QPushButton[role="card"] {{ background: {ground}; border-color: {ground}; }}'
            f'QPushButton[role="card"]:hover {{ border-color: {colour}; }}'
            f'QPushButton[role="card"]:focus {{ border-color: {look.palette.focus}; }}'
        )
        self._drawing = Drawing(icons, icons.theme(theme) if theme else "library", colour, 56)
        column.addStretch(1)
        column.addWidget(self._drawing, alignment=Qt.AlignmentFlag.AlignHCenter)
        words = label(text, "tile", centred=True)
        words.setMinimumHeight(words.fontMetrics().boundingRect(QRect(0, 0, 400, 400), 0, "A\nA").height())
        column.addWidget(words)
        column.addStretch(1)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Expanding)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(_TILE_PX, _TILE_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A larger window has larger drawings, not more empty ground."""
        super().resizeEvent(event)
        size_px = max(56, min(112, round(min(event.size().width(), event.size().height()) * 0.42)))
        self._drawing.setFixedSize(size_px, size_px)
