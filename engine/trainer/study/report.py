"""The report of a study: one page with plots and tables, a Markdown summary, and a few lines for the terminal.

The page holds all that it shows and asks nothing of a network; its own policy forbids scripts and requests. The same
findings give the same bytes.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from corpus.whole_file import whole_file
from engine.trainer import pages
from engine.trainer.curation.report import hours, some
from engine.trainer.study import plots, summary
from engine.trainer.study.blocks import Aim, Bars, Block, Line, Plot, Table, Text

if TYPE_CHECKING:
    from engine.trainer.study.context import Context
    from engine.trainer.study.study import Findings

PAGE, SUMMARY = "report.html", "summary.md"
_MOST_POINTS = 60  # of a plot, to be read as a table beneath it
_WIDTH = 100  # of what is told in the terminal


@dataclass(frozen=True)
class Figure:
    """A plot as it is drawn, and what it was drawn from."""

    caption: str
    svg: Markup
    points: Table | None


@dataclass(frozen=True)
class Shown:
    """A piece of a section: one of the three."""

    text: str = ""
    table: Table | None = None
    figures: Sequence[Figure] = ()


@dataclass(frozen=True)
class Section:
    """A part, as the page shows it."""

    name: str
    title: str
    fault: str
    seconds: float
    shown: list[Shown] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)


def write(out: Path, context: Context, findings: Sequence[Findings]) -> str:
    """Write report.html and summary.md into `out`; returns what is told in the terminal.

    Raises InputFault disk-full, not-writable.
    """
    sections = [_section(one) for one in findings]
    about = studied(context)
    page = _template().render(
        name=_named(context), about=about, trial=trial(context), sections=sections, aims=_aims(sections)
    )
    _write(out / PAGE, page + "\n")
    _write(out / SUMMARY, _summary(context, about, sections, findings))
    return _told(out, context, sections)


def _write(path: Path, text: str) -> None:
    with whole_file(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _named(context: Context) -> str:
    return f"{context.bundle.manifest.name} {context.bundle.manifest.version}"


def studied(context: Context) -> str:
    """What was studied, in a few sentences."""
    manifest, settings = context.bundle.manifest, context.settings
    dims = ", ".join(map(str, manifest.dims))
    return (
        f"A {manifest.architecture} model in {manifest.precision}, {context.bundle.size_bytes / 1e6:.0f} MB. "
        f"Its vectors have {manifest.full_dim} dims, and any prefix of {dims} is one too; it ships with "
        f"{manifest.default_dim}. Intervals are of 95 %, by a bootstrap of {settings.draws:,} draws."
    )


def trial(context: Context) -> str:
    """A warning where not everything was asked."""
    if not context.settings.clips:
        return ""
    most = some(context.settings.clips, "recording")
    return f"A trial: of each evaluation set at most {most} was asked. These are no figures of the model."


def _section(one: Findings) -> Section:
    if one.found is None:
        return Section(one.name, one.part.TITLE, one.fault, one.seconds)
    shown = list(_shown(one.part.blocks(one.found)))
    return Section(one.name, one.part.TITLE, "", one.seconds, shown, list(one.part.aims(one.found)))


def _aims(sections: Sequence[Section]) -> list[tuple[Section, Aim]]:
    return [(section, aim) for section in sections for aim in section.aims]


def _shown(blocks: Iterator[Block]) -> Iterator[Shown]:
    """Plots that follow each other stand in pairs; one that is left over has the row to itself."""
    for drawn, group in groupby(blocks, lambda block: isinstance(block, Plot | Bars)):
        if drawn:
            row: list[Plot | Bars] = [block for block in group if isinstance(block, Plot | Bars)]
            for start in range(0, len(row), 2):
                pair = row[start : start + 2]
                width_px = plots.HALF_PX if len(pair) == 2 else plots.WIDE_PX
                yield Shown(figures=[_figure(block, width_px) for block in pair])
            continue
        for block in group:
            if isinstance(block, Text):
                yield Shown(text=block.text)
            elif isinstance(block, Table):
                yield Shown(table=block)


def _figure(block: Plot | Bars, width_px: int) -> Figure:
    return Figure(
        block.caption, Markup(plots.svg(block, width_px)), _points(block) if isinstance(block, Plot) else None
    )


def _points(plot: Plot) -> Table | None:
    """A plot's figures, x by x; bars have theirs written beside them."""
    if not plot.lines or sum(len(line.x) for line in plot.lines) > _MOST_POINTS:
        return None
    xs = sorted({x for line in plot.lines for x in line.x})
    columns = [_by_x(line) for line in plot.lines]
    rows = [(plots.number(x), *(", ".join(column.get(x, [])) for column in columns)) for x in xs]
    return Table("", (plot.x_label, *(line.name or plot.y_label for line in plot.lines)), rows)


