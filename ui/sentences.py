"""What the window says, in one place: a sentence for what goes on and one for what to do next."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from ui import languages
from ui.state import Notice, Phase, State

translate = QCoreApplication.translate

_NO_MICROPHONE = ("no-microphone", "microphone-absent", "microphone-lost")
_OF_MICROPHONES = (*_NO_MICROPHONE, "microphone-refused", "microphone-rate", "sound-library-missing")
_DRAWINGS = {
    Notice.SILENCE: "silence",
    Notice.NOISE: "noise",
    Notice.LOUD: "loud",
    Notice.NOTHING: "none-of-these",
}
_SPOKEN = {
    Notice.SILENCE: "notice.silence",
    Notice.NOISE: "notice.noise",
    Notice.LOUD: "notice.loud",
    Notice.NOTHING: "notice.nothing",
}


def state_line(state: State) -> tuple[str, str]:
    """(what goes on, what to do next); the second may be empty."""
    if state.notice is Notice.FAULT and state.fault is not None:
        return breakable(state.fault.sentence(languages.current())), state.fault.advice(languages.current())
    if state.notice is Notice.BUILDING and state.progress is not None:
        done, total = state.progress
        return translate("State", "Je prépare la bibliothèque…"), translate("State", "Passage {0} sur {1}").format(
            done, total
        )
    return {
        Notice.PREPARING: (
            translate("State", "Je prépare le moteur…"),
            translate("State", "Vous pouvez déjà choisir un thème."),
        ),
        Notice.READY: (translate("State", "Appuyez et posez votre question en wolof"), ""),
        Notice.LISTENING: (
            translate("State", "J'écoute…"),
            translate("State", "Je m'arrête seul à la fin."),
        ),
        Notice.SEARCHING: (translate("State", "Je cherche…"), ""),
        Notice.SILENCE: (
            translate("State", "Je n'ai entendu que du silence"),
            translate("State", "Parlez plus près du microphone, puis recommencez."),
        ),
        Notice.NOISE: (
            translate("State", "Je n'ai entendu que du bruit"),
            translate("State", "Allez dans un endroit plus calme, puis recommencez."),
        ),
        Notice.LOUD: (
            translate("State", "Votre voix était trop forte"),
            translate("State", "Parlez plus doucement, ou plus loin du microphone."),
        ),
        Notice.NOTHING: (
            translate("State", "Je n'ai rien trouvé"),
            translate("State", "Dites-le autrement, ou choisissez un thème."),
        ),
        Notice.FOUND: (
            translate("State", "C'est trouvé"),
            translate("State", "Appuyez pour poser une autre question."),
        ),
        Notice.UNSURE: (
            translate("State", "Je ne suis pas sûr"),
            translate("State", "Regardez ces pages, ou dites-le autrement."),
        ),
    }[state.notice]


def drawing(state: State) -> str:
    """The drawing that says the same as the sentence, where something is to be told; else ""."""
    if state.notice is Notice.FAULT and state.fault is not None:
        return "no-microphone" if state.fault.key in _OF_MICROPHONES else "warning"
    return _DRAWINGS.get(state.notice, "")


def spoken_notice(state: State) -> str:
    """The key of `ui.spoken` of what nobody must have to read; "" where all goes well, or there is no sound for it."""
    if state.notice is Notice.FAULT and state.fault is not None:
        return "notice.no-microphone" if state.fault.key in _NO_MICROPHONE else ""
    return _SPOKEN.get(state.notice, "")


def breakable(sentence: str) -> str:
    """Shortens a long path in its middle, and lets it go on in the next line behind its separators."""
    sentence = re.sub(r"([«“] ?[^»”]{14})[^»”]{6,}([^»”]{24} ?[»”])", r"\1…\2", sentence)
    return re.sub(r"([/\\])", "\\1\u200b", sentence)


def microphone_name(phase: Phase) -> str:
    """What a screen reader says for the large button."""
    return {
        Phase.PREPARING: translate("State", "Microphone : le moteur se prépare"),
        Phase.READY: translate("State", "Poser une question en wolof"),
        Phase.LISTENING: translate("State", "Arrêter l'écoute"),
        Phase.SEARCHING: translate("State", "Recherche en cours"),
        Phase.BROKEN: translate("State", "Essayer de nouveau de préparer le moteur"),
    }[phase]


def confidence(steps: int) -> str:
    """What the drawn steps mean, for a screen reader."""
    return {
        3: translate("State", "Sans doute la bonne page"),
        2: translate("State", "Peut-être la bonne page"),
        1: translate("State", "Page peu sûre"),
    }[steps]
