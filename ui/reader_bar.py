"""What can be done with the page that is read: one row of buttons where there is room for it, else more of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import wishes
from ui.controls import IconButton
from ui.flow import Flow
from ui.icons import Icons
from ui.look import XS, Look, M
from ui.spoken import words
from ui.state import Place, Sound, State

_ANY = 1 << 16
SIZES = (90, 100, 125, 150, 200)  # of the text, in per cent, as the settings have them


class ReaderBar(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, place: Place):
        super().__init__()
        assert place.document is not None
        self._icons, self._look, self._passage = icons, look, place.passage
        self._document, self._has_text = place.document.id, bool(place.document.text.strip())
        self._playing: Sound | None = None
        self._is_kept = False
        self._texts: dict[IconButton, str] = {}  # beside the drawing, where there is room
        self._fitted: tuple[int, list[tuple[IconButton, str]]] | None = None
        self._flow = Flow(look.px(XS))
        self._make_buttons()
        self._sounds = {
            self.listen_button: Sound("reading", self._document),
            self.gist_button: Sound("gist", self._document),
        }
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._flow)

    def show_state(self, state: State) -> None:
        self._playing = state.playing
        self.listen_button.setVisible(state.reads_aloud and self._has_text)
        self.gist_button.setVisible(self._document in state.gists)
        for button, kind, text in (
            (self.listen_button, "listen", self.tr("Écouter")),
            (self.gist_button, "gist", self.tr("Résumé en wolof")),
        ):
            if state.playing == self._sounds[button]:
                self._face(button, "listen-stop", "listen-stop", self.tr("Arrêter"))
            else:
                self._face(button, kind, kind, text)
        self._is_kept = self._document in state.kept
        if self._is_kept:
            self._face(self.keep_button, "kept-filled", "kept-remove", self.tr("Gardée"))
        else:
            self._face(self.keep_button, "kept", "keep", self.tr("Garder"))
        self.previous_button.setEnabled(state.neighbour(-1) is not None)
        self.next_button.setEnabled(state.neighbour(1) is not None)
        self._show_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()

    # -- what it is made of --

    def _make_buttons(self) -> None:
        document, passage = self._document, self._passage
        self.listen_button = self._button(
            "listen", "listen", lambda: self._play(self.listen_button), self.tr("Écouter")
        )
        self.gist_button = self._button(
            "gist", "gist", lambda: self._play(self.gist_button), self.tr("Résumé en wolof")
        )
        self.keep_button = self._button(
            "kept", "keep", lambda: self.wish.emit(wishes.Keep(document, passage, not self._is_kept)), self.tr("Garder")
        )
        self.previous_button = self._button("previous", "previous", lambda: self.wish.emit(wishes.Turn(-1)))
        self.next_button = self._button("next", "next", lambda: self.wish.emit(wishes.Turn(1)))
        self.smaller_button = self._button("text-smaller", "smaller", lambda: self._resize(-1))
        self.larger_button = self._button("text-larger", "larger", lambda: self._resize(1))
        self.more_button = self._button(
            "more-like-this",
            "more",
            lambda: self.wish.emit(wishes.FindAlike(document, passage)),
            self.tr("Pages comme celle-ci"),
        )
        self.print_button = self._button("print", "print", lambda: self.wish.emit(wishes.Print()), words("print"))
        self.smaller_button.setEnabled(self._look.text_percent > SIZES[0])
        self.larger_button.setEnabled(self._look.text_percent < SIZES[-1])

    def _button(self, icon: str, spoken: str, act: Callable[[], None], text: str = "") -> IconButton:
        role = "" if spoken in ("listen", "gist") else "bare"  # framed: what most people come for
        button = IconButton(self._icons, icon, self._look, words(spoken), role=role, spoken=spoken)
        button.setObjectName(f"reader-{spoken}")  # found again once the bar is drawn anew
        button.clicked.connect(act)
        self._say(button, "")
        self._flow.addWidget(button)
        if text:
            self._texts[button] = text
        return button

    def _face(self, button: IconButton, icon: str, spoken: str, text: str) -> None:
        """What a press does now, in its drawing, its name, its sound and its word."""
        button.show_icon(icon)
        button.setAccessibleName(words(spoken))
        button.setToolTip(words(spoken))
        button.setProperty("spoken", spoken)
        self._texts[button] = text

    # -- what is done --

    def _play(self, button: IconButton) -> None:
        sound = self._sounds[button]
        self.wish.emit(wishes.StopSound() if self._playing == sound else wishes.Play(sound))

    def _resize(self, step: int) -> None:
        self.wish.emit(wishes.Change("text_percent", SIZES[SIZES.index(self._look.text_percent) + step]))

    # -- the room --

    def _show_words(self) -> None:
        """On as many of the buttons as leave all of them in one line, the most needed ones first."""
        shown = [(button, text) for button, text in self._texts.items() if not button.isHidden()]
        if (self.width(), shown) == self._fitted:
            return
        self._fitted = self.width(), shown
        for count in range(len(shown), -1, -1):
            for number, (button, text) in enumerate(shown):
                self._say(button, text if number < count else "")
            if self._flow.sizeHint().width() <= self.width():
                break
        self._flow.invalidate()
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))  # forgotten while a page comes into view

    def _say(self, button: IconButton, text: str) -> None:
        """Beside its drawing; a button that has only that is no wider than it must be."""
        side_px = max(self._look.target, self._look.icon + self._look.px(M))
        button.setText(text)
        button.setProperty("alone", not text)
        button.style().unpolish(button)
        button.style().polish(button)
        button.setMinimumSize(side_px, side_px)
        button.setMaximumSize(_ANY if text else side_px, side_px)
