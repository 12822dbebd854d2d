"""The pages that answer, best first, as cards; and the way on where none of them does."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui import wishes
from ui.answer_card import AnswerCard
from ui.controls import Card, Drawing, Scroll, label
from ui.icons import Icons
from ui.live_page import LivePage
from ui.look import L, Look, M, S
from ui.spoken import words
from ui.state import Place, State, steps

_WIDEST_PX = 900


class ResultsPage(LivePage):
    def __init__(self, icons: Icons, look: Look, themes: Mapping[str, str], place: Place, read: str = ""):
        """`read`: the document that one comes back from; its card is brought into view."""
        super().__init__()
        answer = place.answer
        assert answer is not None
        self._scroll = Scroll(look.px(_WIDEST_PX), look.px(S + S // 2))
        self._scroll.column.setContentsMargins(look.px(L), look.px(M), look.px(L), look.px(L))
        heading = {
            "sure": self.tr("Voici ce que j'ai trouvé"),
            "unsure": self.tr("Peut-être une de ces pages"),
            "nothing": self.tr("Les pages les plus proches, sans être sûr"),
        }[answer.confidence]
        self._scroll.column.addWidget(label(heading, "lead"))
        written = answer.question if answer.heard == "text" else ""
        self.cards = []
        for position, hit in enumerate(answer.hits):
            theme = themes.get(hit.theme, hit.theme)
            card = AnswerCard(icons, look, hit, theme, written, steps(answer, position))
            card.wish.connect(self.wish)
            self.cards.append(card)
            self._scroll.column.addWidget(card)
        self.none_button = self._none(icons, look)
        self.none_button.clicked.connect(lambda: self.wish.emit(wishes.NoneOfThese()))
        self._scroll.column.addWidget(self.none_button)
        self._scroll.column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        left = next((card for card in self.cards if card.document == read), None)
        if left is not None:
            self.setFocusProxy(left)
            QTimer.singleShot(0, left, lambda: self._scroll.ensureWidgetVisible(left))  # once it has its place

    def show_state(self, state: State) -> None:
        for card in self.cards:
            card.show_state(state)

    def _none(self, icons: Icons, look: Look) -> Card:
        row = QHBoxLayout()
        row.setContentsMargins(look.px(M), look.px(S), look.px(M), look.px(S))
        row.setSpacing(look.px(M))
        size_px = max(look.icon, look.target - 2 * look.px(S))
        row.addWidget(Drawing(icons, "none-of-these", look.palette.ink, size_px))
        row.addWidget(label(words("none"), "strong"), 1)
        card = Card(row, words("none"), spoken="none")
        return card
