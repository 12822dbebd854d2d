"""The way from a sound in the air to a recording, through the sound system of this computer."""

import threading
import time
from pathlib import Path

import pytest

from engine.microphone import microphones
from engine.recorder import Recorder
from engine.recording import SAMPLE_RATE_HZ, Recording, save
from engine.voice_activity import VoiceActivity, heard
from faults import InputFault
from tests.fixtures.audio import likeness
from tests.virtual_microphone import VirtualMicrophone

pytestmark = [pytest.mark.microphone, pytest.mark.usefixtures("no_leftover_threads")]


@pytest.fixture
def recorder(virtual_microphone: VirtualMicrophone, activity: VoiceActivity):
    recorder = Recorder(activity)
    recorder.arm()
    time.sleep(0.5)  # the pre-roll has filled
    yield recorder
    recorder.close()


@pytest.fixture
def ended() -> threading.Event:
    return threading.Event()


def ignore(_level_dbfs: float) -> None:
    pass


@pytest.fixture
def wav(spoken_question: Recording, tmp_path: Path) -> Path:
    save(spoken_question, tmp_path / "question.wav")
    return tmp_path / "question.wav"


def test_what_is_said_is_what_is_recorded_and_it_stops_by_itself(
    recorder: Recorder,
    virtual_microphone: VirtualMicrophone,
    wav: Path,
    spoken_question: Recording,
    activity: VoiceActivity,
    ended: threading.Event,
) -> None:
    levels_dbfs: list[float] = []
    recorder.start(levels_dbfs.append, lambda error: ended.set())
    virtual_microphone.speak(wav)
    assert ended.wait(15)
    recording = recorder.stop()
    correlation, _ = likeness(recording.samples, spoken_question.samples)
    assert correlation >= 0.95
    assert heard(recording, activity) == "speech"
    assert max(levels_dbfs) > -30


def test_the_first_words_are_not_lost_when_they_come_before_the_press(
    recorder: Recorder,
    virtual_microphone: VirtualMicrophone,
    wav: Path,
    spoken_question: Recording,
    ended: threading.Event,
) -> None:
    sounding = threading.Event()
    recorder.start(lambda level_dbfs: sounding.set() if level_dbfs > -40 else None, lambda error: None)
    virtual_microphone.speak(wav)
    assert sounding.wait(5)
    recorder.cancel()
    recorder.start(ignore, lambda error: ended.set())  # the press: the first sounds are already over
    assert ended.wait(15)
    samples = recorder.stop().samples
    beginning = spoken_question.samples[: SAMPLE_RATE_HZ // 2]
    correlation, at_s = likeness(samples, beginning)
    assert correlation >= 0.95
    assert at_s < 0.3  # it lies in what was heard before the press
    assert likeness(samples, spoken_question.samples)[0] >= 0.95


def test_a_silent_room_is_heard_as_silence(recorder: Recorder, activity: VoiceActivity) -> None:
    recorder.start(ignore, lambda error: None)
    time.sleep(1.0)
    recording = recorder.stop()
    assert recording.seconds > 1.0
    assert heard(recording, activity) == "silence"


def test_the_computer_lists_its_microphones(virtual_microphone: VirtualMicrophone) -> None:
    assert [microphone.is_default for microphone in microphones()].count(True) == 1


def test_a_microphone_is_found_by_its_name(virtual_microphone: VirtualMicrophone, activity: VoiceActivity) -> None:
    recorder = Recorder(activity, device=microphones()[0].name)
    recorder.arm()
    recorder.close()
    stranger = Recorder(activity, device="no such microphone")
    with pytest.raises(InputFault) as refused:
        stranger.arm()
    assert refused.value.key == "microphone-absent"


def test_when_the_sound_server_goes_away_it_is_told_and_nothing_hangs(
    recorder: Recorder, virtual_microphone: VirtualMicrophone, ended: threading.Event
) -> None:
    errors: list[Exception | None] = []

    def on_end(error: Exception | None) -> None:
        errors.append(error)
        ended.set()

    recorder.start(ignore, on_end)
    virtual_microphone.unplug()
    assert ended.wait(10)
    assert isinstance(errors[0], InputFault) and errors[0].key == "microphone-lost"
    recorder.close()


def test_listening_for_the_button_costs_next_to_nothing(recorder: Recorder) -> None:
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    time.sleep(3.0)
    assert (time.process_time() - cpu_s) / (time.perf_counter() - wall_s) < 0.03


def test_the_microphone_brings_sixteen_thousand_samples_a_second(recorder: Recorder) -> None:
    recorder.start(ignore, lambda error: None, held=True)
    began_s = time.perf_counter()
    time.sleep(3.0)
    seconds = recorder.stop().seconds
    assert seconds == pytest.approx(time.perf_counter() - began_s + 0.3, abs=0.2)
