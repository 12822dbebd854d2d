"""Where the sound of a corpus is: where its tables say, or anywhere under its folder, because corpora move."""

from __future__ import annotations

import functools
import os
import unicodedata
from collections import defaultdict
from pathlib import Path, PurePosixPath

from engine.trainer.manifest import RowError

SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")  # the first that is there is taken


class Sounds:
    """The sound files of a folder and the folders in it; those that begin with a dot are not looked into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, written: str, *beside: Path) -> Path:
        """The file that a table names, relative to one of `beside`, or else the one of that name under the folder.

        Raises RowError file-missing, or sound-ambiguous where several have that name and none has more of the path.
        """
        for folder in beside:
            if os.path.isfile(folder / written):  # Path.is_file raises for a name that is too long
                return folder / written
        tail = PurePosixPath(_plain(written).replace("\\", "/")).parts
        named = self._by_name.get(tail[-1], []) if tail else []
        if not named:
            raise RowError("file-missing", f"There is no file “{written}”, and none of that name here.")
        return _only(written, named, tail)

    def spoken_in(self, stem: str) -> Path:
        """The sound file of that name, whatever its suffix. Raises RowError like `find`."""
        for suffix in (*SUFFIXES, *(suffix.upper() for suffix in SUFFIXES)):
            if named := self._by_name.get(_plain(stem) + suffix):
                return _only(stem, named, (_plain(stem) + suffix,))
        raise RowError("file-missing", f"There is no “{stem}” under the folder ({', '.join(SUFFIXES)}).")

    @functools.cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = defaultdict(list)
        for folder, folders, files in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in files:
                found[_plain(name)].append(Path(folder, name))
        return dict(found)


def _only(written: str, named: list[Path], tail: tuple[str, ...]) -> Path:
    """Of files with one name, the one that has most of the written path."""

    def shared(path: Path) -> int:
        parts = tuple(map(_plain, path.parts))
        return max(n for n in range(1, len(tail) + 1) if n == 1 or parts[-n:] == tail[-n:])

    best = max(map(shared, named))
    nearest = [path for path in named if shared(path) == best]
    if len(nearest) > 1:
        raise RowError("sound-ambiguous", f"“{written}” may be “{nearest[0]}” or “{nearest[1]}”.")
    return nearest[0]


def _plain(name: str) -> str:
    """NFC: some systems keep “ë” in file names as two characters."""
    return unicodedata.normalize("NFC", name)
