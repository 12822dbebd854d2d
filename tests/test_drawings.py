"""Drawings: valid, of one style, each its own even when it is small, sharp on every screen; and the fonts."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer

from app import paths
from corpus.starter_library import THEMES
from ui.icons import Icons
from ui.look import THEME_COLOURS

SHIPPED = paths.find({"LAAJ_HOME": "unused"})
DRAWINGS = sorted(SHIPPED.icons.glob("*.svg"))
SMALLEST_PX = 24  # a drawing beside small words
ALIKE = 0.03  # two drawings that differ in less than this of their square could be taken for each other


def drawn(name: str, size_px: int) -> QImage:
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    Icons(SHIPPED.icons).draw(painter, name, "#000000", QRectF(image.rect()))
    painter.end()
    return image


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_a_drawing_is_valid_square_and_black(file: Path, qapp: object) -> None:
    renderer = QSvgRenderer(str(file))
    assert renderer.isValid() and renderer.viewBox().size().toTuple() == (48, 48)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}", file.read_text())) == {"#000000"}, "black is what gets replaced"
    image = drawn(file.stem, 96)
    edge = [image.pixelColor(x, y).alpha() for x in range(96) for y in (0, 95)]
    edge += [image.pixelColor(x, y).alpha() for y in range(96) for x in (0, 95)]
    assert max(edge) < 40, "nothing is cut off"


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_a_drawing_is_of_the_same_style_as_the_others(file: Path) -> None:
    """One stroke with round ends, one second tone, nothing that a bitmap or a font would have to bring."""
    text = file.read_text()
    assert 'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"' in text.splitlines()[0]
    assert set(re.findall(r'fill-opacity="([^"]+)"', text)) <= {"0.16"}
    assert set(re.findall(r"<(\w+)", text)) <= {"svg", "g", "path", "rect", "circle"}


def test_no_two_drawings_can_be_taken_for_each_other_even_small(qapp: object) -> None:
    alphas = {}
    for file in DRAWINGS:
        image = drawn(file.stem, SMALLEST_PX)
        alpha = np.array(image.constBits(), np.uint8).reshape(SMALLEST_PX, SMALLEST_PX, 4)[..., 3] / 255
        assert 0.03 < alpha.mean() < 0.6, f"{file.stem}: too little or too much to be seen"
        alphas[file.stem] = alpha
    for one, other in itertools.combinations(alphas, 2):
        assert np.abs(alphas[one] - alphas[other]).mean() > ALIKE, (one, other)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_buttons_drawing_has_a_pixel_for_each_pixel_of_the_screen(
    ratio: float, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "devicePixelRatio", lambda _: ratio)
    icon = Icons(SHIPPED.icons).icon("listen", "#000000", 28, disabled="#ff0000")
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        pixmap = icon.pixmap(QSize(28, 28), ratio, mode)
        assert (pixmap.width(), pixmap.devicePixelRatio()) == (28 * ratio, ratio)


def test_on_a_button_that_cannot_be_pressed_a_drawing_has_the_colour_that_was_given(qapp: object) -> None:
    icon = Icons(SHIPPED.icons).icon("stop", "#000000", 28, disabled="#ff0000")
    middle = icon.pixmap(QSize(28, 28), 1.0, QIcon.Mode.Disabled).toImage().pixelColor(14, 14)
    assert middle.name() == "#ff0000"


def test_every_theme_has_a_drawing_and_a_colour_of_its_own(qapp: object) -> None:
    icons = Icons(SHIPPED.icons)
    names = [icons.theme(theme) for theme in THEMES]
    assert len(set(names)) == len(THEMES) == 11
    assert len({THEME_COLOURS[theme] for theme in THEMES}) == 11
    assert {f"{name}.svg" for name in names} <= {file.name for file in DRAWINGS}


@pytest.mark.parametrize("theme", ["", "astronomie", "../../../etc/passwd"])
def test_a_theme_that_is_not_among_them_has_the_plain_page(theme: str) -> None:
    assert Icons(SHIPPED.icons).theme(theme) == "page"


@pytest.mark.parametrize("file", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_shipped_font_has_every_letter_of_wolof_and_french(file: str, qapp: object) -> None:
    font = QRawFont(str(SHIPPED.fonts / file), 20)
    assert font.isValid()
    assert [letter for letter in "ŋŊñÑëËéÉàÀóÓœŒçÇêîôûùâæ«»…’" if not font.supportsCharacter(ord(letter))] == []
