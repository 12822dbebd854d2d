"""The window stands within a second of being called, from a cold start of the program."""

import os
import re
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from app.paths import Paths

PROJECT = Path(__file__).parent.parent
MOST_S = 1.0
TRIES = 5


def seconds_until_it_stands(home: Paths) -> float:
    """From starting the program to its own word in the log that the window is shown."""
    home.log.unlink(missing_ok=True)
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM") or "offscreen"}
    started = time.time()
    program = subprocess.Popen([sys.executable, "-m", "app.cli"], cwd=PROJECT, env=environment)
    try:
        while time.time() - started < 20:
            written = home.log.read_text() if home.log.exists() else ""
            if stands := re.search(r"^(\S+ \S+) INFO app.window: the window stands", written, re.MULTILINE):
                return datetime.strptime(stands[1], "%Y-%m-%d %H:%M:%S,%f").timestamp() - started
            time.sleep(0.02)
        raise AssertionError(f"no window after 20 s; the log says: {written}")
    finally:
        program.terminate()
        program.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="measured on the screen that Linux can do without")
def test_the_window_stands_within_a_second(home: Paths) -> None:
    """The best of a few: what else this computer does at the moment is not the window's doing."""
    times_s = []
    while len(times_s) < TRIES and (not times_s or min(times_s) > MOST_S):
        times_s.append(seconds_until_it_stands(home))
    assert min(times_s) <= MOST_S, times_s
