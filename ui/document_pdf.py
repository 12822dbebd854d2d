"""A document on paper: A4, its title, its text, where it comes from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice
from PySide6.QtGui import QFont, QPageSize, QPdfWriter, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from corpus.documents import Document
from corpus.parts import parts
from corpus.whole_file import whole_file
from ui.look import FAMILY, Look, M
from ui.typesetting import add_sources, put_behind

_DOTS_PER_INCH = 600
_INK = Look(text_percent=round(85 * _DOTS_PER_INCH / 96))  # large type on paper: 15 of a screen's pixels, 11 points


def print_pdf(document: Document, path: Path, sources_line: str) -> None:
    """Writes `path`, all of it or nothing; meant for a thread behind the window, since a long document takes seconds.

    Raises InputFault disk-full or not-writable.
    """
    timers = QEventLoop()  # a text's layout has timers, which a thread without a loop complains of
    page = QTextDocument()
    page.setUndoRedoEnabled(False)
    page.setDefaultFont(QFont(FAMILY))
    for start, end in parts(document.text):
        put_behind(page, document.text[start:end], _INK)
    _head(page, document.title)
    if document.sources:
        add_sources(page, document, _INK, sources_line)
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    paper = QPdfWriter(written)
    paper.setResolution(_DOTS_PER_INCH)
    paper.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    paper.setTitle(document.title)
    paper.setCreator("Laaj")
    page.print_(paper)  # numbers the pages
    with whole_file(path) as file:
        file.write(bytes(written.data().data()))
    del timers


def _head(page: QTextDocument, title: str) -> None:
    """The first block stands empty: every part was put behind one."""
    large = QTextCharFormat()
    large.setProperty(large.Property.FontPixelSize, _INK.title)
    large.setFontWeight(QFont.Weight.Bold)
    below = QTextBlockFormat()
    below.setBottomMargin(M)
    cursor = QTextCursor(page)
    cursor.setBlockFormat(below)
    cursor.insertText(title, large)
