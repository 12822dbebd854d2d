"""The program espeak-ng (GPL-3.0, run as it is): fifty times faster than Kokoro, and far less like a person."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Sequence

import numpy as np
import soundfile
import soxr

from engine.trainer.synthesis.phonemes import espeak_phonemes
from engine.trainer.synthesis.synthesiser import RATE_HZ, SynthesisError, UnspeakableError

# Languages whose phoneme tables have every sound of espeak_phonemes(), and variants that sound like a person and
# differ from each other.
_LANGUAGES = ("tn", "pt-br", "ro", "la", "ku", "pap")
_VARIANTS = (
    "m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f5", "Alex", "Alicia", "Andrea", "Andy", "Annie", "Denis",
    "Gene", "Jacky", "Lee", "Mario", "anika", "antonio", "belinda", "david", "klatt4", "linda", "marcelo", "max",
    "miguel", "pablo", "shelby",
)  # fmt: skip
_VARIANTS_HELD_OUT = ("m8", "f4", "Diogo", "steph", "caleb", "Michael")
TRAINING = tuple(f"{language}+{variant}" for variant in _VARIANTS for language in _LANGUAGES)
HELD_OUT = tuple(f"{language}+{variant}" for variant in _VARIANTS_HELD_OUT for language in ("mk", "tn"))

_NOT_SOUNDS = re.compile(r"\([a-z-]+\)|[-‿]")  # in its IPA: where another language begins, and what is linked


class Espeak:
    """The program ``espeak-ng``; a voice is ``<language>+<variant>``, e.g. ``"tn+f2"``."""

    _WORDS_PER_MINUTE, _PITCH = 150, 50

    def __init__(self, voices: Sequence[str] = TRAINING) -> None:
        self.voices = tuple(voices)

    def speak(self, text: str, voice: str, rate: float, pitch: float = 1.0) -> np.ndarray:
        phonemes = espeak_phonemes(text)
        if not phonemes:
            raise UnspeakableError("nothing to speak")
        speed, height = round(self._WORDS_PER_MINUTE * rate), min(max(round(self._PITCH + 150 * (pitch - 1)), 0), 99)
        sound = _espeak(phonemes, "--stdout", "-v", voice, "-s", str(speed), "-p", str(height))
        audio, rate_hz = soundfile.read(io.BytesIO(sound), dtype="float32")
        return soxr.resample(audio, rate_hz, RATE_HZ).astype(np.float32)


def french_ipa(text: str) -> str:
    """French text in IPA, each pause mark where it stands, as Kokoro learned French: espeak-ng leaves them out.

    Raises SynthesisError where espeak-ng does not work.
    """
    spoken = ""
    for part in re.split("([.,!?])", text):
        if re.search(r"\w", part):
            phonemes = _NOT_SOUNDS.sub("", _espeak(part, "-q", "--ipa", "-v", "fr").decode())
            spoken += " " + " ".join(phonemes.split())
        else:
            spoken += part.strip()
    return spoken.strip()


def _espeak(said: str, *options: str) -> bytes:
    """What the program writes. Raises SynthesisError, UnspeakableError where it hangs."""
    try:
        done = subprocess.run(["espeak-ng", "--stdin", *options], input=said.encode(), capture_output=True, timeout=60)
    except FileNotFoundError as error:
        raise SynthesisError("The program espeak-ng is not installed.") from error
    except subprocess.TimeoutExpired as error:
        raise UnspeakableError("espeak-ng does not come to an end") from error
    if done.returncode or not done.stdout:
        raise SynthesisError(f"espeak-ng: {done.stderr.decode(errors='replace').strip() or 'no sound'}")
    return done.stdout
