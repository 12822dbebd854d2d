"""Listens for one question or gist at a time, its first words not lost and its end noticed."""

from __future__ import annotations

from collections.abc import Callable

from engine import microphone, sound_library
from engine.endpointing import Endpointer, Patience
from engine.microphone import Microphone, Sink
from engine.recording import LONGEST_GIST_S, Recording
from engine.take import Line, OnEnd, OnLevel, OpenedMicrophone, Take, Watch
from engine.voice_activity import VoiceActivity, heard, trimmed
from faults import InputFault

GIST_PATIENCE = Patience(pause_s=LONGEST_GIST_S, give_up_s=LONGEST_GIST_S, longest_s=LONGEST_GIST_S)


class Recorder:
    """One microphone, kept open while the application listens for its button, and one question or gist at a time.

    `on_level(dBFS)` comes about 20 times a second. `on_end(error)` comes at most once, when listening ended by
    itself: None when what was to be said is complete (call `stop` for it), else why it broke off. Both come on the
    recorder's own thread and must neither call the recorder nor wait for those who do; neither comes once `stop` or
    `cancel` has returned. All methods belong to one thread.
    """

    def __init__(
        self,
        activity: VoiceActivity,
        device: str | None = None,
        open_microphone: Callable[[str | None, Sink], OpenedMicrophone] = microphone.open_microphone,
    ):
        self._activity, self._device, self._open_microphone = activity, device, open_microphone
        self._line: Line | None = None
        self._listening: Watch | None = None
        self._list_is_old = False

    def microphones(self) -> list[Microphone]:
        """Raises InputFault sound-library-missing."""
        return microphone.microphones()

    def choose(self, device: str | None) -> None:
        """From now on another microphone, by its name; None: the one that the computer proposes."""
        self.close()
        self._device = device

    def look_again(self) -> list[Microphone]:
        """Lets the microphone go, to see what was plugged in meanwhile, and forgets what was listened to.

        Raises InputFault sound-library-missing.
        """
        self.close()
        sound_library.look_again()
        return self.microphones()

    def arm(self) -> None:
        """Opens the microphone, so that a question includes the 0.3 s before it was started; again is harmless.

        Raises InputFault sound-library-missing, no-microphone, microphone-absent, microphone-refused.
        """
        self._armed()

    def start(self, on_level: OnLevel, on_end: OnEnd, *, held: bool = False) -> None:
        """Begins a question; arms first if need be, with the same faults.

        While `held` (the button is kept down) a pause does not end the question; see `let_go`.
        """
        self._take(Endpointer(held=held), on_level, on_end)

    def start_gist(self, on_level: OnLevel, on_end: OnEnd) -> None:
        """Begins a gist: what a page says, told for up to 60 s, with pauses that do not end it. Faults as of `arm`."""
        self._take(Endpointer(GIST_PATIENCE), on_level, on_end)

    def watch_level(self, on_level: OnLevel, on_end: OnEnd) -> None:
        """Tells the level, for whoever tries a microphone, until `cancel`; nothing is kept. Faults as of `arm`."""
        self._listening = Watch(self._idle(), on_level, on_end)

    def let_go(self) -> None:
        """The button was tapped, not held: from now on a pause ends the question."""
        if isinstance(self._listening, Take):
            self._listening.endpointer.held = False

    def stop(self) -> Recording:
        """Ends the question or gist and returns it, at most 20 s or 60 s long, whether or not it had ended by itself.

        One that had not is listened to for another LAST_WORD_S, so that its last word is whole. A gist comes without
        the silence at its ends.
        Raises InputFault recording-short, microphone-rate, gist-silent, or what `on_end` told if listening broke off.
        """
        if not isinstance(self._listening, Take):
            raise RuntimeError("nothing is being recorded")
        take, self._listening = self._listening, None
        recording = take.finish()
        if take.endpointer.patience is not GIST_PATIENCE:
            return recording
        if heard(recording, self._activity) != "speech":
            raise InputFault("gist-silent")
        return trimmed(recording, self._activity)

    def cancel(self) -> None:
        """Ends whatever is listened to, and forgets it."""
        if self._listening is not None:
            self._listening.halt()
            self._listening = None

    def close(self) -> None:
        """Cancels and lets go of the microphone; safe to call twice, and `arm` opens it again."""
        self.cancel()
        if self._line is not None:
            self._line.close()
            self._line = None

    def _take(self, endpointer: Endpointer, on_level: OnLevel, on_end: OnEnd) -> None:
        self._listening = Take(self._idle(), self._activity, endpointer, on_level, on_end)

    def _idle(self) -> Line:
        """The open microphone, which nobody listens to yet."""
        if self._listening is not None:
            raise RuntimeError("the recorder is listening already")
        return self._armed()

    def _armed(self) -> Line:
        if self._line is not None and self._listening is None and self._line.is_deaf():
            self.close()
            self._list_is_old = True
        if self._line is None:
            if self._list_is_old:
                sound_library.look_again()
            self._list_is_old = True  # should it not open, the next attempt looks for what was plugged in meanwhile
            self._line = Line(self._open_microphone, self._device)
            self._list_is_old = False
        return self._line
