"""A model bundle: a folder with a manifest and the files it vouches for. What does not verify does not open."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from faults import InputFault

FORMAT = 2  # 2 says how a text is prefixed, padded and cut; what 1 leaves out has the defaults
MANIFEST = "manifest.json"
SPEECH, TEXT, TOKENIZER, WEIGHTS = "speech_encoder.onnx", "text_encoder.onnx", "tokenizer.json", "weights.bin"


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself; see docs/architecture.md for each field."""

    name: str
    version: str
    architecture: str
    dims: tuple[int, ...]  # prefix lengths it was trained at, the full one first
    default_dim: int
    sample_rate_hz: int
    shortest_query_s: float
    longest_query_s: float
    precision: str  # how its weights are kept: fp32, int8, mixed, blocks8 or blocks4
    query_prefix: str = "query: "
    passage_prefix: str = "passage: "
    pad_id: int = 1
    longest_pieces: int = 384  # a passage is cut to so many
    base_models: list[dict[str, str]] = field(default_factory=list)  # name, licence
    training_data: list[dict[str, Any]] = field(default_factory=list)
    scores: dict[str, Any] = field(default_factory=dict)
    confidence: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # name: {sha256, size_bytes}
    format: int = FORMAT

    @property
    def full_dim(self) -> int:
        return self.dims[0]


class Bundle:
    """An opened bundle folder.

    `model_id` names the space its vectors live in: vectors of one id may be compared. It is the hash of the text
    encoder, the tokenizer and prefixes other than the first model's, so a new bridge over the same text model keeps a
    library's vectors valid.
    """

    def __init__(self, folder: Path, manifest: Manifest):
        self.folder, self.manifest = folder, manifest
        space = "".join(manifest.files[name]["sha256"] for name in (TEXT, TOKENIZER)) + manifest.precision
        prefixes = (manifest.query_prefix, manifest.passage_prefix)
        if prefixes != (Manifest.query_prefix, Manifest.passage_prefix):
            space += json.dumps(prefixes)
        self.model_id = hashlib.sha256(space.encode()).hexdigest()[:16]

    @classmethod
    def open(cls, folder: Path, *, verify: bool = True) -> Bundle:
        """Read the manifest and check every file's size and hash.

        Raises:
            InputFault: bundle-missing, bundle-newer, or bundle-damaged with the file's name.
        """
        path = folder / MANIFEST
        if not path.is_file():
            raise InputFault("bundle-missing", path=folder)
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            found = values["format"]
            if found > FORMAT:
                raise InputFault("bundle-newer", found=found, known=FORMAT)
            manifest = Manifest(**{**values, "dims": tuple(values["dims"])})
            bundle = cls(folder, manifest)
        except (ValueError, KeyError, TypeError) as error:
            raise InputFault("bundle-damaged", file=MANIFEST, why=error) from error
        if verify:
            bundle.verify()
        return bundle

    def verify(self) -> None:
        """Check dims, sizes and hashes. Raises InputFault bundle-damaged."""
        dims = self.manifest.dims
        if not dims or self.manifest.default_dim not in dims or list(dims) != sorted(dims, reverse=True):
            raise InputFault("bundle-damaged", file=MANIFEST, why="dims")
        for name, wanted in self.manifest.files.items():
            path = self.folder / name
            if path.parent != self.folder:  # a manifest vouches for what lies beside it, and names nothing else
                raise InputFault("bundle-damaged", file=MANIFEST, why="files")
            if not path.is_file():
                raise InputFault("bundle-damaged", file=name, why="missing")
            if path.stat().st_size != wanted["size_bytes"]:
                raise InputFault("bundle-damaged", file=name, why="size")
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != wanted["sha256"]:
                    raise InputFault("bundle-damaged", file=name, why="sha256")

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def size_bytes(self) -> int:
        return sum(entry["size_bytes"] for entry in self.manifest.files.values())


def seal(folder: Path, manifest: Manifest) -> None:
    """Write the manifest with the sizes and hashes of the files that lie beside it, atomically."""
    files = {}
    for name in sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != MANIFEST):
        with (folder / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        files[name] = {"sha256": digest, "size_bytes": (folder / name).stat().st_size}
    values = {"format": FORMAT} | asdict(manifest) | {"format": FORMAT, "files": files}
    beside = folder / f"{MANIFEST}.part"
    with beside.open("w", encoding="utf-8") as file:
        file.write(json.dumps(values, indent=1, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / MANIFEST)
