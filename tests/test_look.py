"""The look: colours that can be read in all three palettes, sizes that hold on every screen, motion that can be off."""

import re
from itertools import product

import pytest
from PySide6.QtCore import QAbstractAnimation, QPoint, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app import paths
from corpus.starter_library import THEMES
from ui import wishes
from ui.controls import Button, IconButton
from ui.home_page import HomePage, Tile
from ui.icons import Icons
from ui.look import CONTRAST, DARK, LIGHT, Look, Palette, mixed
from ui.microphone_button import MicrophoneButton
from ui.state import Phase, Shelf

SHIPPED = paths.find({"LAAJ_HOME": "unused"})
LOOKS = {"light": Look(), "dark": Look(dark=True), "contrast": Look(contrast=True)}
PERCENTS = (90, 100, 125, 150, 200)
LEAST_TARGET_PX = 48  # WCAG 2.2 and both makers of telephones ask for about as much
READABLE, VISIBLE = 4.5, 3.0  # WCAG 2.2: contrast of text; of drawings and of what marks the focus
WELL_READABLE = 7.0  # WCAG 2.2, its higher grade: what high contrast promises of everything

every_look = pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)


@pytest.fixture
def icons(qapp) -> Icons:
    qapp.setStyle("Fusion")
    for font in SHIPPED.fonts.glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(font))
    return Icons(SHIPPED.icons)


