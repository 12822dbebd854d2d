"""How loud the microphone hears somebody: a bar, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.controls import label
from ui.look import XS, Look, S

_SILENT_DB, _FULL_DB = -66.0, 0.0  # both ends of the bar
_HEARD_DB, _LOUD_DB = -42.0, -6.0  # between them a voice is understood well
_SINKS_DB = 1.5  # with each level, 20 a second: words are shorter than it takes to read a bar


class LevelBar(QWidget):
    def __init__(self, look: Look):
        super().__init__()
        self._bar = _Bar(look)
        self._words = label("", "soft")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(XS))
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self._level_db = _SILENT_DB
        self._say()

    def show_level(self, level_db: float) -> None:
        """`level_db`: dBFS of the last moment. The bar jumps up at once and sinks slowly."""
        self._level_db = max(level_db, self._level_db - _SINKS_DB, _SILENT_DB)
        self._bar.show_level(self._level_db)
        self._say()

    def _say(self) -> None:
        if self._level_db > _LOUD_DB:
            words = self.tr("C'est trop fort : parlez un peu plus loin.")
        elif self._level_db > _HEARD_DB:
            words = self.tr("Je vous entends bien.")
        else:
            words = self.tr("Parlez : la barre doit arriver dans le cadre.")
        if words != self._words.text():
            self._words.setText(words)


class _Bar(QWidget):
    def __init__(self, look: Look):
        super().__init__()
        self._look = look
        self._level_db = _SILENT_DB
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(30))

    def show_level(self, level_db: float) -> None:
        self._level_db = level_db
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette, edge = self._look.palette, self._look.px(S) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, edge, -1, -edge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.line if not self._look.contrast else self._look.tint(palette.line, 0.3))
        painter.drawRoundedRect(whole, edge, edge)
        filled = QRectF(whole)
        filled.setWidth(max(whole.width() * _share(self._level_db), 2 * edge))
        painter.setBrush(palette.alert if self._level_db > _LOUD_DB else palette.accent)
        painter.drawRoundedRect(filled, edge, edge)
        good = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        good.setLeft(whole.left() + whole.width() * _share(_HEARD_DB))
        good.setRight(whole.left() + whole.width() * _share(_LOUD_DB))
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(palette.ink)
        pen.setWidth(self._look.px(2))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(good, edge, edge)
        painter.end()


def _share(level_db: float) -> float:
    return min(1.0, max(0.0, (level_db - _SILENT_DB) / (_FULL_DB - _SILENT_DB)))
