"""The settings that matter, each in words; the microphone tried where it is chosen; the facilitator's switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from ui import wishes
from ui.choices import Choices
from ui.controls import Scroll, label
from ui.facilitator_switch import FacilitatorSwitch
from ui.icons import Icons
from ui.languages import NAMES
from ui.level_bar import LevelBar
from ui.live_page import LivePage
from ui.look import L, Look, M
from ui.section import Section
from ui.state import Equipment, State
from ui.wrapping import WrappingIconButton


class SettingsPage(LivePage):
    def __init__(self, icons: Icons, look: Look, values: dict[str, object], about: str):
        """`values`: the settings as they stand; `about`: a line on this Laaj and its model."""
        super().__init__()
        self._look, self._values = look, values
        scroll = Scroll(look.px(900), look.px(M))
        self._column = column = scroll.column
        column.setContentsMargins(look.px(L), look.px(M), look.px(L), look.px(L))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

        column.addWidget(label(self.tr("Réglages"), "title"))
        languages = [(language, name) for language, name in NAMES.items()]
        self._choices("language", self.tr("Langue"), languages, spoken="language")
        self._choices(
            "text_percent",
            self.tr("Taille du texte"),
            [
                (90, self.tr("Petit")),
                (100, self.tr("Normal")),
                (125, self.tr("Grand")),
                (150, self.tr("Très grand")),
                (200, self.tr("Le plus grand")),
            ],
            spoken="text-size",
        )
        self._choices(
            "appearance",
            self.tr("Couleurs"),
            [
                ("system", self.tr("Comme l'ordinateur")),
                ("light", self.tr("Claires")),
                ("dark", self.tr("Sombres")),
                ("contrast", self.tr("Très contrastées")),
            ],
            spoken="contrast",
        )
        self._microphone = _MicrophoneSection(icons, look, values)
        self._add(self._microphone)
        self._search = _SearchSection(icons, look, values)
        self._add(self._search)
        self._choices(
            "voice_percent",
            self.tr("Lecture à voix haute"),
            [
                (60, self.tr("Très lente")),
                (80, self.tr("Lente")),
                (100, self.tr("Normale")),
                (120, self.tr("Rapide")),
            ],
            spoken="speed",
        )
        yes_no = [(True, self.tr("Oui")), (False, self.tr("Non"))]
        self._choices(
            "tones", self.tr("Sons"), yes_no, self.tr("Laaj joue un son quand il écoute, et dit ce qui ne va pas.")
        )
        self._choices(
            "motion", self.tr("Mouvements"), yes_no, self.tr("Non : rien ne bouge tout seul dans la fenêtre.")
        )
        self._choices(
            "consent",
            self.tr("Demander à garder les questions"),
            yes_no,
            self.tr(
                "Oui : après chaque question parlée, Laaj demande à la personne s'il peut la garder. Si elle "
                "accepte, son enregistrement reste sur cet ordinateur, et un animateur peut l'exporter pour améliorer "
                "Laaj. Non : rien n'est demandé, et aucune nouvelle voix n'est gardée."
            ),
        )
        self._facilitator = FacilitatorSwitch(icons, look, bool(values["pin"]))
        self._add(self._facilitator)
        column.addWidget(label(about, "small"))
        column.addStretch(1)

    def show_state(self, state: State) -> None:
        self._microphone.show_equipment(state.equipment)
        self._search.show_dims(state.equipment.dims)
        self._facilitator.show_on(state.facilitates)

    def show_level(self, level_db: float) -> None:
        self._microphone.bar.show_level(level_db)

    def _choices(
        self, name: str, text: str, choices: Sequence[tuple[object, str]], explained: str = "", spoken: str = ""
    ) -> None:
        row = Choices(self._look, name, text, choices, self._values[name], explained, spoken)
        row.chosen.connect(lambda value: self.wish.emit(wishes.Change(name, value)))
        self._column.addWidget(row)

    def _add(self, section: Section) -> None:
        section.wish.connect(self.wish)
        self._column.addWidget(section)


class _MicrophoneSection(Section):
    def __init__(self, icons: Icons, look: Look, values: dict[str, object]):
        super().__init__(icons, look)
        self._chosen = str(values["microphone"])
        self._names: tuple[str, ...] | None = None
        self._choices: Choices | None = None
        self._tried = False
        self.try_button = WrappingIconButton(icons, "microphone", look, self.tr("Essayer le microphone"))
        self.try_button.setObjectName("try-microphone")
        self.try_button.clicked.connect(lambda: self.wish.emit(wishes.TryMicrophone(not self._tried)))
        self.bar = LevelBar(look)
        self.buttons(self.try_button)
        self.column.addWidget(self.bar)
        self.show_equipment(Equipment())

    def show_equipment(self, equipment: Equipment) -> None:
        self._tried = equipment.tried
        self.try_button.show_words(self.tr("Finir l'essai") if equipment.tried else self.tr("Essayer le microphone"))
        self.try_button.show_icon("stop" if equipment.tried else "microphone")
        self.bar.setVisible(equipment.tried)
        if equipment.microphones != self._names:
            self._names = equipment.microphones
            self._list()

    def _list(self) -> None:
        if self._choices is not None:
            self._choices.deleteLater()
        names = list(self._names or ())
        if self._chosen and self._chosen not in names:
            names.append(self._chosen)  # not plugged in, and chosen all the same
        choices: list[tuple[object, str]] = [("", self.tr("Celui de l'ordinateur")), *((name, name) for name in names)]
        self._choices = Choices(self.look, "microphone", self.tr("Microphone"), choices, self._chosen)
        self._choices.chosen.connect(self._choose)
        self.column.insertWidget(0, self._choices)

    def _choose(self, name: str) -> None:
        self._chosen = name
        self.wish.emit(wishes.Change("microphone", name))


class _SearchSection(Section):
    """The prefix of the vectors that the first search compares: fewer numbers are faster, more are surer."""

    def __init__(self, icons: Icons, look: Look, values: dict[str, object]):
        super().__init__(icons, look)
        self._dim = values["dim"]
        self._dims: tuple[int, ...] = ()

    def show_dims(self, dims: tuple[int, ...]) -> None:
        """Of the model; there is nothing to choose before it is known."""
        if dims == self._dims or not dims:
            return
        self._dims = dims
        row = Choices(
            self.look,
            "dim",
            self.tr("Recherche"),
            [
                (min(dims), self.tr("La plus rapide")),
                (0, self.tr("Équilibrée")),
                (max(dims), self.tr("La plus précise")),
            ],
            self._dim,
            self.tr(
                "Sur un ordinateur lent, choisissez la plus rapide. La plus précise regarde chaque page de plus près."
            ),
        )
        row.chosen.connect(lambda dim: self.wish.emit(wishes.Change("dim", dim)))
        self.column.addWidget(row)
