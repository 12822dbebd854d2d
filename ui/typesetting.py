"""Markdown as large type: what Qt reads out of it, with the sizes and distances of the look."""

from __future__ import annotations

from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
)

from corpus.documents import Document
from ui.look import Look, M, S


def read_markdown(page: QTextDocument, text: str, look: Look) -> None:
    """Fills `page` anew. HTML in the text stays text: a document brings no markup of its own."""
    page.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
    block = page.begin()
    while block.isValid():
        typeset(block, look)
        block = block.next()


def put_before(page: QTextDocument, text: str, look: Look) -> None:
    """Sets `text` in front of what the page holds."""
    part = QTextDocument()
    read_markdown(part, text, look)
    cursor = QTextCursor(page)
    cursor.beginEditBlock()  # one layout for all of it: each goes through everything behind
    cursor.insertBlock()
    cursor.setPosition(0)
    cursor.setBlockFormat(QTextBlockFormat())
    cursor.insertFragment(QTextDocumentFragment(part))
    cursor.endEditBlock()


def put_behind(page: QTextDocument, text: str, look: Look) -> None:
    """Sets `text` behind what the page holds."""
    part = QTextDocument()
    read_markdown(part, text, look)
    layout = part.begin().blockFormat()  # the first block loses its own where a fragment is put behind another block
    layout.clearProperty(QTextFormat.Property.ObjectIndex)  # names a list of the part, which the page does not know
    cursor = QTextCursor(page)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.beginEditBlock()
    cursor.insertBlock(layout, QTextCharFormat())
    cursor.insertFragment(QTextDocumentFragment(part))
    cursor.endEditBlock()


def typeset(block: QTextBlock, look: Look) -> None:
    """Gives one block its sizes and distances; again, when the look has another size."""
    cursor = QTextCursor(block)
    layout = block.blockFormat()
    heading = layout.headingLevel()
    layout.setLineHeight(150.0 if not heading else 120.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    layout.setTopMargin(look.px(M) if heading else 0)
    layout.setBottomMargin(look.px(S if heading or block.textList() else M))
    cursor.setBlockFormat(layout)
    size_px = look.lead if heading else look.body
    for position, length, characters in _runs(block):
        characters.clearProperty(characters.Property.FontSizeAdjustment)
        characters.setProperty(characters.Property.FontPixelSize, size_px)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(characters)


def add_sources(page: QTextDocument, document: Document, look: Look, sources_line: str) -> QTextBlock:
    """The line under a document that says where it comes from, "Sources : {0}"; returns its block."""
    cursor = QTextCursor(page)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    layout = QTextBlockFormat()
    layout.setTopMargin(look.px(M))
    cursor.insertBlock(layout)
    named = "; ".join(document.sources) + (f" ({document.date})" if document.date else "")
    cursor.insertText(sources_line.format(named), QTextCharFormat())
    typeset_sources(cursor.block(), look)
    return cursor.block()


def typeset_sources(block: QTextBlock, look: Look) -> None:
    small = QTextCharFormat()
    small.setProperty(small.Property.FontPixelSize, look.small)
    small.setForeground(QColor(look.palette.soft))
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.setCharFormat(small)


def _runs(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Position, length and format of each run of a block; a list, because changing a run ends Qt's own iteration."""
    runs, iterator = [], block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        runs.append((fragment.position(), fragment.length(), fragment.charFormat()))
        iterator += 1
    return runs
