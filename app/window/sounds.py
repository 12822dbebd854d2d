"""Everything that a person hears: a gist, their own question, a page read aloud, a spoken name, a tone.

One at a time: whatever begins ends what was heard before. Of those that can be stopped the state says which one plays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.player import Player
from app.tones import TonePlayer
from app.window.desk import Desk
from corpus.gists import Gists
from ui import languages, sentences, wishes
from ui.spoken import SaysNames, Spoken
from ui.state import Phase, Sound, State

if TYPE_CHECKING:
    from engine.recording import Recording

log = logging.getLogger(__name__)


class Sounds(QObject):
    """Carries out Play, StopSound and SayName. A part that has a kind of sound to offer signs up with `add`."""

    _over = Signal(int, object)

    def __init__(self, desk: Desk, player: Player):
        super().__init__(desk)
        self._desk, self._player = desk, player
        self._tones = TonePlayer(desk.session.paths.tones, player)
        self._spoken = Spoken(desk.session.paths.spoken, desk.session.paths.own_spoken)
        self._kinds: dict[str, tuple[Callable[[Sound], None], Callable[[], None]]] = {}
        self._number = 0  # of what is heard: the end of a sound is not taken for that of the next
        self.add("gist", self._play_gist)
        desk.on(wishes.Play, lambda wish: self._start(wish.sound))
        desk.on(wishes.StopSound, lambda _: self.stop())
        desk.on(wishes.SayName, lambda wish: self.say(wish.key))
        desk.changed.connect(self._changed)
        self._over.connect(self._ended, Qt.ConnectionType.QueuedConnection)
        SaysNames(desk.window, lambda key: desk.window.wish.emit(wishes.SayName(key)))

    def add(self, kind: str, start: Callable[[Sound], None], stop: Callable[[], None] = lambda: None) -> None:
        """From now on `start(sound)` is called for every wish to hear a sound of this kind; others are silent by then.

        It calls `play`, or sounds by itself and says so with `began`; `stop` ends it where it sounds by itself.
        """
        self._kinds[kind] = (start, stop)

    def play(self, sound: Sound, heard: Path | Recording) -> None:
        """Lets `heard` be heard as that sound. What keeps it from being heard is shown."""
        self.began(sound)
        if self._desk.state.playing == sound:
            number = self._number
            self._player.play(heard, lambda error: self._over.emit(number, error))

    def began(self, sound: Sound) -> None:
        """From now on this sound is playing, until `over` or `stop`."""
        self._number += 1
        self._desk.become(self._desk.state.plays(sound))

    def over(self, sound: Sound) -> None:
        """It has ended by itself."""
        if self._desk.state.playing == sound:
            self._desk.become(self._desk.state.plays(None))

    def say(self, key: str) -> None:
        """A spoken name, in the language of the window; a sound that is missing is passed over."""
        path = self._spoken.find(key, languages.current())
        if path is not None and self._desk.state.phase is not Phase.LISTENING:
            self.stop()
            number = self._number
            self._player.play(path, lambda error: self._over.emit(number, error))

    def tone(self, name: str) -> None:
        """ "rising" or "falling", where the settings want tones."""
        if self._desk.settings.tones:
            self.stop()
            self._tones.play(name)

    def stop(self) -> None:
        """There is silence. Harmless where nothing is heard."""
        self._number += 1
        self._player.stop()
        playing = self._desk.state.playing
        if playing is not None:
            self._kinds[playing.kind][1]()
            self.over(playing)

    def close(self) -> None:
        """Safe to call twice."""
        self.stop()
        self._player.close()

    def _tell(self, key: str) -> None:
        """A notice that nobody asked to hear: where nothing can be heard, it is in view all the same."""
        path = self._spoken.find(key, languages.current())
        if path is not None and self._desk.settings.tones:
            self.stop()
            self._player.play(path, lambda error: log.warning("not heard: %s", error) if error else None)

    def _start(self, sound: Sound) -> None:
        if self._desk.state.phase is not Phase.LISTENING:  # the microphone would hear it
            self.stop()
            self._kinds[sound.kind][0](sound)

    def _play_gist(self, sound: Sound) -> None:
        number = self._number

        def then(heard: Path | Recording | None) -> None:
            if heard is not None and number == self._number:
                self.play(sound, heard)

        self._desk.look_up(lambda: self._gist(sound.name), then)

    def _gist(self, document: str) -> Path | Recording | None:
        """The one that was recorded here goes before the one that came in a pack."""
        session = self._desk.session
        if (path := Gists(session.paths.gists).path(document)) is not None:
            return path
        packed = session.library.gist(document)
        return _recording(packed) if packed is not None else None

    def _changed(self, before: State, state: State) -> None:
        """A sound ends with its page, and with whatever the state drops; the microphone hears none."""
        listens = state.phase is Phase.LISTENING and before.phase is not Phase.LISTENING
        left = state.playing is not None and before.place is not state.place
        if listens or left or (before.playing is not None and state.playing is None):
            self.stop()
        told = (state.notice, state.fault)
        if told != (before.notice, before.fault) and (key := sentences.spoken_notice(state)):
            self._tell(key)

    def _ended(self, number: int, error: Exception | None) -> None:
        if number != self._number:
            return
        if self._desk.state.playing is not None:
            self._desk.become(self._desk.state.plays(None))
        if error is not None:
            self._desk.fail(error)


def _recording(flac: bytes) -> Recording:
    import io

    import soundfile
    import soxr

    from engine.recording import SAMPLE_RATE_HZ, Recording

    samples, rate_hz = soundfile.read(io.BytesIO(flac), dtype="float32", always_2d=True)
    return Recording(soxr.resample(samples.mean(axis=1), rate_hz, SAMPLE_RATE_HZ))
