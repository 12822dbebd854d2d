"""The recorder loses no first words, shows the level, stops by itself, and leaves nothing behind."""

import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
import soxr

from engine import microphone, sound_library, take
from engine.microphone import Pace
from engine.recorder import Recorder
from engine.recording import LONGEST_QUERY_S, SAMPLE_RATE_HZ, Recording
from engine.sound_library import LATENCY_S
from engine.take import PRE_ROLL_S
from engine.voice_activity import VoiceActivity, heard
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone, Listener, likeness

pytestmark = pytest.mark.usefixtures("no_leftover_threads")


@pytest.fixture
def recorder(activity: VoiceActivity, fake_microphone: FakeMicrophone):
    recorder = Recorder(activity, open_microphone=fake_microphone.open)
    yield recorder
    recorder.close()


def ramp(seconds: float, rate_hz: int = SAMPLE_RATE_HZ) -> np.ndarray:
    """Sound in which each moment can be told from every other: it rises from 0.1 to 0.9."""
    return np.linspace(0.1, 0.9, round(seconds * rate_hz), dtype=np.float32)


def test_a_question_begins_before_the_button_was_pressed(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.arm()
    before, after = ramp(1.0), np.full(SAMPLE_RATE_HZ, -0.5, np.float32)
    fake_microphone.say(before)
    fake_microphone.wait_until_said()
    fake_microphone.freeze()  # so that nothing comes between the last word and the press
    recorder.start(listener.on_level, listener.on_end)
    fake_microphone.thaw()
    fake_microphone.say(after)
    fake_microphone.wait_until_said()
    samples = recorder.stop().samples
    said_before = samples[: np.argmax(samples < 0)]
    said_before = said_before[said_before > 0]
    assert len(said_before) <= PRE_ROLL_S * SAMPLE_RATE_HZ
    assert len(said_before) > 0
    np.testing.assert_array_equal(said_before, before[-len(said_before) :])


def test_it_records_every_sample_in_order(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    said = ramp(6.0)
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.say(said)
    fake_microphone.wait_until_said()
    samples = recorder.stop().samples
    np.testing.assert_array_equal(samples[samples > 0], said)


def test_what_is_on_its_way_when_the_button_is_let_go_is_not_lost(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.wait_until_said()
    fake_microphone.freeze()
    fake_microphone.say(last_word := ramp(0.1))
    on_its_way = threading.Timer(LATENCY_S / 2, fake_microphone.thaw)
    on_its_way.start()
    samples = recorder.stop().samples
    on_its_way.join()
    np.testing.assert_array_equal(samples[samples > 0], last_word)


def test_it_stops_by_itself_after_the_question(
    recorder: Recorder,
    fake_microphone: FakeMicrophone,
    listener: Listener,
    spoken_question: Recording,
    activity: VoiceActivity,
) -> None:
    recorder.start(listener.on_level, listener.on_end)
    fake_microphone.say(spoken_question.samples)
    listener.wait_for_end()
    recording = recorder.stop()
    assert listener.ends == [None]
    assert heard(recording, activity) == "speech"
    assert spoken_question.seconds + 0.4 < recording.seconds < spoken_question.seconds + 3.0
    energy = float(np.square(spoken_question.samples).sum())
    assert float(np.square(recording.samples).sum()) == pytest.approx(energy, rel=1e-3)


def test_it_gives_up_when_nobody_speaks(recorder: Recorder, listener: Listener, activity: VoiceActivity) -> None:
    recorder.start(listener.on_level, listener.on_end)
    listener.wait_for_end()
    assert listener.ends == [None]
    assert heard(recorder.stop(), activity) == "silence"


def test_it_stops_at_the_longest_question(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.say(ramp(LONGEST_QUERY_S + 2))
    listener.wait_for_end()
    assert LONGEST_QUERY_S - 0.1 < recorder.stop().seconds <= LONGEST_QUERY_S


def test_held_down_it_does_not_stop_at_a_pause_and_let_go_it_does(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.say(np.concatenate([spoken_question.samples, np.zeros(3 * SAMPLE_RATE_HZ, np.float32)]))
    fake_microphone.wait_until_said()
    assert listener.ends == []
    recorder.let_go()
    listener.wait_for_end()
    recorder.stop()


def test_the_level_follows_the_voice(recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener) -> None:
    sine = np.sin(2 * np.pi * 300 * np.arange(4 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ).astype(np.float32)
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.say(0.1 * sine)
    fake_microphone.wait_until_said()
    recorder.cancel()
    assert max(listener.levels_dbfs) == pytest.approx(-23.0, abs=0.2)


def test_the_level_is_told_about_twenty_times_a_second(recorder: Recorder, listener: Listener) -> None:
    recorder.start(listener.on_level, listener.on_end, held=True)
    time.sleep(1.0)
    recorder.cancel()
    assert 12 <= len(listener.levels_dbfs) <= 20


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000])
def test_a_microphone_of_another_rate_gives_16_khz(
    rate_hz: int, activity: VoiceActivity, listener: Listener, spoken_question: Recording
) -> None:
    microphone = FakeMicrophone(rate_hz)
    recorder = Recorder(activity, open_microphone=microphone.open)
    recorder.start(listener.on_level, listener.on_end, held=True)
    microphone.say(soxr.resample(spoken_question.samples, SAMPLE_RATE_HZ, rate_hz))
    microphone.wait_until_said()
    samples = recorder.stop().samples
    recorder.close()
    correlation, _ = likeness(samples, spoken_question.samples)
    assert correlation > (0.9 if rate_hz < SAMPLE_RATE_HZ else 0.999)  # the lower rate has no high sounds


def test_too_quick_a_press_is_told_as_such(activity: VoiceActivity, listener: Listener) -> None:
    microphone = FakeMicrophone()
    recorder = Recorder(activity, open_microphone=microphone.open)
    recorder.start(listener.on_level, listener.on_end)  # not armed before: there is no pre-roll yet
    microphone.freeze()
    with pytest.raises(InputFault) as refused:
        recorder.stop()
    recorder.close()
    assert refused.value.key == "recording-short"


def test_after_cancel_nothing_more_is_told_and_another_question_can_begin(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    recorder.start(listener.on_level, listener.on_end)
    fake_microphone.say(spoken_question.samples)
    recorder.cancel()
    told = len(listener.levels_dbfs)
    time.sleep(0.3)
    assert (len(listener.levels_dbfs), listener.ends) == (told, [])
    fake_microphone.wait_until_said()
    again = Listener()
    recorder.start(again.on_level, again.on_end)
    fake_microphone.say(spoken_question.samples)
    again.wait_for_end()
    assert recorder.stop().seconds > spoken_question.seconds
    assert fake_microphone.opened == 1


def test_a_second_question_holds_nothing_of_the_first(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.say(np.full(SAMPLE_RATE_HZ, 0.7, np.float32))
    fake_microphone.say(np.zeros(round(2 * PRE_ROLL_S * SAMPLE_RATE_HZ), np.float32))
    fake_microphone.wait_until_said()
    assert (recorder.stop().samples > 0.5).any()
    recorder.start(listener.on_level, listener.on_end, held=True)
    fake_microphone.say(np.full(SAMPLE_RATE_HZ, -0.7, np.float32))
    fake_microphone.wait_until_said()
    assert not (recorder.stop().samples > 0).any()


def lost(recorder: Recorder, listener: Listener) -> InputFault:
    listener.wait_for_end()
    (error,) = listener.ends
    assert isinstance(error, InputFault)
    with pytest.raises(InputFault) as raised:
        recorder.stop()
    assert raised.value is error
    return error


def test_a_microphone_unplugged_while_listening_is_told(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.start(listener.on_level, listener.on_end)
    fake_microphone.unplug()
    assert lost(recorder, listener).key == "microphone-lost"


def test_a_microphone_that_falls_silent_without_a_word_is_told(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take, "DEAF_AFTER_S", 0.3)
    recorder.start(listener.on_level, listener.on_end)
    fake_microphone.freeze()
    assert lost(recorder, listener).key == "microphone-lost"


def test_a_microphone_plugged_in_again_serves_the_next_question(
    recorder: Recorder,
    fake_microphone: FakeMicrophone,
    listener: Listener,
    spoken_question: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(sound_library, "look_again", lambda: looked.append(True))
    recorder.start(listener.on_level, listener.on_end)
    fake_microphone.unplug()
    lost(recorder, listener)
    again = Listener()
    recorder.start(again.on_level, again.on_end)
    fake_microphone.say(spoken_question.samples)
    again.wait_for_end()
    assert again.ends == [None]
    assert recorder.stop().seconds > spoken_question.seconds
    assert (fake_microphone.opened, looked) == (2, [True])


def test_a_microphone_that_does_not_open_is_told_at_once_and_looked_for_again(
    activity: VoiceActivity, monkeypatch: pytest.MonkeyPatch, fake_microphone: FakeMicrophone
) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(sound_library, "look_again", lambda: looked.append(True))
    answers = iter([InputFault("no-microphone"), None])

    def open_second_time(device: str | None, sink) -> FakeMicrophone:
        if (fault := next(answers)) is not None:
            raise fault
        return fake_microphone.open(device, sink)

    recorder = Recorder(activity, open_microphone=open_second_time)
    with pytest.raises(InputFault) as refused:
        recorder.arm()
    assert refused.value.key == "no-microphone"
    recorder.arm()
    recorder.close()
    assert looked == [True]


def test_a_mistake_of_ours_ends_the_question_and_is_not_hidden(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    def fails(_level_dbfs: float) -> None:
        raise ZeroDivisionError("ours")

    recorder.start(fails, listener.on_end)
    listener.wait_for_end()
    assert isinstance(listener.ends[0], ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        recorder.stop()


def test_closing_twice_while_listening_leaves_no_thread_and_no_open_microphone(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.start(listener.on_level, listener.on_end)
    recorder.close()
    recorder.close()
    assert not fake_microphone.is_running
    assert listener.ends == []


def test_one_question_at_a_time(recorder: Recorder, listener: Listener) -> None:
    with pytest.raises(RuntimeError, match="nothing is being recorded"):
        recorder.stop()
    recorder.start(listener.on_level, listener.on_end)
    for begin in (recorder.start, recorder.start_gist, recorder.watch_level):
        with pytest.raises(RuntimeError, match="already"):
            begin(listener.on_level, listener.on_end)


# Trying a microphone


def test_a_microphone_can_be_tried_by_its_level_and_nothing_is_kept(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.watch_level(listener.on_level, listener.on_end)
    fake_microphone.say(0.1 * np.random.default_rng(0).standard_normal(30 * SAMPLE_RATE_HZ).astype(np.float32))
    fake_microphone.wait_until_said()  # longer than any question
    assert max(listener.levels_dbfs) == pytest.approx(-20.0, abs=0.5)
    assert listener.ends == []
    with pytest.raises(RuntimeError, match="nothing is being recorded"):
        recorder.stop()
    recorder.cancel()
    told = len(listener.levels_dbfs)
    time.sleep(0.2)
    assert len(listener.levels_dbfs) == told


def test_a_microphone_pulled_out_while_it_is_tried_is_told_and_another_can_be_tried(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_library, "look_again", lambda: None)
    recorder.watch_level(listener.on_level, listener.on_end)
    fake_microphone.unplug()
    listener.wait_for_end()
    assert [error.key for error in listener.ends if isinstance(error, InputFault)] == ["microphone-lost"]
    recorder.cancel()
    again = Listener()
    recorder.watch_level(again.on_level, again.on_end)
    fake_microphone.wait_until_said()
    time.sleep(0.2)
    assert again.levels_dbfs and again.ends == []


# A device that lies about its rate


def noted(monkeypatch: pytest.MonkeyPatch, *stretches: tuple[float, float]) -> Pace:
    """A pace that was told, every 10 ms, of so many samples a second for so many seconds; a rate of 0 is a gap."""
    now_s = 0.0
    monkeypatch.setattr(microphone, "time", SimpleNamespace(monotonic=lambda: now_s))
    pace = Pace()
    for seconds, rate_hz in stretches:
        for _ in range(round(seconds / 0.01)):
            now_s += 0.01
            if rate_hz:
                pace.note(round(rate_hz * 0.01))
    return pace


@pytest.mark.parametrize(
    ("claimed_hz", "stretches", "found_hz"),
    [
        (16_000, [(3.0, 16_000)], 16_000),
        (16_000, [(3.0, 48_100)], 48_000),
        (16_000, [(3.0, 44_000)], 44_100),
        (48_000, [(3.0, 16_000)], 16_000),
        (16_000, [(0.5, 48_000)], 16_000),  # too early to say
        (16_000, [(3.0, 14_000)], 16_000),  # a slow computer drops some
        (16_000, [(3.0, 5_200)], 16_000),  # no device runs at such a rate
        (16_000, [(3.0, 16_000), (60.0, 0), (2.0, 16_000)], 16_000),  # the computer was asleep
    ],
)
def test_the_rate_is_measured_where_it_cannot_be_what_the_device_says(
    claimed_hz: int, stretches: list[tuple[float, float]], found_hz: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert noted(monkeypatch, *stretches).rate_hz(claimed_hz) == found_hz


def test_a_rate_that_turns_out_false_while_one_speaks_is_told_and_put_right(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    liar = fake_microphone
    recorder.start(listener.on_level, listener.on_end, held=True)
    liar.wait_until_said()
    liar.rate_hz = 48_000  # as it is found to be
    with pytest.raises(InputFault) as told:
        recorder.stop()
    assert told.value.key == "microphone-rate"
    assert "48000" in told.value.sentence("fr") and told.value.advice("fr")
    recorder.start(listener.on_level, listener.on_end, held=True)
    liar.say(soxr.resample(spoken_question.samples, SAMPLE_RATE_HZ, 48_000))
    liar.wait_until_said()
    assert likeness(recorder.stop().samples, spoken_question.samples)[0] > 0.98  # at a wrong rate it would be below 0.5
