"""A plain folder of sound of which nobody wrote what is said: programmes of a radio, voice messages, interviews.

Which of it can be decoded, and what is said, the data line finds out (`laaj-trainer curate`).
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path, PurePath

from engine.trainer import manifest
from engine.trainer.importers.gathering import Gathering
from engine.trainer.manifest import RowError

# What libsndfile or FFmpeg reads, video with sound too.
SUFFIXES = frozenset((
    ".3g2", ".3gp", ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".amr", ".ape", ".au", ".avi", ".caf", ".flac", ".m4a",
    ".m4b", ".m4v", ".mka", ".mkv", ".mov", ".mp2", ".mp3", ".mp4", ".mpeg", ".mpg", ".oga", ".ogg", ".ogv", ".opus",
    ".rf64", ".snd", ".sph", ".spx", ".w64", ".wav", ".weba", ".webm", ".wma", ".wmv", ".wv",
))  # fmt: skip
_KINDS_NAMED = 8


def gather(gathering: Gathering) -> None:
    """Every sound file below the folder, by path; `split` is a folder that they have to lie in.

    What begins with a dot is left out; a folder that is a link is not looked into, for it may lead back.
    Raises InputFault corpus-layout.
    """
    request = gathering.request
    found = _files(gathering)
    if request.split:
        found = [path for path in found if request.split in path.parts[:-1]]
    sound = [path for path in found if path.suffix.lower() in SUFFIXES]
    if not sound:
        inside = f" in a folder “{request.split}”" if request.split else ""
        raise request.not_there(f"sound (.wav, .mp3, .m4a, .opus and others){inside}", _kinds(found))
    names = _names(sound)
    for path in sound:
        with gathering.line(request.folder, 0):
            if not os.path.isfile(request.folder / path):
                raise RowError("file-missing", f"“{path}” is not there any more, or a link that leads nowhere.")
            gathering.recording(request.folder / path, names[path])
    if other := _kinds([path for path in found if path.suffix.lower() not in SUFFIXES]):
        gathering.notes.append(f"Left out, not being sound: {', '.join(other)}.")


def _files(gathering: Gathering) -> list[PurePath]:
    """Files below the folder, seen from there. A folder that cannot be read becomes a problem, a link to one a note."""
    top = gathering.request.folder
    found, links = [], []

    def refused(error: OSError) -> None:
        with gathering.line(top, 0):
            raise RowError("file-refused", f"“{error.filename}” cannot be looked into ({error.strerror}).") from error

    for folder, folders, files in os.walk(top, onerror=refused):
        here = Path(folder).relative_to(top)
        folders[:] = [name for name in folders if not name.startswith(".")]
        links += [here / name for name in folders if os.path.islink(os.path.join(folder, name))]
        found += [here / name for name in files if not name.startswith(".")]
    if links:
        named = ", ".join(sorted(manifest.shown(path.as_posix()) for path in links))
        gathering.notes.append(f"Folders that are links are not looked into: {named}.")
    return sorted(found, key=PurePath.as_posix)


def _names(paths: list[PurePath]) -> dict[PurePath, str]:
    """A name of letters, digits, “.”, “_” and “-” for each path; only those that would have the same get a digest."""
    plain = {path: re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", path.as_posix())) for path in paths}
    times = Counter(plain.values())
    return {path: name if times[name] == 1 else f"{name}-{_digest(path)}" for path, name in plain.items()}


def _digest(path: PurePath) -> str:
    return hashlib.sha256(path.as_posix().encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _kinds(paths: list[PurePath]) -> list[str]:
    """How many files there are of each suffix, the most frequent first."""
    counted = Counter(manifest.shown(path.suffix.lower()) or "without a suffix" for path in paths)
    ranked = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    kinds = [f"{count:,} {suffix}" for suffix, count in ranked[:_KINDS_NAMED]]
    if rest := sum(count for _, count in ranked[_KINDS_NAMED:]):
        kinds.append(f"{rest:,} others")
    return kinds
