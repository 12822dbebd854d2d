"""The facilitator's page: what was asked this week, summaries, questions that were given, collections."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from ui import wishes
from ui.controls import Scroll, label
from ui.facilitation import Overview
from ui.gist_section import GistSection
from ui.given_section import GivenSection
from ui.icons import Icons
from ui.live_page import LivePage
from ui.look import L, Look, M
from ui.section import Section
from ui.state import Shelf, State
from ui.week_section import WeekSection


class FacilitatorPage(LivePage):
    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self._shown: Overview | None = None
        self._scroll = Scroll(look.px(900), look.px(L))
        column = self._scroll.column
        column.setContentsMargins(look.px(L), look.px(M), look.px(L), look.px(L))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        column.addWidget(label(self.tr("Animateur"), "title"))
        self.week = WeekSection(icons, look)
        self.gists = GistSection(icons, look)
        self.given = GivenSection(icons, look)
        self._sections = (self.week, self.gists, self.given, self._collections(icons, look))
        for section in self._sections:
            section.wish.connect(self.wish)
            column.addWidget(section)
        column.addStretch(1)

    def show_state(self, state: State) -> None:
        if state.overview is not None:
            self._show_overview(state.overview)
        self.gists.show_playing(state.playing)
        self.given.show_playing(state.playing)

    def _show_overview(self, overview: Overview) -> None:
        """Only what has changed is drawn anew: a row that goes takes no other from under the finger."""
        before, self._shown = self._shown, overview
        if before is None or (before.week, before.opened) != (overview.week, overview.opened):
            self.week.show_week(overview.week, overview.opened)
        gists = (overview.gists, overview.without, overview.documents)
        if before is None or (before.gists, before.without, before.documents) != gists:
            self.gists.show_gists(*gists)
        if before is None or before.given != overview.given:
            self.given.show_given(overview.given)

    def _collections(self, icons: Icons, look: Look) -> Section:
        section = Section(icons, look, self.tr("Collections et paquets"))
        section.sentence(self.tr("Un paquet emporte une collection sur une clé USB, avec ses résumés en wolof."))
        section.buttons(
            section.button("collection", self.tr("Voir les collections"), wishes.OpenShelf(Shelf("collections"))),
            section.button("import", self.tr("Importer un paquet"), wishes.ImportPack(), "import"),
            section.button("add", self.tr("Ajouter des pages"), wishes.AddFiles(), "add"),
        )
        return section
