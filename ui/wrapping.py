"""Buttons whose words go on in the next line where there is no room for them in one, however large the text is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from ui.controls import Button, IconButton
from ui.icons import Icons
from ui.look import Look, S

_SLACK_PX = 4  # a text is measured in parts of pixels


class WrappingButton(Button):
    """Without a drawing, or with one: see WrappingIconButton."""

    _words = ""

    def __init__(self, look: Look, words: str, role: str = "", name: str = "", spoken: str = ""):
        super().__init__(words, role, name, spoken)
        _wrap(self)
        self._look = look
        self.show_words(words, name)

    def show_words(self, words: str, name: str = "") -> None:
        self._words = words
        self.setAccessibleName(name or words)
        self._set()

    def sizeHint(self) -> QSize:
        """In one line."""
        self.ensurePolished()
        metrics, hint = self.fontMetrics(), super().sizeHint()
        shown = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return QSize(hint.width() - shown + metrics.horizontalAdvance(self._words) + _SLACK_PX, self._height(1))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.target, self._look.target)

    def heightForWidth(self, width: int) -> int:
        return self._height(len(self._lines(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set()

    def _set(self) -> None:
        text = "\n".join(self._lines(self.width())).replace("&", "&&")
        if text != self.text():
            self.setText(text)

    def _height(self, lines: int) -> int:
        return max(self._look.target, lines * self.fontMetrics().lineSpacing() + self._look.px(S))

    def _lines(self, width: int) -> list[str]:
        """The words in as many lines as a button of that width needs; a word that is longer than that is shortened."""
        self.ensurePolished()
        metrics, hint = self.fontMetrics(), super().sizeHint()
        around = hint.width() - metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        room = max(width - around, metrics.averageCharWidth())
        lines: list[str] = []
        for word in self._words.split(" "):
            if lines and metrics.horizontalAdvance(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            else:
                fits = metrics.horizontalAdvance(word) <= room
                lines.append(word if fits else metrics.elidedText(word, Qt.TextElideMode.ElideMiddle, room))
        return lines


class WrappingIconButton(WrappingButton, IconButton):
    """A drawing, and the words beside it."""

    def __init__(self, icons: Icons, icon: str, look: Look, words: str, role: str = "", spoken: str = ""):
        self._words, self._look = words, look
        IconButton.__init__(self, icons, icon, look, words, words, role, spoken)
        _wrap(self)
        self.setToolTip("")


def _wrap(button: Button) -> None:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
