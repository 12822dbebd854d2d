"""The project's drawings in any colour and size. Each SVG is drawn in black; black is what gets replaced."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.look import THEME_COLOURS

_INK = b"#000000"


class Icons:
    def __init__(self, folder: Path):
        self._folder = folder
        self._renderer = lru_cache(maxsize=256)(self._load)

    def theme(self, theme: str) -> str:
        """The name of a theme's drawing; the plain page for a theme that is not among the eleven."""
        return f"theme-{theme}" if theme in THEME_COLOURS else "page"

    def draw(self, painter: QPainter, name: str, colour: str, rect: QRectF) -> None:
        self._renderer(name, colour).render(painter, rect)

    def pixmap(self, name: str, colour: str, size_px: int, ratio: float = 2.0) -> QPixmap:
        """Square; drawn at twice the size so that it stays sharp on fine screens."""
        pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.draw(painter, name, colour, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def icon(self, name: str, colour: str, size_px: int) -> QIcon:
        return QIcon(self.pixmap(name, colour, size_px))

    def _load(self, name: str, colour: str) -> QSvgRenderer:
        drawing = (self._folder / f"{name}.svg").read_bytes().replace(_INK, colour.encode())
        return QSvgRenderer(QByteArray(drawing))
