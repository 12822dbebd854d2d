"""Kaldi data folders (https://kaldi-asr.org/doc/data_prep.html), such as those of ALFFA, OpenSLR 25.

`text` says what was said, `wav.scp` where the sound is, `utt2spk` who spoke, `segments`, if there, from when to when.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from engine.trainer.importers.gathering import Gathering, time_s
from engine.trainer.importers.sounds import Sounds
from engine.trainer.manifest import RowError

# Commands that give the sound of a file as it is: the file is read instead.
_PLAIN = {"cat": set(), "flac": {"-c", "-d", "-s", "-cd", "-dc", "-cds", "-dcs", "--stdout", "--decode", "--silent"}}


@dataclass(frozen=True)
class _Piece:
    """Of a recording; `end_s` None is its end."""

    recording: str
    start_s: float = 0.0
    end_s: float | None = None


def gather(gathering: Gathering) -> None:
    """The utterances of one data folder. Raises InputFault corpus-layout."""
    folder = _data_folder(gathering)
    sounds, refused = _sounds(gathering, folder)
    pieces = _pieces(gathering, folder)
    speakers = {}
    if (folder / "utt2spk").is_file():
        for number, line in gathering.lines(folder / "utt2spk"):
            with gathering.line(folder / "utt2spk", number):
                name, speaker = _cut(line, 2)
                speakers[name] = speaker
    else:
        gathering.notes.append("There is no utt2spk: nothing says who speaks.")
    lost = 0
    for number, line in gathering.lines(folder / "text"):
        name, wolof = _first_word(line)
        piece = _Piece(name) if pieces is None else pieces.get(name)
        if piece is not None and piece.recording in refused:
            lost += 1  # the line of wav.scp is listed
            continue
        with gathering.line(folder / "text", number):
            if piece is None or piece.recording not in sounds:
                where = "wav.scp" if pieces is None or piece else "segments"
                raise RowError("sound-not-named", f"“{name}” stands in no usable line of {where}.")
            gathering.utterance(
                folder / "text", number, name, sounds[piece.recording], wolof=wolof,
                speaker=speakers.get(name, ""), start_s=piece.start_s, end_s=piece.end_s,
            )  # fmt: skip
    if lost:
        gathering.notes.append(f"{lost} utterances are left out with the sound that wav.scp does not name.")


def _data_folder(gathering: Gathering) -> Path:
    """The folder itself, or the one folder below it that is named like the part that is wanted."""
    request = gathering.request
    found = []
    for folder, folders, files in os.walk(request.folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))  # Kaldi keeps .backup
        if {"text", "wav.scp"} <= set(files):
            found.append(Path(folder))
    if request.folder in found and not request.split:
        return request.folder
    named = [folder for folder in found if folder.resolve().name == request.part]
    parts = {str(folder.relative_to(request.folder)) for folder in found}
    if len(named) != 1:
        raise request.not_there(f"one folder “{request.part}” with text and wav.scp", parts)
    if others := sorted(parts - {str(named[0].relative_to(request.folder))}):
        gathering.notes.append(f"Only “{request.part}” is imported; --split takes another: {', '.join(others)}.")
    return named[0]


def _sounds(gathering: Gathering, folder: Path) -> tuple[dict[str, Path], set[str]]:
    """Sound file by recording, and the recordings whose line is a problem."""
    whole = Sounds(gathering.request.folder)
    path = folder / "wav.scp"
    found, refused = {}, set()
    for number, line in gathering.lines(path):
        name, entry = _first_word(line)
        refused.add(name)
        with gathering.line(path, number):
            found[name] = whole.find(_named_file(entry), folder, gathering.request.folder)
            refused.remove(name)
    return found, refused


def _named_file(entry: str) -> str:
    """The file that an entry of wav.scp names. Raises RowError sound-command for a command that changes the sound."""
    if not entry:
        raise RowError("not-a-row", "No sound is named.")
    if not entry.endswith("|"):
        return entry
    try:
        command, *words = shlex.split(entry[:-1])
    except ValueError:
        command, words = "", []
    files = [word for word in words if not word.startswith("-")]
    plain = _PLAIN.get(os.path.basename(command))
    if plain is None or len(files) != 1 or not set(words) - set(files) <= plain:
        raise RowError("sound-command", f"“{entry}” is a command: run it, keep what it gives, and name that file.")
    return files[0]


def _pieces(gathering: Gathering, folder: Path) -> dict[str, _Piece] | None:
    """Piece by utterance; None where every recording is one utterance."""
    path = folder / "segments"
    if not path.is_file():
        return None
    found = {}
    for number, line in gathering.lines(path):
        with gathering.line(path, number):
            name, recording, start, end = _cut(line, 4)
            end_s = None if end in ("-1", "-1.0") else time_s(end, "the end")  # -1 is the end of the file
            found[name] = _Piece(recording, time_s(start, "the start"), end_s)
    return found


def _first_word(line: str) -> tuple[str, str]:
    """The word that a line begins with, and the rest."""
    first, _, rest = line.strip().replace("\t", " ", 1).partition(" ")
    return first, rest.strip()


def _cut(line: str, count: int) -> list[str]:
    """The words of a line. Raises RowError not-a-row where there are others than `count`."""
    words = line.split()
    if len(words) != count:
        raise RowError("not-a-row", f"The line has {len(words)} values instead of {count}.")
    return words
