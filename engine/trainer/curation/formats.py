"""Rows from one format to another: JSON lines, Parquet, cuts of lhotse. The suffix says which."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.whole_file import disk_fault
from engine.trainer import manifest
from engine.trainer.curation import lhotse_cuts, parquet
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.manifest import Problem
from engine.trainer.progress import tell, watched
from faults import InputFault

CUTS, PARQUET, LINES = SUFFIXES = (".cuts.jsonl.gz", ".parquet", ".jsonl")
SAID = 20  # of the rows that are left out; the others are counted


def convert(source: Path, target: Path, say: Callable[[str], None] = tell) -> int:
    """Write the rows of one file into another, all of it or nothing, a few at a time; returns how many.

    What is no row, or cannot stand in the other format, is said and left out. Sound stays where it is.
    Raises InputFault format-unknown, format-damaged, file-missing, not-a-file, file-refused, disk-full or not-writable.
    """
    source, target = Path(source), Path(target)
    kind = _kind(target)
    problems: list[Problem] = []
    given = watched(read(source, problems), f"{target.name}, rows", say)
    with _whole(target) as beside:
        if kind == PARQUET:
            count = parquet.write(beside, given, target.parent)
        elif kind == CUTS:
            count = lhotse_cuts.write(beside, given, target.parent, problems)
        else:
            count = _write_lines(beside, given, target.parent)
    for problem in problems[:SAID]:
        say(str(problem))
    if len(problems) > SAID:
        say(f"{len(problems) - SAID:,} others are left out: {manifest.counts(problems)}")
    return count


def read(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """The rows of a file, a few in memory at a time; what is none goes to `problems`.

    Raises InputFault format-unknown, format-damaged, file-missing, not-a-file or file-refused.
    """
    kind = _kind(path)
    with manifest.opened(path):
        if kind == PARQUET:
            yield from parquet.read(path, problems)
        elif kind == CUTS:
            yield from lhotse_cuts.read(path, problems)
        else:
            yield from rows.read(path, problems)


def _kind(path: Path) -> str:
    for suffix in SUFFIXES:
        if path.name.endswith(suffix):
            return suffix
    raise InputFault("format-unknown", path=path, known=", ".join(SUFFIXES))


def _write_lines(path: Path, given: Iterable[Row], folder: Path) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for row in given if file.write(rows.to_line(row, folder) + "\n"))


@contextlib.contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A file beside the target, which takes its place at the end. Raises InputFault disk-full or not-writable."""
    beside = target.with_name(f"part.{target.name}")
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise disk_fault(error, target.parent) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
