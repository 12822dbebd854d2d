"""Brings assets/translations up to date with the window's French: what lupdate finds, and what lrelease makes of it.

    .venv/bin/python packaging/translations.py

A text that is new stands empty in laaj_wo.ts and laaj_en.ts; write it there (a text editor does, or Qt Linguist) and
run this again. Exit status 1 while one is empty. `type="unfinished"` on a text that is written means: awaiting a
native reader, who takes it away.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "translations"
SOURCES = ("ui", "app")
LANGUAGES = ("wo", "en")
READ_BY_NATIVES = ("en",)
AWAITING = "<translatorcomment>awaiting native reader</translatorcomment>"


def update(file: Path) -> None:
    """Gives the .ts each text of the sources, in an order that does not change from day to day, and drops the others.

    A text that moves to another class keeps its translation; one that merely resembles an old text gets none.
    """
    _qt_tool(
        *["lupdate", "-silent", "-no-obsolete", "-sort-messages", "-locations", "none"],
        *["-disable-heuristic", "similartext", "-source-language", "fr", "-extensions", "py"],
        *(ROOT / folder for folder in SOURCES),
        *["-ts", file],
    )
    if language(file) not in READ_BY_NATIVES:
        text = file.read_text(encoding="utf-8")
        text = re.sub(r'(</source>)(\n *)(<translation type="unfinished">)', rf"\1\2{AWAITING}\2\3", text)
        file.write_text(text, encoding="utf-8")


def compile(file: Path, compiled: Path) -> None:
    _qt_tool("lrelease", "-silent", file, "-qm", compiled)


def language(file: Path) -> str:
    return file.stem.rpartition("_")[2]


def empty(file: Path) -> int:
    """How many texts have no translation."""
    return file.read_text(encoding="utf-8").count('<translation type="unfinished"></translation>')


def _qt_tool(name: str, *arguments: object) -> None:
    """Runs one of the programs that come with PySide6."""
    pyside = find_spec("PySide6")
    assert pyside is not None and pyside.origin is not None, "PySide6 is not installed in this environment"
    subprocess.run([Path(pyside.origin).with_name(name), *map(str, arguments)], check=True)


def main(folder: Path = FOLDER) -> int:
    missing = 0
    for file in (folder / f"laaj_{language}.ts" for language in LANGUAGES):
        update(file)
        compile(file, file.with_suffix(".qm"))
        missing += empty(file)
        print(f"{file.name}: {empty(file)} texts without translation")
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(main())
