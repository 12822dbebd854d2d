"""One row of a list of documents, as it is drawn: the theme's picture, title, words, and its two buttons."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from corpus.documents import Document, Passage
from ui.icons import Icons
from ui.look import FAMILY, FOCUS, RADIUS, XS, Look, S
from ui.state import Sound

ENTRY = Qt.ItemDataRole.UserRole
LONGEST = 600  # characters that are set; no row shows more
_DRAWING_PX = 56
_LINES = 3  # of title and words together

Part = Literal["open", "listen", "keep"]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """What a row shows. `sound`: what can be heard of the document, if there is anything."""

    document: Document
    text: str
    passage: Passage | None
    kept: bool
    sound: Sound | None
    playing: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        return ("open", "listen", "keep") if self.sound else ("open", "keep")

    def icon(self, part: Part) -> str:
        if part == "keep":
            return "kept-filled" if self.kept else "kept"
        if self.playing:
            return "listen-stop"
        return "gist" if self.sound and self.sound.kind == "gist" else "listen"

    def spoken(self, part: Part) -> str:
        """The key of ui.spoken for what stands at that part of the row."""
        if part == "keep":
            return "kept-remove" if self.kept else "keep"
        return self.icon(part) if part == "listen" else f"theme.{self.document.theme or 'all'}"


class DocumentRow(QStyledItemDelegate):
    """Every row is as high as every other: a list of ten thousand needs to look at no more than it shows."""

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self._icons, self._look = icons, look
        self._title, self._words = QFont(FAMILY), QFont(FAMILY)
        self._title.setPixelSize(look.body)
        self._title.setBold(True)
        self._words.setPixelSize(look.small)
        self._title_px, self._words_px = QFontMetrics(self._title).height(), QFontMetrics(self._words).height()
        self._edge_px, self._gap_px = look.px(S + XS), look.px(S)
        lines_px = (_LINES - 1) * self._title_px + self._words_px  # at most: a title of two lines
        inside_px = max(lines_px, look.px(_DRAWING_PX), look.target)
        self.height_px = inside_px + 2 * self._edge_px + self._gap_px
        self.hovered: tuple[int, Part] | None = None  # row and part under the pointer
        self.focused: tuple[int, Part] | None = None  # that the keyboard is at

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height_px)

    def place(self, part: Part, rect: QRect, entry: Entry) -> QRect:
        """Where that part is in the row's `rect`; a button is as high and wide as a finger needs."""
        card = rect.adjusted(0, 0, 0, -self._gap_px)
        if part == "open":
            return card
        side = self._look.target
        number = len(entry.parts) - entry.parts.index(part)
        left = card.right() + 1 - self._edge_px // 2 - number * side
        return QRect(left, card.center().y() - side // 2, side, side)

    def part_at(self, x: int, y: int, rect: QRect, entry: Entry) -> Part:
        return next((part for part in entry.parts[1:] if self.place(part, rect, entry).contains(x, y)), "open")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in entry.parts:
            self._frame(painter, part, self.place(part, rect, entry), index.row())
        card = self.place("open", rect, entry)
        side = self._look.px(_DRAWING_PX)
        picture = QRect(card.left() + self._edge_px, card.center().y() - side // 2, side, side)
        self._draw_picture(painter, entry, picture)
        for part in entry.parts[1:]:
            colour = self._look.palette.accent if part == "listen" or entry.kept else self._look.palette.soft
            self._icon(painter, entry.icon(part), colour, self.place(part, rect, entry), self._look.icon)
        left = picture.right() + 1 + self._edge_px
        right = self.place(entry.parts[1], rect, entry).left() - self._edge_px // 2
        self._draw_words(painter, entry, QRect(left, card.top(), right - left, card.height()))
        painter.restore()

    def _frame(self, painter: QPainter, part: Part, rect: QRect, row: int) -> None:
        palette, card = self._look.palette, part == "open"
        hovered, focused = self.hovered == (row, part), self.focused == (row, part)
        if not (card or hovered or focused):
            return
        width = self._look.px(FOCUS if focused else 2)
        colour = palette.focus if focused else palette.accent if hovered else palette.line
        painter.setPen(QPen(QColor(colour), width) if card or focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.surface if card else self._look.tint(palette.accent)))
        inset = (width + 1) // 2
        radius = self._look.px(RADIUS)
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _draw_picture(self, painter: QPainter, entry: Entry, rect: QRect) -> None:
        colour = self._look.theme(entry.document.theme)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.tint(colour)))
        painter.drawRoundedRect(rect, rect.width() * 0.22, rect.width() * 0.22)
        self._icon(painter, self._icons.theme(entry.document.theme), colour, rect, round(rect.width() * 0.68))

    def _icon(self, painter: QPainter, name: str, colour: str, rect: QRect, side_px: int) -> None:
        """In the middle of `rect`."""
        icon = self._icons.icon(name, colour, side_px)
        place = QRect(0, 0, side_px, side_px)
        place.moveCenter(rect.center())
        icon.paint(painter, place)

    def _draw_words(self, painter: QPainter, entry: Entry, rect: QRect) -> None:
        titles = lines(entry.document.title, self._title, rect.width(), _LINES - 1)
        words = lines(entry.text, self._words, rect.width(), _LINES - len(titles))
        y = rect.center().y() - (len(titles) * self._title_px + len(words) * self._words_px) // 2
        for some, font, height, colour in (
            (titles, self._title, self._title_px, self._look.palette.ink),
            (words, self._words, self._words_px, self._look.palette.soft),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            for line in some:
                side = Qt.AlignmentFlag.AlignRight if leftwards(line) else Qt.AlignmentFlag.AlignLeft
                where = QRect(rect.left(), y, rect.width(), height)
                painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)
                y += height


@lru_cache(maxsize=1024)
def lines(text: str, font: QFont, width_px: int, most: int) -> tuple[str, ...]:
    """`text` in at most so many lines of that width; the last one ends in "…" where there is more."""
    text = " ".join(text[:LONGEST].split())
    if not text:
        return ()
    layout = QTextLayout(text, font)
    layout.setTextOption(_wrapping())
    layout.beginLayout()
    found: list[str] = []
    while len(found) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(max(width_px, 1))
        found.append(_part(text, line.textStart(), line.textLength()))
    layout.endLayout()
    start = len("".join(found[:-1]))
    found[-1] = QFontMetrics(font).elidedText(text[start:], Qt.TextElideMode.ElideRight, width_px)
    return tuple(line.strip() for line in found)


def leftwards(text: str) -> bool:
    """Whether it is written from right to left: its first letter says so."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _part(text: str, start: int, length: int) -> str:
    """Qt counts in halves of UTF-16 pairs."""
    return text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le", errors="ignore")
