"""The collections of the library, each with its pages counted, and the facilitator's tools where they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import wishes
from ui.controls import Button, Card, Drawing, IconButton, Scroll, label
from ui.icons import Icons
from ui.look import L, Look, M, S
from ui.state import Shelf

if TYPE_CHECKING:
    from corpus.collection import Collection

translate = QCoreApplication.translate

_WIDEST_PX = 900
_DRAWING_PX = 56


def title(collection: Collection) -> str:
    """What it is called: a pack brings its title, the others have one in the language of the window."""
    if collection.origin is not None:
        return collection.origin.title or collection.name
    own = {
        "starter": translate("Collections", "Pages de départ"),
        "added": translate("Collections", "Pages ajoutées"),
    }
    return own.get(collection.name, collection.name)


def pages(count: int) -> str:
    if count == 1:
        return translate("Collections", "1 page")
    return translate("Collections", "{0} pages").format(count)


class CollectionCards(Scroll):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, collections: tuple[Collection, ...], facilitates: bool):
        super().__init__(look.px(_WIDEST_PX), look.px(S))
        self._icons, self._look = icons, look
        self.column.setContentsMargins(look.px(L), 0, look.px(L), look.px(M))
        for one in collections:
            self.column.addWidget(self._row(one, facilitates))
        self.column.addStretch(1)

    def _row(self, one: Collection, facilitates: bool) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(S))
        row = QHBoxLayout()
        row.setSpacing(self._look.px(S))
        row.addWidget(self._card(one), 1)
        column.addLayout(row)
        if facilitates:
            name = title(one)
            export = self._tool("export", self.tr("Exporter « {0} »").format(name), "export")
            export.clicked.connect(lambda: self.wish.emit(wishes.ExportCollection(one.name)))
            remove = self._tool("delete", self.tr("Retirer « {0} »").format(name), "remove")
            asking = self._asking(one)
            remove.clicked.connect(lambda: asking.setVisible(asking.isHidden()))
            row.addWidget(export)
            row.addWidget(remove)
            column.addWidget(asking)
        return whole

    def _tool(self, icon: str, name: str, spoken: str) -> IconButton:
        return IconButton(self._icons, icon, self._look, name, spoken=spoken)

    def _card(self, one: Collection) -> Card:
        inside = QHBoxLayout()
        edge = self._look.px(S)
        inside.setContentsMargins(self._look.px(M), edge, self._look.px(M), edge)
        inside.setSpacing(self._look.px(M))
        card = Card(inside, f"{title(one)}. {pages(one.documents)}", spoken="collections")
        accent = self._look.palette.accent
        drawing = Drawing(self._icons, "collection", accent, self._look.px(_DRAWING_PX), self._look.tint(accent))
        inside.addWidget(drawing)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(label(title(one), "strong"))
        words.addWidget(label(pages(one.documents), "small"))
        words.addStretch(1)
        inside.addLayout(words, 1)
        policy = card.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.MinimumExpanding)  # beside tools a card is as high as the row
        card.setSizePolicy(policy)
        card.clicked.connect(lambda: self.wish.emit(wishes.OpenShelf(Shelf("collection", one.name))))
        return card

    def _asking(self, one: Collection) -> QWidget:
        """Asks once, in its place: what is removed is gone."""
        asking = QWidget()
        column = QVBoxLayout(asking)
        column.setContentsMargins(self._look.px(M), 0, 0, self._look.px(S))
        column.setSpacing(self._look.px(S))
        column.addWidget(label(self.tr("Retirer « {0} » de cet ordinateur ?").format(title(one))))
        row = QHBoxLayout()
        row.setSpacing(self._look.px(S))
        column.addLayout(row)
        yes = Button(self.tr("Oui"), name=self.tr("Oui"), spoken="yes")
        yes.clicked.connect(lambda: self.wish.emit(wishes.RemoveCollection(one.name)))
        no = Button(self.tr("Non"), name=self.tr("Non"), spoken="no")
        no.clicked.connect(asking.hide)
        row.addWidget(yes)
        row.addWidget(no)
        row.addStretch(1)
        asking.hide()
        return asking
