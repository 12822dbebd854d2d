"""The languages of the window: French, in which it is written, and those of assets/translations.

Text takes its language when it is made, so a window that stands is furnished anew after `install`. What is not Qt's
text, such as the sentences of a fault and the names of the themes, asks for `current()`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator

from faults import InputFault

SOURCE = "fr"
# Each in its own words, in the order in which they are offered.
NAMES = {"wo": "Wolof", "fr": "Français", "en": "English"}

# Qt's own words, as in the dialog that chooses a file. They are written in English, and there are none in Wolof.
_QT_WORDS = {"fr": "qtbase_fr.qm", "wo": "qtbase_fr.qm"}

_OURS = "laaj-language"  # the translators put in here, among those that others may have put in


def install(application: QCoreApplication, language: str, folder: Path) -> None:
    """Lets what is written from now on be in `language`, one of NAMES, with the translations that lie in `folder`.

    Raises InputFault translation-missing; the language then stays as it was.
    """
    words = None
    if language != SOURCE:
        file = folder / f"laaj_{language}.qm"
        words = QTranslator(application)
        if not words.load(str(file)):
            words.deleteLater()
            raise InputFault("translation-missing", file=file)
    old = application.findChildren(QTranslator, _OURS, Qt.FindChildOption.FindDirectChildrenOnly)
    for translator in old:
        application.removeTranslator(translator)
        translator.deleteLater()
    for new in (_qt_words(application, language), words):
        if new is not None:
            new.setObjectName(_OURS)
            application.installTranslator(new)
    application.setProperty(_OURS, language)


def current() -> str:
    """The language that was installed last; French before any was."""
    application = QCoreApplication.instance()
    return (application and application.property(_OURS)) or SOURCE


def _qt_words(application: QCoreApplication, language: str) -> QTranslator | None:
    """None where Qt came without them: its dialogs then speak English."""
    name = _QT_WORDS.get(language)
    if name is None:
        return None
    translator = QTranslator(application)
    if translator.load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        return translator
    translator.deleteLater()
    return None
