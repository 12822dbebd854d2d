"""What Laaj lets people hear: a gist, their own question, a spoken name, a tone. One sound at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np

    from engine.recording import Recording

TAIL_S = 0.16  # of silence behind each sound: loudspeakers take longer than they say, and closing drops what is left
LONGEST_WAIT_S = 1.0  # for a loudspeaker that does not answer any more

OnEnd = Callable[[Exception | None], None]


class OpenedLoudspeaker(Protocol):
    """What a player needs of a loudspeaker: `engine.loudspeaker.LoudspeakerStream` is one."""

    @property
    def rate_hz(self) -> int: ...
    @property
    def latency_s(self) -> float: ...
    def write(self, samples: np.ndarray) -> None: ...
    def close(self) -> None: ...


class Player:
    """Its methods return at once and may be called from any thread, the window's too: each sound has its own thread.

    The microphone may open and close meanwhile (engine/sound_library.py sees to it).
    """

    def __init__(self, open_loudspeaker: Callable[[int], OpenedLoudspeaker] | None = None):
        """`open_loudspeaker` stands in for the one of `engine.loudspeaker`."""
        self._open_loudspeaker = open_loudspeaker
        self._turn = threading.RLock()
        self._now: _Playing | None = None
        self._latest: _Playing | None = None

    @property
    def is_playing(self) -> bool:
        return self._now is not None

    def play(self, sound: Path | Recording, on_end: OnEnd) -> None:
        """Plays a sound file (wav, flac, ogg, mp3) or a recording, in place of what is being played.

        `on_end(error)` comes once, on a thread of the player: None when the sound is over, else why it is not heard:
        InputFault no-loudspeaker, sound-library-missing, or for a file what `engine.sound_blocks` raises. It does
        not come once `stop` or another `play` has returned. It may call the player, but must not wait for anybody.
        """
        with self._turn:
            self.stop()
            self._now = self._latest = _Playing(sound, on_end, self._open_loudspeaker, self._latest, self._over)

    def stop(self) -> None:
        """There is silence within 100 ms. Harmless when nothing is played."""
        with self._turn:
            if self._now is not None:
                self._now.stopped.set()
                self._now = None

    def close(self) -> None:
        """Stops, and waits until the loudspeaker is let go; safe to call twice."""
        self.stop()
        if self._latest is not None:
            self._latest.join()

    def _over(self, playing: _Playing, error: Exception | None) -> None:
        with self._turn:
            if self._now is playing:
                self._now = None
                playing.on_end(error)


class _Playing:
    """One sound, and the thread that plays it once the one before is silent."""

    def __init__(
        self,
        sound: Path | Recording,
        on_end: OnEnd,
        open_loudspeaker: Callable[[int], OpenedLoudspeaker] | None,
        before: _Playing | None,
        over: Callable[[_Playing, Exception | None], None],
    ):
        self.on_end = on_end
        self.stopped = threading.Event()
        self._sound, self._open_loudspeaker, self._over = sound, open_loudspeaker, over
        # A loudspeaker that hangs keeps neither the next sound nor the end of Laaj waiting.
        self._thread = threading.Thread(target=self._run, args=(before,), name="player", daemon=True)
        self._thread.start()

    def join(self) -> None:
        self._thread.join(LONGEST_WAIT_S)

    def _run(self, before: _Playing | None) -> None:
        error: Exception | None = None
        try:
            if before is not None:
                before.join()
            self._play()
        except Exception as failure:  # whatever it is, whoever wanted to hear the sound is told
            error = failure
        del self._sound  # a voice is not held because it was heard
        self._over(self, error)

    def _play(self) -> None:
        from engine.loudspeaker import open_loudspeaker  # not before the window stands
        from engine.sound_blocks import at_rate, silence, sound_blocks

        with sound_blocks(self._sound) as (rate_hz, blocks):
            if self.stopped.is_set():
                return
            loudspeaker = (self._open_loudspeaker or open_loudspeaker)(rate_hz)
            try:
                for block in chain(at_rate(blocks, rate_hz, loudspeaker.rate_hz), silence(TAIL_S, loudspeaker.rate_hz)):
                    if self.stopped.is_set():
                        return
                    loudspeaker.write(block)
                self.stopped.wait(loudspeaker.latency_s)
            finally:
                loudspeaker.close()
