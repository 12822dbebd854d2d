"""What a long page is made of: a heading with what belongs below it, rows with their tools, a question asked once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import wishes
from ui.controls import Button, Card, IconButton, label
from ui.flow import Flow
from ui.icons import Icons
from ui.look import Look, M, S
from ui.state import Sound
from ui.wrapping import WrappingIconButton

MOST_ROWS = 20  # at once: hundreds would take long to draw, and nobody reads them


class Section(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, heading: str = ""):
        super().__init__()
        self.icons, self.look = icons, look
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(look.px(S))
        if heading:
            self._whole.addWidget(label(heading, "lead"))
        self._inside: QWidget | None = None
        self.renew()

    def renew(self) -> None:
        """Empties all below the heading."""
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(self.look.px(S))
        self._whole.addWidget(self._inside)

    def sentence(self, text: str, kind: str = "soft") -> None:
        self.column.addWidget(label(text, kind))

    def buttons(self, *buttons: QWidget) -> None:
        """Side by side, or below one another where there is no room."""
        row = Flow(self.look.px(S))
        for button in buttons:
            row.addWidget(button)
        self.column.addLayout(row)

    def button(self, icon: str, words: str, wish: object, spoken: str = "") -> WrappingIconButton:
        button = WrappingIconButton(self.icons, icon, self.look, words, spoken=spoken)
        button.clicked.connect(lambda: self.wish.emit(wish))
        return button

    def card(self, words: str, more: str, wish: object) -> Card:
        """What can be opened: a title, and below it what else is to be said."""
        inside = QVBoxLayout()
        inside.setContentsMargins(self.look.px(M), self.look.px(S), self.look.px(M), self.look.px(S))
        inside.setSpacing(0)
        inside.addWidget(label(words, "body"))
        if more:
            inside.addWidget(label(more, "small"))
        card = Card(inside, ". ".join(part for part in (words, more) if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # as high as all of its lines
        policy.setHeightForWidth(True)
        card.setSizePolicy(policy)
        card.clicked.connect(lambda: self.wish.emit(wish))
        return card

    def rows(self, rows: Sequence[Callable[[], QWidget]]) -> None:
        """Makes the first of them, and a button for the next."""
        for make in rows[:MOST_ROWS]:
            self.column.addWidget(make())
        if len(rows) > MOST_ROWS:
            column, words = self.column, self.tr("Montrer les suivants")
            more = WrappingIconButton(self.icons, "next", self.look, words)

            def go_on() -> None:
                more.hide()
                more.deleteLater()
                if column is self.column:
                    self.rows(rows[MOST_ROWS:])

            more.clicked.connect(go_on)
            self.buttons(more)


class PlayButton(IconButton):
    """Lets a sound be heard, or ends it."""

    def __init__(self, icons: Icons, look: Look, sound: Sound, name: str, wish: Callable[[object], None]):
        super().__init__(icons, "listen", look, name, spoken="listen")
        self.sound, self._name, self._plays = sound, name, False
        self.clicked.connect(lambda: wish(wishes.StopSound() if self._plays else wishes.Play(sound)))

    def show_playing(self, playing: Sound | None) -> None:
        self._plays = playing == self.sound
        self.show_icon("listen-stop" if self._plays else "listen")
        self.setAccessibleName(self.tr("Arrêter") if self._plays else self._name)


class Row(QWidget):
    """What a row says, with its tools at the right, and below it the question that one of them asks first."""

    def __init__(self, look: Look, said: QWidget, *tools: QWidget, asking: QWidget | None = None):
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.px(S))
        row = QHBoxLayout()
        row.setSpacing(look.px(S))
        row.addWidget(said, 1)
        for tool in tools:
            row.addWidget(tool)
        whole.addLayout(row)
        if asking is not None:
            whole.addWidget(asking)


class Asking(QWidget):
    """Asks once, in its place, before what cannot be undone; hidden until `ask`."""

    yes = Signal()

    def __init__(self, look: Look, question: str):
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(M), 0, 0, look.px(S))
        row.setSpacing(look.px(S))
        row.addWidget(label(question), 1, Qt.AlignmentFlag.AlignVCenter)
        self.yes_button = Button(self.tr("Oui"), name=f"{question} {self.tr('Oui')}", spoken="yes")
        self.yes_button.clicked.connect(self._answered)
        no_button = Button(self.tr("Non"), name=f"{question} {self.tr('Non')}", spoken="no")
        no_button.clicked.connect(self.hide)
        row.addWidget(self.yes_button)
        row.addWidget(no_button)
        self.hide()

    def ask(self) -> None:
        """Asked again, it takes the question back."""
        self.setVisible(self.isHidden())

    def _answered(self) -> None:
        self.hide()
        self.yes.emit()
