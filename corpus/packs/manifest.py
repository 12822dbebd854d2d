"""What a pack says of itself: the manifest vouches for every other file, and the signature for the manifest."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.collection import Origin
from faults import InputFault

FORMAT = 1
KIND = "laaj pack"  # other programs' zip files have a manifest.json too
SUFFIX = ".laajpack"
MANIFEST, SIGNATURE, DOCUMENTS = "manifest.json", "manifest.sig", "documents.jsonl"
LONGEST = 200  # characters of a title, a licence
LARGEST_BYTES = 32_000_000  # of the manifest: 200,000 files

# No other file is ever looked at, so none can lead out of the folder.
NAME = re.compile(r"documents\.jsonl|vectors/[\w-]{1,64}\.(vectors|texts)\.npy|gists/[1-9]\d{0,6}\.flac", re.ASCII)
# The hash at its end keeps a pack from being taken for "starter" or "added".
IDENTITY = re.compile(r"[a-z0-9-]{1,80}-[0-9a-f]{8}")


@dataclass(frozen=True)
class PackFile:
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class PackManifest:
    """`id` is the collection's name in every library; the same collection exported again has the same one."""

    id: str
    title: str
    language: str  # of the documents
    licence: str
    made: str  # when, as ISO 8601
    themes: tuple[str, ...]
    documents: int
    passages: int  # as they were cut where the pack was made
    gists: int
    files: dict[str, PackFile]
    kind: str = KIND
    format: int = FORMAT

    @property
    def size_bytes(self) -> int:
        """Of all files, unpacked."""
        return sum(file.size_bytes for file in self.files.values())

    @property
    def models(self) -> list[str]:
        """Those that the pack has vectors of."""
        return [name[len("vectors/") : -len(".vectors.npy")] for name in self.files if name.endswith(".vectors.npy")]

    def origin(self, signer: str) -> Origin:
        return Origin(self.title, self.language, self.licence, self.made, signer)

    def content(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def vector_names(model_id: str) -> tuple[str, str]:
    """The files with the vectors, and with the digests of the texts that these were made from."""
    return f"vectors/{model_id}.vectors.npy", f"vectors/{model_id}.texts.npy"


def parse(content: bytes, path: Path) -> PackManifest:
    """Raises InputFault: pack-foreign, pack-newer, pack-damaged."""
    try:
        values = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise InputFault("pack-damaged", path=path, why=f"{MANIFEST}: {error}") from error
    if not isinstance(values, dict) or values.get("kind") != KIND:
        raise InputFault("pack-foreign", path=path)
    found = values.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise InputFault("pack-newer", path=path, found=found, known=FORMAT)
    try:
        return _checked(values)
    except (KeyError, TypeError, ValueError) as error:
        raise InputFault("pack-damaged", path=path, why=f"{MANIFEST}: {error}") from error


def _checked(values: dict[str, Any]) -> PackManifest:
    if not isinstance(values["files"], dict):
        raise ValueError("files")
    files = {name: PackFile(**about) for name, about in values["files"].items()}
    manifest = PackManifest(**{**values, "themes": tuple(values["themes"]), "files": files})
    texts = {name: getattr(manifest, name) for name in ("id", "title", "language", "licence", "made")}
    texts |= {f"theme {number}": theme for number, theme in enumerate(manifest.themes)}
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > LONGEST or not (text.isprintable()):
            raise ValueError(name)
    counts = {name: getattr(manifest, name) for name in ("documents", "passages", "gists", "format")}
    for name, count in (counts | {name: file.size_bytes for name, file in files.items()}).items():
        if type(count) is not int or count < 0:
            raise ValueError(name)
    for name, file in files.items():
        if not NAME.fullmatch(name) or not re.fullmatch("[0-9a-f]{64}", file.sha256):
            raise ValueError(name)
    if not IDENTITY.fullmatch(manifest.id) or not manifest.title:
        raise ValueError("id" if manifest.title else "title")
    wanted = {DOCUMENTS, *(name for model in manifest.models for name in vector_names(model))}
    if missing := wanted - files.keys():
        raise ValueError(missing.pop())
    return manifest
