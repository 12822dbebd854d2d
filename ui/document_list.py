"""A list of documents that holds one or ten thousand: rows are drawn when they come into view.

A row is opened by touch, click or Return. Left and Right lead to its buttons (listen, keep), Return presses them.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScroller

from corpus.documents import Document, Passage
from ui import wishes
from ui.document_row import ENTRY, DocumentRow, Entry, Index, Part
from ui.icons import Icons
from ui.look import L, Look
from ui.snippet import snippet
from ui.spoken import PROPERTY
from ui.state import Sound, State

_WIDEST_PX = 900
_THE_WINDOWS = (Qt.Key.Key_Escape, Qt.Key.Key_Back, Qt.Key.Key_F1, Qt.Key.Key_Help)


class DocumentModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._documents: tuple[Document, ...] = ()
        self._passages: tuple[Passage | None, ...] = ()
        self._state = State()

    def show_documents(self, documents: tuple[Document, ...], passages: tuple[Passage | None, ...] = ()) -> None:
        """`passages`: what stands below the title instead of the summary, where there is one."""
        self.beginResetModel()
        self._documents, self._passages = documents, passages or (None,) * len(documents)
        self.endResetModel()

    def show_state(self, state: State) -> None:
        before, self._state = self._state, state
        if self._documents and _marks(before) != _marks(state):
            self.dataChanged.emit(self.index(0), self.index(len(self._documents) - 1))

    def row_of(self, document: str) -> QModelIndex:
        """An index that is not valid where the list does not have it."""
        rows = (row for row, one in enumerate(self._documents) if one.id == document)
        return self.index(next(rows, -1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._documents)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document = self._documents[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return document.title
        if role == ENTRY:
            return self._entry(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{document.title}. {self.tr('Page gardée')}" if document.id in self._state.kept else document.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._entry(index.row()).text
        return None

    def _entry(self, row: int) -> Entry:
        document, passage, state = self._documents[row], self._passages[row], self._state
        sound = Sound("gist", document.id) if document.id in state.gists else None
        if sound is None and state.reads_aloud:
            sound = Sound("reading", document.id)
        text = snippet(passage.text) if passage else document.summary
        playing = sound is not None and state.playing == sound
        return Entry(document, text, passage, document.id in state.kept, sound, playing)


class DocumentList(QListView):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self.documents = DocumentModel()
        self._look, self._row = look, DocumentRow(icons, look)
        self._part: Part = "open"  # of the current row, that the keyboard is at
        self._pressed: tuple[int, Part] | None = None
        self.setModel(self.documents)
        self.setItemDelegate(self._row)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(self._row.height_px // 2)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.documents.modelReset.connect(self._forget)

    def show_state(self, state: State) -> None:
        self.documents.show_state(state)

    def point_to(self, document: str) -> None:
        """Makes it the current row and brings it into view, if the list has it."""
        index = self.documents.row_of(document)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    # -- keyboard --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), event.key()
        if key in _THE_WINDOWS:
            event.ignore()
        elif not index.isValid():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(index, self._part)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            parts = index.data(ENTRY).parts
            at = parts.index(self._part) if self._part in parts else 0
            step = 1 if key == Qt.Key.Key_Right else -1
            self._stand_at(index, parts[max(0, min(at + step, len(parts) - 1))])
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._stand_at(current, "open")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.documents.index(0))
        self._stand_at(self.currentIndex(), self._part)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._row.focused = None
        self.viewport().update()

    def _stand_at(self, index: Index, part: Part) -> None:
        moved, self._part = part != self._part, part
        self._row.focused = (index.row(), part) if index.isValid() and self.hasFocus() else None
        self.viewport().update()
        if index.isValid():
            entry: Entry = index.data(ENTRY)
            self.setProperty(PROPERTY, entry.spoken(part))
            if moved and part != "open":
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._name(entry, part)))

    def _name(self, entry: Entry, part: Part) -> str:
        if part == "keep":
            return self.tr("Ne plus garder cette page") if entry.kept else self.tr("Garder cette page")
        return self.tr("Arrêter") if entry.playing else self.tr("Écouter")

    # -- mouse and touch --

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._hover(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if event.button() is Qt.MouseButton.LeftButton and pressed and pressed == self._at(event.position().toPoint()):
            self._act(self.documents.index(pressed[0]), pressed[1])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._hover(QPoint(-1, -1))
        elif event.type() is QEvent.Type.TouchBegin and isinstance(event, QTouchEvent):
            self._hover(event.points()[0].position().toPoint())  # what is held down says its name
        return super().viewportEvent(event)

    def _at(self, point: QPoint) -> tuple[int, Part] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        return index.row(), self._row.part_at(point.x(), point.y(), self.visualRect(index), index.data(ENTRY))

    def _hover(self, point: QPoint) -> tuple[int, Part] | None:
        at = self._at(point)
        if at != self._row.hovered:
            self._row.hovered = at
            self.viewport().update()
        if at is not None:
            self.setProperty(PROPERTY, self.documents.index(at[0]).data(ENTRY).spoken(at[1]))
        return at

    # -- both --

    def _act(self, index: Index, part: Part) -> None:
        entry: Entry = index.data(ENTRY)
        document = entry.document.id
        if part == "keep":
            self.wish.emit(wishes.Keep(document, entry.passage, not entry.kept))
        elif part == "listen" and entry.sound:
            self.wish.emit(wishes.StopSound() if entry.playing else wishes.Play(entry.sound))
        else:
            self.wish.emit(wishes.OpenDocument(document, entry.passage))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """No wider than reads well, in the middle."""
        super().resizeEvent(event)
        side = max(self._look.px(L), (self.width() - self._look.px(_WIDEST_PX)) // 2)
        self.setViewportMargins(side, 0, max(0, side - self.verticalScrollBar().sizeHint().width()), 0)

    def _forget(self) -> None:
        self._part, self._pressed, self._row.hovered, self._row.focused = "open", None, None, None


def _marks(state: State) -> tuple[object, ...]:
    """What of a state shows in a list."""
    return state.kept, state.gists, state.reads_aloud, state.playing
