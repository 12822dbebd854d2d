"""A setting as buttons of which one is pressed: its name above, the choices below, in as many lines as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from ui.controls import label
from ui.flow import Flow
from ui.look import Look, S
from ui.wrapping import WrappingButton


class Choices(QWidget):
    chosen = Signal(object)  # a value, by the person

    def __init__(
        self,
        look: Look,
        name: str,
        text: str,
        choices: Sequence[tuple[object, str]],
        value: object,
        explained: str = "",
        spoken: str = "",
    ):
        """`name`: of the setting in its table; `explained`: a sentence below `text`."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(S))
        column.setSpacing(look.px(S // 2))
        column.addWidget(label(text, "strong"))
        if explained:
            column.addWidget(label(explained, "soft"))
        row = Flow(look.px(S))
        column.addLayout(row)
        self._group = QButtonGroup(self)
        self._values = [choice for choice, _ in choices]
        for choice, word in choices:
            button = WrappingButton(look, word, "choice", f"{text}, {word}", spoken)
            button.setObjectName(f"{name}={choice}")  # the same one is found by it when all is drawn anew
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, choice=choice: self.chosen.emit(choice))
            self._group.addButton(button)
            row.addWidget(button)
        self.show_value(value)

    def show_value(self, value: object) -> None:
        """One that is not among the choices leaves none pressed."""
        self._group.setExclusive(False)
        for choice, button in zip(self._values, self._group.buttons(), strict=True):
            button.setChecked(choice == value)
        self._group.setExclusive(True)
