"""Histograms as SVG, in the colours of the page that they stand in."""

from __future__ import annotations

import math

from markupsafe import Markup

from engine.trainer.curation.figures import Histogram

WIDTH, HEIGHT = 330, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 18, 10, 42


def histogram(found: Histogram) -> Markup:
    """Bars of rows that are kept, and on them of those that are left out; axes with units."""
    measure = found.measure
    counts = [kept + out for kept, out in zip(found.kept, found.left_out, strict=True)]
    ticks = steps(0, max(counts, default=0) or 1, 4, whole=True)
    top = ticks[-1]
    wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def across(value: float) -> float:
        return _LEFT + wide * (value - measure.low) / (measure.high - measure.low)

    def up(count: float) -> float:
        return _TOP + high * (1 - count / top)

    parts = [
        Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            WIDTH, HEIGHT, f"{measure.title}: {sum(counts):,} rows"
        )
    ]
    for tick in ticks:
        parts.append(
            Markup(
                '<line class="grid" x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}"/>'
                '<text x="{}" y="{:.1f}" class="y">{}</text>'
            ).format(_LEFT, WIDTH - _RIGHT, _LEFT - 6, up(tick) + 4, f"{tick:,.0f}", y=up(tick))
        )
    for at, (kept, out) in enumerate(zip(found.kept, found.left_out, strict=True)):
        if kept or out:
            title = Markup("<title>{}</title>").format(_told(found, at, kept, out))
            x, w = across(found.edge(at)) + 0.5, wide / measure.bins - 1
            parts += [_bar("kept", x, up(kept), w, up(0) - up(kept), title)] if kept else []
            parts += [_bar("out", x, up(kept + out), w, up(kept) - up(kept + out), title)] if out else []
    for tick in steps(measure.low, measure.high, 5):
        if tick <= measure.high:
            parts.append(
                Markup(
                    '<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{}" y2="{}"/>'
                    '<text x="{x:.1f}" y="{}" class="x">{}</text>'
                ).format(up(0), up(0) + 4, up(0) + 17, f"{tick:,.{_digits(tick)}f}", x=across(tick))
            )
    parts.append(
        Markup(
            '<line class="axis" x1="{}" x2="{}" y1="{y}" y2="{y}"/><text x="{:.0f}" y="{}" class="x">{}</text></svg>'
        ).format(_LEFT, WIDTH - _RIGHT, _LEFT + wide / 2, HEIGHT - 5, measure.unit, y=up(0))
    )
    return Markup("").join(parts)


def _bar(kind: str, x: float, y: float, width: float, height: float, title: Markup) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">{}</rect>').format(
        kind, x, y, width, height, title
    )


def _told(found: Histogram, at: int, kept: int, out: int) -> str:
    digits = found.measure.digits
    low, high = f"{found.edge(at):,.{digits}f}", f"{found.edge(at + 1):,.{digits}f}"
    if at == 0:
        where = f"under {high}"
    elif at == found.measure.bins - 1:
        where = f"{low} and over"
    else:
        where = f"{low} to {high}"
    return f"{where}: {kept:,} kept, {out:,} left out"


def steps(low: float, high: float, about: int, whole: bool = False) -> list[float]:
    """Round figures from `low` to at least `high`, about so many steps apart: 1, 2 or 5 times a power of ten."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(times for times in (1, 2, 5, 10) if times * power >= rough * 0.999)
    if whole:
        step = max(1.0, step)
    first = math.ceil(low / step - 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def _digits(value: float) -> int:
    """Decimals that a round figure needs."""
    return next(digits for digits in range(5) if abs(value - round(value, digits)) < 1e-9)
