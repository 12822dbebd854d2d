"""The library without a question: which pages to list, words to look for in them, and the list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import wishes
from ui.collection_cards import CollectionCards, pages, title
from ui.controls import IconButton, label
from ui.document_list import DocumentList
from ui.icons import Icons
from ui.live_page import LivePage
from ui.look import L, Look, M, S
from ui.state import Page, Place, Shelf, State

PAUSE_MS = 150  # in typing, before it is looked for
_LONGEST_WORDS = 200
_WIDEST_PX = 900


class LibraryPage(LivePage):
    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place, read: str = ""):
        """`read`: the document that one comes back from; the list stands there again."""
        super().__init__()
        self._icons, self._look, self._themes = icons, look, themes
        self._place: Place | None = None
        self._read = read
        self._facilitates = False
        self.list = DocumentList(icons, look)
        self.list.wish.connect(self.wish)
        self.collections: CollectionCards | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self._tools = self._facilitators_tools()
        self._empty = self._empty_sign()
        self._head = QWidget()  # no wider than reads well, in the middle, as the list below it
        self._head.setMaximumWidth(look.px(_WIDEST_PX))
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(look.px(S))
        head.addLayout(self._choices())
        head.addLayout(self._search(place.shelf.name if place.shelf.kind == "words" else ""))
        head.addWidget(self._tools)
        head.addLayout(self._heading_line())
        middle = QHBoxLayout()
        middle.setContentsMargins(look.px(L), look.px(M), look.px(L), 0)
        middle.addStretch(0)
        middle.addWidget(self._head, 1)
        middle.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.px(S))
        whole.addLayout(middle)
        whole.addWidget(self._empty)
        whole.addWidget(self.list, 1)
        self.list.setMinimumHeight(1)  # where all is large and the window small, what is above it stays whole
        self._whole = whole
        self.setFocusProxy(self.list)

    # -- what it shows --

    def takes(self, place: Place) -> bool:
        """Whether it shows that place too: a list takes the place of the one before while somebody types."""
        return place.page is Page.LIBRARY

    def show_state(self, state: State) -> None:
        self.list.show_state(state)
        if state.place is not self._place or state.facilitates != self._facilitates:
            self._facilitates = state.facilitates
            self._show(state.place)

    def _show(self, place: Place) -> None:
        self._place = place
        shelf = place.shelf
        for button, kind in self._buttons.items():
            button.setChecked(kind == shelf.kind)
        if shelf.kind != "words" and not self._pause.isActive():
            self.words.clear()
        self._tools.setVisible(self._facilitates and shelf.kind == "collections")
        self._show_collections(place)
        listed = self.collections is None
        self._heading.setText(self._title(place))
        self._count.setText(pages(len(place.documents)) if listed and place.documents else "")
        self.list.documents.show_documents(place.documents, place.passages)
        self.list.point_to(self._read)
        self._read = ""
        self.list.setAccessibleName(self._title(place))
        self.list.setVisible(listed and bool(place.documents))
        self._empty.setVisible(listed and not place.documents)
        self._sentence.setText(self._nothing(shelf))
        self._fit()

    def _show_collections(self, place: Place) -> None:
        if self.collections is not None:
            self.collections.hide()
            self._whole.removeWidget(self.collections)
            self.collections.deleteLater()
            self.collections = None
        if place.shelf.kind == "collections":
            self.collections = CollectionCards(self._icons, self._look, place.collections, self._facilitates)
            self.collections.wish.connect(self.wish)
            self._whole.addWidget(self.collections, 1)

    def _title(self, place: Place) -> str:
        kind, name = place.shelf.kind, place.shelf.name
        if kind == "theme":
            return self._themes.get(name, name)
        if kind == "collection":
            return title(place.collections[0]) if place.collections else name
        if kind == "alike" and place.document is not None:
            return self.tr("Pages comme « {0} »").format(place.document.title)
        return {
            "collections": self.tr("Collections"),
            "recent": self.tr("Pages récentes"),
            "kept": self.tr("Pages gardées"),
            "words": self.tr("Pages trouvées"),
        }.get(kind, self.tr("Toutes les pages"))

    def _nothing(self, shelf: Shelf) -> str:
        return {
            "recent": self.tr("Les pages que vous ouvrez seront ici."),
            "kept": self.tr("Touchez l'étoile d'une page : vous la retrouverez ici."),
            "words": self.tr("Aucune page n'a ces mots. Essayez un autre mot."),
        }.get(shelf.kind, self.tr("Il n'y a pas encore de page ici."))

    # -- what it is made of --

    def _choices(self) -> QGridLayout:
        self._buttons: dict[IconButton, str] = {}
        self._row = QGridLayout()
        self._row.setSpacing(self._look.px(S))
        for kind, icon, word, name, spoken in (
            ("all", "library", self.tr("Tout"), self.tr("Toutes les pages"), "theme.all"),
            ("collections", "collection", self.tr("Collections"), self.tr("Collections"), "collections"),
            ("recent", "recent", self.tr("Récentes"), self.tr("Pages récentes"), "recent"),
            ("kept", "kept", self.tr("Gardées"), self.tr("Pages gardées"), "kept"),
        ):
            button = IconButton(self._icons, icon, self._look, name, word, role="choice", spoken=spoken)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, kind=kind: self.wish.emit(wishes.OpenShelf(Shelf(kind))))
            self._row.addWidget(button, 0, len(self._buttons))
            self._buttons[button] = kind
        self._words = [button.text() for button in self._buttons]
        self._row.setColumnStretch(len(self._buttons), 1)
        return self._row

    def _search(self, typed: str) -> QHBoxLayout:
        self.clear_button = IconButton(self._icons, "cancel", self._look, self.tr("Effacer les mots"), spoken="delete")
        self.clear_button.clicked.connect(self._clear)
        self.clear_button.setVisible(bool(typed))
        self.words = QLineEdit(typed)
        self.words.setPlaceholderText(self.tr("Chercher dans la bibliothèque"))
        self.words.setAccessibleName(self.tr("Chercher dans la bibliothèque"))
        self.words.setProperty("spoken", "search")
        self.words.setMaxLength(_LONGEST_WORDS)
        self.words.setAcceptDrops(False)  # a file that is dropped here is for the library, as everywhere
        self.words.textEdited.connect(lambda _: self._pause.start())
        self.words.textChanged.connect(lambda text: self.clear_button.setVisible(bool(text)))
        self.words.returnPressed.connect(self._find)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(S))
        row.addWidget(self.words, 1)
        row.addWidget(self.clear_button)
        return row

    def _facilitators_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(S))
        add = self.tr("Ajouter des fichiers")
        self.add_button = IconButton(self._icons, "add", self._look, add, self.tr("Ajouter"), role="", spoken="add")
        self.add_button.clicked.connect(lambda: self.wish.emit(wishes.AddFiles()))
        bring = self.tr("Importer une collection")
        self.import_button = IconButton(
            self._icons, "import", self._look, bring, self.tr("Importer"), role="", spoken="import"
        )
        self.import_button.clicked.connect(lambda: self.wish.emit(wishes.ImportPack()))
        row.addWidget(self.add_button)
        row.addWidget(self.import_button)
        row.addStretch(1)
        return tools

    def _heading_line(self) -> QHBoxLayout:
        self._heading, self._count = label("", "lead"), label("", "small", wrap=False)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(M))
        row.addWidget(self._heading, 1)
        row.addWidget(self._count, alignment=Qt.AlignmentFlag.AlignBottom)
        return row

    def _empty_sign(self) -> QWidget:
        self._sentence = label("", "soft")
        sign = QWidget()
        column = QVBoxLayout(sign)
        edge = self._look.px(L)
        column.setContentsMargins(edge, 0, edge, edge)
        column.addWidget(self._sentence)
        column.addStretch(1)
        return sign

    # -- typing --

    def _find(self) -> None:
        self._pause.stop()
        text = self.words.text()
        self.wish.emit(wishes.FindInLibrary(text) if text.strip() else wishes.OpenShelf(Shelf()))

    def _clear(self) -> None:
        self.words.clear()
        self.words.setFocus()
        self._find()

    # -- sizes --

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What has no room goes: the words on the choices, the count beside the heading."""
        room_px = min(self.width() - 2 * self._look.px(L), self._look.px(_WIDEST_PX))
        self._show_words(room_px)
        heading_px = self._heading.fontMetrics().horizontalAdvance(self._heading.text())
        taken_px = heading_px + self._look.px(M) + self._count.sizeHint().width()
        self._count.setVisible(bool(self._count.text()) and taken_px <= room_px)

    def _show_words(self, room_px: int) -> None:
        """On the choices, where all have room for them; the drawings are always there."""
        for button, word in zip(self._buttons, self._words, strict=True):
            button.setText(word)
        wanted = sum(button.sizeHint().width() + self._row.spacing() for button in self._buttons)
        if wanted > room_px:
            for button in self._buttons:
                button.setText("")
