"""Every control can say its name: each has a sound in French and in Wolof, and a long press or F2 asks for it."""

from __future__ import annotations

import csv
import math
import shutil
import time
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

import ui.spoken
from app import paths
from corpus.starter_library import THEMES
from ui.icons import Icons
from ui.look import Look
from ui.microphone_button import MicrophoneButton
from ui.spoken import PROPERTY, SPOKEN, SaysNames, Spoken, words

SHIPPED = paths.find({"LAAJ_HOME": "unused"}).spoken
LEFT = Qt.MouseButton.LeftButton
SHORTER_MS, LONG_MS = 200, 300  # a long press, so that the tests need not wait for a real one; and longer than that


def table() -> dict[str, dict[str, str]]:
    with (SHIPPED / "names.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["key"]: row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


SOUNDS = [SHIPPED / language / f"{key}.ogg" for language in ("fr", "wo") for key in SPOKEN]


# -- the names --


def test_the_table_of_sounds_says_what_the_window_says() -> None:
    rows = table()
    assert {key: row["fr"] for key, row in rows.items()} == SPOKEN
    assert all(row["wo"].strip() == row["wo"] != "" for row in rows.values())


def test_wolof_is_said_as_it_is_written() -> None:
    texts = ElementTree.parse(paths.find({"LAAJ_HOME": "unused"}).translations / "laaj_wo.ts")
    spoken = next(context for context in texts.iter("context") if context.findtext("name") == "Spoken")
    written = {text.findtext("source"): text.findtext("translation") for text in spoken.iter("message")}
    assert {row["fr"]: row["wo"] for row in table().values()} == written


def test_every_theme_has_its_own_name_and_so_has_the_whole_library() -> None:
    assert {key for key in SPOKEN if key.startswith("theme.")} == {*(f"theme.{slug}" for slug in THEMES), "theme.all"}
    assert all(words(f"theme.{slug}") == name for slug, name in THEMES.items())


@pytest.mark.parametrize("language", ["fr", "wo"])
def test_no_two_controls_say_the_same(language: str) -> None:
    said = [row[language] for row in table().values()]
    assert len(set(said)) == len(said)


# -- the sounds that ship --


@pytest.mark.parametrize("path", SOUNDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shipped_sound_is_heard_well_and_says_what_its_tag_says(path: Path) -> None:
    with soundfile.SoundFile(path) as sound:
        assert sound.channels == 1 and sound.artist and sound.license
        assert sound.title == table()[path.stem][path.parent.name], "make the sounds again"
        samples = sound.read(dtype="float32")
        seconds = len(samples) / sound.samplerate
        tenth = sound.samplerate // 10
    level_db = 20 * math.log10(float(np.sqrt(np.mean(samples**2))))
    assert abs(level_db + 20) <= 2 and np.abs(samples).max() < 0.99
    assert 0.4 <= seconds <= 8
    frames = np.sqrt(np.mean(samples[: len(samples) // tenth * tenth].reshape(-1, tenth) ** 2, axis=1))
    assert frames[:2].max() > 0.005 and frames[-3:].max() > 0.005, "silence stands around it"


def test_the_sounds_are_one_for_each_name_and_small() -> None:
    there = sorted(SHIPPED.rglob("*.ogg"))
    assert there == sorted(SOUNDS)
    assert sum(path.stat().st_size for path in there) < 3_000_000


# -- where a sound is found --


@pytest.fixture
def spoken(tmp_path: Path) -> Spoken:
    shipped = tmp_path / "shipped"
    for language, key in (("fr", "back"), ("wo", "back"), ("fr", "help")):
        put(shipped / language / f"{key}.ogg")
    return Spoken(shipped, tmp_path / "own")


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_a_name_is_said_in_the_language_of_the_window(spoken: Spoken, tmp_path: Path) -> None:
    assert spoken.find("back", "wo") == tmp_path / "shipped" / "wo" / "back.ogg"
    assert spoken.find("back", "fr") == tmp_path / "shipped" / "fr" / "back.ogg"


def test_french_speaks_where_a_language_has_no_sound(spoken: Spoken, tmp_path: Path) -> None:
    assert spoken.find("help", "wo") == spoken.find("help", "en") == tmp_path / "shipped" / "fr" / "help.ogg"


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3"])
def test_a_recording_made_here_goes_first(spoken: Spoken, tmp_path: Path, suffix: str) -> None:
    own = put(tmp_path / "own" / "wo" / f"back.{suffix}")
    assert spoken.find("back", "wo") == own
    assert spoken.find("back", "fr") == tmp_path / "shipped" / "fr" / "back.ogg"


def test_french_recorded_here_does_not_speak_for_shipped_wolof(spoken: Spoken, tmp_path: Path) -> None:
    own = put(tmp_path / "own" / "fr" / "back.wav")
    assert spoken.find("back", "wo") == tmp_path / "shipped" / "wo" / "back.ogg"
    assert spoken.find("back", "en") == own


def test_what_has_no_sound_is_silent(spoken: Spoken, tmp_path: Path) -> None:
    assert spoken.find("stop", "wo") is None
    assert spoken.find("theme.couture", "wo") is None
    put(tmp_path / "outside.ogg")
    assert spoken.find("../../outside", "fr") is None
    shutil.rmtree(tmp_path / "shipped")
    assert spoken.find("back", "fr") is None


# -- asking for a name --


class Desk(QWidget):
    """A window with controls of each kind, and what became of them."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.clicked: list[str] = []
        self.setMinimumSize(640, 160)
        row = QHBoxLayout(self)
        self.back = self._button("back")
        self.choice = self._button("contrast")
        self.choice.setCheckable(True)
        self.greyed = self._button("next")
        self.greyed.setEnabled(False)
        self.nameless = self._button("")
        self.card = self._button("theme.sante")
        self.inside = QLabel("Santé")
        QVBoxLayout(self.card).addWidget(self.inside)
        self.card.setFixedSize(160, 120)
        self.question = QLineEdit()
        for control in (self.back, self.choice, self.greyed, self.nameless, self.card, self.question):
            row.addWidget(control)
        SaysNames(self, self.said.append)

    def _button(self, key: str) -> QPushButton:
        button = QPushButton(key)
        button.setProperty(PROPERTY, key)
        button.clicked.connect(lambda: self.clicked.append(key))
        return button


def seated(qtbot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    with qtbot.waitExposed(desk):
        desk.show()
    return desk


@pytest.fixture
def desk(qtbot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(ui.spoken, "HOLD_MS", SHORTER_MS)
    return seated(qtbot)


def hold(qtbot, control: QWidget) -> None:
    qtbot.mousePress(control, LEFT)
    qtbot.wait(LONG_MS)
    qtbot.mouseRelease(control, LEFT)


def test_a_long_press_says_the_name_and_does_not_click(desk: Desk, qtbot) -> None:
    hold(qtbot, desk.back)
    assert (desk.said, desk.clicked) == (["back"], []) and not desk.back.isDown()
    qtbot.mouseClick(desk.back, LEFT)
    assert (desk.said, desk.clicked) == (["back"], ["back"])


def test_the_name_is_said_while_the_finger_is_still_down_but_not_at_once(qtbot) -> None:
    desk = seated(qtbot)
    qtbot.mousePress(desk.back, LEFT)
    since = time.monotonic()
    qtbot.waitUntil(lambda: desk.said == ["back"], timeout=5_000)
    assert time.monotonic() - since > 0.65
    qtbot.mouseRelease(desk.back, LEFT)


def test_a_short_press_clicks_and_says_nothing(desk: Desk, qtbot) -> None:
    qtbot.mouseClick(desk.back, LEFT)
    qtbot.wait(LONG_MS)
    assert (desk.said, desk.clicked) == ([], ["back"])


def test_a_tap_and_at_once_a_long_press_says_the_name(desk: Desk, qtbot) -> None:
    qtbot.mouseDClick(desk.back, LEFT)  # leaves the finger down
    desk.clicked.clear()
    qtbot.wait(LONG_MS)
    qtbot.mouseRelease(desk.back, LEFT)
    assert (desk.said, desk.clicked) == (["back"], [])


def test_a_choice_that_said_its_name_is_not_changed(desk: Desk, qtbot) -> None:
    hold(qtbot, desk.choice)
    assert desk.said == ["contrast"] and not desk.choice.isChecked()


def test_a_card_says_its_name_wherever_it_is_held(desk: Desk, qtbot) -> None:
    hold(qtbot, desk.inside)
    assert (desk.said, desk.clicked) == (["theme.sante"], []) and not desk.card.isDown()


def test_a_greyed_control_says_its_name_too(desk: Desk, qtbot) -> None:
    hold(qtbot, desk.greyed)
    assert (desk.said, desk.clicked) == (["next"], [])


def test_a_finger_that_wanders_asks_for_no_name(desk: Desk, qtbot) -> None:
    qtbot.mousePress(desk.card, LEFT, pos=QPoint(20, 20))
    qtbot.mouseMove(desk.card, QPoint(20, 90))
    qtbot.wait(LONG_MS)
    qtbot.mouseRelease(desk.card, LEFT, pos=QPoint(20, 90))
    assert (desk.said, desk.clicked) == ([], ["theme.sante"])


def test_a_finger_that_trembles_is_still_holding_and_still_no_click(desk: Desk, qtbot) -> None:
    qtbot.mousePress(desk.card, LEFT, pos=QPoint(20, 20))
    qtbot.mouseMove(desk.card, QPoint(26, 24))
    qtbot.wait(LONG_MS)
    qtbot.mouseMove(desk.card, QPoint(20, 20))
    qtbot.mouseRelease(desk.card, LEFT, pos=QPoint(20, 20))
    assert (desk.said, desk.clicked) == (["theme.sante"], [])


def test_a_control_without_a_name_is_an_ordinary_one(desk: Desk, qtbot) -> None:
    hold(qtbot, desk.nameless)
    qtbot.keyClick(desk.nameless, Qt.Key.Key_F2)
    assert (desk.said, desk.clicked) == ([], [""])


def test_another_button_of_the_mouse_asks_for_nothing(desk: Desk, qtbot) -> None:
    qtbot.mousePress(desk.back, Qt.MouseButton.RightButton)
    qtbot.wait(LONG_MS)
    qtbot.mouseRelease(desk.back, Qt.MouseButton.RightButton)
    assert (desk.said, desk.clicked) == ([], [])


def test_f2_says_the_name_of_what_has_the_focus(desk: Desk, qtbot) -> None:
    desk.choice.setFocus()
    qtbot.keyClick(desk.choice, Qt.Key.Key_F2)
    assert (desk.said, desk.clicked) == (["contrast"], [])


def test_a_control_that_goes_while_it_speaks_leaves_the_next_one_alone(desk: Desk, qtbot) -> None:
    qtbot.mousePress(desk.back, LEFT)
    qtbot.waitUntil(lambda: desk.said == ["back"], timeout=5_000)
    desk.back.deleteLater()
    qtbot.wait(20)
    qtbot.mouseClick(desk.card, LEFT)
    assert desk.clicked == ["theme.sante"]


def test_another_window_is_left_alone(desk: Desk, qtbot) -> None:
    other = QPushButton()
    other.setProperty(PROPERTY, "help")
    qtbot.addWidget(other)
    with qtbot.waitExposed(other):
        other.show()
    hold(qtbot, other)
    qtbot.keyClick(other, Qt.Key.Key_F2)
    assert desk.said == []


def test_holding_the_microphone_is_asking_and_f2_says_its_name(desk: Desk, qtbot) -> None:
    microphone = MicrophoneButton(Icons(paths.find({"LAAJ_HOME": "unused"}).icons), Look())
    microphone.setProperty(PROPERTY, "microphone")
    heard: list[str] = []
    microphone.pressed.connect(lambda: heard.append("pressed"))
    microphone.released.connect(lambda: heard.append("released"))
    desk.layout().addWidget(microphone)
    qtbot.wait(20)
    hold(qtbot, microphone)
    assert (desk.said, heard) == ([], ["pressed", "released"])
    qtbot.keyClick(microphone, Qt.Key.Key_F2)
    assert desk.said == ["microphone"]