@pytest.fixture
def window(icons: Icons, qtbot) -> QWidget:
    """An empty one, that leaves its contents the size that they are given."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


# -- colours --


def grounds(palette: Palette) -> tuple[str, str]:
    return palette.ground, palette.surface


def text_pairs(look: Look) -> dict[str, tuple[str, str]]:
    """Every colour of text, and every ground it stands on."""
    p = look.palette
    pairs = {f"{ink} on {ground}": (ink, ground) for ink, ground in product((p.ink, p.soft, p.alert), grounds(p))}
    pairs |= {
        "marked passage": (p.ink, p.mark),
        "main button": (p.on_accent, p.accent),
        "main button under the pointer": (p.on_accent, p.accent_hover),
        "stop button": (p.on_alert, p.alert),
        "pressed button": (p.ink, look.tint(p.accent)),
        "chosen setting": (p.ink, look.tint(p.accent, 0.18)),
        "chosen setting that cannot be changed": (p.soft, look.tint(p.accent, 0.18)),
    }
    return pairs | {f"tile {theme}": (p.ink, look.tint(look.theme(theme))) for theme in (*THEMES, "")}


def drawing_pairs(look: Look) -> dict[str, tuple[str, str]]:
    """Every colour of a drawing or of a frame that says something, and every ground it stands on."""
    p = look.palette
    colours = (p.accent, p.alert, p.focus)
    pairs = {f"{colour} on {ground}": (colour, ground) for colour, ground in product(colours, grounds(p))}
    pairs |= {
        "button at work, step in the help": (p.accent, look.tint(p.accent)),
    }
    return pairs | {f"tile {theme}": (look.theme(theme), look.tint(look.theme(theme))) for theme in (*THEMES, "")}


@every_look
def test_every_text_is_readable_on_every_ground_it_stands_on(look: Look) -> None:
    floor = WELL_READABLE if look.contrast else READABLE
    assert {name: pair for name, pair in text_pairs(look).items() if contrast(*pair) < floor} == {}


@every_look
def test_every_drawing_stands_out_from_its_ground(look: Look) -> None:
    floor = WELL_READABLE if look.contrast else VISIBLE
    assert {name: pair for name, pair in drawing_pairs(look).items() if contrast(*pair) < floor} == {}


def test_high_contrast_draws_every_frame_in_full_white(qapp: object) -> None:
    look = LOOKS["contrast"]
    assert contrast(CONTRAST.line, CONTRAST.ground) > 20
    assert contrast(look.tile_frame(look.theme("sante")), CONTRAST.ground) >= WELL_READABLE


@every_look
def test_every_theme_keeps_a_colour_of_its_own(look: Look) -> None:
    assert len({look.theme(theme) for theme in THEMES}) == len(THEMES)
    for theme in THEMES:
        hues = QColor(look.theme(theme)).hslHue(), QColor(Look().theme(theme)).hslHue()
        assert abs(hues[0] - hues[1]) <= 3, theme


def test_high_contrast_goes_before_dark() -> None:
    assert Look(dark=True, contrast=True).palette is CONTRAST
    assert (Look(True).palette, Look().palette) == (DARK, LIGHT)


def test_a_share_of_a_colour_lies_between_the_two() -> None:
    assert mixed("#000000", "#ffffff", 0.0) == "#000000"
    assert mixed("#000000", "#ffffff", 1.0) == "#ffffff"
    assert mixed("#000000", "#ff0000", 0.5) == "#800000"


# -- sizes --


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(800, 600, 1), (1024, 600, 1), (1366, 768, 1), (1920, 1080, 1.25), (2560, 1080, 1.25), (3840, 2160, 2.5)],
)
def test_a_large_window_shows_the_same_page_larger_and_a_small_one_never_smaller(
    width: int, height: int, scale: float
) -> None:
    look = Look(text_percent=150).fitted(width, height)
    assert look.scale == scale
    assert look.px(16) == round(16 * scale)
    assert look.body == round(18 * scale * 1.5)
    assert look.fitted(800, 600) == Look(text_percent=150), "what one window asked for is forgotten in the next"


@pytest.mark.parametrize("percent", PERCENTS)
@pytest.mark.parametrize("size", [(800, 600), (1920, 1080), (3840, 2160)])
def test_whatever_is_touched_is_large_enough(
    percent: int, size: tuple[int, int], icons: Icons, window: QWidget
) -> None:
    look = Look(text_percent=percent).fitted(*size)
    controls = [
        Button("Oui", "choice"),
        Button("Chercher", "main"),
        IconButton(icons, "kept", look, "Garder"),
        IconButton(icons, "search", look, "Chercher", role="main"),
        IconButton(icons, "back", look, "Revenir", "Revenir"),
        QLineEdit(),
    ]
    shown(look, controls, window)
    least = round(LEAST_TARGET_PX * look.scale)
    for control in controls:
        assert min(control.width(), control.height()) >= least, control.accessibleName()
        words = control.fontMetrics().height()
        assert control.height() >= words + 4, "its words are not cut"


@every_look
@pytest.mark.parametrize("role", ["", "main", "bare", "choice", "card"])
def test_what_has_the_focus_wears_a_frame_and_nothing_moves(look: Look, role: str, window: QWidget, qtbot) -> None:
    button, other = Button("Ouvrir", role), Button("Autre")
    page = shown(look, [button, other], window)
    other.setFocus()
    before, colour = button.geometry(), QColor(look.palette.focus)
    frame = QPoint(button.width() // 2, 1)
    assert button.grab().toImage().pixelColor(frame) != colour
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert button.grab().toImage().pixelColor(frame) == colour
    page.adjustSize()
    assert button.geometry() == before


@pytest.mark.parametrize("percent", PERCENTS)
@pytest.mark.parametrize("size", [(800, 600), (3840, 2160)])
def test_large_accented_capitals_are_not_cut(percent: int, size: tuple[int, int], icons: Icons) -> None:
    """The room above a line of text holds the accent of É and Ŋ in the sizes that are used."""
    look = Look(text_percent=percent).fitted(*size)
    padding_px = int(re.search(r"padding-top: (\d+)px", look.stylesheet())[1])  # type: ignore[index]
    for size_px in (look.small, look.body, look.lead, look.title):
        font = QFont("DejaVu Sans")
        font.setPixelSize(size_px)
        font.setBold(True)
        metrics = QFontMetrics(font)
        assert -metrics.tightBoundingRect("ÉÀËŊ").top() <= metrics.ascent() + padding_px


# -- home --

PAGES = [(456, 540), (656, 540), (812, 660), (1400, 1010), (2800, 2080)]  # beside the question, from 800 × 600 to 4K


def beside(page: tuple[int, int]) -> tuple[int, int]:
    """The window in which home has that size."""
    return round(page[0] * 1.37), round(page[1] * 1.1)


def home(look: Look, size: tuple[int, int], icons: Icons, window: QWidget) -> HomePage:
    window.setStyleSheet(look.stylesheet())
    window.resize(*size)
    made = HomePage(icons, look, THEMES)
    made.setParent(window)
    made.resize(*size)
    made.show()
    QTest.qWait(20)
    return made


@pytest.mark.parametrize("percent", PERCENTS)
@pytest.mark.parametrize("size", PAGES)
def test_nothing_on_home_is_cut(percent: int, size: tuple[int, int], icons: Icons, window: QWidget) -> None:
    look = Look(text_percent=percent).fitted(*beside(size))
    page = home(look, size, icons, window)
    content = page._scroll.widget()
    assert content.width() <= page.width(), "nothing to scroll sideways"
    for tile in page.tiles:
        assert content.rect().contains(tile.geometry())
        words, drawing = tile._words, tile._drawing
        assert words.heightForWidth(words.width()) <= words.height(), tile.accessibleName()
        longest = max(words.fontMetrics().horizontalAdvance(word) for word in words.text().split())
        assert longest <= words.width(), tile.accessibleName()
        assert tile.rect().contains(words.geometry()) and tile.rect().contains(drawing.geometry())
        assert not words.geometry().intersects(drawing.geometry())
    assert len({tile.size().toTuple()[1] for tile in page.tiles}) == 1, "tiles of one height"


@pytest.mark.parametrize("size", PAGES[1:])
def test_all_themes_are_in_view_at_once_from_1024_by_600(size: tuple[int, int], icons: Icons, window: QWidget) -> None:
    look = Look().fitted(*beside(size))
    assert home(look, size, icons, window)._scroll.verticalScrollBar().maximum() == 0


def test_where_one_column_is_all_there_is_room_for_the_words_stand_beside_the_drawing(
    icons: Icons, window: QWidget
) -> None:
    page = home(Look(text_percent=200), (456, 540), icons, window)
    tile = page.tiles[0]
    assert len({tile.x() for tile in page.tiles}) == 1
    assert tile._words.x() > tile._drawing.geometry().right()
    page._scroll.ensureWidgetVisible(page.tiles[-1])
    assert not page.tiles[-1].visibleRegion().isEmpty()


def test_home_looks_the_same_after_the_window_was_larger_for_a_while(icons: Icons, window: QWidget) -> None:
    page = home(Look(), (656, 540), icons, window)

    def places() -> list[tuple[int, ...]]:
        QTest.qWait(20)
        return [tile.geometry().getRect() for tile in page.tiles]

    before = places()
    page.resize(1400, 1010)
    assert places() != before
    page.resize(656, 540)
    assert places() == before


def test_every_tile_can_say_its_name_and_opens_its_theme(icons: Icons, window: QWidget) -> None:
    page = home(Look(), (812, 660), icons, window)
    wished: list[object] = []
    page.wish.connect(wished.append)
    for tile in page.tiles:
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert [tile.property("spoken") for tile in page.tiles] == [*(f"theme.{theme}" for theme in THEMES), "theme.all"]
    shelves = [*(Shelf("theme", theme) for theme in THEMES), Shelf()]
    assert wished == [wishes.OpenShelf(shelf) for shelf in shelves]


def test_a_button_knows_the_sound_of_its_name(icons: Icons) -> None:
    assert Button("Oui", spoken="yes").property("spoken") == "yes"
    assert IconButton(icons, "back", Look(), "Revenir", spoken="back").property("spoken") == "back"
    assert Tile(icons, Look(), "sante", "Santé").property("spoken") == "theme.sante"


# -- motion --


def microphone(look: Look, icons: Icons, phase: Phase, window: QWidget) -> MicrophoneButton:
    button = MicrophoneButton(icons, look)
    button.setParent(window)
    button.resize(240, 240)
    button.show()
    button.show_phase(phase)
    return button


def moves(button: MicrophoneButton) -> bool:
    before = button.grab().toImage()
    QTest.qWait(120)
    return button.grab().toImage() != before


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.SEARCHING])
def test_with_motion_off_work_is_shown_by_a_sign_that_stands_still(phase: Phase, icons: Icons, window: QWidget) -> None:
    assert moves(microphone(Look(), icons, phase, window))
    button = microphone(Look(motion=False), icons, phase, window)
    assert not moves(button)
    working = button.grab().toImage()
    button.show_phase(Phase.READY)
    assert button.grab().toImage() != working


def test_with_motion_off_the_level_is_still_shown_and_no_animation_runs(icons: Icons, window: QWidget) -> None:
    button = microphone(Look(motion=False), icons, Phase.LISTENING, window)
    button.show_level(-50.0)
    quiet = button.grab().toImage()
    button.show_level(-18.0)
    assert button.grab().toImage() != quiet
    assert not moves(button)
    button.show_level(-50.0)
    assert button.grab().toImage() == quiet
    running = QAbstractAnimation.State.Running
    assert all(animation.state() is not running for animation in button.findChildren(QAbstractAnimation))


@pytest.mark.parametrize("motion", [True, False])
def test_how_far_the_preparation_has_come_is_drawn_with_and_without_motion(
    motion: bool, icons: Icons, window: QWidget
) -> None:
    button = microphone(Look(motion=motion), icons, Phase.PREPARING, window)
    button.show_phase(Phase.PREPARING, 0.1)
    early = button.grab().toImage()
    button.show_phase(Phase.PREPARING, 0.9)
    assert button.grab().toImage() != early


def test_every_phase_of_the_microphone_looks_like_no_other(icons: Icons, window: QWidget) -> None:
    button = microphone(Look(motion=False), icons, Phase.READY, window)
    pictures = []
    for phase in Phase:
        button.show_phase(phase)
        pictures.append(button.grab().toImage())
    assert all(one != other for number, one in enumerate(pictures) for other in pictures[:number])


def shown(look: Look, controls: list[QWidget], window: QWidget) -> QWidget:
    """The controls below one another."""
    page = QWidget(window)
    page.setStyleSheet(look.stylesheet())
    column = QVBoxLayout(page)
    for control in controls:
        column.addWidget(control)
    page.show()
    page.adjustSize()
    return page
