"""The two tones of the microphone: rising when Laaj begins to listen, falling when it stops.

`python -m app.tones` writes them anew into assets/tones.
"""

from __future__ import annotations

import logging
from pathlib import Path

from app.player import Player
from faults import InputFault

log = logging.getLogger(__name__)

RATE_HZ = 22_050
TONES = {"rising": (523.25, 783.99), "falling": (783.99, 523.25)}  # C5 and G5: a fifth carries on small loudspeakers


class TonePlayer:
    """Plays tones through the player that all sounds share: a tone ends what is being heard.

    A computer without a loudspeaker stays silent, and the log says so once.
    """

    def __init__(self, folder: Path, player: Player):
        self._folder, self._player = folder, player
        self._silent = False

    def play(self, name: str) -> None:
        """Returns at once."""
        if not self._silent:
            self._player.play(self._folder / f"{name}.wav", self._ended)

    def _ended(self, error: Exception | None) -> None:
        if isinstance(error, InputFault):  # the window shows what the tone says
            self._silent = True
            log.warning("no tones on this computer: %s", error)
        elif error is not None:
            log.error("unexpected", exc_info=error)


def write(folder: Path) -> None:
    """Two notes, 90 ms each, with soft edges: 16-bit mono wav, about 8 kB."""
    import numpy as np
    import soundfile

    for name, notes in TONES.items():
        t = np.arange(int(0.09 * RATE_HZ)) / RATE_HZ
        edge = np.clip(np.minimum(t, t[-1] - t) / 0.012, 0, 1)
        sound = [(np.sin(2 * np.pi * hz * t) + 0.25 * np.sin(4 * np.pi * hz * t)) * edge * 0.3 for hz in notes]
        soundfile.write(folder / f"{name}.wav", np.concatenate(sound).astype("float32"), RATE_HZ, subtype="PCM_16")


if __name__ == "__main__":
    from app import paths

    write(paths.find().tones)
