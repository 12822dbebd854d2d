"""A button with a drawing and a few words, which stays within its place however large the text is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from ui.controls import IconButton
from ui.icons import Icons
from ui.look import Look

_SIZES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)  # of the body's text, as far as is needed


class WordedButton(IconButton):
    def __init__(self, icons: Icons, icon: str, look: Look, words: str, spoken: str):
        super().__init__(icons, icon, look, words, words, role="", spoken=spoken)
        self._full, self._least_height = look.body, look.target
        self._fitted: tuple[str, QSize] | None = None

    def show_action(self, icon: str, words: str, spoken: str) -> None:
        """What a press would do has changed; the place has not."""
        if words != self.accessibleName():
            self.show_icon(icon)
            self.setAccessibleName(words)
            self.setToolTip(words)
            self.setProperty("spoken", spoken)

    def fit(self, place: QRect) -> None:
        """Stands in the middle of `place`, in one line or two, as large as there is room for."""
        words, room = self.accessibleName(), place.size()
        if self._fitted != (words, room):
            self._fitted = (words, room)
            self._fit(words, room)
        taken = self.sizeHint().boundedTo(room)
        taken.setHeight(max(taken.height(), self._least_height))
        place = QRect(place.topLeft(), taken).translated((room.width() - taken.width()) // 2, 0)
        self.setGeometry(place.translated(0, (room.height() - taken.height()) // 2))

    def _fit(self, words: str, room: QSize) -> None:
        for share in _SIZES:
            for text in (words, _in_two_lines(words)):
                self.setStyleSheet(f"font-size: {round(self._full * share)}px;")
                self.setText(text)
                self.ensurePolished()
                if self.sizeHint().boundedTo(room) == self.sizeHint():
                    return


def _in_two_lines(words: str) -> str:
    """Broken at the space that leaves the longer line shortest."""
    spaces = [at for at, letter in enumerate(words) if letter == " "]
    if not spaces:
        return words
    at = min(spaces, key=lambda at: max(at, len(words) - at - 1))
    return f"{words[:at]}\n{words[at + 1 :]}"
