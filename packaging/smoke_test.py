"""Asks the frozen program one recorded question and checks the first hit, so that what cannot be frozen is noticed.

    python3 packaging/smoke_test.py dist/laaj/laaj

It is started as on a computer that knows nothing of it: an empty environment, a new home, another folder and, where
this computer can take it away, no network.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUESTION = Path(__file__).resolve().parent.parent / "tests" / "recordings" / "bank.flac"
ANSWER = "argent/compte-en-banque-et-carte"
FRENCH, FRENCH_ANSWER = "Comment soigner une brûlure ?", "sante/premiers-gestes-en-cas-de-brulure"
WINDOW_S = 8


class Smoke(Exception):
    """What is wrong with the frozen program."""


def without_network() -> list[str]:
    prefix = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
        return prefix
    print("      (the network stays: this computer cannot take it away)")
    return []


def first_hit(command: list[str], environment: dict[str, str], folder: Path) -> tuple[dict, float]:
    """The one line of JSON that the program prints for a question, and the seconds it took in all."""
    began = time.monotonic()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=300)
    seconds = time.monotonic() - began
    if done.returncode:
        raise Smoke(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    answer = json.loads(done.stdout)
    if not answer["hits"]:
        raise Smoke(f"nothing was found: {done.stdout}")
    return answer, seconds


def check_window(command: list[str], environment: dict[str, str], folder: Path) -> None:
    """The window opens and stays."""
    with (folder / "window.log").open("w+") as log:
        window = subprocess.Popen(
            command, env=environment | {"QT_QPA_PLATFORM": "offscreen"}, cwd=folder, stdout=log, stderr=log
        )
        try:
            window.wait(WINDOW_S)
        except subprocess.TimeoutExpired:
            window.terminate()
            window.wait(WINDOW_S)
            ended_by_itself = False
        else:
            ended_by_itself = True
        log.seek(0)
        said = log.read()
    if ended_by_itself or "Traceback" in said:
        raise Smoke(f"the window did not stay:\n{said}")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    program = Path(arguments[0]).resolve()
    if not program.exists():
        print(f"There is no program {program}: make package builds it.", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory(prefix="laaj-smoke-") as name:
        folder = Path(name)
        environment = {"LAAJ_HOME": str(folder / "home")}
        start = [*without_network(), str(program)]
        try:
            for what, words, expected in (
                ("a spoken question, with the library built first", ["ask", str(QUESTION)], ANSWER),
                ("the same again", ["ask", str(QUESTION)], ANSWER),
                ("a typed question", ["find", FRENCH], FRENCH_ANSWER),
            ):
                answer, seconds = first_hit([*start, *words, "--json"], environment, folder)
                found = answer["hits"][0]["document"]
                if found != expected:
                    raise Smoke(f"{what}: the first hit should be {expected} and is {found}")
                print(f"      {what}: {found} ({answer['confidence']}) after {seconds:.1f} s", flush=True)
            check_window([str(program)], environment, folder)
            print(f"      the window stood for {WINDOW_S} s")
        except Smoke as wrong:
            print(f"The frozen program does not work: {wrong}", file=sys.stderr)
            return 1
    print("The frozen program works.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
