"""A document's text to read and to hear, with the passage that answers and the sentence being said marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCursor

from corpus.sentences import sentences
from ui.growing_text import GrowingText
from ui.look import XS, Look, M, S
from ui.text_lines import line_rects

if TYPE_CHECKING:
    from corpus.documents import Document, Passage

_PICTURE = "\ufffc"  # stands in a block for what is no text
_BAR_PX, _UNDERLINE_PX = 6, 3


class DocumentText(GrowingText):
    """Both marks are seen, and told apart, without colour: a bar beside the passage, a line under the sentence."""

    def __init__(self, look: Look, document: Document, passage: Passage | None, sources_line: str):
        super().__init__(look, document, passage, sources_line)
        self._said: list[tuple[QTextCursor, int]] = []  # where each sentence given out begins, and its length
        self._saying: int | None = None

    def sentences(self) -> Iterator[str]:
        """What there is to read aloud, from the passage on, or from the top; numbered as `mark_sentence` takes them.

        Found while they are asked for, so that a long document begins at once.
        """
        self._said = []
        start = self.marked[0] if self.marked else 0
        place = QTextCursor(self.document().findBlock(start))
        while True:
            block = place.block()
            if self._sources is not None and block == self._sources.block():
                return
            text = block.text()
            for begin, end in sentences(text):
                first, last = (block.position() + _units(text[:at]) for at in (begin, end))
                if last > start:
                    sentence = QTextCursor(block)
                    sentence.setPosition(first)
                    self._said.append((sentence, last - first))
                    yield text[begin:end].replace(_PICTURE, " ")
            if not place.movePosition(QTextCursor.MoveOperation.NextBlock) and not (
                self._append() and place.movePosition(QTextCursor.MoveOperation.NextBlock)
            ):
                return

    def mark_sentence(self, number: int) -> None:
        """Marks the sentence that is being said and keeps it in view."""
        self._saying = number
        self._stays_at_mark = False
        lines = self._sentence_rects()
        top, bottom = self.verticalScrollBar().value(), self.verticalScrollBar().value() + self.viewport().height()
        if lines[0].top() < top or lines[-1].bottom() + M > bottom:
            self._scroll_to(lines[0].top(), self.viewport().height() // 4)
        self.viewport().update()

    def unmark_sentence(self) -> None:
        self._saying = None
        self.viewport().update()

    def _sentence_rects(self) -> list[QRectF]:
        """What the sentence being said takes of each of its lines."""
        assert self._saying is not None
        cursor, length = self._said[self._saying]
        return line_rects(self.document(), cursor.position(), cursor.position() + length, words_only=True)

    # -- drawing --

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.translate(0, -self.verticalScrollBar().value())
        if self.marked:
            self._draw_passage(painter)
        if self._saying is not None:
            self._draw_sentence(painter)
        painter.end()
        super().paintEvent(event)

    def _draw_passage(self, painter: QPainter) -> None:
        ground = QRectF()
        for line in self._line_rects():
            ground = ground.united(line)
        px = self._look.px
        bar, corner = px(_BAR_PX), px(S)
        ground.adjust(-px(M), -px(XS), px(M), px(S))
        painter.setBrush(QColor(self._look.palette.mark))
        painter.drawRoundedRect(ground, corner, corner)
        painter.setBrush(QColor(self._look.palette.focus))
        first = self.document().findBlock(self.marked[0]) if self.marked else self.document().begin()
        right_to_left = first.textDirection() is Qt.LayoutDirection.RightToLeft
        left = ground.right() - bar if right_to_left else ground.left()
        painter.drawRoundedRect(QRectF(left, ground.top(), bar, ground.height()), bar / 2, bar / 2)

    def _draw_sentence(self, painter: QPainter) -> None:
        accent = QColor(self._look.palette.accent)
        soft = QColor(accent)
        soft.setAlphaF(0.18)
        edge, thick = self._look.px(XS), self._look.px(_UNDERLINE_PX)
        for line in self._sentence_rects():
            painter.setBrush(soft)
            painter.drawRoundedRect(line.adjusted(-edge, 0, edge, 0), edge, edge)
            painter.setBrush(accent)
            painter.drawRect(QRectF(line.left(), line.bottom() - thick, line.width(), thick))


def _units(text: str) -> int:
    """The length of a text as Qt counts it: two for what lies beyond the first 65,536 characters."""
    return len(text) + sum(letter > "\uffff" for letter in text)
