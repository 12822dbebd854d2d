"""The recorded Wolof summaries: which pages have one, and which would need one first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from ui import wishes
from ui.controls import IconButton
from ui.facilitation import GistRow
from ui.icons import Icons
from ui.look import Look
from ui.section import Asking, PlayButton, Row, Section
from ui.state import Sound


class GistSection(Section):
    def __init__(self, icons: Icons, look: Look):
        super().__init__(icons, look, self.tr("Résumés en wolof"))
        self._playing: Sound | None = None

    def show_gists(self, gists: Sequence[GistRow], without: Sequence[tuple[str, str]], documents: int) -> None:
        """`without`: document and title of some that have none; `documents`: how many there are in the library."""
        self.renew()
        self.sentence(self.tr("Pages avec un résumé : {0} sur {1}.").format(len(gists), documents))
        if without:
            self.sentence(self.tr("À enregistrer d'abord : les pages les plus lues qui n'en ont pas."), "strong")
            self.rows([partial(self.card, title, "", wishes.OpenDocument(document)) for document, title in without])
        if gists:
            self.sentence(self.tr("Pages qui ont un résumé"), "strong")
            self.rows([partial(self._row, gist) for gist in gists])

    def show_playing(self, playing: Sound | None) -> None:
        self._playing = playing
        for button in self.findChildren(PlayButton):
            button.show_playing(playing)

    def _row(self, gist: GistRow) -> QWidget:
        more = "" if gist.own else self.tr("Venu avec un paquet")
        card = self.card(gist.title, more, wishes.OpenDocument(gist.document))
        name = self.tr("Écouter le résumé de « {0} »").format(gist.title)
        play = PlayButton(self.icons, self.look, Sound("gist", gist.document), name, self.wish.emit)
        play.show_playing(self._playing)
        if not gist.own:
            return Row(self.look, card, play)
        asking = Asking(self.look, self.tr("Effacer le résumé de « {0} » ?").format(gist.title))
        asking.yes.connect(lambda: self.wish.emit(wishes.RemoveGist(gist.document)))
        words = self.tr("Effacer le résumé de « {0} »").format(gist.title)
        remove = IconButton(self.icons, "delete", self.look, words, spoken="delete")
        remove.clicked.connect(asking.ask)
        return Row(self.look, card, play, remove, asking=asking)
