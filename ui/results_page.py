"""The pages that answer, best first, as cards; and the rows of a theme, which look the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import sentences, wishes
from ui.controls import Card, Drawing, Scroll, label
from ui.icons import Icons
from ui.look import L, Look, M, S
from ui.snippet import snippet
from ui.state import Place, steps

if TYPE_CHECKING:
    from corpus.documents import Document, Passage


class CardPage(QWidget):
    """A heading above cards. A page of this kind is made anew for each place it shows."""

    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str]):
        super().__init__()
        self._icons, self._look, self._themes = icons, look, themes
        self.cards: list[Card] = []
        self._scroll = Scroll(spacing=S + S // 2)
        self._scroll.column.setContentsMargins(L, M, L, L)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def heading(self, text: str) -> None:
        self._scroll.column.addWidget(label(text, "lead"))

    def card(self, document: str, title: str, theme: str, text: str, passage: Passage | None, confidence: int) -> None:
        """`confidence`: steps to draw, 0 for none."""
        colour = self._look.theme(theme)
        row = QHBoxLayout()
        row.setContentsMargins(M, M, M, M)
        row.setSpacing(M)
        said = ". ".join(part for part in (title, sentences.confidence(confidence) if confidence else "") if part)
        card = Card(row, said, text)
        drawing = Drawing(self._icons, self._icons.theme(theme), colour, 60, self._look.tint(colour))
        drawing.setToolTip(self._themes.get(theme, ""))
        row.addWidget(drawing, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(S // 2)
        words.addWidget(label(title, "strong"))
        words.addWidget(label(text, "small"))
        words.addStretch(1)
        row.addLayout(words, 1)
        if confidence:
            bars = Drawing(self._icons, f"steps-{confidence}", self._look.palette.accent, 40)
            bars.setToolTip(sentences.confidence(confidence))
            row.addWidget(bars, alignment=Qt.AlignmentFlag.AlignVCenter)
        card.clicked.connect(lambda: self.wish.emit(wishes.OpenDocument(document, passage)))
        self.cards.append(card)
        self._scroll.column.addWidget(card)

    def sentence(self, text: str) -> None:
        self._scroll.column.addWidget(label(text, "soft"))

    def finish(self) -> None:
        self._scroll.column.addStretch(1)


class ResultsPage(CardPage):
    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place):
        super().__init__(icons, look, themes)
        answer = place.answer
        assert answer is not None
        self.heading(
            {
                "sure": self.tr("Voici ce que j'ai trouvé"),
                "unsure": self.tr("Peut-être une de ces pages"),
                "nothing": self.tr("Les pages les plus proches, sans être sûr"),
            }[answer.confidence]
        )
        for position, hit in enumerate(answer.hits):
            text = snippet(hit.passage.text)
            self.card(hit.document, hit.title, hit.theme, text, hit.passage, steps(answer, position))
        self.finish()


class LibraryPage(CardPage):
    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place):
        super().__init__(icons, look, themes)
        shelf = place.shelf.name
        self.heading(themes.get(shelf, shelf) if shelf else self.tr("Toutes les pages"))
        for document in place.documents:
            self._document(document)
        if not place.documents:
            self.sentence(self.tr("Il n'y a pas encore de page ici."))
        self.finish()

    def _document(self, document: Document) -> None:
        self.card(document.id, document.title, document.theme, document.summary, None, 0)
