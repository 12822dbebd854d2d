"""What goes on, as a drawing and two sentences: as large as the room allows, and never cut."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.controls import Drawing, label
from ui.icons import Icons
from ui.look import FAMILY, Look, S

SIZES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.54, 0.48, 0.42, 0.36)  # of the type scale, as far as is needed
READABLE = 0.76  # a notice that would be set smaller is given more room first, where there is some
_ANY_HEIGHT = 1 << 15


class NoticeView(QWidget):
    def __init__(self, icons: Icons, look: Look, advice: str = "soft", drawing_px: int = 44):
        """`advice`: the kind of text of the second sentence; `drawing_px`: as designed."""
        super().__init__()
        self._icons, self._look, self._drawing_px = icons, look, look.px(drawing_px)
        self.line = label("", "lead")
        self.advice = label("", advice)
        self._advice_px = look.small if advice == "small" else look.body
        self._drawing: Drawing | None = None
        self._drawn = ("", "")
        for part in (self.line, self.advice):
            part.setParent(self)

    def show_notice(self, line: str, advice: str, drawing: str = "", alert: bool = False) -> None:
        """`drawing`: the name of an icon that says the same; `alert`: in the colour of what needs heed."""
        palette = self._look.palette
        wanted = (drawing, palette.alert if alert else palette.accent)
        if wanted != self._drawn:
            if self._drawing is not None:
                self._drawing.deleteLater()
            self._drawing = Drawing(self._icons, *wanted, self._drawing_px) if drawing else None
            self._drawn = wanted
            if self._drawing is not None:
                self._drawing.setParent(self)
                self._drawing.show()
        self.line.setProperty("tone", "alert" if alert else "")
        for part, text in ((self.line, line), (self.advice, advice)):
            part.setText(text)
            part.setVisible(bool(text))
        self._fit()

    def size_in(self, width: int, height: int) -> float:
        """Which of SIZES the words have in that room; the smallest where not even that one fits."""
        width -= self._beside()
        return next((size for size in SIZES if self._fits(size, width, height)), SIZES[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fits(self, size: float, width: int, height: int) -> bool:
        room = -self._look.px(S)
        for part, full, bold in self._parts():
            font = QFont(FAMILY)
            font.setPixelSize(round(full * size))
            font.setBold(bold)
            needed = QFontMetrics(font).boundingRect(
                0, 0, width, _ANY_HEIGHT, int(Qt.TextFlag.TextWordWrap), part.text()
            )
            if needed.width() > width:  # a word that is longer than a line
                return False
            room += needed.height() + self._look.above + self._look.px(S)
        return room <= height

    def _fit(self) -> None:
        size = self.size_in(self.width(), self.height())
        x, y = self._beside(), 0
        aligned = Qt.AlignmentFlag.AlignLeft if x else Qt.AlignmentFlag.AlignHCenter
        for part, full, _ in self._parts():
            part.setStyleSheet(f"font-size: {round(full * size)}px;")
            part.setAlignment(aligned | Qt.AlignmentFlag.AlignTop)
            part.ensurePolished()
            height = part.heightForWidth(self.width() - x)
            part.setGeometry(x, y, self.width() - x, height)
            y += height + self._look.px(S)
        if self._drawing is not None:
            self._drawing.move(0, self._look.above)

    def _parts(self) -> list[tuple[QLabel, int, bool]]:
        """Those that say something: the label, its full size in pixels, whether it is bold."""
        parts = [(self.line, self._look.lead, True), (self.advice, self._advice_px, False)]
        return [part for part in parts if part[0].text()]

    def _beside(self) -> int:
        """The width that the drawing takes."""
        return self._drawing.width() + self._look.px(S) if self._drawing is not None else 0
