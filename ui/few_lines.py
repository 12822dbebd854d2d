"""A text in a few lines: a longer one ends in "…", and stays whole for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel

from ui.document_row import leftwards

_MOST_CHARACTERS = 2_000  # of a text that is laid out; no few lines hold more


class FewLines(QLabel):
    """Plain text; one that is written from right to left stands at the right."""

    def __init__(self, text: str, kind: str, most: int):
        """`kind`: a step of the type scale; `most`: lines."""
        super().__init__(text)
        self._shown, self._most = " ".join(text[:_MOST_CHARACTERS].split()), most
        self._option = QTextOption(Qt.AlignmentFlag.AlignRight if leftwards(text) else Qt.AlignmentFlag.AlignLeft)
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._lines: dict[int, int] = {}  # by width: a page that finds its size asks many times
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind)
        self.setWordWrap(True)
        self.setIndent(0)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """One line; as wide as there is room, as high as that width makes it."""
        self.ensurePolished()
        return QSize(0, self._height_px(1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self.ensurePolished()
        if width not in self._lines:
            margins = self.contentsMargins()
            layout = self._laid_out(self._shown, width - margins.left() - margins.right())
            self._lines[width] = min(self._most, layout.lineCount())
        return self._height_px(self._lines[width])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lines.clear()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        box, metrics = self.contentsRect(), QFontMetrics(self.font())
        layout = self._laid_out(self._shown, box.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        for number in range(min(self._most, layout.lineCount())):
            line = layout.lineAt(number)
            top = box.top() + number * metrics.lineSpacing()
            if number == self._most - 1 and layout.lineCount() > self._most:
                left = metrics.elidedText(self._shown[line.textStart() :], Qt.TextElideMode.ElideRight, box.width())
                layout = self._laid_out(left, box.width())
                line = layout.lineAt(0)
            line.draw(painter, QPointF(box.left(), top - line.y()))
        painter.end()

    def _height_px(self, lines: int) -> int:
        margins = self.contentsMargins()
        return margins.top() + margins.bottom() + lines * QFontMetrics(self.font()).lineSpacing()

    def _laid_out(self, text: str, width: float) -> QTextLayout:
        """One line more than are shown at most: that there is one says that the text is too long."""
        layout = QTextLayout(text, self.font())
        layout.setTextOption(self._option)
        layout.beginLayout()
        for _ in range(self._most + 1):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(width, 1))
        layout.endLayout()
        return layout
