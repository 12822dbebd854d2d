"""Below the page: the long work under way, how long it will take, and at its end what came of it."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from faults import Fault
from ui import languages, wishes
from ui.collection_cards import pages
from ui.controls import IconButton, Scroll, label
from ui.icons import Icons
from ui.look import XS, Look, M, S
from ui.sentences import breakable
from ui.state import Outcome, State, Work

MOST_TOLD = 100  # files that could not be read, each for itself; of more than that, how many there are
_HIGHEST = 0.3  # of the window, for what is told at the end; the rest scrolls
_STEPS = 1000


class WorkStrip(QWidget):
    wish = Signal(object)

    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self._look = look
        self._work: Work | None = None
        self._word = ""  # on the button, where there is room for it
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        palette, line = look.palette, look.px(1)
        self.setStyleSheet(
            f"QWidget#strip {{ background: {palette.surface}; border-top: {line}px solid {palette.line}; }}"
            f"QProgressBar {{ border: {line}px solid {palette.soft}; border-radius: {look.px(XS)}px;"
            f" background: {palette.ground}; min-height: {look.px(S)}px; max-height: {look.px(S)}px; }}"
            f"QProgressBar::chunk {{ background: {palette.accent}; }}"
        )
        self._line, self._left = label("", "strong"), label("", "small")
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self.end_button = IconButton(icons, "cancel", look, self.tr("Arrêter"), self.tr("Arrêter"), role="")
        self.end_button.clicked.connect(lambda: self.wish.emit(wishes.EndWork()))
        self._told: Scroll | None = None  # of what has ended
        self._words = QVBoxLayout()
        self._words.setSpacing(look.px(XS))
        self._words.addStretch(1)
        self._words.addWidget(self._line)
        self._words.addWidget(self._bar)
        self._words.addWidget(self._left)
        self._words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(M), look.px(S), look.px(M), look.px(S))
        row.setSpacing(look.px(M))
        row.addLayout(self._words, 1)
        row.addWidget(self.end_button, alignment=Qt.AlignmentFlag.AlignTop)

    def show_state(self, state: State) -> None:
        before, self._work = self._work, state.work
        if state.work is not None and state.work != before:
            self._show(state.work)
        self.setHidden(state.work is None)

    def _show(self, work: Work) -> None:
        running = work.outcome is None
        self._line.setVisible(running)
        self._line.setText(self._doing(work))
        self._bar.setVisible(running)
        self._bar.setValue(round(work.share * _STEPS))
        self._left.setVisible(running and bool(self._time(work)))
        self._left.setText(self._time(work))
        self._name_button(work)
        if self._told is not None:
            self._words.removeWidget(self._told)
            self._told.deleteLater()
            self._told = None
        if work.outcome is not None:
            self._tell(work, work.outcome)

    # -- the words --

    def _doing(self, work: Work) -> str:
        if work.stopping:
            return self.tr("J'arrête…")
        if work.kind == "questions":
            return self.tr("J'exporte les questions…")
        if work.kind == "print":
            return self.tr("J'écris la page…")
        return self.tr("J'écris la collection…") if work.kind == "export" else self.tr("J'ajoute des pages…")

    def _time(self, work: Work) -> str:
        if work.left_s is None or work.stopping:
            return ""
        minutes = round(work.left_s / 60)
        if minutes < 1:
            return self.tr("Encore moins d'une minute")
        if minutes == 1:
            return self.tr("Encore une minute environ")
        return self.tr("Encore {0} minutes environ").format(minutes)

    def _came(self, work: Work, outcome: Outcome) -> list[str]:
        came = [self.tr("C'est arrêté.")] if outcome.stopped else []
        if outcome.path:
            came.append(breakable(self.tr("C'est écrit : « {0} »").format(outcome.path)))
        for one in outcome.packs:
            came.append(self.tr("« {0} » est dans la bibliothèque.").format(one))
        for one in outcome.unsigned:
            came.append(self.tr("Personne n'a signé « {0} » : rien ne dit qui l'a fait.").format(one))
        if outcome.pages:
            came.append(self.tr("Ajouté : {0}.").format(pages(outcome.pages)))
        if work.kind == "add" and not outcome.pages:
            came.append(self.tr("Aucune page n'a été ajoutée."))
        return came

    def _tell(self, work: Work, outcome: Outcome) -> None:
        """What came of it, then each fault in its two sentences; what has no room scrolls."""
        came, language = self._came(work, outcome), languages.current()
        self._told = Scroll(self._look.px(2000), self._look.px(XS))
        self._told.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it: nothing in it takes the focus
        failed = [f"{self._sentence(fault, language)} {fault.advice(language)}" for fault in outcome.faults[:MOST_TOLD]]
        said = " ".join((*came, *failed))
        self._told.setAccessibleName(said)
        column = self._told.column
        column.setContentsMargins(0, 0, self._look.px(S), 0)
        for sentence in came:
            column.addWidget(label(sentence, "strong"))
        if outcome.faults and work.kind == "add":
            column.addWidget(label(self.tr("Ce qui n'a pas été ajouté :"), "small"))
        for sentence in failed:
            column.addWidget(label(sentence, "small"))
        if len(outcome.faults) > MOST_TOLD:
            column.addWidget(label(self.tr("… et encore {0}.").format(len(outcome.faults) - MOST_TOLD), "small"))
        column.addStretch(1)
        self._words.insertWidget(0, self._told)
        self._fit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _sentence(self, fault: Fault, language: str) -> str:
        """With the name of the file where it does not say that itself."""
        sentence, path = fault.sentence(language), str(fault.fields.get("path", ""))
        return breakable(
            sentence if path in sentence else self.tr("« {0} » : {1}").format(PurePath(path).name, sentence)
        )

    # -- the button --

    def _name_button(self, work: Work) -> None:
        ended = work.outcome is not None
        self._word = self.tr("Fermer") if ended else self.tr("Arrêter")
        self.end_button.setAccessibleName(self._word)
        self.end_button.setToolTip(self._word)
        self.end_button.setProperty("spoken", "close" if ended else "stop")
        self.end_button.show_icon("cancel" if ended else "stop")
        self.end_button.setEnabled(not work.stopping or ended)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The button's word stands beside its drawing where that leaves the room for what is told, and that is as high
        as it needs to be, or as leaves the page in view."""
        self.end_button.setText(self._word)
        if self.end_button.sizeHint().width() > self.width() // 4:
            self.end_button.setText("")
        if self._told is not None:
            taken = 3 * self._look.px(M) + self.end_button.sizeHint().width()
            wanted = self._told.column.heightForWidth(self.width() - taken - self._told.verticalScrollBar().width())
            self._told.setFixedHeight(max(self._look.target, min(wanted, round(self.window().height() * _HIGHEST))))
