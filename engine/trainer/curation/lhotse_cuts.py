"""Rows as cuts of lhotse, `*.cuts.jsonl.gz`: a row is a piece of its sound file, with one supervision.

    for cut in lhotse.CutSet.from_file("rows.cuts.jsonl.gz"):
        cut.supervisions[0].text, cut.supervisions[0].custom["french"]

What lhotse has no word for stands in `custom` of the supervision, by the names of a row; one that is left out is there
too: `cuts.filter(lambda cut: "left_out" not in cut.supervisions[0].custom)`. Sound is named by its full path, as lhotse
looks for it from whatever folder it runs in. A text without sound is no cut.
https://lhotse.readthedocs.io/en/latest/cuts.html
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine import recording
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.manifest import Problem, RowError
from faults import InputFault

WOLOF = ("wol", "wo", "wolof")
_OF_LHOTSE = ("id", "audio", "start_s", "speaker", "wolof")  # keys of a row that lhotse has a word for
# What lhotse raises for a file that is not of cuts.
_DAMAGED = (
    gzip.BadGzipFile, zlib.error, EOFError, ValueError, TypeError, KeyError, AttributeError, AssertionError,
)  # fmt: skip
_SLACK_S = 0.02  # that a written time may lie past the end of its file


def write(path: Path, given: Iterable[Row], folder: Path, problems: list[Problem]) -> int:
    """Write rows; returns how many. A row that has no sound, or none that can be read, goes to `problems`.

    Raises OSError.
    """
    count = 0
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:  # same rows, same bytes
        for number, row in enumerate(given, start=1):
            try:
                cut = _cut(row, folder)
            except RowError as bad:
                problems.append(Problem(path, number, bad.key, f"“{row.id}”: {bad.what}"))
                continue
            file.write(json.dumps(cut.to_dict(), ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def read(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """A row for each supervision, or for the cut where it has none; what is none goes to `problems`.

    Raises InputFault format-damaged, and OSError.
    """
    from lhotse import CutSet

    try:
        for number, cut in enumerate(CutSet.from_jsonl_lazy(path), start=1):
            for supervision in getattr(cut, "supervisions", None) or [None]:
                try:
                    yield rows.from_table(_table(cut, supervision, path.parent), path.parent)
                except RowError as bad:
                    problems.append(Problem(path, number, bad.key, bad.what))
    except _DAMAGED as error:
        raise InputFault("format-damaged", path=path, kind="lhotse", why=str(error).partition("\n")[0]) from error


def _cut(row: Row, folder: Path) -> Any:
    """Raises RowError."""
    from lhotse import MonoCut, MultiCut, SupervisionSegment

    if row.audio is None:
        raise RowError("no-sound", "It is a text without sound.")
    sound = _recording(row.audio, folder)
    end_s = sound.duration if row.end_s is None else min(row.end_s, sound.duration)
    if (row.end_s or 0) > sound.duration + _SLACK_S or row.start_s >= end_s:
        raise RowError("past-the-end", f"It is not within its sound, which is {sound.duration:.2f} s long.")
    kind, channel = (MonoCut, 0) if sound.num_channels == 1 else (MultiCut, list(sound.channel_ids))
    duration = end_s - row.start_s
    said = SupervisionSegment(
        row.id, sound.id, 0.0, duration, channel, row.wolof or None, WOLOF[0], row.speaker or None,
        custom={name: value for name, value in rows.to_table(row, folder).items() if name not in _OF_LHOTSE},
    )  # fmt: skip
    return kind(row.id, row.start_s, duration, channel, supervisions=[said], recording=sound)


@functools.lru_cache(maxsize=1024)
def _recording(audio: Path, folder: Path) -> Any:
    """Raises RowError."""
    import soundfile
    from lhotse import AudioSource, Recording

    try:
        recording.seconds(audio)
    except InputFault as fault:
        raise RowError(fault.key, fault.sentence("en")) from fault
    header = soundfile.info(audio)
    path, channels = os.path.realpath(audio), list(range(header.channels))
    source = AudioSource("file", channels, path)
    name = Path(os.path.relpath(path, os.path.realpath(folder))).as_posix()
    return Recording(name, [source], header.samplerate, header.frames, header.frames / header.samplerate, channels)


def _table(cut: Any, said: Any, folder: Path) -> dict[str, Any]:
    """A row as the JSON object of its line, of a cut and one of its supervisions. Raises RowError."""
    sound = getattr(cut, "recording", None)
    if sound is None or len(sound.sources) != 1 or sound.sources[0].type != "file":
        raise RowError("no-sound", f"The cut “{cut.id}” is not of one sound file.")
    audio = Path(sound.sources[0].source)
    table = {"id": cut.id, "audio": str(audio.resolve() if audio.exists() else folder / audio)}
    start_s, seconds = cut.start, cut.duration
    custom: dict[str, Any] = {}
    if said is not None:
        if (said.language or WOLOF[0]).lower() not in WOLOF:
            raise RowError("wrong-value", f"“{said.id}” is in “{said.language}”, not in Wolof.")
        table |= {"id": said.id, "wolof": said.text or "", "speaker": said.speaker or ""}
        start_s, seconds = start_s + said.start, said.duration
        custom = {name: value for name, value in (said.custom or {}).items() if name in rows.FIELDS}
    if not _agrees(custom.get("seconds"), seconds):  # it was cut anew since
        del custom["seconds"]
    if not _agrees(custom.get("end_s", sound.duration), start_s + seconds):
        custom["end_s"] = round(start_s + seconds, 6)
    return {**custom, **table, "start_s": round(start_s, 6) if said is not None and said.start else start_s}


def _agrees(written: object, heard_s: float) -> bool:
    """Whether a time that a row came with, if it did, still holds."""
    return not isinstance(written, int | float) or abs(written - heard_s) <= 2 * _SLACK_S
