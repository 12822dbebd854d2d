"""What people who use the application recorded and agreed to give: a folder that the application exports.

    manifest.jsonl      rows of the data line (curation/row.py), one a line
    sound/…             their sound, in the same folder or below

    {"id": "5f0c3a9e", "audio": "sound/5f0c3a9e.flac", "speaker": "b41d77", "wolof": "Naka lañuy faj sibbiru?",
     "wolof_from": "human", "document": "sante/paludisme", "licence": "CC BY 4.0, consent form 1 of 2025-03-01"}

`id`, `audio` and `licence` are needed. `licence` says what the speaker agreed to; a row without one is not taken, and
nothing that whoever imports says stands in for it. `audio` is written with “/”, seen from the folder, and may not lead
out of it, by “..” or a link: an export cannot make other files of the computer part of a corpus. `wolof` may be absent:
nobody wrote what is said. `document` is the page that the speaker confirmed as an answer; its absence means that none
was. Ids and speakers are random, not names, and stay as they are: the same in each export of one computer.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from engine.trainer import manifest
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.importers.gathering import Gathering
from engine.trainer.manifest import RowError

MANIFEST = "manifest.jsonl"


def gather(gathering: Gathering) -> None:
    """The rows that were consented to and whose sound is there; an export has no parts.

    Raises InputFault corpus-layout, file-refused.
    """
    request = gathering.request
    path = request.folder / MANIFEST
    if request.split:
        raise request.not_there(f"a part “{request.split}” of an export, which has none,")
    if not os.path.isfile(path):
        raise request.not_there(MANIFEST)
    for number, line in manifest.numbered_lines(path):
        with gathering.line(path, number):
            row = _row(line, request.folder)
            speaker = (
                f"{request.speaker_prefix}-{row.speaker}" if request.speaker_prefix and row.speaker else row.speaker
            )
            row = replace(row, speaker=speaker, source=row.source or request.source)
            gathering.add(row, f"{MANIFEST}, line {number},")


def _row(line: bytes, folder: Path) -> Row:
    """Raises RowError, among them consent-missing, outside-folder and file-missing."""
    table = manifest.json_object(line)
    row = rows.from_table(table, folder)
    if not row.licence:
        raise RowError("consent-missing", "“licence” is missing or empty: nothing says what the speaker agreed to.")
    if row.audio is None:
        raise RowError("missing-key", "The key “audio” is missing or empty.")
    written = table["audio"]
    inside = Path(os.path.realpath(row.audio)).is_relative_to(os.path.realpath(folder))
    if not inside or _leads_out(written):
        raise RowError("outside-folder", f"“{written}” is not in the folder of the export.")
    if not os.path.isfile(row.audio):
        raise RowError("file-missing", f"There is no file “{written}”.")
    return row


def _leads_out(written: str) -> bool:
    """Whether a path begins elsewhere or goes up, on any system."""
    windows = PureWindowsPath(written)
    return bool(windows.anchor) or ".." in windows.parts or PurePosixPath(written).is_absolute()
