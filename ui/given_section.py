"""The questions that people agreed to give: heard, deleted one by one or all at once, and exported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import languages, wishes
from ui.controls import IconButton, label
from ui.facilitation import GivenQuestion
from ui.icons import Icons
from ui.look import Look, M
from ui.section import Asking, PlayButton, Row, Section
from ui.state import Sound
from ui.wrapping import WrappingIconButton


class GivenSection(Section):
    def __init__(self, icons: Icons, look: Look):
        super().__init__(icons, look, self.tr("Questions données"))
        self._playing: Sound | None = None

    def show_given(self, given: Sequence[GivenQuestion]) -> None:
        self.renew()
        self.sentence(
            self.tr(
                "Gardées sur cet ordinateur, avec l'accord de chaque personne et sans son nom. L'exportation prend "
                "celles dont la bonne page est confirmée : elles apprennent au prochain Laaj à mieux répondre."
            )
        )
        if not given:
            self.sentence(self.tr("Il n'y en a pas."), "strong")
            return
        asking = Asking(self.look, self.tr("Effacer toutes les questions données ?"))
        asking.yes.connect(lambda: self.wish.emit(wishes.DeleteAllQuestions()))
        words = self.tr("Tout effacer")
        delete_all = WrappingIconButton(self.icons, "delete", self.look, words, spoken="delete-all")
        delete_all.clicked.connect(asking.ask)
        export = self.button("export", self.tr("Exporter"), wishes.ExportQuestions(), "export")
        export.setEnabled(any(one.question.document for one in given))
        self.buttons(export, delete_all)
        self.column.addWidget(asking)
        self.rows([partial(self._row, one) for one in given])

    def show_playing(self, playing: Sound | None) -> None:
        self._playing = playing
        for button in self.findChildren(PlayButton):
            button.show_playing(playing)

    def _row(self, one: GivenQuestion) -> QWidget:
        question = one.question
        day = QLocale(languages.current()).toString(QDate(*question.day.timetuple()[:3]), "d MMMM")
        when = self.tr("{0}, {1} secondes").format(day, round(question.seconds))
        said: QWidget
        if question.document and one.title:
            said = self.card(one.title, when, wishes.OpenDocument(question.document))
        else:
            said = self._unconfirmed(when)
        name = self.tr("Écouter la question du {0}").format(when)
        play = PlayButton(self.icons, self.look, Sound("given", question.id), name, self.wish.emit)
        play.show_playing(self._playing)
        words = self.tr("Effacer la question du {0}").format(when)
        delete = IconButton(self.icons, "delete", self.look, words, spoken="delete")
        delete.clicked.connect(lambda: self.wish.emit(wishes.DeleteQuestion(question.id)))
        return Row(self.look, said, play, delete)

    def _unconfirmed(self, when: str) -> QWidget:
        said = QWidget()
        words = QVBoxLayout(said)
        words.setContentsMargins(self.look.px(M), 0, self.look.px(M), 0)
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(label(self.tr("Pas encore de bonne page"), "soft"))
        words.addWidget(label(when, "small"))
        words.addStretch(1)
        return said
