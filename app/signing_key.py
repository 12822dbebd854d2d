"""The key that signs this computer's packs: 32 secret bytes, made when the first pack is."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.packs.signature import KEY_BYTES
from corpus.whole_file import make_folder, whole_file
from faults import InputFault


def load(path: Path) -> bytes:
    """The key kept at `path`; a new one where there is none.

    Raises InputFault: signing-key-damaged, file-refused, disk-full, not-writable.
    """
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = os.urandom(KEY_BYTES)
        make_folder(path.parent)
        with whole_file(path) as file:
            os.chmod(file.name, 0o600)
            file.write(key)
    except OSError as error:
        raise InputFault("file-refused", path=path, why=error.strerror) from error
    if len(key) != KEY_BYTES:
        raise InputFault("signing-key-damaged", path=path)
    return key
