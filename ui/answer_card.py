"""A page that may answer: its picture, how sure it is, the passage; and what one can do without opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import sentences, wishes
from ui.controls import Card, Drawing, IconButton
from ui.few_lines import FewLines
from ui.icons import Icons
from ui.look import XS, Look, M, S
from ui.snippet import snippet
from ui.spoken import words
from ui.state import Sound, State

if TYPE_CHECKING:
    from engine.search import Hit

_PICTURE_PX, _STEPS_PX = 60, 40
_TITLE_LINES, _PASSAGE_LINES = 3, 6
_LEAST_LINE = 15  # heights of a letter: where the words would have less beside the tools, these stand below


class AnswerCard(Card):
    """Itself a button that opens the page, and holds smaller ones: listen, keep, more like this."""

    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look, hit: Hit, theme: str, question: str, steps: int):
        """`theme`: its words; `question`: as it was written, or ""; `steps`: of three, how sure."""
        self._box = QHBoxLayout()
        passage = snippet(hit.passage.text, question)
        super().__init__(self._box, f"{hit.title}. {sentences.confidence(steps)}", passage, spoken="open")
        self._look, self._hit = look, hit
        self._shown: tuple[Sound | None, bool, bool] | None = None
        self._gap_px, self._space_px = look.px(M), look.px(XS)
        self._box.setContentsMargins(*[self._gap_px] * 4)
        self._box.setSpacing(self._gap_px)
        self._left = self._pictures(icons, theme, steps)
        self._title = FewLines(hit.title, "strong", _TITLE_LINES)
        self._passage = FewLines(passage, "small", _PASSAGE_LINES)
        text = QVBoxLayout()
        text.setSpacing(self._space_px)
        text.addWidget(self._title)
        text.addWidget(self._passage)
        text.addStretch(1)
        self._tools = self._buttons(icons)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(self._gap_px)
        self._beside.addLayout(text, 1)
        self._beside.addWidget(self._tools, alignment=Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._box.addWidget(self._left, alignment=Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(self._beside, 1)
        self.clicked.connect(lambda: self.wish.emit(wishes.OpenDocument(hit.document, hit.passage)))

    @property
    def document(self) -> str:
        return self._hit.document

    def show_state(self, state: State) -> None:
        document = self._hit.document
        sound = Sound("gist", document) if document in state.gists else None
        if sound is None and state.reads_aloud:
            sound = Sound("reading", document)
        shown = sound, sound is not None and state.playing == sound, document in state.kept
        if shown == self._shown:
            return
        self._shown = shown
        if sound is not None:
            kind = "gist" if sound.kind == "gist" else "listen"
            _face(self.listen_button, *(("listen-stop", "listen-stop") if shown[1] else (kind, kind)))
        self.listen_button.setVisible(sound is not None)
        _face(self.keep_button, *(("kept-filled", "kept-remove") if shown[2] else ("kept", "keep")))

    # -- what it is made of --

    def _pictures(self, icons: Icons, theme: str, steps: int) -> QWidget:
        colour = self._look.theme(self._hit.theme)
        picture_px, accent = self._look.px(_PICTURE_PX), self._look.palette.accent
        picture = Drawing(icons, icons.theme(self._hit.theme), colour, picture_px, self._look.tint(colour))
        picture.setToolTip(theme)
        bars = Drawing(icons, f"steps-{steps}", accent, self._look.px(_STEPS_PX))
        bars.setToolTip(sentences.confidence(steps))
        left = QWidget()
        left.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._space_px)
        column.addWidget(picture)
        column.addWidget(bars, alignment=Qt.AlignmentFlag.AlignHCenter)
        return left

    def _buttons(self, icons: Icons) -> QWidget:
        self.listen_button = IconButton(icons, "listen", self._look, words("listen"), spoken="listen")
        self.keep_button = IconButton(icons, "kept", self._look, words("keep"), spoken="keep")
        self.more_button = IconButton(icons, "more-like-this", self._look, words("more"), spoken="more")
        self.listen_button.clicked.connect(self._listen)
        self.keep_button.clicked.connect(self._keep)
        self.more_button.clicked.connect(
            lambda: self.wish.emit(wishes.FindAlike(self._hit.document, self._hit.passage))
        )
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(S))
        for button in (self.listen_button, self.keep_button, self.more_button):
            row.addWidget(button)
        return tools

    # -- what is done with it --

    def _listen(self) -> None:
        sound, playing, _ = self._shown or (None, False, False)
        if sound is not None:
            self.wish.emit(wishes.StopSound() if playing else wishes.Play(sound))

    def _keep(self) -> None:
        kept = self._shown is not None and self._shown[2]
        self.wish.emit(wishes.Keep(self._hit.document, self._hit.passage, not kept))

    # -- sizes --

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """So narrow that the tools stand below the words."""
        width = 3 * self._gap_px + self._left.sizeHint().width() + self._tools.sizeHint().width()
        return QSize(width, self._left.sizeHint().height() + 2 * self._gap_px)

    def heightForWidth(self, width: int) -> int:
        tools, gap_px = self._tools.sizeHint(), self._gap_px
        room_px = self._room_px(width)
        beside = self._has_tools_beside(width)
        text_px = room_px - tools.width() - gap_px if beside else room_px
        text = self._title.heightForWidth(text_px) + self._space_px + self._passage.heightForWidth(text_px)
        right = max(text, tools.height()) if beside else text + gap_px + tools.height()
        return max(right, self._left.sizeHint().height()) + 2 * gap_px

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self._has_tools_beside(self.width())
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._box.activate()  # at once: else one picture of the card would be drawn as it was

    def _room_px(self, width: int) -> int:
        """For words and tools, in a card of that width."""
        return width - 3 * self._gap_px - self._left.sizeHint().width()

    def _has_tools_beside(self, width: int) -> bool:
        tools_px = self._tools.sizeHint().width() + self._gap_px
        return self._room_px(width) - tools_px >= _LEAST_LINE * self._look.body


def _face(button: IconButton, icon: str, spoken: str) -> None:
    """What a press does now, in its drawing, its name and its sound."""
    button.show_icon(icon)
    button.setAccessibleName(words(spoken))
    button.setToolTip(words(spoken))
    button.setProperty("spoken", spoken)