def _by_x(line: Line) -> dict[float, list[str]]:
    cells: dict[float, list[str]] = {}
    for place, (x, y) in enumerate(zip(line.x, line.y, strict=True)):
        between = ""
        if line.low and line.high:
            between = f" ({plots.number(line.low[place])} to {plots.number(line.high[place])})"
        cells.setdefault(x, []).append(plots.number(y) + between)
    return cells


def _summary(context: Context, about: str, sections: Sequence[Section], findings: Sequence[Findings]) -> str:
    pieces = [summary.plain(f"{_named(context)}: {about[0].lower()}{about[1:]}")]
    if warning := trial(context):
        pieces.append(f"**{warning}**")
    if aims := [aim for _, aim in _aims(sections)]:
        pieces.append(summary.aims_table(aims))
    for section, one in zip(sections, findings, strict=True):
        pieces.append(f"### {summary.plain(section.title)}")
        if one.found is None:
            pieces.append(f"Not measured: {summary.plain(section.fault)}")
        else:
            pieces.append(summary.markdown(one.part.summary(one.found)))
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _told(out: Path, context: Context, sections: Sequence[Section]) -> str:
    aims = [aim for _, aim in _aims(sections)]
    lines = [f"{_named(context)}: {out / PAGE}", *([warning] if (warning := trial(context)) else [])]
    if aims:
        lines += ["", f"{sum(aim.reached for aim in aims)} of {len(aims)} figures that were asked for are reached."]
    wide = [max((len(text) for text in texts), default=0) for texts in zip(*map(_cells, aims), strict=True)]
    for aim in aims:
        lines.append(
            "  " + "  ".join(f"{text:<{width}}" for text, width in zip(_cells(aim), wide, strict=True)).rstrip()
        )
        if aim.else_:
            indent = " " * (wide[0] + 4)
            lines += textwrap.wrap(aim.else_, _WIDTH, initial_indent=indent, subsequent_indent=indent)
    if missing := [section for section in sections if section.fault]:
        lines += ["", "Not measured:", *(f"  {section.name}: {section.fault}" for section in missing)]
    return "\n".join(lines)


def _cells(aim: Aim) -> tuple[str, str, str, str]:
    return "reached" if aim.reached else "NOT REACHED", aim.what, f"asked {aim.asked}", f"found {aim.found}"


def inline(text: str) -> Markup:
    """`code` and **weight**, the two marks that a README shows as well."""
    parts = re.split(r"(`[^`]+`|\*\*[^*]+\*\*)", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part[1:-1]) if part.startswith("`") and len(part) > 2
        else Markup("<b>{}</b>").format(part[2:-2]) if part.startswith("**") and len(part) > 4
        else escape(part)
        for part in parts
    )  # fmt: skip


def whole(text: Markup) -> Markup:
    """An interval is not broken at the end of a line."""
    return Markup(re.sub(r"\([^()<>]{1,24}\)", r'<span class="whole">\g<0></span>', str(text)))


def numeric(table: Table) -> list[bool]:
    """Which columns hold figures, to be set flush right."""
    columns = [[summary.cell(row[place]) for row in table.rows if place < len(row)] for place in range(len(table.head))]
    return [
        bool(column) and all(re.match(r"[<>≤≥≈~±+−–-]?\s?\.?\d|[–—]?$", text) for text in column) for column in columns
    ]


@functools.cache
def _template() -> Any:
    filters: dict[str, Callable[..., Any]] = {
        "hours": hours,
        "cell": summary.cell,
        "inline": inline,
        "numeric": numeric,
        "whole": whole,
    }
    return pages.template(Path(__file__).with_name("report.html.j2"), filters)
