"""Drawings and colours: one for every theme, valid, and readable by light and by dark."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer

from app import paths
from corpus.starter_library import THEMES
from ui.icons import Icons
from ui.look import DARK, LIGHT, THEME_COLOURS, Look, Palette

SHIPPED = paths.find({"LAAJ_HOME": "unused"})
DRAWINGS = sorted(SHIPPED.icons.glob("*.svg"))
READABLE = 4.5  # WCAG 2.2, contrast of text
VISIBLE = 3.0  # WCAG 2.2, contrast of drawings and of what marks the focus


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_a_drawing_is_valid_square_and_black(file: Path, qapp: object) -> None:
    renderer = QSvgRenderer(str(file))
    assert renderer.isValid() and renderer.viewBox().size().toTuple() == (48, 48)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}", file.read_text())) == {"#000000"}, "black is what gets replaced"
    image = QImage(96, 96, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    edge = [image.pixelColor(x, y).alpha() for x in range(96) for y in (0, 95)]
    edge += [image.pixelColor(x, y).alpha() for y in range(96) for x in (0, 95)]
    assert max(edge) < 40, "nothing is cut off"


def test_every_theme_has_a_drawing_and_a_colour_of_its_own(qapp: object) -> None:
    icons = Icons(SHIPPED.icons)
    names = [icons.theme(theme) for theme in THEMES]
    assert len(set(names)) == len(THEMES) == 11
    assert len({THEME_COLOURS[theme] for theme in THEMES}) == 11
    assert {f"{name}.svg" for name in names} <= {file.name for file in DRAWINGS}


@pytest.mark.parametrize("theme", ["", "astronomie", "../../../etc/passwd"])
def test_a_theme_that_is_not_among_them_has_the_plain_page(theme: str) -> None:
    assert Icons(SHIPPED.icons).theme(theme) == "page"


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground_it_stands_on(palette: Palette) -> None:
    for ink in (palette.ink, palette.soft, palette.alert):
        assert min(contrast(ink, palette.ground), contrast(ink, palette.surface)) >= READABLE, ink
    assert contrast(palette.ink, palette.mark) >= READABLE
    assert contrast(palette.on_accent, palette.accent) >= READABLE
    assert contrast(palette.on_alert, palette.alert) >= READABLE
    assert min(contrast(palette.focus, palette.ground), contrast(palette.focus, palette.surface)) >= VISIBLE


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_themes_drawing_stands_out_from_its_tile(dark: bool) -> None:
    look = Look(dark)
    for theme in THEMES:
        assert contrast(look.theme(theme), look.tint(look.theme(theme))) >= VISIBLE, theme


@pytest.mark.parametrize("file", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_shipped_font_has_every_letter_of_wolof_and_french(file: str, qapp: object) -> None:
    font = QRawFont(str(SHIPPED.fonts / file), 20)
    assert font.isValid()
    assert [letter for letter in "ŋŊñÑëËéÉàÀóÓœŒçÇêîôûùâæ«»…’" if not font.supportsCharacter(ord(letter))] == []


def test_large_accented_capitals_are_not_cut(qapp: object) -> None:
    """The room above a line of text holds the accent of É and Ŋ in the sizes that are used."""
    for file in SHIPPED.fonts.glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(file))
    padding_px = int(re.search(r"padding-top: (\d+)px", Look().stylesheet())[1])  # type: ignore[index]
    for size_px in (Look().small, Look().body, Look().lead, Look().title):
        font = QFont("DejaVu Sans")
        font.setPixelSize(size_px)
        font.setBold(True)
        metrics = QFontMetrics(font)
        assert -metrics.tightBoundingRect("ÉÀËŊ").top() <= metrics.ascent() + padding_px
