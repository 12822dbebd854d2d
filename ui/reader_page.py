"""The reader: one document, its theme's drawing, and the passage that answers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Drawing, label
from ui.document_text import DocumentText, reading_edge
from ui.icons import Icons
from ui.look import Look, M, S
from ui.state import Place


class ReaderPage(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place):
        super().__init__()
        assert place.document is not None
        document = place.document
        colour = look.theme(document.theme)
        head = QHBoxLayout()
        head.setSpacing(M)
        head.addWidget(Drawing(icons, icons.theme(document.theme), colour, 60, look.tint(colour)))
        words = QVBoxLayout()
        words.setSpacing(S // 2)
        words.addWidget(label(document.title, "title"))
        words.addWidget(label(themes.get(document.theme, document.theme), "small"))
        head.addLayout(words, 1)
        self.text = DocumentText(look, document, place.passage, self.tr("Sources"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        whole.addWidget(rule)
        whole.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        self._head = head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        edge = reading_edge(event.size().width())
        self._head.setContentsMargins(edge, M, edge, S)
