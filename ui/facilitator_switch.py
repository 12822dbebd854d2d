"""The switch that brings the facilitator's tools, and the code that it may ask for."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

from ui import wishes
from ui.choices import Choices
from ui.controls import label
from ui.icons import Icons
from ui.look import L, Look
from ui.section import Section
from ui.wrapping import WrappingButton, WrappingIconButton

SHORTEST_PIN, LONGEST_PIN = 4, 8


class FacilitatorSwitch(Section):
    def __init__(self, icons: Icons, look: Look, has_pin: bool):
        super().__init__(icons, look)
        self._has_pin, self._on = has_pin, False
        self.switch = Choices(
            look,
            "facilitator",
            self.tr("Outils de l'animateur"),
            [(True, self.tr("Oui")), (False, self.tr("Non"))],
            False,
            self.tr(
                "L'animateur confirme la bonne page, enregistre des résumés en wolof, et voit ce qui est demandé dans "
                "la semaine, sans savoir par qui."
            ),
            "facilitator",
        )
        self.switch.chosen.connect(self._switched)
        self.open_button = WrappingIconButton(icons, "facilitator", look, self.tr("Ouvrir la page de l'animateur"))
        self.open_button.clicked.connect(lambda: self.wish.emit(wishes.OpenFacilitator()))
        self.enter_button = WrappingButton(look, "")
        self.enter_button.clicked.connect(self._enter)
        self.enter_button.setEnabled(False)
        self.pin = QLineEdit()
        self.pin.setMaxLength(LONGEST_PIN)
        self.pin.setFixedWidth(look.px(L) * 2 + look.body * LONGEST_PIN)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{LONGEST_PIN}}}")))
        self.pin.setAccessibleName(self.tr("Code de l'animateur"))
        self.pin.textChanged.connect(lambda text: self.enter_button.setEnabled(len(text) >= SHORTEST_PIN))
        self.pin.returnPressed.connect(self._enter)
        self.remove_button = WrappingButton(look, self.tr("Ne plus demander de code"))
        self.remove_button.clicked.connect(lambda: self.wish.emit(wishes.ChoosePin("")))
        self._explained = label("", "soft")
        self.column.addWidget(self.switch)
        self.buttons(self.open_button)
        self.column.addWidget(self._explained)
        self.buttons(self.pin, self.enter_button)
        self.buttons(self.remove_button)
        self._show(asked=False)

    def show_on(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            self._show(asked=False)

    def _show(self, asked: bool) -> None:
        """`asked`: the code is to be entered before the tools come."""
        self.switch.show_value(self._on)
        self.open_button.setVisible(self._on)
        self.remove_button.setVisible(self._on and self._has_pin)
        entry = asked or (self._on and not self._has_pin)
        self.pin.setVisible(entry)
        self.enter_button.setVisible(entry)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password if asked else QLineEdit.EchoMode.Normal)
        self.enter_button.show_words(self.tr("Ouvrir") if asked else self.tr("Demander ce code"))
        self._explained.setVisible(entry or (self._on and self._has_pin))
        if asked:
            self._explained.setText(self.tr("Entrez le code de l'animateur."))
        elif self._has_pin:
            self._explained.setText(self.tr("Un code est demandé pour remettre ces outils."))
        else:
            self._explained.setText(
                self.tr("Vous pouvez choisir un code de 4 à 8 chiffres, qui sera demandé pour remettre ces outils.")
            )

    def _switched(self, on: bool) -> None:
        if on and self._has_pin and not self._on:
            self._show(asked=True)
            self.pin.setFocus()
        else:
            self.wish.emit(wishes.Facilitate(on))

    def _enter(self) -> None:
        pin = self.pin.text()
        if len(pin) < SHORTEST_PIN:
            return
        self.pin.clear()
        self.wish.emit(wishes.ChoosePin(pin) if self._on else wishes.Facilitate(True, pin))
