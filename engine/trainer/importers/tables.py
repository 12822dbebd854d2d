"""Tables as corpora come: tab-separated, comma-separated or JSON lines, read line by line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.trainer import manifest
from engine.trainer.importers.gathering import Gathering
from engine.trainer.manifest import RowError

Row = tuple[int, dict[str, str]]  # the line it begins in; value by column

SUFFIXES = (".tsv", ".csv")


def rows(gathering: Gathering, path: Path, columns: Sequence[str] = ()) -> Iterator[Row]:
    """Rows of a table; `columns` where the file has no header. What has too many values becomes a problem.

    A file .tsv is cut at tabs, and quotation marks are part of its text; another at what its first line has most of:
    tabs, semicolons or commas, and values may stand in quotation marks. Names of columns become lower-case.
    Raises InputFault file-missing, not-a-file or file-refused.
    """
    begins: list[int] = []  # of the row that is being read: with quotation marks it may take several lines

    def text() -> Iterator[str]:
        for number, line in gathering.lines(path):
            begins.append(number)
            yield line + "\n"

    reader = _reader(path, text())
    names = list(columns)
    while True:
        begins.clear()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number = begins[0]
            with gathering.line(path, number):
                raise RowError("not-a-row", f"The row cannot be read ({error}).") from error
            continue
        number = begins[0]
        if not names:
            names = [value.strip().lower() for value in values]
            continue
        if len(values) > len(names):
            with gathering.line(path, number):
                raise RowError("not-a-row", f"The row has {len(values)} values for {len(names)} columns.")
            continue
        values += [""] * (len(names) - len(values))
        yield number, {name: value.strip() for name, value in zip(names, values, strict=True) if name}


def objects(gathering: Gathering, path: Path) -> Iterator[Row]:
    """Rows of JSON lines: values that are text, the others are left out. Another line becomes a problem.

    Raises InputFault file-missing, not-a-file or file-refused.
    """
    for number, line in gathering.lines(path):
        row = None
        with gathering.line(path, number):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise RowError("not-json", f"The line is not JSON ({getattr(error, 'msg', error)}).") from error
            if not isinstance(row, dict):
                raise RowError("not-json", "The line is JSON, but not an object with keys.")
        if isinstance(row, dict):
            yield number, {name: value for name, value in row.items() if isinstance(value, str)}


def columns(path: Path) -> list[str]:
    """Names of the columns of a table, lower-case; none where its first line cannot be read as a row.

    Raises InputFault file-missing, not-a-file or file-refused.
    """
    first = _first_line(path)
    try:
        text = first.decode("utf-8")
    except UnicodeDecodeError:
        text = first.decode("cp1252", "replace")
    try:
        cut = next(_reader(path, iter([text])), [])
    except csv.Error:
        return []
    return [name.strip().lower() for name in cut]


def _reader(path: Path, lines: Iterator[str]) -> Iterator[list[str]]:
    if path.suffix.lower() == ".tsv":
        return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    first = _first_line(path)
    separator = max("\t;,", key=lambda mark: first.count(mark.encode()))
    return csv.reader(lines, delimiter=separator, strict=True)


def _first_line(path: Path) -> bytes:
    return next(manifest.numbered_lines(path), (0, b""))[1].rstrip(b"\r")
