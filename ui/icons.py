"""The project's drawings in any colour and size. Each SVG is drawn in black; black is what gets replaced."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.look import THEME_COLOURS

_INK = b"#000000"


class Icons:
    def __init__(self, folder: Path):
        self._folder = folder
        self._renderer = lru_cache(maxsize=256)(self._load)
        self._drawn = lru_cache(maxsize=256)(self._draw_icon)

    def theme(self, theme: str) -> str:
        """The name of a theme's drawing; the plain page for a theme that is not among the eleven."""
        return f"theme-{theme}" if theme in THEME_COLOURS else "page"

    def draw(self, painter: QPainter, name: str, colour: str, rect: QRectF) -> None:
        self._renderer(name, colour).render(painter, rect)

    def icon(self, name: str, colour: str, size_px: int, disabled: str = "") -> QIcon:
        """`disabled`: its colour on a button that cannot be pressed; without one Qt fades it, to whatever contrast."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        return self._drawn(name, colour, size_px, disabled, application.devicePixelRatio())

    def _draw_icon(self, name: str, colour: str, size_px: int, disabled: str, ratio: float) -> QIcon:
        """`ratio`: pixels of the finest screen to one of the window, so that it is sharp there."""
        icon = QIcon()
        icon.addPixmap(self._pixmap(name, colour, size_px, ratio))
        if disabled:
            icon.addPixmap(self._pixmap(name, disabled, size_px, ratio), QIcon.Mode.Disabled)
        return icon

    def _pixmap(self, name: str, colour: str, size_px: int, ratio: float) -> QPixmap:
        pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.draw(painter, name, colour, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _load(self, name: str, colour: str) -> QSvgRenderer:
        drawing = (self._folder / f"{name}.svg").read_bytes().replace(_INK, colour.encode())
        return QSvgRenderer(QByteArray(drawing))
