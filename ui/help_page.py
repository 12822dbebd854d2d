"""How to ask, in pictures; what happens to a voice; the way to the settings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import wishes
from ui.controls import Drawing, Scroll, label
from ui.flow import Flow
from ui.icons import Icons
from ui.look import L, Look, M
from ui.wrapping import WrappingIconButton


class HelpPage(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, about: str):
        """`about`: a line on this Laaj and its model."""
        super().__init__()
        self._icons, self._look = icons, look
        scroll = Scroll(look.px(900), look.px(M))
        self._column = scroll.column
        self._column.setContentsMargins(look.px(L), look.px(M), look.px(L), look.px(L))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

        settings = self.tr("Réglages")
        self.settings_button = WrappingIconButton(icons, "settings", look, settings, spoken="settings")
        self.settings_button.clicked.connect(lambda: self.wish.emit(wishes.OpenSettings()))
        ways = Flow(look.px(M))
        ways.addWidget(self.settings_button)
        self._column.addLayout(ways)
        self._column.addWidget(label(self.tr("Comment demander"), "lead"))
        self._step(
            "microphone",
            self.tr("Touchez le grand bouton, attendez le son qui monte, puis parlez en wolof comme à quelqu'un."),
            self.tr("Vous pouvez aussi le garder appuyé pendant que vous parlez."),
        )
        self._step("stop", self.tr("Laaj s'arrête seul quand vous avez fini. Touchez encore pour finir plus tôt."))
        self._step(
            "steps-2",
            self.tr("Les marches disent si la page est sûre : trois, sans doute ; deux, peut-être ; une, vérifiez."),
        )
        self._step("page", self.tr("Ouvrez une page : le passage qui répond est marqué en couleur."))
        self._step("library", self.tr("Sans parler : choisissez un thème, ou écrivez votre question en français."))

        self._column.addWidget(label(self.tr("Votre voix"), "lead"))
        self._column.addWidget(
            label(
                self.tr(
                    "Rien ne sort de cet ordinateur. Tant que la fenêtre est ouverte, le microphone reste prêt pour ne "
                    "pas perdre vos premiers mots. Vous pouvez réécouter votre question tant que sa réponse est devant "
                    "vous ; ensuite elle est effacée, sauf si Laaj vous demande de la garder et que vous dites oui."
                )
            )
        )

        self._column.addWidget(label(self.tr("Clavier"), "lead"))
        self._column.addWidget(
            label(
                self.tr(
                    "Espace : microphone. Échap : annuler ou revenir. Entrée : ouvrir. F1 : aide. F2 : nom du bouton."
                )
            )
        )
        self._column.addWidget(label(about, "small"))
        self._column.addStretch(1)

    def _step(self, icon: str, text: str, more: str = "") -> None:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(M))
        accent = self._look.palette.accent
        row.addWidget(Drawing(self._icons, icon, accent, self._look.px(52), self._look.tint(accent)))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(label(text))
        if more:
            words.addWidget(label(more, "small"))
        words.addStretch(1)
        row.addLayout(words, 1)
        self._column.addLayout(row)
