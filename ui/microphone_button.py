"""The one large round button. Its ring shows the level while Laaj listens and turns while Laaj works.

Where nothing may move by itself, a ring of dots stands for work, and the level is drawn as it comes, without sinking.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.icons import Icons
from ui.look import FOCUS, Look
from ui.state import Phase

_RING_SHARE = 0.115  # of the widget's width, on each side: where the level is drawn
_QUIET_DB, _LOUD_DB = -60.0, -12.0
_DOTS = 16  # in the ring that stands for work


class MicrophoneButton(QAbstractButton):
    def __init__(self, icons: Icons, look: Look):
        super().__init__()
        self._icons, self._look = icons, look
        self._phase = Phase.PREPARING
        self._level = 0.0
        self._share: float | None = None
        self._shows_focus = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._turn = QVariantAnimation(self, startValue=0.0, endValue=360.0, duration=1400)
        self._turn.setLoopCount(-1)
        self._turn.valueChanged.connect(lambda _: self.update())
        self._fall = QVariantAnimation(self, duration=250)
        self._fall.valueChanged.connect(self._set_drawn_level)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.px(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(96), self._look.px(96))

    def show_phase(self, phase: Phase, share: float | None = None) -> None:
        """`share`: how much of the preparation is done, in [0, 1]; None where nobody knows."""
        self._phase, self._share = phase, share
        if phase is not Phase.LISTENING:
            self._fall.stop()
            self._level = 0.0
        self._turn_or_rest()
        self.update()

    def show_level(self, level_db: float) -> None:
        """`level_db`: dBFS of the last moment. The ring jumps up at once and sinks slowly."""
        level = min(1.0, max(0.0, (level_db - _QUIET_DB) / (_LOUD_DB - _QUIET_DB)))
        if not self._look.motion:
            self._set_drawn_level(level)
            return
        self._fall.stop()
        self._set_drawn_level(max(level, self._level * 0.6))
        self._fall.setStartValue(self._level)
        self._fall.setEndValue(level)
        self._fall.start()

    def hitButton(self, position: QPoint) -> bool:
        centre = QPointF(self.rect().center())
        return math.hypot(position.x() - centre.x(), position.y() - centre.y()) <= self._radius()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who came by keyboard sees where the focus stands; to others the ring would be a riddle."""
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turn.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self._look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre, radius = QRectF(self.rect()).center(), self._radius()
        side = min(self.width(), self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        if self._phase is Phase.LISTENING:
            for share, alpha in ((1.0, 50), (0.55, 90)):
                halo = QColor(palette.alert)
                halo.setAlpha(alpha)
                painter.setBrush(halo)
                reach = radius + side * _RING_SHARE * self._level * share
                painter.drawEllipse(centre, reach, reach)
        elif self._phase in (Phase.PREPARING, Phase.SEARCHING):
            self._draw_work(painter, centre, radius + side * _RING_SHARE * 0.45, side * 0.026)
        ground, rim, ink, icon = self._colours()
        rim_width = max(2.0, side * 0.012)
        painter.setPen(QPen(QColor(rim), rim_width))
        painter.setBrush(QColor(ground))
        painter.drawEllipse(centre, radius - rim_width / 2, radius - rim_width / 2)
        if self._shows_focus and self.hasFocus():
            width = self._look.px(FOCUS + 1)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.focus), width))
            painter.drawEllipse(centre, radius + width * 1.25, radius + width * 1.25)
        half = radius * 0.52
        self._icons.draw(painter, icon, ink, QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half))
        painter.end()

    def _draw_work(self, painter: QPainter, centre: QPointF, radius: float, width: float) -> None:
        """A circle that fills as far as the work has come; where nobody knows how far, one that turns, or dots."""
        palette = self._look.palette
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._share is None and not self._look.motion:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent))
            for dot in range(_DOTS):
                angle = 2 * math.pi * dot / _DOTS
                place = centre + QPointF(radius * math.sin(angle), radius * math.cos(angle))
                painter.drawEllipse(place, width * 0.8, width * 0.8)
            return
        painter.setPen(QPen(QColor(palette.line), width))
        painter.drawEllipse(box)
        painter.setPen(QPen(QColor(palette.accent), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._share is None:
            painter.drawArc(box, round((90 - float(self._turn.currentValue() or 0.0)) * 16), -90 * 16)
        else:
            painter.drawArc(box, 90 * 16, round(-360 * self._share * 16))

    def _colours(self) -> tuple[str, str, str, str]:
        """Ground, rim, ink and drawing of the disc. It is hollow while it cannot be asked."""
        palette = self._look.palette
        if self._phase is Phase.LISTENING:
            return palette.alert, palette.alert, palette.on_alert, "stop"
        if self._phase is Phase.PREPARING:
            return palette.surface, palette.line, palette.soft, "microphone"
        if self._phase is Phase.SEARCHING:
            return self._look.tint(palette.accent, 0.12), palette.accent, palette.accent, "search"
        if self._phase is Phase.BROKEN:
            return palette.surface, palette.alert, palette.alert, "warning"
        ground = palette.accent_hover if self.isDown() else palette.accent
        return ground, ground, palette.on_accent, "microphone"

    def _radius(self) -> float:
        return min(self.width(), self.height()) * (0.5 - _RING_SHARE)

    def _set_drawn_level(self, level: float) -> None:
        self._level = float(level)
        self.update()

    def _turn_or_rest(self) -> None:
        working = self._phase in (Phase.PREPARING, Phase.SEARCHING) and self._share is None
        turning = working and self._look.motion and self.isVisible()
        if turning and self._turn.state() is not QVariantAnimation.State.Running:
            self._turn.start()
        elif not turning:
            self._turn.stop()
