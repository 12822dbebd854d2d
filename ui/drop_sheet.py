"""What lies over the window while files are being dragged onto it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.controls import Drawing, label
from ui.icons import Icons
from ui.look import L, Look, M

_DRAWING_PX = 120


class DropSheet(QWidget):
    def __init__(self, icons: Icons, look: Look, over: QWidget):
        super().__init__(over)
        self.setObjectName("sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        accent = look.palette.accent
        self.setStyleSheet(
            f"QWidget#sheet {{ background: {look.palette.ground}; border: {look.px(4)}px dashed {accent}; }}"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(L), look.px(L), look.px(L), look.px(L))
        column.setSpacing(look.px(M))
        column.addStretch(1)
        drawing = Drawing(icons, "drag-here", accent, look.px(_DRAWING_PX))
        column.addWidget(drawing, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label(self.tr("Lâchez ici pour ajouter à la bibliothèque"), "title", centred=True))
        column.addStretch(1)
        self.setGeometry(over.rect())
        self.show()


def files(dragged: QMimeData) -> tuple[str, ...]:
    """The files and folders of this computer among what is dragged."""
    return tuple(url.toLocalFile() for url in dragged.urls() if url.isLocalFile())
