"""Makes the virtual environment `.venv` ready for a purpose, and says how far it is.

    python3 packaging/set_up.py run|test|package

What was installed for what is noted in `.venv/laaj-installed.json`: a second run installs nothing while pyproject.toml
is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path

import system_libraries

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NOTE = ENVIRONMENT / "laaj-installed.json"

EXTRAS = {
    "run": ("aloud",) if system_libraries.can_speak() else (),
    "test": ("aloud", "dev", "scale", "trainer"),
    "package": ("aloud", "dev"),
}
DOWNLOADS = {"aloud": "about 400 MB", "trainer": "some gigabytes with torch"}  # what weighs most comes last
# A line of pip's that names a wheel on its way: its name and version, and its size where that is told.
WHEEL = re.compile(r"(?:Downloading|Using cached|Processing) \S*?([\w.]+-[\w.+!]+?)-\S+\.whl(?: (\(\d.*\)))?")
LAST_STEP = {"run": "opening the window", "test": "the checks and the tests", "package": "freezing"}


def step(number: int, what: str) -> None:
    print(f"[{number}/4] {what}", flush=True)


def make_environment() -> None:
    """Raises CalledProcessError when Python cannot make a virtual environment."""
    works = PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    if works:
        print("      there already", flush=True)
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)


@dataclass(frozen=True)
class Note:
    """What was installed: the hash of the pyproject.toml it came from, and the extras."""

    fingerprint: str = ""
    extras: tuple[str, ...] = ()

    @classmethod
    def read(cls) -> Note:
        try:
            kept = json.loads(NOTE.read_text(encoding="utf-8"))
            return cls(kept["fingerprint"], tuple(kept["extras"]))
        except (FileNotFoundError, ValueError, KeyError):
            return cls()  # nothing is known of what was installed, so it is installed

    def write(self) -> None:
        NOTE.write_text(json.dumps(asdict(self)), encoding="utf-8")


def install(extras: tuple[str, ...]) -> int:
    """Runs pip, turning its many lines into few; returns its exit status."""
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar=off", "--editable", target]
    began, found, there_before, last_lines = time.monotonic(), 0, unpacked(), deque[str](maxlen=30)
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)

    def say(what: str) -> None:
        print(f"      {time.monotonic() - began:4.0f} s  {what}", flush=True)

    assert pip.stdout
    for line in pip.stdout:
        last_lines.append(line.rstrip())
        if wheel := WHEEL.search(line):
            found += 1
            say(f"{found:3d}  {wheel[1].replace('-', ' ')} {wheel[2] or ''}")
        elif names := re.match(r"Installing collected packages: (.*)", line):
            total = names[1].count(",") + 1
            while pip.poll() is None:
                say(f"{unpacked() - there_before} of {total} unpacked")
                time.sleep(5)
    status = pip.wait()
    if status:
        print("\n".join(last_lines), file=sys.stderr)
    return status


def unpacked() -> int:
    """How many packages lie in the virtual environment."""
    place = sysconfig.get_path("purelib", "venv", {"base": str(ENVIRONMENT)})
    return len(list(Path(place).glob("*.dist-info")))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print(__doc__, file=sys.stderr)
        return 2
    purpose = arguments[0]
    step(1, "system libraries")
    if not system_libraries.provide(purpose):
        return 3
    step(2, "virtual environment in .venv")
    make_environment()
    weights = ["about 200 MB", *(DOWNLOADS[extra] for extra in DOWNLOADS if extra in EXTRAS[purpose])]
    step(3, f"Python packages, {weights[-1]}")
    found = Note.read()
    wanted = Note(
        fingerprint=hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        extras=tuple(sorted({*EXTRAS[purpose], *found.extras})),
    )
    if wanted != found:
        if status := install(wanted.extras):
            print("The packages could not be installed: is there a network, and room on the disk?", file=sys.stderr)
            return status
        wanted.write()
    else:
        print("      there already", flush=True)
    step(4, LAST_STEP[purpose])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
