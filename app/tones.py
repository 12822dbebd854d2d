"""The two tones of the microphone: rising when Laaj begins to listen, falling when it stops.

`python -m app.tones` writes them anew into assets/tones.
"""

from __future__ import annotations

import logging
from pathlib import Path

log = logging.getLogger(__name__)

RATE_HZ = 22_050
TONES = {"rising": (523.25, 783.99), "falling": (783.99, 523.25)}  # C5 and G5: a fifth carries on small loudspeakers


class TonePlayer:
    """Plays a tone to its end, so it belongs on the thread of the microphone and not on the window's.

    PortAudio looks for new microphones only while no stream is open: two threads at it would cut each other off. A
    computer without a loudspeaker stays silent, and the log says so once.
    """

    def __init__(self, folder: Path):
        self._folder = folder
        self._silent = False

    def play(self, name: str) -> None:
        if self._silent:
            return
        import soundfile

        samples, rate_hz = soundfile.read(self._folder / f"{name}.wav", dtype="float32", always_2d=True)
        try:
            import sounddevice
        except OSError as error:  # PortAudio is not installed; the window shows what the tone says
            self._fall_silent(error)
            return
        try:
            with sounddevice.OutputStream(samplerate=rate_hz, channels=samples.shape[1], dtype="float32") as speaker:
                speaker.write(samples)
        except sounddevice.PortAudioError as error:  # no loudspeaker, or another program has it
            self._fall_silent(error)

    def _fall_silent(self, error: Exception) -> None:
        self._silent = True
        log.warning("no tones on this computer: %s", error)


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
