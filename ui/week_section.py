"""The questions of a week in numbers: a bar for each day, how they went, and the pages that were opened most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import languages, wishes
from ui.controls import Drawing, label
from ui.flow import Flow
from ui.icons import Icons
from ui.look import XS, Look, M, S
from ui.section import Section

if TYPE_CHECKING:
    from corpus.journal_days import Week

_CHART_PX = 150


class WeekSection(Section):
    def __init__(self, icons: Icons, look: Look):
        super().__init__(icons, look, self.tr("Cette semaine"))

    def show_week(self, week: Week | None, opened: Sequence[tuple[str, str, int]]) -> None:
        """`opened`: document, title, how often."""
        self.renew()
        if week is None:
            self.sentence(self.tr("Le journal de cet ordinateur ne s'ouvre pas : rien n'est compté."))
            return
        self.sentence(self.tr("Des nombres seulement : ni les mots, ni la voix, ni qui a demandé."))
        self.column.addWidget(WeekChart(self.look, week.days))
        figures = Flow(self.look.px(S))
        for icon, count, words in (
            ("microphone", week.spoken, self.tr("à voix haute")),
            ("search", week.typed, self.tr("par écrit")),
            ("steps-3", week.sure, self.tr("trouvé")),
            ("steps-2", week.unsure, self.tr("pas sûr")),
            ("steps-1", week.nothing, self.tr("rien trouvé")),
            ("silence", week.silence, self.tr("rien entendu")),
            ("none-of-these", week.refused, self.tr("pas la bonne page")),
        ):
            figures.addWidget(self._figure(icon, count, words))
        self.column.addLayout(figures)
        if opened:
            self.sentence(self.tr("Pages les plus ouvertes"), "strong")
            self.rows([partial(self._opened, *one) for one in opened])

    def _figure(self, icon: str, count: int, words: str) -> QWidget:
        figure = QWidget()
        figure.setObjectName("figure")
        row = QHBoxLayout(figure)
        row.setContentsMargins(0, 0, self.look.px(M), 0)
        row.setSpacing(self.look.px(S))
        accent = self.look.palette.accent
        row.addWidget(Drawing(self.icons, icon, accent, self.look.px(40), self.look.tint(accent)))
        row.addWidget(label(str(count), "lead", wrap=False))
        row.addWidget(label(words, "small", wrap=False))
        return figure

    def _opened(self, document: str, title: str, times: int) -> QWidget:
        return self.card(title, self.tr("{0} fois").format(times), wishes.OpenDocument(document))


class WeekChart(QWidget):
    def __init__(self, look: Look, days: Sequence[tuple[date, int]]):
        super().__init__()
        self._look, self._days = look, days
        self._names, self._letters = (
            [QLocale(languages.current()).dayName(day.isoweekday(), how).rstrip(".") for day, _ in days]
            for how in (QLocale.FormatType.ShortFormat, QLocale.FormatType.NarrowFormat)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(f"{name} {count}" for name, (_, count) in zip(self._names, days, strict=True)))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(280), self._look.px(_CHART_PX) + 2 * self._look.small)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette, px = self._look.palette, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(self._look.small)
        painter.setFont(font)
        line = round(1.5 * self._look.small)
        place = min(self.width() / len(self._days), px(110))
        room = self.height() - 2 * line - px(S)
        most = max(1, *(count for _, count in self._days))
        widest = max(painter.fontMetrics().horizontalAdvance(name) for name in self._names)
        names = self._names if widest + px(XS) <= place else self._letters
        for number, (name, (_, count)) in enumerate(zip(names, self._days, strict=True)):
            left = number * place
            tall = max(room * count / most, px(2))
            bar = QRectF(left + place * 0.15, line + room - tall, place * 0.7, tall)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.accent if count else palette.line)
            painter.drawRoundedRect(bar, min(px(XS), tall / 2), min(px(XS), tall / 2))
            painter.setPen(palette.ink)
            middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
            if count:
                painter.drawText(QRectF(left, bar.top() - line, place, line), middle, str(count))
            painter.setPen(palette.soft)
            painter.drawText(QRectF(left, self.height() - line, place, line), middle, name)
        painter.end()
