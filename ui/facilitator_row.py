"""The facilitator's tools beside a document: that it is the right page, and what it says, told in Wolof."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import wishes
from ui.controls import label
from ui.facilitation import GistTake
from ui.flow import Flow
from ui.icons import Icons
from ui.level_bar import LevelBar
from ui.live_page import LivePage
from ui.look import Look, S
from ui.section import Asking, PlayButton
from ui.state import Sound, State
from ui.wrapping import WrappingIconButton


class FacilitatorRow(LivePage):
    """What it shows follows from the State; a document's reader has one while the facilitator's tools are in view."""

    def __init__(self, icons: Icons, look: Look, document: str, title: str):
        super().__init__()
        self._icons, self._look, self._document = icons, look, document
        self.confirm_button = self._button(
            "confirm", self.tr("C'est la bonne page"), wishes.Confirm(document), "confirm"
        )
        self._helps = label("", "soft")
        self.record_button = self._button(
            "record", self.tr("Enregistrer un résumé en wolof"), wishes.RecordGist(document), "record-gist"
        )
        self.again_button = self._button("record", self.tr("Recommencer"), wishes.RecordGist(document), "record-gist")
        self.stop_button = self._button("stop", self.tr("Arrêter"), wishes.RecordGist(document), "stop", "main")
        self.listen_button = PlayButton(icons, look, Sound("take", document), self.tr("Écouter"), self.wish.emit)
        self.keep_button = self._button("confirm", self.tr("Garder ce résumé"), wishes.KeepGist(), "", "main")
        self.drop_button = self._button("cancel", self.tr("Ne pas le garder"), wishes.DropGist())
        self.remove_button = self._button("delete", self.tr("Effacer le résumé"), None, "delete")
        self.waiting_button = self._button("gist", self.tr("Un autre résumé attend d'être gardé"), None)
        self._tools = (
            self.confirm_button,
            self.record_button,
            self.stop_button,
            self.listen_button,
            self.again_button,
            self.keep_button,
            self.drop_button,
            self.remove_button,
            self.waiting_button,
        )
        self._asking = Asking(look, self.tr("Effacer le résumé de « {0} » ?").format(title))
        self._asking.yes.connect(lambda: self.wish.emit(wishes.RemoveGist(document)))
        self.remove_button.clicked.connect(self._asking.ask)
        self._told = label("", "soft")
        self.bar = LevelBar(look)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, look.px(S), 0, look.px(S))
        whole.setSpacing(look.px(S))
        tools = Flow(look.px(S))
        for tool in self._tools:
            tools.addWidget(tool)
        whole.addLayout(tools)
        for line in (self._asking, self._helps, self._told, self.bar):
            whole.addWidget(line)
        self._elsewhere = ""
        self.waiting_button.clicked.connect(lambda: self.wish.emit(wishes.OpenDocument(self._elsewhere)))

    def show_level(self, level_db: float) -> None:
        self.bar.show_level(level_db)

    def show_state(self, state: State) -> None:
        here = state.take if state.take is not None and state.take.document == self._document else None
        elsewhere = state.take if here is None else None
        self._elsewhere = elsewhere.document if elsewhere else ""
        has_gist = self._document in state.gists
        recording = here is not None and here.stage == "recording"
        waits = here is not None and not recording
        shown: dict[QWidget, bool] = {
            self.confirm_button: state.answer is not None and here is None,
            self.record_button: state.take is None,
            self.stop_button: recording,
            self.listen_button: waits,
            self.again_button: waits,
            self.keep_button: waits,
            self.drop_button: here is not None,
            self.remove_button: has_gist and state.take is None,
            self.waiting_button: elsewhere is not None,
            self.bar: recording,
        }
        focused = self.focusWidget()
        for widget, visible in shown.items():
            widget.setVisible(visible)
        if state.take is not None:
            self._asking.hide()
        settled = here is not None and here.stage == "taken"
        for button in (self.listen_button, self.again_button, self.keep_button):
            button.setEnabled(settled)
        words = self.tr("Refaire le résumé en wolof") if has_gist else self.tr("Enregistrer un résumé en wolof")
        self.record_button.show_words(words)
        self.listen_button.show_playing(state.playing)
        self._show_confirmed(state)
        self._tell(here)
        if focused is not None and not shown.get(focused, True):  # what was pressed is gone: the keyboard goes on there
            (self.stop_button if recording else self.keep_button if waits else self.record_button).setFocus()

    def _show_confirmed(self, state: State) -> None:
        """The last word stands: another page may be said to be the right one."""
        right = state.confirmed == self._document
        self.confirm_button.setEnabled(not right)
        self.confirm_button.show_words(self.tr("Bonne page : c'est noté") if right else self.tr("C'est la bonne page"))
        self._helps.setVisible(self.confirm_button.isVisibleTo(self))
        if right:
            self._helps.setText(
                self.tr("Merci. Si la personne a donné sa question, le prochain Laaj apprendra à mieux y répondre.")
            )
        elif state.confirmed:
            self._helps.setText(self.tr("Une autre page est notée comme la bonne ; celle-ci la remplacera."))
        else:
            self._helps.setText(
                self.tr("Dites-le quand cette page répond à la question : cela aide ceux qui demanderont après.")
            )

    def _tell(self, here: GistTake | None) -> None:
        self._told.setVisible(here is not None)
        if here is None:
            return
        self._told.setText(
            {
                "recording": self.tr("J'enregistre : encore {0} secondes.").format(here.left_s),
                "ending": self.tr("Un instant…"),
                "taken": self.tr("Écoutez, puis gardez ce résumé, ou recommencez."),
                "keeping": self.tr("Un instant…"),
            }[here.stage]
        )

    def _button(self, icon: str, words: str, wish: object, spoken: str = "", role: str = "") -> WrappingIconButton:
        button = WrappingIconButton(self._icons, icon, self._look, words, role, spoken)
        if wish is not None:
            button.clicked.connect(lambda: self.wish.emit(wish))
        return button
