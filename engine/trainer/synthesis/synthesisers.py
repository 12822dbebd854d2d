"""The synthesisers by name, each with voices that training hears and voices that it never does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.trainer.synthesis import espeak, kokoro
from engine.trainer.synthesis.synthesiser import Synthesiser

# What makes one, given whether the held-out voices are wanted and where Kokoro's voice styles are.
SYNTHESISERS: dict[str, Callable[[bool, Path], Synthesiser]] = {
    "kokoro": lambda held_out, styles: kokoro.Kokoro(styles, kokoro.HELD_OUT if held_out else kokoro.TRAINING),
    "espeak": lambda held_out, styles: espeak.Espeak(espeak.HELD_OUT if held_out else espeak.TRAINING),
}
