"""The names of the controls are spoken from one table: what is missing or no longer right, and no recording of a
person."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.trainer.synthesis import espeak, spoken_names
from engine.trainer.synthesis.kokoro import MODEL_RATE_HZ
from engine.trainer.synthesis.spoken_names import Speaker, finished, make
from engine.trainer.synthesis.synthesiser import UnspeakableError
from faults import InputFault

NAMES = {"back": ("Revenir", "Dellu ginnaaw"), "help": ("Aide", "Ndimbal")}


class Hummer:
    """Hums a second for each text, a second of silence around it, and remembers the text."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def speak(self, text: str) -> np.ndarray:
        self.said.append(text)
        t = np.arange(MODEL_RATE_HZ) / MODEL_RATE_HZ
        return np.pad(np.sin(2 * np.pi * 180 * t), MODEL_RATE_HZ).astype(np.float32) * 0.01


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, NAMES)
    return tmp_path


@pytest.fixture
def hummer() -> Hummer:
    return Hummer()


def write(folder: Path, names: dict[str, tuple[str, str]]) -> None:
    lines = ["key\tfr\two", *(f"{key}\t{fr}\t{wo}" for key, (fr, wo) in names.items())]
    (folder / "names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def speak(folder: Path, hummer: Hummer, credit: str = "Kokoro-82M, hum") -> list[str]:
    """What had to be said."""
    hummer.said.clear()
    make(folder, dict.fromkeys(("fr", "wo"), Speaker(credit, hummer.speak)), lambda _: None)
    return list(hummer.said)


def test_each_name_is_spoken_in_each_language_and_says_so_itself(folder: Path, hummer: Hummer) -> None:
    assert speak(folder, hummer) == ["Revenir", "Aide", "Dellu ginnaaw", "Ndimbal"]
    with soundfile.SoundFile(folder / "wo" / "back.ogg") as sound:
        assert (sound.title, sound.artist) == ("Dellu ginnaaw", "Kokoro-82M, hum") and "Apache-2.0" in sound.license
        assert (sound.format, sound.subtype, sound.channels) == ("OGG", "OPUS", 1)


def test_a_sound_is_as_loud_as_the_others_and_has_no_silence_around_it(folder: Path, hummer: Hummer) -> None:
    speak(folder, hummer)
    samples, rate_hz = soundfile.read(folder / "fr" / "help.ogg")
    assert 1.0 <= len(samples) / rate_hz <= 1.3
    assert 20 * np.log10(np.sqrt(np.mean(samples**2))) == pytest.approx(-20, abs=1)


def test_a_sound_with_one_loud_moment_is_not_cut() -> None:
    sound = np.random.default_rng(1).normal(0, 0.001, MODEL_RATE_HZ).astype(np.float32)
    sound[12_000] = 1.0
    assert np.abs(finished(sound)).max() <= 0.9


def test_silence_is_no_name() -> None:
    with pytest.raises(UnspeakableError):
        finished(np.zeros(MODEL_RATE_HZ, np.float32))


def test_what_is_right_is_not_spoken_again(folder: Path, hummer: Hummer) -> None:
    speak(folder, hummer)
    assert speak(folder, hummer) == []
    (folder / "fr" / "back.ogg").unlink()
    assert speak(folder, hummer) == ["Revenir"]


def test_another_text_or_another_voice_is_spoken_anew(folder: Path, hummer: Hummer) -> None:
    speak(folder, hummer)
    write(folder, {**NAMES, "help": ("Aide", "Dimbali ma")})
    assert speak(folder, hummer) == ["Dimbali ma"]
    assert len(speak(folder, hummer, "Kokoro-82M, another")) == 4


@pytest.mark.parametrize("artist", ["", "Awa"])
def test_a_recording_by_a_person_stays(folder: Path, hummer: Hummer, artist: str) -> None:
    own = folder / "wo" / "back.ogg"
    own.parent.mkdir()
    with soundfile.SoundFile(own, "w", 16_000, 1, format="OGG", subtype="VORBIS") as sound:
        if artist:
            sound.artist = artist
        sound.write(np.zeros(8_000))
    before = own.read_bytes()
    assert speak(folder, hummer) == ["Revenir", "Aide", "Ndimbal"]
    assert own.read_bytes() == before


def test_a_full_disk_leaves_the_sound_that_was_there(folder: Path, hummer: Hummer, monkeypatch) -> None:
    speak(folder, hummer)
    before = (folder / "fr" / "back.ogg").read_bytes()
    write(folder, {"back": ("Retour", "Dellu")})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputFault) as told:
        speak(folder, hummer)
    assert told.value.key == "disk-full"
    assert (folder / "fr" / "back.ogg").read_bytes() == before and not list(folder.rglob("*.part"))


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_french_has_its_sounds_and_its_pauses() -> None:
    assert espeak.french_ipa("Revenir") == "ʁəvnˈiʁ"
    said = espeak.french_ipa("C'est trouvé. Parlez, puis recommencez !")
    assert said.count(".") == said.count(",") == said.count("!") == 1 and said.endswith("!")


def test_the_command_names_its_voices(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", ["spoken_names", "--help"])
    with pytest.raises(SystemExit) as ended:
        spoken_names.main()
    assert ended.value.code == 0 and "STYLES" in capsys.readouterr().out
