"""Plots as inline SVG: text stays text, and every colour is a variable of the page, which has one set for light and one
for dark. Lines are told apart by their marks as well. The same block gives the same bytes."""

from __future__ import annotations

import io
import itertools
import math
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from engine.trainer.study.blocks import Bars, Line, Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE_PX, HALF_PX = 980, 470  # of a plot that has a row of the page to itself, and of one beside another
COLOURS = 8  # --s1 … --s8 of the page; further lines take them again, dashed
_MARKS = "osD^vPX<"
_FONT_PX, _SMALL_PX = 12.5, 12.0
_LETTER_PX, _BOLD_PX = 6.6, 8.0  # what a letter takes, in a legend and beside a knee
_TICK_SPACE = 0.07  # of the axis, at least between two ticks
_STAND_INS = {"ink": "#010101", "muted": "#020202", "line": "#030303", "card": "#040404"}
_STAND_INS |= {f"s{number + 1}": f"#05050{number}" for number in range(COLOURS)}
_VARIABLES = {colour: f"var(--{name})" for name, colour in _STAND_INS.items()}
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "laaj", "svg.fonttype": "none", "text.parse_math": False, "axes.formatter.useoffset": False,
    "font.sans-serif": ["DejaVu Sans"], "font.size": _FONT_PX, "xtick.labelsize": _SMALL_PX,
    "ytick.labelsize": _SMALL_PX, "legend.fontsize": _SMALL_PX, "text.color": _STAND_INS["ink"],
    "axes.labelcolor": _STAND_INS["muted"], "axes.edgecolor": _STAND_INS["muted"], "xtick.color": _STAND_INS["muted"],
    "ytick.color": _STAND_INS["muted"], "grid.color": _STAND_INS["line"], "axes.facecolor": "none",
    "axes.prop_cycle": f"cycler('color', ['{_STAND_INS['ink']}'])", "axes.axisbelow": True, "axes.linewidth": 1,
    "grid.linewidth": 1, "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 2,
    "lines.markersize": 7.5, "lines.markeredgewidth": 0.8,
}  # fmt: skip


