"""A document of any length as a page: set part by part, around where one reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QResizeEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QTextBrowser

from corpus.parts import parts
from ui.look import L, Look, M
from ui.text_lines import line_rects
from ui.typesetting import add_sources, put_before, put_behind, read_markdown, typeset, typeset_sources

if TYPE_CHECKING:
    from corpus.documents import Document, Passage

# Two characters no document holds (private use area) travel through Qt's Markdown reader with the text they bound.
_BEGIN, _END = "\ue000", "\ue001"
_LINE_MARK = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d+[.)][ \t]+|>[ \t]?)")
_WIDEST, _INDENT = 42, 2.2  # heights of a letter: a line, and each level of a list
_AHEAD = 8_000  # characters that stand ready above and below what one sees: setting them all at once would be felt
_BLOCKS = 40  # set again in one go when the size changes


class GrowingText(QTextBrowser):
    """Opens at the passage, or at the top; a page of 2 MB as fast as one of 2 kB.

    What is seen stays where it is while parts come in above it, the window changes or the letters grow.
    """

    def __init__(self, look: Look, document: Document, passage: Passage | None, sources_line: str):
        super().__init__()
        self._look, self._document, self._sources_line = look, document, sources_line
        self.setOpenLinks(False)  # there is no network to follow a link into
        self.setAccessibleName(document.title)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = self.document()
        page.setDocumentMargin(0)
        page.setDefaultFont(QFont(self.font().family(), -1))
        # Where the passage begins, and its length: a cursor moves along as the page grows above it.
        self._passage: tuple[QTextCursor, int] | None = None
        self._sources: QTextCursor | None = None
        self._stays_at_mark = True  # until somebody scrolls
        self._to_typeset: Iterator[QTextBlock] | None = None
        self._growth = QTimer(self)
        self._growth.setSingleShot(True)
        self._growth.timeout.connect(self._grow)
        self._begin(passage)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._growth.start(0))
        self.verticalScrollBar().actionTriggered.connect(self._moved)

    # -- the passage --

    @property
    def marked(self) -> tuple[int, int] | None:
        """Where the passage lies, as positions in the text shown."""
        if self._passage is None:
            return None
        cursor, length = self._passage
        return cursor.position(), cursor.position() + length

    def scroll_to_mark(self) -> None:
        if self.marked:
            self._scroll_to(self._line_rects()[0].top(), self.viewport().height() // 6)

    # -- size --

    def show_look(self, look: Look) -> None:
        """Sets the text in another size or colour; the passage, or what was read last, stays in view."""
        place = self._place()
        self._look = look
        self._set_edges(self.viewport().width())
        self._settle(place)
        self._to_typeset = _from_here_on(place[0].block())
        self._typeset_some()

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self._place()
        self._set_edges(event.size().width())
        super().resizeEvent(event)
        self._settle(place)
        self._growth.start(0)

    def _set_edges(self, width: int) -> None:
        self.document().setIndentWidth(_INDENT * self._look.body)
        frame = self.document().rootFrame()
        layout = frame.frameFormat()
        layout.setLeftMargin(reading_edge(width, self._look))
        layout.setTopMargin(self._look.px(M))
        layout.setBottomMargin(self._look.px(L))
        layout.setRightMargin(reading_edge(width, self._look))
        frame.setFrameFormat(layout)

    def _moved(self) -> None:
        self._stays_at_mark = False

    # -- setting the text --

    def _begin(self, passage: Passage | None) -> None:
        """Sets the part that is read first: the passage's, or the top."""
        self._parts: list[tuple[int, int]] = []
        self._more_parts = parts(self._document.text)
        until = passage.end if passage else 1
        while not self._parts or self._parts[-1][1] < until:
            if (part := next(self._more_parts, None)) is None:
                break
            self._parts.append(part)
        self._first = self._last = max(0, len(self._parts) - 1)
        while passage and self._first and self._parts[self._first][0] > passage.start:
            self._first -= 1
        if self._parts:
            start, end = self._parts[self._first][0], self._parts[self._last][1]
            text = self._document.text[start:end]
            if passage:
                text = _bounded(text, passage.start - start, passage.end - start)
            read_markdown(self.document(), text, self._look)
            self._find_passage()
        self._end_with_sources()
        here = QTextCursor(self.document())
        here.setPosition(self.marked[0] if self.marked else 0)
        self.setTextCursor(here)  # Qt keeps its cursor in view: let it stand where one reads

    def _find_passage(self) -> None:
        page = self.document()
        begin, end = page.find(_BEGIN), page.find(_END)
        if begin.isNull() or end.isNull():
            return
        end.removeSelectedText()
        begin.removeSelectedText()
        self._passage = begin, end.position() - begin.position()

    def _grow(self) -> None:
        """Sets one more part where what is seen comes near the end of what is set; the next one follows in its turn."""
        if self._to_typeset is not None:
            self._typeset_some()
            return
        view = self.viewport().rect()
        seen_first = self.cursorForPosition(view.topLeft()).position()
        seen_last = self.cursorForPosition(view.bottomRight()).position()
        grown = False
        if self.document().characterCount() - seen_last < _AHEAD:
            grown = self._append()
        if not grown and seen_first < _AHEAD and self._first > 0:
            self._prepend()
            grown = True
        if grown:
            self._growth.start(0)

    def _append(self) -> bool:
        """Sets the part behind the last one; False where that was the end of the document."""
        if self._last + 1 == len(self._parts) and (part := next(self._more_parts, None)):
            self._parts.append(part)
        if self._last + 1 >= len(self._parts):
            return False
        self._last += 1
        put_behind(self.document(), self._text_of(self._last), self._look)
        self._end_with_sources()
        return True

    def _prepend(self) -> None:
        """Sets the part before the first one; what is seen stays where it is."""
        self._first -= 1
        place = self._place()
        put_before(self.document(), self._text_of(self._first), self._look)
        self._return_to(place)

    def _end_with_sources(self) -> None:
        done = not self._parts or self._parts[self._last][1] == len(self._document.text)
        if done and self._document.sources:
            self._sources = QTextCursor(add_sources(self.document(), self._document, self._look, self._sources_line))

    def _text_of(self, part: int) -> str:
        start, end = self._parts[part]
        return self._document.text[start:end]

    def _typeset_some(self) -> None:
        """Gives some blocks the size that was chosen, in one go with one layout."""
        assert self._to_typeset is not None
        place = self._place()
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        blocks = list(islice(self._to_typeset, _BLOCKS))
        for block in blocks:
            if self._sources is not None and block == self._sources.block():
                typeset_sources(block, self._look)
            else:
                typeset(block, self._look)
        edit.endEditBlock()
        self._settle(place)
        if len(blocks) < _BLOCKS:
            self._to_typeset = None
        self._growth.start(0)

    # -- where things lie --

    def _place(self) -> tuple[QTextCursor, int]:
        """What stands at the top of the view, and how far below its edge."""
        top = self.cursorForPosition(QPoint(self.viewport().width() // 2, 0))
        return top, self.cursorRect(top).top()

    def _settle(self, place: tuple[QTextCursor, int]) -> None:
        """After everything has moved: the passage comes into view as at first, or what was read last stays there."""
        if self._stays_at_mark:
            self.scroll_to_mark()
        else:
            self._return_to(place)

    def _return_to(self, place: tuple[QTextCursor, int]) -> None:
        cursor, y = place
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + self.cursorRect(cursor).top() - y)

    def _scroll_to(self, top: float, below_edge_px: int) -> None:
        self.verticalScrollBar().setValue(max(0, int(top) - below_edge_px))

    def _line_rects(self) -> list[QRectF]:
        """The lines of the marked passage, in the document's coordinates."""
        assert self.marked is not None
        return line_rects(self.document(), *self.marked)


def reading_edge(width: int, look: Look) -> int:
    """The margin on each side that keeps lines no wider than reads well, in the middle of a wide window."""
    return max(look.px(L), (width - _WIDEST * look.body) // 2)


def _from_here_on(here: QTextBlock) -> Iterator[QTextBlock]:
    """All blocks, those that are seen first: from `here` to the end, then from the start."""
    block = here
    while block.isValid():
        yield block
        block = block.next()
    block = here.document().begin()
    while block.isValid() and block != here:
        yield block
        block = block.next()


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
