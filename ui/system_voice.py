"""The voice that this computer has for a language, by Qt's speech engines.

A speech service may take seconds to answer, or never answer: its calls run in a thread of their own, without Python's
lock, and one that does not come back costs the reading aloud and nothing else. Engines say when they begin and when
they are done; one that stops saying so counts as lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    Q_ARG,
    QEventLoop,
    QLocale,
    QLoggingCategory,
    QMetaObject,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

log = logging.getLogger(__name__)

SILENT_ENGINES = ("mock",)  # Qt's stand-in for tests: it counts words and says nothing
BEGIN_MS = 10_000  # how long a sound device may take to wake up
SLOWEST_MS = 400  # a letter
HUSH_MS = 300  # until what a stopped sentence still reports has come in, and is not taken for the next one's
CLOSE_S = 1.0


class SystemVoice(QObject):
    found = Signal()  # there is a voice; follows `look`, unless there is none
    said = Signal()  # what was given to `say` is over
    lost = Signal()  # the service failed or fell silent: nothing can be said any more

    _prepared = Signal(object)
    _text_given = Signal(str)
    _silence_wanted = Signal()
    _speed_chosen = Signal(float)
    _language_chosen = Signal(QLocale)
    _leaving = Signal()

    def __init__(self, language: QLocale.Language = QLocale.Language.French, engines: Sequence[str] | None = None):
        """`engines`: those to try, in order; where none are named, all that can be heard."""
        super().__init__()
        self._language = language
        self._engines = engines
        self._untried: list[str] = []
        self._percent = 100
        self._speech: QTextToSpeech | None = None
        self._thread: threading.Thread | None = None
        self._text = ""  # being said, or to be said once it is quiet
        self._begun = False
        self._watch = _single_shot(self, self._lose)
        self._hush = _single_shot(self, self._begin)
        self._prepared.connect(self._choose_first, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """Looks for a voice; `found` follows, perhaps after seconds, if there is one."""
        self._thread = threading.Thread(target=self._serve, name="laaj-voice", daemon=True)
        self._thread.start()

    def set_speed(self, percent: int) -> None:
        self._percent = percent
        self._speed_chosen.emit(_rate(percent))

    def say(self, text: str) -> None:
        """`said` or `lost` follows, unless `be_quiet` comes first."""
        self._text, self._begun = text, False
        if not self._hush.isActive():
            self._begin()

    def be_quiet(self) -> None:
        self._text, self._begun = "", False
        self._watch.stop()
        self._hush.start(HUSH_MS)
        self._silence_wanted.emit()

    def close(self) -> None:
        """Ends the thread, unless the service holds it: then it ends with the program. Safe to call twice."""
        self._watch.stop()
        self._hush.stop()
        self._speech = None
        if self._thread is not None:
            self._silence_wanted.emit()
            self._leaving.emit()
            self._thread.join(CLOSE_S)
            if self._thread.is_alive():
                log.warning("the speech service holds its thread")
            self._thread = None

    def _serve(self) -> None:
        """The thread: Qt's own code alone runs in it once the loop turns, and waits there without Python's lock."""
        # Qt's sound library warns where PipeWire is missing, which speech does without.
        QLoggingCategory.setFilterRules("qt.multimedia.symbolsresolver=false")
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech
        except ImportError as missing:  # the optional package, or PulseAudio's library, which Qt's is linked with
            log.info("nothing is read aloud: %s", missing)
            return
        loop = QEventLoop()
        speech = QTextToSpeech("none")
        speech.engineChanged.connect(self._engine_changed)
        speech.stateChanged.connect(self._state_changed)
        self._text_given.connect(speech.say)
        self._silence_wanted.connect(speech.stop)
        self._speed_chosen.connect(speech.setRate)
        self._language_chosen.connect(speech.setLocale)
        self._leaving.connect(speech.deleteLater)
        speech.destroyed.connect(loop.quit)
        self._prepared.emit(speech)
        loop.exec()

    # -- looking for a voice --

    @Slot(object)
    def _choose_first(self, speech: QTextToSpeech) -> None:
        if self._thread is None:  # closed meanwhile
            return
        self._speech = speech
        wanted = speech.availableEngines() if self._engines is None else self._engines
        self._untried = [name for name in wanted if self._engines is not None or name not in SILENT_ENGINES]
        self._try_next()

    def _try_next(self) -> None:
        if self._speech is None or not self._untried:
            log.info("nothing is read aloud: no engine has a voice for it")
            return
        engine = self._untried.pop(0)
        QMetaObject.invokeMethod(
            self._speech, "setEngine", Qt.ConnectionType.QueuedConnection, Q_ARG("QString", engine)
        )

    @Slot(str)
    def _engine_changed(self, engine: str) -> None:
        if self._speech is None:
            return
        # The thread is idle until something more is asked of it, so the lists can be read from here.
        places = [place for place in self._speech.availableLocales() if place.language() is self._language]
        if not places:
            self._try_next()
            return
        home = QLocale(self._language).territory()
        self._language_chosen.emit(next((place for place in places if place.territory() is home), places[0]))
        self._speed_chosen.emit(_rate(self._percent))
        log.info("%s reads aloud", engine)
        self.found.emit()

    # -- speaking --

    def _begin(self) -> None:
        if self._text:
            self._watch.start(BEGIN_MS)
            self._text_given.emit(self._text)

    @Slot("QTextToSpeech::State")
    def _state_changed(self, state: QTextToSpeech.State) -> None:
        if self._speech is None or self._hush.isActive() or not self._text:
            return
        states = self._speech.State
        if state is states.Error:
            self._lose()
        elif state is states.Speaking:
            self._begun = True
            self._watch.start(BEGIN_MS + SLOWEST_MS * len(self._text))
        elif state is states.Ready and self._begun:
            self._text, self._begun = "", False
            self._watch.stop()
            self.said.emit()

    def _lose(self) -> None:
        log.warning("the speech service no longer answers")
        self._text = ""
        self.lost.emit()


def _rate(percent: int) -> float:
    """Qt's -1 … 1 for a speed: engines halve theirs at -1, and about triple it at 1."""
    return (percent - 100) / (50 if percent < 100 else 200)


def _single_shot(parent: QObject, then: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(then)
    return timer
