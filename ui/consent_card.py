"""Asks somebody for the question that was just answered: in words, by ear, and with one press to refuse."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import spoken, wishes
from ui.controls import IconButton, label
from ui.flow import Flow
from ui.icons import Icons
from ui.look import Look, M, S
from ui.state import Consent, State, Voice

KEY = "consent"  # of ui.spoken


def wording() -> str:
    """What the person agrees to, in the language of the window."""
    return spoken.words(KEY)


class ConsentCard(QWidget):
    """A strip under the page. Whoever pays no heed to it has not agreed."""

    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self.setObjectName("consent")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        palette = look.palette
        self.setStyleSheet(
            f"QWidget#consent {{ background: {palette.surface}; border-top: {look.px(1)}px solid {palette.line}; }}"
        )
        self.words = label(wording(), "small")
        self.listen_button = IconButton(icons, "listen", look, self.tr("Écouter"), spoken="listen")
        self.listen_button.clicked.connect(lambda: self.wish.emit(wishes.SayName(KEY)))
        self.yes_button = IconButton(icons, "confirm", look, self.tr("Oui"), self.tr("Oui"), role="main", spoken="yes")
        self.yes_button.clicked.connect(lambda: self.wish.emit(wishes.AnswerConsent(True)))
        self.no_button = IconButton(icons, "cancel", look, self.tr("Non"), self.tr("Non"), role="", spoken="no")
        self.no_button.clicked.connect(lambda: self.wish.emit(wishes.AnswerConsent(False)))
        self.thanks = label(self.tr("Merci ! Votre question est gardée ici."), "strong")
        self._question = QWidget()
        asked = QVBoxLayout(self._question)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(look.px(S))
        answers = Flow(look.px(S))
        answers.addWidget(self.listen_button)
        answers.addWidget(self.no_button)
        answers.addWidget(self.yes_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.px(M), look.px(S), look.px(M), look.px(S))
        asked.addWidget(self.words)
        asked.addLayout(answers)
        whole.addWidget(self._question)
        whole.addWidget(self.thanks)
        self.hide()

    def show_state(self, state: State) -> None:
        asked = state.consent is Consent.ASKED
        self._question.setVisible(asked)
        self.thanks.setVisible(not asked)
        self.setVisible(asked or (state.consent is Consent.GIVEN and state.voice is Voice.HELD))
