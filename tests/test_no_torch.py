"""What the application carries: no torch, no transformers; and the command line no Qt."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
TRAINER_ONLY = {"torch", "transformers", "onnx", "sentence_transformers"}


def imported_by(code: str) -> set[str]:
    """Top-level modules in memory after a fresh Python has run `code`."""
    ask = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def modules(room: str) -> list[str]:
    return sorted(f"{room}.{file.stem}" for file in (PROJECT / room).glob("[!_]*.py"))


@pytest.mark.parametrize("room", ["app", "ui", "corpus", "engine"])
def test_no_module_of_the_application_imports_what_is_the_trainers(room: str) -> None:
    assert modules(room)
    assert not imported_by("\n".join(f"import {name}" for name in modules(room))) & TRAINER_ONLY


def test_the_command_line_imports_no_qt() -> None:
    commands = [name for name in modules("app") if name not in ("app.window", "app.tasks", "app.screenshots")]
    assert "app.cli" in commands and "app.asking" in commands
    assert "PySide6" not in imported_by("\n".join(f"import {name}" for name in commands))


def test_engine_and_corpus_import_no_qt() -> None:
    rooms = modules("engine") + modules("corpus")
    assert "PySide6" not in imported_by("\n".join(f"import {name}" for name in rooms))


def test_the_window_shows_before_anything_heavy_is_imported() -> None:
    heavy = {"numpy", "onnxruntime", "faiss", "sounddevice", "soundfile", "sqlite_utils", "tokenizers"}
    assert not imported_by("import app.window") & heavy


def test_the_state_of_the_window_needs_no_qt() -> None:
    assert "PySide6" not in imported_by("import ui.state, ui.snippet")
