"""One row of the data line: something said in Wolof, or a Wolof text that may yet be said, and all that is known of it.

A manifest is JSON lines, UTF-8, one row a line; a key that says nothing is left out:
    {"id": "radio-0001-00012340", "audio": "sound/5f/5f0c….flac", "start_s": 12.34, "end_s": 17.1, "seconds": 4.76,
     "speaker": "radio-anchor", "wolof": "Naka lañuy faj sibbiru?", "wolof_from": "human",
     "french": "Comment soigne-t-on le paludisme ?", "french_from": "mined", "document": "sante/paludisme",
     "split": "train", "source": "radio", "licence": "CC BY 4.0", "scores": {"snr_db": 18.2, "speech_share": 0.94},
     "hashes": {"file": "…"}, "left_out": {"filter.too-fast": "31 characters a second; at most 28."}}
`audio` is relative to the manifest's folder. A row that is left out stays in every later manifest, with the reason;
nothing is deleted. The trainer reads the same file: engine.trainer.manifest.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from engine.trainer import manifest
from engine.trainer.manifest import Problem, RowError

Split = Literal["", "train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("", "train", "dev", "test")
ORIGINS = {
    "wolof_from": ("", "human", "recognised"),
    "french_from": ("", "human", "translated", "mined"),
}


@dataclass(frozen=True)
class Row:
    """`audio` None: a text alone. `end_s` None: the end of the file. Empty texts and names are not known.

    scores are figures that stages measured, by name and unit; hashes are of the file as it was found ("file"), of its
    samples ("sound") and other forms by which the same thing is found again; left_out says why a row is not used, by
    "stage.reason".
    """

    id: str
    audio: Path | None = None
    start_s: float = 0.0
    end_s: float | None = None
    seconds: float | None = None
    """How long it lasts; None until it was decoded."""
    speaker: str = ""
    voice: str = ""
    """The synthesiser that says it ("kokoro", "espeak"); empty: a person."""
    wolof: str = ""
    wolof_from: str = ""
    """Who wrote that: "human" or "recognised"."""
    written: str = ""
    """The Wolof as it came, where its spelling was changed."""
    french: str = ""
    french_from: str = ""
    """Where that is from: "human", "translated" or "mined"."""
    document: str = ""
    parent: str = ""
    """The id of the recording that it was cut from."""
    split: str = ""
    """ "train", "dev" or "test"; a source may say so before the stage that splits."""
    source: str = ""
    licence: str = ""
    negatives: tuple[str, ...] = ()
    """French texts that are like the right one and are not."""
    scores: Mapping[str, float] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        return not self.left_out

    def leave_out(self, reason: str, sentence: str) -> Row:
        """The row, marked: `reason` is "stage.key", the sentence says what is wrong with this row."""
        return replace(self, left_out={**self.left_out, reason: sentence})

    def measured(self, **scores: float) -> Row:
        """The row with these figures, rounded to four decimals, so that a manifest is the same everywhere."""
        return replace(self, scores={**self.scores, **{name: round(value, 4) for name, value in scores.items()}})


_FIELDS = {item.name: item for item in dataclasses.fields(Row)}
_NUMBERS = ("start_s", "end_s", "seconds")
_TABLES: dict[str, type | tuple[type, ...]] = {"scores": (int, float), "hashes": str, "left_out": str}


def to_line(row: Row, folder: Path) -> str:
    """A row as one line of a manifest that lies in `folder`."""
    found: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(row, name)
        if name == "audio" and value is not None:
            value = manifest.relative(os.path.realpath(value), os.path.realpath(folder))
        if name in _TABLES:
            value = dict(sorted(value.items()))
        if value not in ("", None, {}, ()) and not (name == "start_s" and value == 0):
            found[name] = value
    return json.dumps(found, ensure_ascii=False)


def from_line(line: bytes | str, folder: Path) -> Row:
    """A row of a manifest that lies in `folder`. Raises RowError."""
    table = manifest.json_object(line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass"))
    for name in table:
        if name not in _FIELDS:
            raise RowError("unknown-key", f"Unknown key “{manifest.shown(name)}”; known: {', '.join(_FIELDS)}.")
    values: dict[str, Any] = {}
    for name in table:
        if name in _NUMBERS:
            values[name] = None if table[name] is None else manifest.time_value(table, name, 0.0)
        elif name in _TABLES:
            values[name] = _table(table, name, _TABLES[name])
        elif name == "negatives":
            values[name] = tuple(_texts(table, name))
        else:
            values[name] = manifest.text_value(table, name)
    if not values.get("id"):
        raise RowError("missing-key", "The key “id” is missing or empty.")
    for name, known in {**ORIGINS, "split": SPLITS}.items():
        if values.get(name, "") not in known:
            raise RowError("wrong-value", f"“{name}” is “{values[name]}”; known: {', '.join(filter(None, known))}.")
    if values.pop("audio", ""):
        values["audio"] = Path(os.path.normpath(folder / table["audio"]))  # as it stands: names may hold two spaces
    return Row(**values)


def _table(row: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> dict[str, Any]:
    value = row[name]
    if not isinstance(value, dict) or not all(
        isinstance(entry, kind) and not isinstance(entry, bool) for entry in value.values()
    ):
        raise RowError("wrong-type", f"“{name}” should be an object of {'figures' if name == 'scores' else 'texts'}.")
    return value


def _texts(row: dict[str, Any], name: str) -> list[str]:
    if not isinstance(row[name], list):
        raise RowError("wrong-type", f"“{name}” should be a list of texts.")
    return [manifest.text_value({name: entry}, name) for entry in row[name]]


def read(path: Path, problems: list[Problem] | None = None) -> Iterator[Row]:
    """Rows of a manifest, one after the other; a line that is none goes to `problems`, or is raised as RowError.

    Raises InputFault file-missing, not-a-file or file-refused.
    """
    for number, line in manifest.numbered_lines(path):
        try:
            yield from_line(line, Path(path).parent)
        except RowError as bad:
            if problems is None:
                raise
            problems.append(Problem(Path(path), number, bad.key, bad.what))


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a manifest, all of it or nothing. Raises InputFault disk-full or not-writable."""
    manifest.write_lines(path, (to_line(row, Path(path).parent) for row in rows))