def svg(block: Plot | Bars, width_px: int = WIDE_PX) -> str:
    """An <svg> to stand in a page that defines --ink, --muted, --line, --card and --s1 … --s8."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    usual: Any = {name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"}
    with matplotlib.rc_context(usual | _SETTINGS):  # not what a reader's own matplotlibrc says
        figure = Figure(layout=ConstrainedLayoutEngine(w_pad=4 / 72, h_pad=4 / 72), facecolor="none", dpi=72)
        if isinstance(block, Plot):
            _plot(figure, block, width_px)
        else:
            _bars(figure, block, width_px)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return _inline(file.getvalue(), block.caption)


def _plot(figure: Figure, plot: Plot, width_px: int) -> None:
    named = [line for line in plot.lines if line.name]
    columns = 1
    if named:
        longest = max(len(line.name) for line in named) * _LETTER_PX + 50
        columns = max(1, min(len(named), int((width_px - 60) / longest)))
    height_px = (300 if width_px < WIDE_PX else 360) + 19 * math.ceil(len(named) / columns)
    figure.set_size_inches(width_px / 72, height_px / 72)
    axes = figure.add_subplot()
    axes.grid(True, axis="y")
    for number, line in enumerate(plot.lines):
        _draw(axes, line, number)
    axes.set_xlabel(plot.x_label)
    axes.set_ylabel(plot.y_label)
    if plot.x_scale != "linear":
        axes.set_xscale("log", base=2 if plot.x_scale == "log2" else 10)
        _tick(axes, plot)
    if named:
        figure.legend(
            loc="outside lower center", ncols=columns, frameon=False, handlelength=2.6, columnspacing=1.6,
            handletextpad=0.6, labelspacing=0.35, labelcolor=_STAND_INS["ink"],
            borderpad=0, borderaxespad=0.2,
        )  # fmt: skip
    if plot.knee:
        figure.draw_without_rendering()  # then places are known
        _mark_knee(axes, plot, *plot.knee)


def _draw(axes: Axes, line: Line, number: int) -> None:
    colour = _STAND_INS[f"s{number % COLOURS + 1}"]
    mark = _MARKS[number % len(_MARKS)]
    xs, ys = line.x, _numbers(line.y)
    between = line.low and line.high
    few = len(xs) <= 30  # more marks than that hide each other
    how: dict[str, Any] = {
        "color": colour,
        "marker": mark if few or not line.joined else "",
        "label": line.name or None,
    }
    how["markeredgecolor"] = _STAND_INS["card"] if line.joined else colour
    if line.joined:
        axes.plot(xs, ys, linestyle="--" if number >= COLOURS else "-", **how, zorder=3)
        if between:
            low, high = _numbers(line.low), _numbers(line.high)
            axes.fill_between(xs, low, high, color=colour, alpha=0.13, linewidth=0, zorder=2)
    else:
        if between:
            axes.errorbar(xs, ys, yerr=_whiskers(ys, line.low, line.high), fmt="none", ecolor=colour, elinewidth=1.3)
        axes.plot(xs, ys, linestyle="", alpha=0.85, **how, zorder=3)


def _numbers(values: Sequence[float | None]) -> list[float]:
    """What is not known leaves a gap."""
    return [math.nan if value is None else float(value) for value in values]


def _whiskers(middle: Sequence[float], low: Sequence[float], high: Sequence[float]) -> list[list[float]]:
    """How far each interval reaches to either side; one that does not hold its own middle reaches nowhere there."""
    lows, highs = _numbers(low), _numbers(high)
    return [
        [max(0.0, value - end) for value, end in zip(middle, lows, strict=True)],
        [max(0.0, end - value) for value, end in zip(middle, highs, strict=True)],
    ]


def _tick(axes: Axes, plot: Plot) -> None:
    """A doubling axis is read at the points that were measured, where there is room; one of tens at 1, 2, 5."""
    from matplotlib.ticker import LogLocator

    points = sorted({float(x) for line in plot.lines for x in line.x if x > 0})
    if not points:
        return
    width = math.log(points[-1] / points[0])
    ticks = points[-1:]
    if plot.x_scale == "log10":
        between = (1.0, 2.0, 5.0) if width < math.log(2000) else (1.0,)
        low, high = axes.get_xlim()
        ticks = [tick for tick in LogLocator(subs=between).tick_values(low, high) if low <= tick <= high]
    else:
        for point in reversed(points[:-1]):
            if math.log(ticks[-1] / point) / width >= _TICK_SPACE:
                ticks.append(point)
    axes.set_xticks(ticks, [f"{tick:,.6g}" for tick in ticks])
    axes.minorticks_off()


def _mark_knee(axes: Axes, plot: Plot, x: float, y: float, word: str) -> None:
    """A ring, and its word where it hides least."""
    axes.plot([x], [y], "o", markersize=15, markerfacecolor="none", markeredgecolor=_STAND_INS["ink"], zorder=4)
    aside, along = _free_place(axes, plot, (x, y), len(word) * _BOLD_PX)
    axes.annotate(
        word, (x, y), xytext=(aside, along), textcoords="offset points", zorder=5, ha="left" if aside > 0 else "right",
        va="center", color=_STAND_INS["ink"], fontweight="bold",
        bbox={"facecolor": _STAND_INS["card"], "edgecolor": "none", "alpha": 0.85, "pad": 2},
        arrowprops={"arrowstyle": "-", "color": _STAND_INS["ink"], "shrinkB": 8, "linewidth": 1},
    )  # fmt: skip


def _free_place(axes: Axes, plot: Plot, point: tuple[float, float], width: float) -> tuple[float, float]:
    """Of some places around a point, the nearest inside the axes where a word covers the least of any line: how far
    aside its near end is, and how far up."""
    import numpy as np

    drawn = [np.empty((0, 2))]
    for line in plot.lines:
        places = axes.transData.transform(np.column_stack([line.x, _numbers(line.y)]))
        steps = np.linspace(0, 1, 40)[:, None, None] if line.joined else np.zeros((1, 1, 1))
        drawn.append((places[:-1] + steps * np.diff(places, axis=0)).reshape(-1, 2))
        drawn.append(places)
    covered = np.concatenate(drawn)
    knee = axes.transData.transform(point)
    found = []
    for order, (along, aside) in enumerate(itertools.product((-46, 46, -80, 80, -120, 120), (28, -28))):
        left = knee[0] + (aside if aside > 0 else aside - width)
        low, high = np.array([left, knee[1] + along - 12]), np.array([left + width, knee[1] + along + 12])
        inside = axes.bbox.x0 <= left and high[0] <= axes.bbox.x1 and axes.bbox.y0 <= low[1] and high[1] <= axes.bbox.y1
        hidden = int(((covered >= low) & (covered <= high)).all(1).sum())
        found.append((not inside, hidden, order, float(aside), float(along)))
    return min(found)[3:]


def _bars(figure: Figure, bars: Bars, width_px: int) -> None:
    """Lying, so that a name of any length can be read; the first on top."""
    figure.set_size_inches(width_px / 72, (62 + 30 * max(1, len(bars.names))) / 72)
    axes = figure.add_subplot()
    axes.grid(True, axis="x")
    values, places = _numbers(bars.values), list(range(len(bars.names)))
    axes.barh(places, values, height=0.62, color=_STAND_INS["s1"], alpha=0.85, zorder=2)
    low = _numbers(bars.low) if bars.low else values
    high = _numbers(bars.high) if bars.high else values
    if bars.low and bars.high:
        whiskers = _whiskers(values, bars.low, bars.high)
        axes.errorbar(values, places, xerr=whiskers, fmt="none", ecolor=_STAND_INS["ink"], elinewidth=1.3, zorder=3)
    digits = _digits(max((abs(value) for value in values if math.isfinite(value)), default=0.0))
    for place, value in enumerate(values):
        if not math.isnan(value):
            end = max(value, _or(high[place], value)) if value >= 0 else min(value, _or(low[place], value))
            axes.annotate(
                f"{value:,.{digits}f}".replace("-", "−"), (end, place),
                xytext=(6 if value >= 0 else -6, 0), textcoords="offset points",
                ha="left" if value >= 0 else "right", va="center",
            )  # fmt: skip
    axes.set_yticks(places, list(bars.names))
    axes.tick_params(axis="y", length=0, labelcolor=_STAND_INS["ink"])
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=_STAND_INS["muted"], linewidth=1, zorder=3)
    axes.margins(x=0.12 if min(values, default=0) >= 0 else 0.22)
    axes.set_ylim(max(1, len(places)) - 0.5, -0.5)
    axes.set_xlabel(bars.y_label)


def _or(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value


def number(value: float | None) -> str:
    """As many digits as are read: 0.823, −12.4, 1,536; “–” for none."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        told = "∞" if value > 0 else "-∞"
    elif value == int(value) and (abs(value) >= 2 or value == 0):
        told = f"{int(value):,}"
    else:
        told = f"{value:,.{_digits(abs(value))}f}"
    return told.replace("-", "−")


def _digits(largest: float) -> int:
    return 3 if largest < 10 else 1 if largest < 1000 else 0


def _inline(drawn: str, caption: str) -> str:
    """What matplotlib writes, without what a file of its own would need; its colours are the page's."""
    body = drawn[drawn.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r' id="[^"]*_[^"]*"| xmlns:?\w*="[^"]*"', "", body)  # ids that nothing points to
    body = re.sub(r"font-family: [^;\"]*; ?", "", body.replace("xlink:href", "href"))  # then it is the page's
    body = re.sub(r"#[0-9a-f]{6}\b", lambda found: _VARIABLES.get(found[0], found[0]), body)
    _, size, body = re.split(r'<svg[^>]*viewBox="([^"]*)"[^>]*>', body, maxsplit=1)
    return f'<svg viewBox="{size}" role="img" aria-label="{escape(caption)}">{body}'.strip()
