"""A folder with tables of your own, whose columns are named like the keys of a manifest."""

from __future__ import annotations

from pathlib import Path

from engine.trainer.importers import tables
from engine.trainer.importers.gathering import Gathering, time_s
from engine.trainer.importers.sounds import Sounds
from engine.trainer.manifest import RowError

_SPEECH = {"audio", "wolof"}
_TEXT = {"wolof", "french"}
_KEYS = {"id", "audio", "start_s", "end_s", "speaker", "wolof", "french", "document", "licence"}


def gather(gathering: Gathering) -> None:
    """The utterances of the tables with audio and wolof; where none has audio, pairs of those with wolof and french.

    `split` is the name of one table. Raises InputFault corpus-layout.
    """
    request = gathering.request
    found = [path for path in sorted(request.folder.glob("*")) if path.suffix.lower() in tables.SUFFIXES]
    columns = {path: set(tables.columns(path)) for path in found if request.split in ("", path.stem)}
    speech = {path: names for path, names in columns.items() if names >= _SPEECH}
    text = {path: names for path, names in columns.items() if names >= _TEXT}
    if not speech and not text:
        named = request.split or "*"
        sought = f"{named}.tsv or {named}.csv with the columns audio and wolof, or wolof and french"
        raise request.not_there(sought, {path.name for path in found})
    sounds = Sounds(request.folder)
    for path, names in (speech or text).items():
        if unread := sorted(names - _KEYS - {""}):
            gathering.notes.append(f"Columns of {path.name} that are not read: {', '.join(unread)}.")
        for number, row in tables.rows(gathering, path):
            with gathering.line(path, number):
                if speech:
                    _utterance(gathering, sounds, path, number, row)
                else:
                    gathering.pair(row["wolof"], row["french"])
    if left := sorted(path.name for path in set(text) - set(speech)) if speech else []:
        gathering.notes.append(f"Left out, having no audio: {', '.join(left)}; --split takes one table alone.")


def _utterance(gathering: Gathering, sounds: Sounds, path: Path, number: int, row: dict[str, str]) -> None:
    """Raises RowError."""
    if not row["audio"]:
        raise RowError("missing-key", "The column “audio” is empty.")
    start_s = time_s(row["start_s"], "the start") if row.get("start_s") else 0.0
    end_s = time_s(row["end_s"], "the end") if row.get("end_s") else None
    name = row["audio"] if not start_s and end_s is None else f"{row['audio']}-{round(start_s * 1000):08}"
    gathering.utterance(
        path, number, row.get("id") or name, sounds.find(row["audio"], path.parent), start_s=start_s, end_s=end_s,
        **{key: row.get(key, "") for key in ("wolof", "french", "speaker", "document", "licence")},
    )  # fmt: skip
