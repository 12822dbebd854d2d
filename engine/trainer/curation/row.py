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
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from engine.trainer import manifest
from engine.trainer.manifest import Problem, RowError

Split = Literal["", "train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("", "train", "dev", "test")
HELD_OUT = ("dev", "test")
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

    @property
    def held_out(self) -> bool:
        """Whether it is for evaluation."""
        return self.split in HELD_OUT

    def leave_out(self, reason: str, sentence: str) -> Row:
        """The row, marked: `reason` is "stage.key", the sentence says what is wrong with this row."""
        return replace(self, left_out={**self.left_out, reason: manifest.shown(sentence)})

    def measured(self, **scores: float) -> Row:
        """The row with these figures, rounded to four decimals, so that a manifest is the same everywhere.

        Raises ValueError for one that is not finite: JSON has none.
        """
        if unknown := [name for name, value in scores.items() if not math.isfinite(value)]:
            raise ValueError(f"not finite: {', '.join(unknown)}")
        return replace(self, scores={**self.scores, **{name: round(value, 4) for name, value in scores.items()}})


FIELDS = {item.name: item for item in dataclasses.fields(Row)}
NUMBERS = ("start_s", "end_s", "seconds")
MAPS = ("scores", "hashes", "left_out")


def to_line(row: Row, folder: Path) -> str:
    """A row as one line of a manifest that lies in `folder`."""
    return json.dumps(to_table(row, folder), ensure_ascii=False, allow_nan=False)


def to_table(row: Row, folder: Path) -> dict[str, Any]:
    """A row as the JSON object of its line: keys that say nothing are left out."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(row, name)
        if name == "audio" and value is not None:
            value = manifest.relative(os.path.realpath(value), os.path.realpath(folder))
        if name in MAPS:
            value = {key: float(value[key]) if name == "scores" else value[key] for key in sorted(value)}
        if value not in ("", None, {}, ()) and not (name == "start_s" and value == 0):
            found[name] = value
    return found


def from_line(line: bytes | str, folder: Path) -> Row:
    """A row of a manifest that lies in `folder`. Raises RowError."""
    return from_table(
        manifest.json_object(line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")), folder
    )


def from_table(table: dict[str, Any], folder: Path) -> Row:
    """A row of the JSON object of its line. Raises RowError."""
    for name in table:
        if name not in FIELDS:
            raise RowError("unknown-key", f"Unknown key “{manifest.shown(name)}”; known: {', '.join(FIELDS)}.")
    values: dict[str, Any] = {}
    for name in table:
        if name in NUMBERS:
            unknown = table[name] is None and name != "start_s"
            values[name] = None if unknown else manifest.time_value(table, name, 0.0)
        elif name == "scores":
            values[name] = _figures(table[name])
        elif name in MAPS:
            values[name] = _sentences(table, name)
        elif name == "negatives":
            values[name] = tuple(manifest.text_values(table, name))
        else:
            values[name] = manifest.text_value(table, name)
    if not values.get("id"):
        raise RowError("missing-key", "The key “id” is missing or empty.")
    for name, known in {**ORIGINS, "split": SPLITS}.items():
        if values.get(name, "") not in known:
            raise RowError("wrong-value", f"“{name}” is “{values[name]}”; known: {', '.join(filter(None, known))}.")
    if values.pop("audio", ""):
        if "\0" in table["audio"]:
            raise RowError("wrong-value", "“audio” is not the name of a file.")
        # As it stands: names may hold two spaces. A folder may be a link, and “..” is then where that leads.
        values["audio"] = Path(os.path.normpath(os.path.join(os.path.realpath(folder), table["audio"])))
    return Row(**values)


def _figures(value: object) -> dict[str, float]:
    if not isinstance(value, dict) or not all(type(entry) in (int, float) for entry in value.values()):
        raise RowError("wrong-type", "“scores” should be an object of figures.")
    for name, entry in value.items():
        if not abs(entry) <= sys.float_info.max:  # not so for NaN either
            raise RowError("wrong-value", f"The score “{manifest.shown(name)}” is not a figure.")
    return {_utf8(name, "scores"): float(entry) for name, entry in value.items()}


def _sentences(table: dict[str, Any], name: str) -> dict[str, str]:
    value = table[name]
    if not isinstance(value, dict) or not all(isinstance(entry, str) for entry in value.values()):
        raise RowError("wrong-type", f"“{name}” should be an object of texts.")
    return {_utf8(key, name): _utf8(entry, name) for key, entry in value.items()}


def _utf8(text: str, name: str) -> str:
    """The text, as it stands. Raises RowError."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RowError("not-utf8", f"“{name}” holds a character that UTF-8 does not have.") from error
    return text


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
