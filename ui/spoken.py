"""Every control can say its name: what each says, where the sound of it lies, and how it is asked to.

A widget with the dynamic property "spoken" set to a key of SPOKEN says that name when it is held down, or with F2 when
it has the focus. The sounds lie in assets/spoken; a recording of the same name made here goes first.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.microphone_button import MicrophoneButton

PROPERTY = "spoken"
HOLD_MS = 700  # a press as long as this asks what a control is
_WANDERS_PX = 24  # a finger that trembles still holds; one that goes further scrolls
FRENCH = "fr"

_OWN = (".wav", ".flac", ".ogg", ".mp3")
_SHIPPED = ".ogg"
_OUTSIDE = QPointF(-10_000, -10_000)

# The French of assets/spoken/names.tsv, here so that it is translated with the rest of the window.
SPOKEN = {
    "back": QT_TRANSLATE_NOOP("Spoken", "Revenir"),
    "help": QT_TRANSLATE_NOOP("Spoken", "Aide"),
    "home": QT_TRANSLATE_NOOP("Spoken", "Accueil"),
    "library": QT_TRANSLATE_NOOP("Spoken", "Bibliothèque"),
    "kept": QT_TRANSLATE_NOOP("Spoken", "Pages gardées"),
    "recent": QT_TRANSLATE_NOOP("Spoken", "Pages récentes"),
    "facilitator": QT_TRANSLATE_NOOP("Spoken", "Mode animateur"),
    "settings": QT_TRANSLATE_NOOP("Spoken", "Réglages"),
    "microphone": QT_TRANSLATE_NOOP("Spoken", "Poser une question"),
    "stop": QT_TRANSLATE_NOOP("Spoken", "Arrêter"),
    "cancel": QT_TRANSLATE_NOOP("Spoken", "Annuler"),
    "search": QT_TRANSLATE_NOOP("Spoken", "Chercher"),
    "listen": QT_TRANSLATE_NOOP("Spoken", "Écouter"),
    "listen-stop": QT_TRANSLATE_NOOP("Spoken", "Arrêter la lecture"),
    "gist": QT_TRANSLATE_NOOP("Spoken", "Écouter le résumé en wolof"),
    "keep": QT_TRANSLATE_NOOP("Spoken", "Garder cette page"),
    "kept-remove": QT_TRANSLATE_NOOP("Spoken", "Ne plus garder cette page"),
    "more": QT_TRANSLATE_NOOP("Spoken", "D'autres pages comme celle-ci"),
    "none": QT_TRANSLATE_NOOP("Spoken", "Aucune de ces pages"),
    "open": QT_TRANSLATE_NOOP("Spoken", "Ouvrir cette page"),
    "next": QT_TRANSLATE_NOOP("Spoken", "Page suivante"),
    "previous": QT_TRANSLATE_NOOP("Spoken", "Page précédente"),
    "print": QT_TRANSLATE_NOOP("Spoken", "Imprimer"),
    "larger": QT_TRANSLATE_NOOP("Spoken", "Texte plus grand"),
    "smaller": QT_TRANSLATE_NOOP("Spoken", "Texte plus petit"),
    "replay": QT_TRANSLATE_NOOP("Spoken", "Écouter ma question"),
    "confirm": QT_TRANSLATE_NOOP("Spoken", "C'est la bonne page"),
    "correct": QT_TRANSLATE_NOOP("Spoken", "Ce n'est pas la bonne page"),
    "record-gist": QT_TRANSLATE_NOOP("Spoken", "Enregistrer un résumé en wolof"),
    "remove": QT_TRANSLATE_NOOP("Spoken", "Retirer"),
    "add": QT_TRANSLATE_NOOP("Spoken", "Ajouter"),
    "export": QT_TRANSLATE_NOOP("Spoken", "Exporter"),
    "import": QT_TRANSLATE_NOOP("Spoken", "Importer"),
    "delete": QT_TRANSLATE_NOOP("Spoken", "Effacer"),
    "delete-all": QT_TRANSLATE_NOOP("Spoken", "Tout effacer"),
    "collections": QT_TRANSLATE_NOOP("Spoken", "Collections"),
    "close": QT_TRANSLATE_NOOP("Spoken", "Fermer"),
    "yes": QT_TRANSLATE_NOOP("Spoken", "Oui"),
    "no": QT_TRANSLATE_NOOP("Spoken", "Non"),
    "language": QT_TRANSLATE_NOOP("Spoken", "Langue"),
    "text-size": QT_TRANSLATE_NOOP("Spoken", "Taille du texte"),
    "speed": QT_TRANSLATE_NOOP("Spoken", "Vitesse de lecture"),
    "contrast": QT_TRANSLATE_NOOP("Spoken", "Contraste"),
    "theme.sante": QT_TRANSLATE_NOOP("Spoken", "Santé"),
    "theme.mere-enfant": QT_TRANSLATE_NOOP("Spoken", "Mère et enfant"),
    "theme.eau-hygiene": QT_TRANSLATE_NOOP("Spoken", "Eau et hygiène"),
    "theme.agriculture": QT_TRANSLATE_NOOP("Spoken", "Agriculture"),
    "theme.elevage-peche": QT_TRANSLATE_NOOP("Spoken", "Élevage et pêche"),
    "theme.environnement": QT_TRANSLATE_NOOP("Spoken", "Environnement et climat"),
    "theme.ecole-formation": QT_TRANSLATE_NOOP("Spoken", "École et formation"),
    "theme.etat-civil": QT_TRANSLATE_NOOP("Spoken", "État civil et démarches"),
    "theme.droits": QT_TRANSLATE_NOOP("Spoken", "Droits"),
    "theme.argent": QT_TRANSLATE_NOOP("Spoken", "Argent, banque et mobile"),
    "theme.travail-metiers": QT_TRANSLATE_NOOP("Spoken", "Travail et métiers"),
    "theme.all": QT_TRANSLATE_NOOP("Spoken", "Toutes les pages"),
    "notice.ready": QT_TRANSLATE_NOOP("Spoken", "Appuyez et posez votre question en wolof."),
    "notice.listening": QT_TRANSLATE_NOOP("Spoken", "J'écoute."),
    "notice.searching": QT_TRANSLATE_NOOP("Spoken", "Je cherche."),
    "notice.silence": QT_TRANSLATE_NOOP(
        "Spoken", "Je n'ai entendu que du silence. Parlez plus près du microphone, puis recommencez."
    ),
    "notice.noise": QT_TRANSLATE_NOOP(
        "Spoken", "Je n'ai entendu que du bruit. Allez dans un endroit plus calme, puis recommencez."
    ),
    "notice.loud": QT_TRANSLATE_NOOP(
        "Spoken", "Votre voix était trop forte. Parlez plus doucement, ou plus loin du microphone."
    ),
    "notice.nothing": QT_TRANSLATE_NOOP("Spoken", "Je n'ai rien trouvé. Dites-le autrement, ou choisissez un thème."),
    "notice.found": QT_TRANSLATE_NOOP("Spoken", "C'est trouvé."),
    "notice.unsure": QT_TRANSLATE_NOOP("Spoken", "Je ne suis pas sûr. Regardez ces pages, ou dites-le autrement."),
    "notice.no-microphone": QT_TRANSLATE_NOOP(
        "Spoken", "Je ne trouve pas de microphone. Branchez-en un, ou choisissez un thème."
    ),
    "notice.dropped": QT_TRANSLATE_NOOP("Spoken", "Votre voix est effacée."),
    "anyway": QT_TRANSLATE_NOOP("Spoken", "Voir les plus proches"),
    "write": QT_TRANSLATE_NOOP("Spoken", "Écrire une question en français"),
    "consent": QT_TRANSLATE_NOOP(
        "Spoken",
        "Voulez-vous donner cette question, pour que Laaj apprenne le wolof ? Votre voix sera gardée et pourra être "
        "envoyée.",
    ),
}


def words(key: str) -> str:
    """What `key` says, written in the language of the window."""
    return QCoreApplication.translate("Spoken", str(SPOKEN[key]))


class Spoken:
    """The sounds. Both folders hold one folder a language, and in it <key>.<suffix>; either may be missing."""

    def __init__(self, shipped: Path, own: Path):
        self._shipped, self._own = shipped, own

    def find(self, key: str, language: str) -> Path | None:
        """The sound of `key`: recorded here, else shipped, and in French where the language has neither."""
        if key not in SPOKEN:  # the theme of a collection that somebody made
            return None
        for spoken in dict.fromkeys((language, FRENCH)):
            recorded = [self._own / spoken / f"{key}{suffix}" for suffix in _OWN]
            for path in (*recorded, self._shipped / spoken / f"{key}{_SHIPPED}"):
                if path.is_file():
                    return path
        return None


class SaysNames(QObject):
    """Hands `say` the key of a control of `window` that is held down for HOLD_MS, or has the focus when F2 is pressed.

    A press that spoke does not click: the control is told that the finger left it before it was lifted. Holding the
    microphone is asking, so that one answers to F2 alone.
    """

    def __init__(self, window: QWidget, say: Callable[[str], None]):
        super().__init__(window)
        self._window, self._say = window, say
        self._key, self._spoke, self._letting_go = "", False, False
        self._pressed_at = QPointF()
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._hold.timeout.connect(self._held)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)  # not on each control: pages come and go

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWidget) or self._letting_go:
            return False
        if isinstance(event, QMouseEvent):
            kind = event.type()
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                self._press(watched, event)
            elif kind is QEvent.Type.MouseMove:
                return self._move(event)
            elif kind is QEvent.Type.MouseButtonRelease:
                return self._release(watched, event)
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._typed(watched, event)
        return False

    def _press(self, watched: QWidget, event: QMouseEvent) -> None:
        """A press that a widget does not take comes again for its parent; one that is greyed out takes none, and says
        its name all the same."""
        self._spoke = False
        control = _control(watched)
        if event.button() is not Qt.MouseButton.LeftButton or control is None or watched.window() is not self._window:
            return
        if not isinstance(control, MicrophoneButton):
            self._key, self._pressed_at = control.property(PROPERTY), event.globalPosition()
            self._hold.start()

    def _move(self, event: QMouseEvent) -> bool:
        """After it spoke, a press has nothing more to tell the control."""
        if (event.globalPosition() - self._pressed_at).manhattanLength() > _WANDERS_PX:
            self._hold.stop()
        return self._spoke

    def _held(self) -> None:
        self._spoke = True
        self._say(self._key)

    def _release(self, watched: QWidget, event: QMouseEvent) -> bool:
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        self._hold.stop()
        if not self._spoke:
            return False
        self._spoke = False
        elsewhere = QMouseEvent(
            event.type(), _OUTSIDE, _OUTSIDE, event.button(), event.buttons(), event.modifiers(), event.pointingDevice()
        )
        self._letting_go = True
        QApplication.sendEvent(watched, elsewhere)
        self._letting_go = False
        return True

    def _typed(self, watched: QWidget, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_F2 or watched.window() is not self._window:
            return False
        control = _control(watched)
        if control is None:
            return False
        if not event.isAutoRepeat():
            self._say(control.property(PROPERTY))
        return True


def _control(widget: QWidget) -> QWidget | None:
    """The widget itself, or the nearest around it, that has a name to say."""
    around: QWidget | None = widget
    while around is not None and not around.property(PROPERTY):
        around = around.parentWidget()
    return around
