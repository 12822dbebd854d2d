"""One palette (light and dark), one type scale, one spacing scale; everything drawn takes its measures from here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

# spacing in pixels; nothing stands at another distance
XS, S, M, L = 4, 8, 16, 24
RADIUS = 14
TARGET = 52  # least height and width of anything that is touched (48 is the floor asked for)

FAMILY = "DejaVu Sans"


@dataclass(frozen=True)
class Palette:
    ground: str
    surface: str
    line: str
    ink: str
    soft: str  # second-rank text; at least 4.5:1 on ground and surface
    accent: str
    on_accent: str
    accent_hover: str
    alert: str  # listening, and what went wrong
    on_alert: str
    mark: str  # behind the passage that answers
    focus: str


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
    focus="#C77700",
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
    dark: bool = False
    text_percent: int = 100

    @property
    def palette(self) -> Palette:
        return DARK if self.dark else LIGHT

    @property
    def small(self) -> int:
        return self._pixels(15)

    @property
    def body(self) -> int:
        return self._pixels(18)

    @property
    def lead(self) -> int:
        return self._pixels(22)

    @property
    def title(self) -> int:
        return self._pixels(28)

    def theme(self, theme: str) -> str:
        """The colour of a theme's drawing; the accent for a theme that is not among the eleven."""
        colour = THEME_COLOURS.get(theme)
        if colour is None:
            return self.palette.accent
        return mixed(colour, "#FFFFFF", 0.5) if self.dark else colour

    def tint(self, colour: str, share: float = 0.12) -> str:
        """`colour` laid thinly over the surface."""
        return mixed(self.palette.surface, colour, share)

    def _pixels(self, at_100: int) -> int:
        return round(at_100 * self.text_percent / 100)

    def stylesheet(self) -> str:
        p = self.palette
        return f"""
        * {{ font-family: "{FAMILY}"; font-size: {self.body}px; color: {p.ink}; }}
        QWidget#window, QWidget#content {{ background: {p.ground}; }}
        QWidget#panel {{ background: {p.surface}; border-right: 1px solid {p.line}; }}
        QFrame#rule {{ background: {p.line}; border: none; }}
        QWidget#bar {{ background: {p.surface}; border-bottom: 1px solid {p.line}; }}
        QScrollArea, QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; border: none; }}
        QLabel {{ background: transparent; padding-top: 3px; }}
        QLabel[type="small"] {{ font-size: {self.small}px; color: {p.soft}; }}
        QLabel[type="body"] {{ font-size: {self.body}px; }}
        QLabel[type="soft"] {{ font-size: {self.body}px; color: {p.soft}; }}
        QLabel[type="lead"] {{ font-size: {self.lead}px; font-weight: bold; }}
        QLabel[type="title"] {{ font-size: {self.title}px; font-weight: bold; }}
        QLabel[type="strong"] {{ font-size: {self.body}px; font-weight: bold; }}
        QLabel[type="tile"] {{ font-size: {self.small}px; font-weight: bold; }}
        QLabel[tone="alert"] {{ color: {p.alert}; }}

        QPushButton, QLineEdit {{
            min-height: {TARGET - 4}px; border-radius: {RADIUS}px; padding: 0 {M}px; border: 2px solid {p.line};
            background: {p.surface};
        }}
        QPushButton:hover {{ border-color: {p.accent}; }}
        QPushButton:pressed {{ background: {self.tint(p.accent)}; }}
        QPushButton:focus, QLineEdit:focus {{ border: 2px solid {p.focus}; }}
        QPushButton:disabled {{ color: {p.soft}; }}
        QPushButton[role="main"] {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; }}
        QPushButton[role="main"]:hover {{ background: {p.accent_hover}; border-color: {p.accent_hover}; }}
        QPushButton[role="main"]:focus {{ border-color: {p.focus}; }}
        QPushButton[role="bare"] {{ background: transparent; border-color: transparent; }}
        QPushButton[role="bare"]:hover {{ background: {self.tint(p.accent)}; }}
        QPushButton[role="bare"]:focus {{ border-color: {p.focus}; }}
        QPushButton[role="choice"]:checked {{ background: {self.tint(p.accent, 0.18)}; border-color: {p.accent}; }}
        QPushButton[role="choice"]:focus {{ border-color: {p.focus}; }}
        QPushButton[role="card"] {{ padding: 0; text-align: left; }}
        QLineEdit {{ selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
        QTextBrowser {{
            background: transparent; border: none; selection-background-color: {p.accent};
            selection-color: {p.on_accent};
        }}
        QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
        QScrollBar::handle:vertical {{ background: {p.line}; min-height: 48px; border-radius: 5px; margin: 2px; }}
        QScrollBar::handle:vertical:hover {{ background: {p.soft}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
        """


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    a, b = QColor(one), QColor(other)
    ends = zip((a.redF(), a.greenF(), a.blueF()), (b.redF(), b.greenF(), b.blueF()), strict=True)
    return QColor.fromRgbF(*(x + (y - x) * share for x, y in ends)).name()
