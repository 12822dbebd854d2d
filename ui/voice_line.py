"""What becomes of a voice: the promise that it will be erased, the button that replays it, the sign that it is gone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import wishes
from ui.icons import Icons
from ui.look import Look
from ui.notice_view import NoticeView
from ui.state import Consent, Sound, State, Voice
from ui.worded_button import WordedButton

QUESTION = Sound("question")


class VoiceLine(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self._look = look
        self._plays = False
        self.words = NoticeView(icons, look, advice="small", drawing_px=24)
        self.replay_button = WordedButton(icons, "replay", look, self.tr("Écouter ma question"), spoken="replay")
        self.replay_button.clicked.connect(
            lambda: self.wish.emit(wishes.StopSound() if self._plays else wishes.Play(QUESTION))
        )
        for part in (self.words, self.replay_button):
            part.setParent(self)

    @property
    def needed_height(self) -> int:
        """Of two lines, or of the button; the same whatever is said."""
        return max(self._look.target, round(2.6 * self._look.small) + self._look.above)

    def show_state(self, state: State) -> None:
        self._plays = state.playing == QUESTION
        held = state.voice is Voice.HELD and not state.busy
        if self._plays:
            self.replay_button.show_action("listen-stop", self.tr("Arrêter"), "listen-stop")
        else:
            self.replay_button.show_action("replay", self.tr("Écouter ma question"), "replay")
        if state.busy or state.voice is Voice.NONE:
            self.words.show_notice("", self.tr("Votre voix n'est pas gardée : elle sera effacée."), "lock")
        elif state.consent in (Consent.KEEPING, Consent.GIVEN):
            self.words.show_notice("", self.tr("Votre question est gardée ici"), "confirm")
        else:
            self.words.show_notice("", self.tr("Votre voix est effacée"), "dropped")
        self.words.setVisible(not held)
        self.replay_button.setVisible(held)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self.words.setGeometry(self.rect())
        self.replay_button.fit(self.rect())
