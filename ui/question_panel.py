"""The left side, always there: the microphone, what goes on, and the silent way of asking."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import sentences, wishes
from ui.controls import Button, IconButton, label
from ui.icons import Icons
from ui.look import Look, M, S
from ui.microphone_button import MicrophoneButton
from ui.state import Notice, Phase, State

_LONG_FAULT = 115  # characters; a longer one is set smaller and takes the room of what can wait
HOLD_MS = 450  # a press longer than this was a hold: letting go ends the question


class QuestionPanel(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._phase = Phase.PREPARING
        self._said = ""
        self._held = QElapsedTimer()

        self.microphone = MicrophoneButton(icons, look)
        self.microphone.pressed.connect(self.press)
        self.microphone.released.connect(self.release)
        self._line = label("", "lead", centred=True)
        self._advice = label("", "soft", centred=True)
        self.cancel_button = IconButton(icons, "cancel", look, self.tr("Annuler"), self.tr("Annuler"), role="")
        self.cancel_button.clicked.connect(lambda: self.wish.emit(wishes.GoBack()))
        self.anyway_button = Button(self.tr("Voir les pages les plus proches"))
        self.anyway_button.clicked.connect(lambda: self.wish.emit(wishes.ShowAnyway()))
        self._privacy = label(
            self.tr("Votre voix n'est pas gardée : elle est effacée après la recherche."), "small", centred=True
        )

        self.question = QLineEdit()
        self.question.setPlaceholderText(self.tr("Ou écrire en français"))
        self.question.setAccessibleName(self.tr("Question écrite en français"))
        self.question.setMaxLength(500)
        self.question.returnPressed.connect(self._ask)
        self.search_button = IconButton(icons, "search", look, self.tr("Chercher"), role="main")
        self.search_button.clicked.connect(self._ask)
        typed = QHBoxLayout()
        typed.setSpacing(S)
        typed.addWidget(self.question)
        typed.addWidget(self.search_button)

        action = QVBoxLayout()
        action.setContentsMargins(0, 0, 0, 0)
        action.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        action.addWidget(self.anyway_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._action = QWidget()  # keeps its height when empty, so that nothing jumps under the finger
        self._action.setFixedHeight(look.target + look.px(S))
        self._action.setLayout(action)

        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, M, M)
        column.setSpacing(S)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(S)
        words.addWidget(self._line)
        words.addWidget(self._advice)
        words.addStretch(1)
        said = QWidget()  # two lines of each at least: the button stays where it is whatever is said
        said.setMinimumHeight(round(2.6 * (look.lead + look.body)) + S)
        said.setLayout(words)
        column.addWidget(self.microphone, 12)
        column.addWidget(said)
        column.addWidget(self._action)
        column.addStretch(1)
        column.addWidget(self._privacy)
        column.addLayout(typed)

    def show_state(self, state: State) -> None:
        self._phase = state.phase
        done, total = state.progress or (0, 0)
        self.microphone.show_phase(state.phase, done / total if total else None)
        self.microphone.setAccessibleName(sentences.microphone_name(state.phase))
        line, advice = sentences.state_line(state)
        self._line.setText(line)
        long = len(line) + len(advice) > _LONG_FAULT
        self._line.setProperty("type", "strong" if long else "lead")
        self._action.setHidden(long)
        self._privacy.setHidden(long)
        self._line.setProperty("tone", "alert" if state.notice in (Notice.FAULT, Notice.LISTENING) else "")
        self._line.style().polish(self._line)
        self._advice.setText(advice)
        self.cancel_button.setVisible(state.busy)
        self.anyway_button.setVisible(state.spare is not None)
        self.search_button.setEnabled(state.can_ask)
        self._announce(f"{line} {advice}".strip())

    def press(self) -> None:
        """The microphone goes down, by finger or space bar."""
        self._held.start()
        if self._phase is Phase.READY:
            self.wish.emit(wishes.Listen())
        elif self._phase is Phase.LISTENING:
            self._held.invalidate()  # this press ends the question; letting go means nothing more
            self.wish.emit(wishes.Finish())
        elif self._phase is Phase.BROKEN:
            self.wish.emit(wishes.PrepareAgain())

    def release(self) -> None:
        if self._phase is Phase.LISTENING and self._held.isValid():
            self.wish.emit(wishes.Finish() if self._held.elapsed() >= HOLD_MS else wishes.LetGo())
            self._held.invalidate()

    def _ask(self) -> None:
        if self.search_button.isEnabled():
            self.wish.emit(wishes.Find(self.question.text()))

    def _announce(self, said: str) -> None:
        """A screen reader says what goes on, once."""
        if said != self._said:
            self._said = said
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
