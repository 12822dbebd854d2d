"""The end of a spoken question, told from probabilities of speech alone."""

from collections.abc import Iterable

import pytest

from engine.endpointing import Endpointer, Patience
from engine.voice_activity import FRAME_S

SPEECH, UNSURE, SILENCE = 0.9, 0.42, 0.05


def frames(probability: float, seconds: float) -> list[float]:
    return [probability] * round(seconds / FRAME_S)


def feed(endpointer: Endpointer, probabilities: Iterable[float]) -> str:
    for probability in probabilities:
        endpointer.feed(probability)
    return endpointer.state


def seconds_until_end(endpointer: Endpointer, probability: float) -> float:
    for count in range(1, 2000):
        if endpointer.feed(probability) == "ended":
            return count * FRAME_S
    raise AssertionError("it never ended")


def test_it_waits_until_someone_speaks() -> None:
    endpointer = Endpointer()
    assert feed(endpointer, frames(SILENCE, 2.0)) == "waiting"
    assert feed(endpointer, frames(SPEECH, 0.5)) == "speaking"


def test_a_knock_is_not_the_beginning_of_a_question() -> None:
    endpointer = Endpointer()
    assert feed(endpointer, frames(SPEECH, 0.1) + frames(SILENCE, 1.5)) == "waiting"


def test_a_pause_after_speech_ends_it() -> None:
    endpointer = Endpointer()
    feed(endpointer, frames(SPEECH, 1.0))
    assert seconds_until_end(endpointer, SILENCE) == pytest.approx(0.8, abs=FRAME_S)


def test_the_pause_between_two_words_does_not_end_it() -> None:
    endpointer = Endpointer()
    words = frames(SPEECH, 0.4) + frames(SILENCE, 0.6)
    assert feed(endpointer, words * 5) == "speaking"


def test_a_voice_that_fades_is_still_a_voice() -> None:
    endpointer = Endpointer()
    assert feed(endpointer, frames(SPEECH, 0.5) + frames(UNSURE, 3.0)) == "speaking"


def test_a_sound_that_might_be_a_voice_begins_nothing() -> None:
    assert feed(Endpointer(), frames(UNSURE, 3.0)) == "waiting"


def test_it_gives_up_when_nobody_speaks() -> None:
    assert seconds_until_end(Endpointer(), SILENCE) == pytest.approx(6.0, abs=FRAME_S)


def test_it_ends_at_the_longest_question_even_in_full_speech() -> None:
    assert seconds_until_end(Endpointer(), SPEECH) == pytest.approx(20.0, abs=FRAME_S)


def test_held_down_only_the_longest_question_ends_it() -> None:
    endpointer = Endpointer(held=True)
    assert feed(endpointer, frames(SILENCE, 8.0) + frames(SPEECH, 1.0) + frames(SILENCE, 3.0)) == "speaking"
    assert seconds_until_end(endpointer, SILENCE) == pytest.approx(8.0, abs=2 * FRAME_S)


def test_let_go_in_a_pause_that_has_lasted_it_ends_at_once() -> None:
    endpointer = Endpointer(held=True)
    feed(endpointer, frames(SPEECH, 1.0) + frames(SILENCE, 3.0))
    endpointer.held = False
    assert endpointer.feed(SILENCE) == "ended"


def test_what_comes_after_the_end_changes_nothing() -> None:
    endpointer = Endpointer()
    feed(endpointer, frames(SPEECH, 1.0) + frames(SILENCE, 1.0))
    assert feed(endpointer, frames(SPEECH, 1.0)) == "ended"


def test_its_patience_can_be_chosen() -> None:
    endpointer = Endpointer(Patience(pause_s=0.4, give_up_s=2.0, longest_s=5.0))
    assert seconds_until_end(endpointer, SILENCE) == pytest.approx(2.0, abs=FRAME_S)
