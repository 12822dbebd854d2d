"""One palette (light, dark, high contrast), one type scale, one spacing scale; what is drawn takes its measures here.

Everything is designed for windows up to 1440 × 810. In a larger one it grows with the window (`Look.fitted`), so that a
screen of 4K shows the same page as a small one, only larger; in a smaller one it keeps its size, and pages scroll.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QColor

# spacing in pixels as designed, which `Look.px` turns into pixels of the window; nothing stands at another distance
XS, S, M, L = 4, 8, 16, 24
RADIUS = 14
TARGET = 52  # least height and width of anything that is touched (48 is the floor asked for)
FOCUS = 3  # width of the frame around what has the keyboard's focus

_DESIGN_PX = (1440, 810)  # up to here a window shows things as designed
_LARGEST_SCALE, _STEP = 4.0, 0.25  # in steps, so that dragging a corner does not draw everything anew all the time

FAMILY = "DejaVu Sans"


@dataclass(frozen=True)
class Palette:
    ground: str
    surface: str
    line: str
    ink: str
    soft: str  # second-rank text; as readable as the ink must be
    accent: str
    on_accent: str
    accent_hover: str
    alert: str  # listening, and what went wrong
    on_alert: str
    mark: str  # behind the passage that answers
    focus: str
    themes_lightness: float | None  # which the themes' colours have, of 1; None: their own


LIGHT = Palette(
    ground="#F6F1E7",
    surface="#FFFDF9",
    line="#DED4C2",
    ink="#1C2B2A",
    soft="#566360",
    accent="#0B6B63",
    on_accent="#FFFFFF",
    accent_hover="#095850",
    alert="#BF3B26",
    on_alert="#FFFFFF",
    mark="#FBE7A9",
    focus="#B86E00",
    themes_lightness=None,
)
DARK = Palette(
    ground="#131A1A",
    surface="#1D2726",
    line="#35433F",
    ink="#F1ECE1",
    soft="#A9B8B3",
    accent="#55C7B4",
    on_accent="#08231F",
    accent_hover="#74D6C5",
    alert="#FF8A70",
    on_alert="#2D0D06",
    mark="#453B17",
    focus="#FFC65C",
    themes_lightness=0.68,
)
# For weak eyes and bad screens: 7:1 for every text, frames in full white, yellow for what can be done.
CONTRAST = Palette(
    ground="#000000",
    surface="#000000",
    line="#FFFFFF",
    ink="#FFFFFF",
    soft="#E4E4E4",
    accent="#FFE500",
    on_accent="#000000",
    accent_hover="#FFF38A",
    alert="#FF9C8A",
    on_alert="#000000",
    mark="#5C4B00",
    focus="#4FD8FF",
    themes_lightness=0.74,
)

# A theme keeps its colour everywhere: people who do not read find it again by it.
THEME_COLOURS = {
    "sante": "#B4362C",
    "mere-enfant": "#A83E77",
    "eau-hygiene": "#1C6FA8",
    "agriculture": "#4B7A1E",
    "elevage-peche": "#8A5A1F",
    "environnement": "#1B7A50",
    "ecole-formation": "#6A4FB3",
    "etat-civil": "#2F5D8C",
    "droits": "#7A468E",
    "argent": "#8C6A00",
    "travail-metiers": "#A6541A",
}


@dataclass(frozen=True)
class Look:
    """`contrast` goes before `dark`. `motion`: whether anything may move by itself. `scale`: of the window."""

    dark: bool = False
    text_percent: int = 100
    contrast: bool = False
    motion: bool = True
    scale: float = 1.0

    def fitted(self, width_px: int, height_px: int) -> Look:
        """The same look in a window of that size."""
        room = min(width_px / _DESIGN_PX[0], height_px / _DESIGN_PX[1])
        return replace(self, scale=min(max(1.0, room // _STEP * _STEP), _LARGEST_SCALE))

    @property
    def palette(self) -> Palette:
        if self.contrast:
            return CONTRAST
        return DARK if self.dark else LIGHT

    def px(self, designed_px: float) -> int:
        """Pixels in this window of what is `designed_px` wide or high in the design; not for text."""
        return round(designed_px * self.scale)

    @property
    def small(self) -> int:
        return self._type(15)

    @property
    def body(self) -> int:
        return self._type(18)

    @property
    def lead(self) -> int:
        return self._type(22)

    @property
    def title(self) -> int:
        return self._type(28)

    @property
    def above(self) -> int:
        """Room above a line of text, for the accent of É and Ŋ."""
        return self._type(3)

    @property
    def target(self) -> int:
        """Least height and width of anything that is touched."""
        return self.px(TARGET)

    @property
    def icon(self) -> int:
        """Side of a drawing on a button; it keeps up with the words beside it."""
        return max(self.px(28), round(1.25 * self.body))

    def theme(self, theme: str) -> str:
        """The colour of a theme's drawing; the accent for a theme that is not among the eleven."""
        colour, lightness = THEME_COLOURS.get(theme), self.palette.themes_lightness
        if colour is None:
            return self.palette.accent
        return colour if lightness is None else lightened(colour, lightness)

    def tint(self, colour: str, share: float = 0.12) -> str:
        """`colour` laid thinly over the surface."""
        return mixed(self.palette.surface, colour, share)

    def tile_frame(self, colour: str) -> str:
        """Around a tile in that colour: nothing to be seen, but where its ground alone would not set it off."""
        return colour if self.contrast else self.tint(colour, 0.10)

    def _type(self, at_100: int) -> int:
        return round(at_100 * self.scale * self.text_percent / 100)

    def stylesheet(self) -> str:
        p, px = self.palette, self.px
        frame, focus = px(2), px(FOCUS)
        inset = px(M) + frame - focus  # what the wider frame of the focus takes, its padding gives: nothing moves
        return f"""
        * {{ font-family: "{FAMILY}"; font-size: {self.body}px; color: {p.ink}; }}
        QWidget#window, QWidget#content {{ background: {p.ground}; }}
        QWidget#panel {{ background: {p.surface}; border-right: {px(1)}px solid {p.line}; }}
        QFrame#rule {{ background: {p.line}; border: none; }}
        QWidget#bar {{ background: {p.surface}; border-bottom: {px(1)}px solid {p.line}; }}
        QScrollArea, QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; border: none; }}
        QLabel {{ background: transparent; padding-top: {self.above}px; }}
        QLabel[type="small"] {{ font-size: {self.small}px; color: {p.soft}; }}
        QLabel[type="body"] {{ font-size: {self.body}px; }}
        QLabel[type="soft"] {{ font-size: {self.body}px; color: {p.soft}; }}
        QLabel[type="lead"] {{ font-size: {self.lead}px; font-weight: bold; }}
        QLabel[type="title"] {{ font-size: {self.title}px; font-weight: bold; }}
        QLabel[type="strong"] {{ font-size: {self.body}px; font-weight: bold; }}
        QLabel[type="tile"] {{ font-size: {self.small}px; font-weight: bold; }}
        QLabel[tone="alert"] {{ color: {p.alert}; }}
        QToolTip {{ background: {p.surface}; color: {p.ink}; border: {px(1)}px solid {p.line}; padding: {px(XS)}px; }}

        QPushButton, QLineEdit {{
            min-height: {self.target - 2 * frame}px; border-radius: {px(RADIUS)}px; padding: 0 {px(M)}px;
            border: {frame}px solid {p.line}; background: {p.surface};
        }}
        QPushButton:hover {{ border-color: {p.accent}; }}
        QPushButton:pressed {{ background: {self.tint(p.accent)}; }}
        QPushButton:disabled {{ color: {p.soft}; }}
        QPushButton[role="main"] {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; }}
        QPushButton[role="main"]:hover {{ background: {p.accent_hover}; border-color: {p.accent_hover}; }}
        QPushButton[role="main"]:disabled {{ background: {p.surface}; color: {p.soft}; border-color: {p.line}; }}
        QPushButton[role="bare"] {{ background: transparent; border-color: transparent; }}
        QPushButton[role="bare"]:hover {{ background: {self.tint(p.accent)}; }}
        QPushButton[role="choice"]:checked {{ background: {self.tint(p.accent, 0.18)}; border-color: {p.accent}; }}
        QLineEdit {{
            border-color: {p.soft}; placeholder-text-color: {p.soft};
            selection-background-color: {p.accent}; selection-color: {p.on_accent};
        }}
        QLineEdit:focus, QPushButton:focus, QPushButton[role]:focus {{
            min-height: {self.target - 2 * focus}px; padding: 0 {inset}px; border: {focus}px solid {p.focus};
        }}
        QPushButton[role="card"], QPushButton[role="card"]:focus, QPushButton[alone="true"],
        QPushButton[alone="true"]:focus {{ padding: 0; }}
        QTextBrowser {{
            background: transparent; border: none; selection-background-color: {p.accent};
            selection-color: {p.on_accent};
        }}
        QScrollBar:vertical {{ background: transparent; width: {px(14)}px; margin: 0; }}
        QScrollBar::handle:vertical {{
            background: {p.line}; min-height: {px(48)}px; border-radius: {px(5)}px; margin: {px(2)}px;
        }}
        QScrollBar::handle:vertical:hover {{ background: {p.soft}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
        """


def lightened(colour: str, lightness: float) -> str:
    """The same hue, so that a theme is found again by it on a dark ground too; `lightness` of HSL, in [0, 1]."""
    own = QColor(colour)
    return QColor.fromHslF(own.hslHueF(), min(own.hslSaturationF(), 0.75), lightness).name()


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    a, b = QColor(one), QColor(other)
    ends = zip((a.redF(), a.greenF(), a.blueF()), (b.redF(), b.greenF(), b.blueF()), strict=True)
    return QColor.fromRgbF(*(x + (y - x) * share for x, y in ends)).name()
