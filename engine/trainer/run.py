"""The folder of a run: what it makes and where, and `run.json`, which says how it came to be."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
from pathlib import Path
from typing import Any

from engine.trainer.recipe import Recipe
from faults import InputFault

_VERSIONS = ("torch", "transformers", "sentence-transformers", "accelerate", "onnx", "onnxruntime", "numpy")


class Run:
    """Where each stage finds what another left.

    text/          the text model of stage one
    features/      frozen states of the speech encoder
    checkpoints/   step-000200/ …, of stage two
    fit.jsonl      one row a logged step of stage two
    tensorboard/   the same as events
    evaluation.json, bundle/, run.json
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.text, self.features, self.bundle = folder / "text", folder / "features", folder / "bundle"
        self.checkpoints, self.log, self.events = folder / "checkpoints", folder / "fit.jsonl", folder / "tensorboard"
        self.evaluation, self.record = folder / "evaluation.json", folder / "run.json"

    def text_folder(self) -> Path | None:
        """The text model that stage one left, if it has run; else the recipe's base is taken as it is."""
        return self.text if self.text.is_dir() else None

    def note(self, **figures: Any) -> None:
        """Merge figures into run.json, atomically."""
        kept = self.read()
        for name, value in figures.items():
            old = kept.get(name)
            kept[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
        self.folder.mkdir(parents=True, exist_ok=True)
        write(self.record, json.dumps(kept, indent=1, ensure_ascii=False, default=str) + "\n")

    def note_start(self, recipe: Recipe) -> None:
        """The recipe and everything that a later reader needs to make the run again."""
        machine = {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
        versions = {name: importlib.metadata.version(name) for name in _VERSIONS}
        self.note(recipe=recipe.model_dump(mode="json"), versions=versions, machine=machine)

    def read(self) -> dict[str, Any]:
        try:
            return json.loads(self.record.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise InputFault("run-damaged", path=self.record) from error

    def checkpoint(self) -> Path | None:
        """The last complete checkpoint. What a killed run left half written is not one: it has another name."""
        return max(self.checkpoints.glob("step-*[0-9]"), default=None)


def write(path: Path, text: str) -> None:
    """Beside, flushed, then renamed: a file that is there is whole."""
    beside = path.with_name(f"{path.name}.part")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def replace_folder(beside: Path, folder: Path) -> None:
    """Put a finished folder in the place of another, or of none."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def digest(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
