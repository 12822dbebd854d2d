"""`make screenshots`: the states of the window, drawn from the real library by the real model."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

PROJECT = Path(__file__).parent.parent
STATES = [
    "ready", "listening", "silence", "too-loud", "nothing", "results", "consent", "none", "reader", "facilitating",
    "theme", "kept", "help", "settings", "facilitator",
]  # fmt: skip

pytestmark = pytest.mark.slow


OTHERWISE = ["--appearance", "dark", "--language", "wo", "--size", "1024x600", "--text", "125"]


@pytest.mark.parametrize("options", [[], OTHERWISE])
def test_every_state_is_drawn_and_no_two_are_alike(tmp_path: Path, options: list[str]) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM") or "offscreen"}
    command = [sys.executable, "-m", "app.screenshots", str(tmp_path), *options]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, timeout=300)
    images = [QImage(str(tmp_path / f"{state}.png")) for state in STATES]
    wide = 1024 if options else 1180
    for image in images:
        assert image.width() == wide
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colours) > 20, "a window with next to nothing in it"
    assert len({bytes(image.constBits()) for image in images}) == len(STATES)
