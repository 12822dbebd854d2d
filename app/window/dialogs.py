"""The computer's own dialogs for files. They return at once; `then` follows where somebody has chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_files(window: QWidget, title: str, kinds: str, then: Callable[[tuple[str, ...]], None]) -> None:
    """`kinds`: as Qt filters them, "Words (*.one *.other)"."""
    dialog = _dialog(window, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda paths: then(tuple(paths)))
    dialog.open()


def name_file(window: QWidget, title: str, kinds: str, name: str, then: Callable[[Path], None]) -> None:
    """Where to write to. `name`: what is proposed; its suffix is put behind a name without one."""
    dialog = _dialog(window, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()


def choose_folder(window: QWidget, title: str, then: Callable[[Path], None]) -> None:
    dialog = _dialog(window, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()


def _dialog(window: QWidget, title: str, kinds: str) -> QFileDialog:
    dialog = QFileDialog(window, title, str(Path.home()), kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
