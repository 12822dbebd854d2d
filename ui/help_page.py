"""How to ask, in pictures; the few settings; what happens to a voice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from ui import wishes
from ui.controls import Button, Drawing, Scroll, label
from ui.icons import Icons
from ui.look import L, Look, M, S


class HelpPage(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, values: dict[str, object], about: str):
        """`values`: the settings as they stand; `about`: a line on this Laaj and its model."""
        super().__init__()
        self._icons, self._look = icons, look
        scroll = Scroll()
        self._column = scroll.column
        self._column.setContentsMargins(L, M, L, L)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

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
                    "pas perdre vos premiers mots. L'enregistrement d'une question est effacé dès que la recherche est "
                    "finie."
                )
            )
        )

        self._column.addWidget(label(self.tr("Réglages"), "lead"))
        self._choice(
            self.tr("Taille du texte"),
            "text_percent",
            values,
            [(90, self.tr("Petit")), (100, self.tr("Normal")), (125, self.tr("Grand")), (150, self.tr("Très grand"))],
        )
        self._choice(
            self.tr("Couleurs"),
            "appearance",
            values,
            [("system", self.tr("Ordinateur")), ("light", self.tr("Claires")), ("dark", self.tr("Sombres"))],
        )
        self._choice(self.tr("Sons"), "tones", values, [(True, self.tr("Oui")), (False, self.tr("Non"))])

        self._column.addWidget(label(self.tr("Clavier"), "lead"))
        self._column.addWidget(
            label(self.tr("Espace : microphone. Échap : annuler ou revenir. Entrée : ouvrir. F1 : aide."))
        )
        self._column.addWidget(label(about, "small"))
        self._column.addStretch(1)

    def _step(self, icon: str, text: str, more: str = "") -> None:
        row = QHBoxLayout()
        row.setSpacing(M)
        accent = self._look.palette.accent
        row.addWidget(Drawing(self._icons, icon, accent, 52, self._look.tint(accent)))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(label(text))
        if more:
            words.addWidget(label(more, "small"))
        words.addStretch(1)
        row.addLayout(words, 1)
        self._column.addLayout(row)

    def _choice(self, text: str, name: str, values: dict[str, object], choices: list[tuple[object, str]]) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(label(text), 1)
        group = QButtonGroup(self)
        for value, word in choices:
            button = Button(word, "choice", f"{text} : {word}")
            button.setCheckable(True)
            button.setChecked(values.get(name) == value)
            button.clicked.connect(lambda _=False, value=value: self.wish.emit(wishes.Change(name, value)))
            group.addButton(button)
            row.addWidget(button)
        self._column.addLayout(row)
