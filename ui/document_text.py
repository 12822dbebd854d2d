"""A document's Markdown as a page of large type, with one passage marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser

from ui.look import XS, L, Look, M, S

if TYPE_CHECKING:
    from corpus.documents import Document, Passage

# Two characters no document holds (private use area) travel through Qt's Markdown reader with the text they bound.
_BEGIN, _END = "\ue000", "\ue001"
_LINE_MARK = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d+[.)][ \t]+|>[ \t]?)")
_WIDEST_PX = 760


class DocumentText(QTextBrowser):
    """Draws a soft ground and a bar beside the marked lines, which stay readable without colour."""

    def __init__(self, look: Look, document: Document, passage: Passage | None, sources_word: str):
        super().__init__()
        self._look = look
        self.setOpenLinks(False)  # there is no network to follow a link into
        self.setAccessibleName(document.title)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.marked: tuple[int, int] | None = None
        self._fill(document, passage, sources_word)

    def scroll_to_mark(self) -> None:
        if self.marked:
            top = self._line_rects()[0].top()
            self.verticalScrollBar().setValue(max(0, int(top) - self.viewport().height() // 6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        frame = self.document().rootFrame()
        layout = frame.frameFormat()
        layout.setLeftMargin(reading_edge(event.size().width()))
        layout.setTopMargin(M)
        layout.setBottomMargin(L)
        layout.setRightMargin(reading_edge(event.size().width()))
        frame.setFrameFormat(layout)
        super().resizeEvent(event)
        self.scroll_to_mark()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.marked:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.translate(0, -self.verticalScrollBar().value())
            lines = self._line_rects()
            ground = QRectF(lines[0].topLeft(), lines[-1].bottomRight())
            for line in lines:
                ground = ground.united(line)
            ground.adjust(-M, -XS, M, S)
            painter.setBrush(QColor(self._look.palette.mark))
            painter.drawRoundedRect(ground, S, S)
            painter.setBrush(QColor(self._look.palette.focus))
            painter.drawRoundedRect(QRectF(ground.left(), ground.top(), 6, ground.height()), 3, 3)
            painter.end()
        super().paintEvent(event)

    def _fill(self, document: Document, passage: Passage | None, sources_word: str) -> None:
        text = document.text
        if passage is not None:
            text = _bounded(text, passage.start, passage.end)
        page = self.document()
        page.setDocumentMargin(0)
        page.setDefaultFont(QFont(self.font().family(), -1))
        page.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self._mark(page)
        self._typeset(page)
        self._add_sources(page, document, sources_word)
        here = QTextCursor(page)
        here.setPosition(self.marked[0] if self.marked else 0)
        self.setTextCursor(here)  # Qt keeps its cursor in view: let it stand where one reads

    def _mark(self, page: QTextDocument) -> None:
        begin, end = page.find(_BEGIN), page.find(_END)
        if begin.isNull() or end.isNull():
            return
        end.removeSelectedText()
        begin.removeSelectedText()
        self.marked = begin.position(), end.position()

    def _typeset(self, page: QTextDocument) -> None:
        block = page.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            layout = block.blockFormat()
            heading = layout.headingLevel()
            layout.setLineHeight(
                150.0 if not heading else 120.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
            )
            layout.setTopMargin(M if heading else 0)
            layout.setBottomMargin(S if heading or block.textList() else M)
            cursor.setBlockFormat(layout)
            size = self._look.lead if heading else self._look.body
            for position, length, characters in _fragments(block):
                characters.clearProperty(characters.Property.FontSizeAdjustment)
                characters.setProperty(characters.Property.FontPixelSize, size)
                cursor.setPosition(position)
                cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(characters)
            block = block.next()

    def _add_sources(self, page: QTextDocument, document: Document, sources_word: str) -> None:
        if not document.sources:
            return
        cursor = QTextCursor(page)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        layout = QTextBlockFormat()
        layout.setTopMargin(M)
        cursor.insertBlock(layout)
        small = cursor.charFormat()
        small.setProperty(small.Property.FontPixelSize, self._look.small)
        small.setFontWeight(QFont.Weight.Normal)
        small.setForeground(QColor(self._look.palette.soft))
        line = f"{sources_word} : " + " ; ".join(document.sources) + (f" ({document.date})" if document.date else "")
        cursor.insertText(line, small)

    def _line_rects(self) -> list[QRectF]:
        """The lines of the marked passage, in the document's coordinates."""
        assert self.marked is not None
        first, last = self.marked
        page, rects = self.document(), []
        block = page.findBlock(first)
        while block.isValid() and block.position() < last:
            origin = page.documentLayout().blockBoundingRect(block).topLeft()
            lines = block.layout()
            for number in range(lines.lineCount()):
                line = lines.lineAt(number)
                start = block.position() + line.textStart()
                if start < last and start + line.textLength() > first:
                    rects.append(line.rect().translated(origin))
            block = block.next()
        return rects or [QRectF(0, 0, 1, 1)]


def reading_edge(width: int) -> int:
    """The margin on each side that keeps lines no wider than reads well, in the middle of a wide window."""
    return max(L, (width - _WIDEST_PX) // 2)


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Position, length and format of each run of a block; a list, because changing a run ends Qt's own iteration."""
    runs, iterator = [], block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        runs.append((fragment.position(), fragment.length(), fragment.charFormat()))
        iterator += 1
    return runs


def _bounded(text: str, start: int, end: int) -> str:
    """The text with the two bounds put in, behind a heading's or a list item's mark so that it stays one."""
    while start < end and text[start].isspace():
        start += 1
    line_start = text.rfind("\n", 0, start) + 1
    mark = _LINE_MARK.match(text, line_start)
    if mark and mark.end() > start:
        start = min(mark.end(), end)
    end = start + len(text[start:end].rstrip())
    return text[:start] + _BEGIN + text[start:end] + _END + text[end:]
