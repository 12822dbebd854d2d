"""The buttons and lines of text that every page is made of.

A button answers to Return, not to the space bar: in this window the space bar is the microphone, wherever one is.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.look import L, Look, M


class Button(QPushButton):
    """`role`: "main" (one a page at most), "bare" (no frame), "choice" (can stay pressed), "card".
    `spoken`: the slug of the sound that says the button's name, where it has one."""

    def __init__(self, text: str = "", role: str = "", name: str = "", spoken: str = ""):
        super().__init__(text)
        self.setProperty("role", role)
        self.setProperty("spoken", spoken)
        self.setAccessibleName(name or text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class IconButton(Button):
    """A drawing, with or without its word beside it; `name` is what a screen reader says."""

    def __init__(
        self, icons: Icons, icon: str, look: Look, name: str, text: str = "", role: str = "bare", spoken: str = ""
    ):
        super().__init__(text, role, name, spoken)
        self._icons, self._look = icons, look
        self.show_icon(icon)
        self.setIconSize(QSize(look.icon, look.icon))
        self.setToolTip(name)
        if not text:
            side_px = max(look.target, look.icon + look.px(L))
            self.setFixedSize(side_px, side_px)
            self.setProperty("alone", True)

    def show_icon(self, icon: str) -> None:
        """Another drawing in the same place: what a press would do has changed."""
        palette = self._look.palette
        colour = palette.on_accent if self.property("role") == "main" else palette.ink
        self.setIcon(self._icons.icon(icon, colour, self._look.icon, palette.soft))


class Card(Button):
    """A button that holds a layout of its own and is as tall as that layout needs."""

    def __init__(self, layout: QLayout, name: str, description: str = "", spoken: str = ""):
        super().__init__(role="card", name=name, spoken=spoken)
        self._inside = layout
        self.setAccessibleDescription(description)
        self.setLayout(layout)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._inside.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._inside.heightForWidth(width)


class Drawing(QWidget):
    """A drawing of the project, alone or on a soft coloured ground."""

    def __init__(self, icons: Icons, icon: str, colour: str, size_px: int, ground: str = ""):
        super().__init__()
        self._icons, self._icon, self._colour, self._ground = icons, icon, colour, ground
        self.setFixedSize(size_px, size_px)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self._ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ground)
            painter.drawRoundedRect(rect, rect.width() * 0.22, rect.width() * 0.22)
            edge = rect.width() * 0.16
            rect = rect.adjusted(edge, edge, -edge, -edge)
        self._icons.draw(painter, self._icon, self._colour, rect)
        painter.end()


def label(text: str, kind: str = "body", wrap: bool = True, centred: bool = False) -> QLabel:
    """Plain text, never markup: what a document says must not become tags. `kind` is a step of the type scale."""
    line = QLabel(text)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setProperty("type", kind)
    line.setWordWrap(wrap)
    line.setIndent(0)
    if centred:
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return line


class Scroll(QScrollArea):
    """A column that scrolls up and down only, no wider than reads well."""

    def __init__(self, widest_px: int = 900, spacing: int = M):
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its cards take the focus, and bring themselves into view
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setMaximumWidth(widest_px)
        self.column = QVBoxLayout(inside)
        self.column.setSpacing(spacing)
        self.setWidget(inside)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
