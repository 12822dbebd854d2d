"""The names that the window's controls say, from one table: `python -m engine.trainer.synthesis.spoken_names STYLES`.

<folder>/names.tsv says what each key says in each language; <folder>/<language>/<key>.ogg is the sound of it, and its
tags hold that text and who says it. What is still right stays as it is, and so does every recording by a person.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from corpus.whole_file import make_folder, whole_file
from engine.trainer.synthesis.espeak import french_ipa
from engine.trainer.synthesis.kokoro import MODEL_RATE_HZ, Kokoro
from engine.trainer.synthesis.phonemes import kokoro_ipa
from engine.trainer.synthesis.speaking import cut_silence
from engine.trainer.synthesis.synthesiser import UnspeakableError

LEVEL_DB = -20.0  # RMS of what is said, against full scale
RATE = 0.85  # of the voice's own: people new to a voice of machines need it slow
_PEAK = 0.85  # Opus gives a little more than it got
_PAD_S = 0.08  # a loudspeaker that wakes up swallows the beginning
_MACHINE = "Kokoro-82M"
_VOICE = "ff_siwis"
_LICENCE = "Apache-2.0; the voice was trained on SIWIS (CC BY 4.0)"


@dataclass(frozen=True)
class Speaker:
    """`say` takes a text to ``(n,) float32`` at MODEL_RATE_HZ; `credit` names the voice, and begins with the machine's
    name."""

    credit: str
    say: Callable[[str], np.ndarray]


def speakers(styles: Path) -> dict[str, Speaker]:
    """One voice for all languages. Raises what Kokoro raises."""
    kokoro = Kokoro(styles, (_VOICE,))
    phonemes = {"fr": french_ipa, "wo": kokoro_ipa}

    def speaker(language: str) -> Speaker:
        return Speaker(f"{_MACHINE}, {_VOICE}", lambda text: kokoro.say(phonemes[language](text), _VOICE, RATE))

    return {language: speaker(language) for language in phonemes}


def make(folder: Path, by: Mapping[str, Speaker], report: Callable[[str], None] = print) -> list[Path]:
    """The sounds of `folder` that are missing or say something else by now; returns those that were made.

    Raises SynthesisError, InputFault disk-full or not-writable.
    """
    made = []
    with (folder / "names.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for language, speaker in by.items():
        make_folder(folder / language)
        for row in rows:
            path, text = folder / language / f"{row['key']}.ogg", row[language]
            if path.exists() and _stays(path, text, speaker.credit):
                continue
            sound = _encoded(finished(speaker.say(text)), text, speaker.credit)
            with whole_file(path) as file:
                file.write(sound)
            report(f"{language} {row['key']}: {text}")
            made.append(path)
    return made


def finished(audio: np.ndarray) -> np.ndarray:
    """``(n,) float32`` at MODEL_RATE_HZ, without the silence around it, at LEVEL_DB. Raises UnspeakableError."""
    audio = cut_silence(audio, pad_s=0.0, rate_hz=MODEL_RATE_HZ)
    if not len(audio):
        raise UnspeakableError("it came out silent")
    audio = audio * 10 ** (LEVEL_DB / 20) / np.sqrt(np.mean(audio**2))
    audio = audio * min(1.0, _PEAK / float(np.abs(audio).max()))
    return np.pad(audio, round(_PAD_S * MODEL_RATE_HZ)).astype(np.float32)


def _stays(path: Path, text: str, credit: str) -> bool:
    with soundfile.SoundFile(path) as sound:
        return (sound.title, sound.artist) == (text, credit) or not sound.artist.startswith(_MACHINE)


def _encoded(audio: np.ndarray, text: str, credit: str) -> bytes:
    """Ogg Opus with its tags."""
    encoded = io.BytesIO()
    with soundfile.SoundFile(encoded, "w", MODEL_RATE_HZ, 1, format="OGG", subtype="OPUS") as sound:
        sound.title, sound.artist, sound.license = text, credit, _LICENCE
        sound.write(audio)
    return encoded.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m engine.trainer.synthesis.spoken_names", description=__doc__)
    parser.add_argument("styles", type=Path, metavar="STYLES", help="folder of Kokoro's voices, one .bin each")
    parser.add_argument("--folder", type=Path, default=Path("assets/spoken"), help="with names.tsv (%(default)s)")
    options = parser.parse_args()
    print(f"{len(make(options.folder, speakers(options.styles)))} names spoken")


if __name__ == "__main__":
    main()
