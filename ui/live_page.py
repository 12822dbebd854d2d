"""What a page is that shows more than the place it was made for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.state import State


class LivePage(QWidget):
    """Told of each state while it is in view, its first one included: what is kept, what is heard."""

    wish = Signal(object)

    def show_state(self, state: State) -> None:
        raise NotImplementedError
