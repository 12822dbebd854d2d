"""A study in Markdown: how it stands with what was asked for, and the little that each part has to say in a README.
Plots are left to the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus.whole_file import whole_file
from engine.trainer import tables
from engine.trainer.study.blocks import Aim, Block, Table, Text
from engine.trainer.study.plots import number
from faults import InputFault

BEGIN, END = "<!-- study -->", "<!-- /study -->"


def markdown(blocks: Iterable[Block]) -> str:
    """Texts and tables; what can only be looked at is left out."""
    return "\n\n".join(_blocks(blocks))


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Text):
            yield plain(block.text)
        elif isinstance(block, Table):
            if block.caption:
                yield plain(block.caption)
            yield tables.markdown(_cells(block.head), [_cells(row) for row in block.rows])


def aims_table(aims: Sequence[Aim]) -> str:
    rows = [(aim.what, aim.asked, aim.found, f"{'yes' if aim.reached else '**no**'}{_else(aim)}") for aim in aims]
    return markdown([Table("", ("What was asked of it", "asked", "found", "reached"), rows)])


def _else(aim: Aim) -> str:
    return f": {aim.else_}" if aim.else_ else ""


def cell(value: object) -> str:
    """What a table shows of a value that its part left as it was."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, float):
        return number(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _cells(values: Sequence[object]) -> list[str]:
    return [plain(cell(value)) for value in values]


def plain(text: str) -> str:
    """On one line, and no HTML: what stands in a corpus cannot end the summary or make a page."""
    return " ".join(text.split()).replace("<", "&lt;")


def insert(path: Path, text: str) -> None:
    """Put `text` between the marks of a Markdown file; everything else stays, byte for byte.

    Raises InputFault file-missing, file-refused, summary-marks, disk-full, not-writable.
    """
    before, after, line_end = surroundings(path)
    body = f"\n{text.strip()}\n".replace("\n", line_end)
    with whole_file(path.resolve()) as file:
        file.write(before + BEGIN.encode() + body.encode() + END.encode() + after)


def surroundings(path: Path) -> tuple[bytes, bytes, str]:
    """What stands before and after the marks, and how the file ends its lines. Raises as insert does."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputFault("file-missing", path=path) from error
    except OSError as error:
        raise InputFault("file-refused", path=path, why=error.strerror) from error
    before, begin, rest = content.partition(BEGIN.encode())
    _, end, after = rest.partition(END.encode())
    if not (begin and end) or content.count(begin) > 1 or content.count(end) > 1:
        raise InputFault("summary-marks", path=path, begin=BEGIN, end=END)
    return before, after, "\r\n" if b"\r\n" in content else "\n"
