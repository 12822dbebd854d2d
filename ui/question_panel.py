"""The left side, always there: the microphone, what goes on, what becomes of a voice, and the silent way of asking.

Each part has a place of its own that nothing moves: whoever reaches for the button finds it where it was. Words that
need more room than their place has are set smaller.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import sentences, wishes
from ui.controls import IconButton
from ui.icons import Icons
from ui.look import L, Look, M, S
from ui.microphone_button import MicrophoneButton
from ui.notice_view import READABLE, NoticeView
from ui.state import Notice, Phase, State
from ui.voice_line import VoiceLine
from ui.worded_button import WordedButton

HOLD_MS = 450  # a press longer than this was a hold: letting go ends the question
_BUTTON_PX = 96  # least side of the microphone


class QuestionPanel(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._phase = Phase.PREPARING
        self._said = ""
        self._held = QElapsedTimer()

        self.microphone = MicrophoneButton(icons, look)
        self.microphone.pressed.connect(self.press)
        self.microphone.released.connect(self.release)
        self.notice = NoticeView(icons, look)
        self.cancel_button = WordedButton(icons, "cancel", look, self.tr("Annuler"), spoken="cancel")
        self.cancel_button.clicked.connect(lambda: self.wish.emit(wishes.GoBack()))
        self.anyway_button = WordedButton(icons, "more-like-this", look, self.tr("Voir les plus proches"), "anyway")
        self.anyway_button.clicked.connect(lambda: self.wish.emit(wishes.ShowAnyway()))
        self.voice = VoiceLine(icons, look)
        self.voice.wish.connect(self.wish)

        self.question = QLineEdit()
        self.question.setAccessibleName(self.tr("Question écrite en français"))
        self.question.setProperty("spoken", "write")
        self.question.setMaxLength(500)
        self.question.returnPressed.connect(self._ask)
        self.search_button = IconButton(icons, "search", look, self.tr("Chercher"), role="main", spoken="search")
        self.search_button.clicked.connect(self._ask)
        self._typed = QWidget()
        self._row = QHBoxLayout(self._typed)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(S))
        self._row.addWidget(self.question)
        self._row.addWidget(self.search_button)
        for part in (
            *(self.microphone, self.notice, self.cancel_button, self.anyway_button),
            *(self.voice, self._typed),
        ):
            part.setParent(self)  # in the order of the Tab key

    def show_state(self, state: State) -> None:
        self._phase = state.phase
        done, total = state.progress or (0, 0)
        self.microphone.show_phase(state.phase, done / total if total else None)
        self.microphone.setAccessibleName(sentences.microphone_name(state.phase))
        self.microphone.setProperty("spoken", "stop" if state.phase is Phase.LISTENING else "microphone")
        line, advice = sentences.state_line(state)
        alert = state.notice in (Notice.FAULT, Notice.LISTENING)
        self.notice.show_notice(line, advice, sentences.drawing(state), alert)
        self.cancel_button.setVisible(state.busy)
        self.anyway_button.setVisible(state.spare is not None and not state.busy)
        self.voice.show_state(state)
        self.search_button.setEnabled(state.can_ask)
        self._arrange()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """From below: the written question, the voice, a button for now and then; above them words and microphone."""
        edge, gap = self._look.px(M), self._look.px(S)
        width = self.width() - 2 * edge
        bottom = self.height() - edge

        def place(height: int) -> QRect:
            nonlocal bottom
            bottom -= height + gap
            return QRect(edge, bottom + gap, width, height)

        self._typed.setGeometry(place(self._typed.sizeHint().height()))
        self._fit_placeholder()
        voice, action = place(self.voice.needed_height), place(self.voice.needed_height)
        room = bottom - gap
        words = min(round(2.6 * (self._look.lead + self._look.body)) + gap, room - gap - self._look.px(_BUTTON_PX))
        side = min(room - gap - words, width)
        self.microphone.setGeometry(edge, gap, width, side)
        notice = QRect(edge, gap + side + gap, width, room - side - gap)
        idle = self.cancel_button.isHidden() and self.anyway_button.isHidden()
        long = idle and self.notice.size_in(width, notice.height()) < READABLE
        if long:  # a fault with a path in it, say: it takes the place of what can wait
            notice.setBottom(voice.bottom())
        self.notice.setGeometry(notice)
        self.voice.setGeometry(voice)
        self.voice.setVisible(not long)
        for button in (self.cancel_button, self.anyway_button):
            button.fit(action)

    def _fit_placeholder(self) -> None:
        """A word in the place of a sentence that would be cut."""
        self._row.activate()
        self.question.ensurePolished()
        full, room = self.tr("Ou écrire en français"), self.question.width() - 2 * self._look.px(L)
        fits = self.question.fontMetrics().horizontalAdvance(full) <= room
        self.question.setPlaceholderText(full if fits else self.tr("Écrire"))

    def _ask(self) -> None:
        if self.search_button.isEnabled():
            self.wish.emit(wishes.Find(self.question.text()))

    def _announce(self, said: str) -> None:
        """A screen reader says what goes on, once."""
        if said != self._said:
            self._said = said
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
