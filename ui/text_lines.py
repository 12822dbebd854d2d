"""Where the lines of a stretch of text lie."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextDocument, QTextLine


def line_rects(page: QTextDocument, first: int, last: int, words_only: bool = False) -> list[QRectF]:
    """The lines from position `first` to `last`, in the document's coordinates; never none.

    Whole lines, or with `words_only` what the stretch takes of each.
    """
    rects = []
    block = page.findBlock(first)
    while block.isValid() and block.position() < last:
        origin = page.documentLayout().blockBoundingRect(block).topLeft()
        lines = block.layout()
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            start = line.textStart()
            begin = max(first - block.position(), start)
            end = min(last - block.position(), start + line.textLength())
            if begin < end:
                rect = line.rect()
                if words_only:
                    ends = _x(line, begin), _x(line, end)
                    rect.setLeft(min(ends))
                    rect.setRight(max(ends))
                rects.append(rect.translated(origin))
        block = block.next()
    return rects or [QRectF(0, 0, 1, 1)]


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)
    return found[0]  # behind it stands the position that it was found for
