"""Rows as Parquet, which `datasets` reads with its types: one column for each key of a row, none where it says nothing.

    datasets.load_dataset("parquet", data_files="rows.parquet")

`audio` is relative to the folder of the file, as in a manifest. `datasets` knows no maps: scores, hashes and left_out
are lists of {"name", "value"}.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.manifest import Problem, RowError
from faults import InputFault

ROWS_AT_ONCE = 10_000  # of a row group: what is in memory


def write(path: Path, given: Iterable[Row], folder: Path) -> int:
    """Write rows; returns how many. `folder` is where the sound is relative to. Raises OSError."""
    import pyarrow as arrow
    from pyarrow import parquet

    schema = _features().arrow_schema
    source, count = iter(given), 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        while group := [_record(row, folder) for row in itertools.islice(source, ROWS_AT_ONCE)]:
            file.write_table(arrow.Table.from_pylist(group, schema))
            count += len(group)
    return count


def read(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """Rows, one after the other; what is none goes to `problems`, by the number of its row.

    Raises InputFault format-damaged, and OSError.
    """
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(ROWS_AT_ONCE):
                for record in batch.to_pylist():
                    number += 1
                    try:
                        yield rows.from_table(_table(record), path.parent)
                    except RowError as bad:
                        problems.append(Problem(path, number, bad.key, bad.what))
    except arrow.ArrowException as error:
        raise InputFault("format-damaged", path=path, kind="Parquet", why=str(error).partition("\n")[0]) from error


def _features() -> Any:
    from datasets import Features, List, Value

    text = Value("string")
    kinds: dict[str, Any] = {name: text for name in rows.FIELDS}
    kinds |= {name: Value("float64") for name in rows.NUMBERS}
    kinds |= {name: List({"name": text, "value": text}) for name in rows.MAPS}
    kinds |= {"scores": List({"name": text, "value": Value("float64")}), "negatives": List(text)}
    return Features(kinds)


def _record(row: Row, folder: Path) -> dict[str, Any]:
    table = {"start_s": row.start_s, **rows.to_table(row, folder)}
    for name in rows.MAPS:
        table[name] = [{"name": key, "value": value} for key, value in table.get(name, {}).items()]
    table.setdefault("negatives", [])
    return table


def _table(record: dict[str, Any]) -> dict[str, Any]:
    """The keys of a record that say something. Raises RowError."""
    table = {name: value for name, value in record.items() if value not in (None, [])}
    for name in rows.MAPS:
        if name in table:
            try:
                table[name] = {entry["name"]: entry["value"] for entry in table[name]}
            except (TypeError, KeyError) as error:
                raise RowError("wrong-type", f"“{name}” should be a list of names and values.") from error
    return table
