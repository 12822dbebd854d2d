"""A gist takes its time: pauses do not end it, a minute does, and what is kept is the voice, whole or not at all."""

import errno
from pathlib import Path

import numpy as np
import pytest

from corpus.gists import Gists
from engine.recorder import Recorder
from engine.recording import LONGEST_GIST_S, LONGEST_QUERY_S, SAMPLE_RATE_HZ, Recording
from engine.take import PRE_ROLL_S
from engine.voice_activity import VoiceActivity
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone, Listener, likeness

pytestmark = pytest.mark.usefixtures("no_leftover_threads")


@pytest.fixture
def recorder(activity: VoiceActivity, fake_microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(FakeMicrophone, "HURRY", 32)
    recorder = Recorder(activity, open_microphone=fake_microphone.open)
    yield recorder
    recorder.close()


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def told(recorder: Recorder) -> InputFault:
    with pytest.raises(InputFault) as raised:
        recorder.stop()
    assert raised.value.sentence("fr") and raised.value.advice("fr")
    return raised.value


def test_pauses_do_not_end_it_and_it_may_last_longer_than_a_question(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    told_slowly = np.concatenate([spoken_question.samples, silence(8.0)] * 3)
    recorder.start_gist(listener.on_level, listener.on_end)
    recorder.let_go()  # no button is held down: this changes nothing
    fake_microphone.say(told_slowly)
    fake_microphone.wait_until_said()
    gist = recorder.stop()
    assert listener.ends == []
    assert gist.seconds > LONGEST_QUERY_S
    spoken = told_slowly[: -len(silence(8.0))]
    assert likeness(gist.samples, spoken)[0] > 0.99


def test_silence_at_both_ends_is_dropped(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    recorder.start_gist(listener.on_level, listener.on_end)
    fake_microphone.say(np.concatenate([silence(4.0), spoken_question.samples, silence(5.0)]))
    fake_microphone.wait_until_said()
    gist = recorder.stop()
    assert gist.seconds < spoken_question.seconds + 0.5
    assert gist.samples.dtype == np.float32 and np.abs(gist.samples).max() <= 1.0


def test_it_begins_before_the_button_was_pressed(
    recorder: Recorder,
    fake_microphone: FakeMicrophone,
    listener: Listener,
    spoken_question: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FakeMicrophone, "HURRY", 2)  # little comes between the first sounds and the press
    recorder.arm()
    before = round(PRE_ROLL_S / 2 * SAMPLE_RATE_HZ)
    voice = spoken_question.samples[np.argmax(np.abs(spoken_question.samples) > 0.05) :]
    fake_microphone.say(voice[:before])
    fake_microphone.wait_until_said()
    fake_microphone.freeze()
    recorder.start_gist(listener.on_level, listener.on_end)
    fake_microphone.say(voice[before:])
    fake_microphone.thaw()
    fake_microphone.wait_until_said()
    samples = recorder.stop().samples
    assert likeness(samples, voice[: before // 2])[0] > 0.9


def test_after_a_minute_it_ends_by_itself(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    recorder.start_gist(listener.on_level, listener.on_end)
    times = int(LONGEST_GIST_S / spoken_question.seconds) + 3
    fake_microphone.say(np.tile(spoken_question.samples, times))
    listener.wait_for_end()
    assert listener.ends == [None]
    assert LONGEST_GIST_S - 2.0 < recorder.stop().seconds <= LONGEST_GIST_S


def test_the_level_comes_all_the_while(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    recorder.start_gist(listener.on_level, listener.on_end)
    fake_microphone.say(np.tile(spoken_question.samples, 10))
    fake_microphone.wait_until_said()
    recorder.cancel()
    assert len(listener.levels_dbfs) >= 10
    assert np.median(listener.levels_dbfs) > -40


@pytest.mark.parametrize("room", [0.0, 0.02])
def test_when_nobody_speaks_that_is_told(
    room: float, recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener
) -> None:
    recorder.start_gist(listener.on_level, listener.on_end)
    hum = room * np.random.default_rng(0).standard_normal(10 * SAMPLE_RATE_HZ)
    fake_microphone.say(hum.astype(np.float32))
    fake_microphone.wait_until_said()
    assert told(recorder).key == "gist-silent"


def test_a_microphone_pulled_out_while_one_speaks_is_told_and_the_next_gist_holds_nothing_of_this_one(
    recorder: Recorder,
    fake_microphone: FakeMicrophone,
    listener: Listener,
    spoken_question: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.sound_library.look_again", lambda: None)
    recorder.start_gist(listener.on_level, listener.on_end)
    fake_microphone.say(np.full(SAMPLE_RATE_HZ, -0.9, np.float32))
    fake_microphone.wait_until_said()
    fake_microphone.unplug()
    listener.wait_for_end()
    assert told(recorder).key == "microphone-lost"
    again = Listener()
    recorder.start_gist(again.on_level, again.on_end)
    fake_microphone.say(spoken_question.samples)
    fake_microphone.wait_until_said()
    assert recorder.stop().samples.min() > -0.9


def test_too_loud_is_known(
    recorder: Recorder, fake_microphone: FakeMicrophone, listener: Listener, spoken_question: Recording
) -> None:
    found = []
    for gain in (1.0, 30.0):
        recorder.start_gist(listener.on_level, listener.on_end)
        fake_microphone.say(np.clip(gain * spoken_question.samples, -1, 1))
        fake_microphone.wait_until_said()
        found.append(recorder.stop().is_clipped)
    assert found == [False, True]


def test_a_knock_on_the_microphone_is_not_too_loud(spoken_question: Recording) -> None:
    samples = spoken_question.samples.copy()
    samples[1000:1160] = 1.0  # 10 ms
    assert not Recording(samples).is_clipped
    assert not Recording(samples[:0]).is_clipped


def test_on_a_full_disk_the_gist_before_stays_and_the_new_one_can_be_kept_once_there_is_room(
    recorder: Recorder,
    fake_microphone: FakeMicrophone,
    listener: Listener,
    spoken_question: Recording,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gists = Gists(tmp_path / "gists")
    before = gists.put("sante/paludisme", silence(1.0), SAMPLE_RATE_HZ).read_bytes()
    recorder.start_gist(listener.on_level, listener.on_end)
    fake_microphone.say(spoken_question.samples)
    fake_microphone.wait_until_said()
    gist = recorder.stop()

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        with pytest.raises(InputFault) as refused:
            gists.put("sante/paludisme", gist.samples, SAMPLE_RATE_HZ)
    assert refused.value.key == "disk-full"
    assert [file.read_bytes() for file in gists.folder.iterdir()] == [before]
    assert gists.put("sante/paludisme", gist.samples, SAMPLE_RATE_HZ).read_bytes() != before
