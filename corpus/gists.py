"""Recorded Wolof gists: what a page says, in a sound file for each document that has one.

A file is named after its document, so that nothing else has to be kept beside it: "sante/paludisme" lies in
`sante%2Fpaludisme.flac`. Such names do on every disk, FAT32 sticks and Windows included: no capitals (two ids that
differ only in them are two files), no name that Windows keeps for devices, and folders where a name would be too long.
"""

from __future__ import annotations

import io
import re
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.whole_file import disk_fault, make_folder, whole_file

if TYPE_CHECKING:
    import numpy as np

SUFFIX = ".flac"
LONGEST_NAME = 180

_AS_IT_IS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


class Gists:
    """The gists in one folder, which is made with the first of them."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, document: str, samples: np.ndarray, rate_hz: int) -> Path:
        """Keeps (n,) float32 in [-1, 1] as the gist of that document, in place of the one before; 16-bit flac.

        Raises InputFault disk-full or not-writable, and leaves what was there.
        """
        import soundfile

        encoded = io.BytesIO()
        soundfile.write(encoded, samples, rate_hz, format="FLAC", subtype="PCM_16")
        path = self._place(document)
        make_folder(path.parent)
        with whole_file(path) as file:
            file.write(encoded.getbuffer())
        return path

    def path(self, document: str) -> Path | None:
        """The gist of that document, if there is one."""
        path = self._place(document)
        return path if path.is_file() else None

    def remove(self, document: str) -> None:
        """Harmless where there is none. Raises InputFault not-writable."""
        try:
            self._place(document).unlink(missing_ok=True)
        except OSError as error:
            raise disk_fault(error, self.folder) from error

    def all(self) -> dict[str, Path]:
        """Each document that has a gist, and where that lies. Files of other names are passed over."""
        places = {}
        for path in sorted(self.folder.rglob(f"*{SUFFIX}")):
            document = _document("".join(path.relative_to(self.folder).with_suffix("").parts))
            if document and self._place(document) == path:
                places[document] = path
        return places

    def _place(self, document: str) -> Path:
        name = _name(document)
        parts = [name[start : start + LONGEST_NAME] for start in range(0, len(name), LONGEST_NAME)]
        return self.folder.joinpath(*parts[:-1], parts[-1] + SUFFIX)


def _name(document: str) -> str:
    """All but `_AS_IT_IS` as the bytes of its UTF-8, in hexadecimal."""
    if _DEVICE.fullmatch(document):
        return f"%{ord(document[0]):02X}{document[1:]}"
    return "".join(chr(byte) if byte in _AS_IT_IS else f"%{byte:02X}" for byte in document.encode())


def _document(name: str) -> str:
    return urllib.parse.unquote(name, errors="replace")
