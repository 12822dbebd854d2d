"""`laaj-trainer synthesise`: texts become clips, training texts by training voices, and a stopped run goes on."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
import soundfile

from engine.trainer import manifest, progress
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.recipe import Data
from engine.trainer.synthesis import espeak, kokoro, run, speaking
from engine.trainer.synthesis.run import Spoken, Synthesis
from faults import InputFault
from tests.fixtures.trainer_synthesis import HELD_OUT, TRAINING, Diary, sentence, text

MANIFESTS = ("espeak.jsonl", "espeak-held-out.jsonl")


def speak(texts: list[Row], out: Path, processes: int = 1, say=lambda _: None, **settings: object) -> Spoken:
    return run.synthesise(texts, Synthesis(**settings), out, processes, say)


def written(out: Path) -> list[bytes]:
    return [(out / name).read_bytes() for name in MANIFESTS]


def clips(out: Path) -> dict[Path, int]:
    return {path.relative_to(out): path.stat().st_mtime_ns for path in out.glob("speech/*/*.flac")}


def spoken_texts(found: list[Row]) -> list[str]:
    return [row.wolof for row in found]


@pytest.fixture
def both_sides() -> list[Row]:
    splits = ("train", "train", "dev", "", "test")
    return [text(number, splits[number % 5], document=f"page/{number}") for number in range(20)]


def test_training_texts_have_training_voices_and_held_out_texts_held_out_voices(hummed, both_sides, tmp_path):
    spoken = speak(both_sides, tmp_path / "out")
    assert {row.split for row in spoken.train} == {"train", ""} and len(spoken.train) == 12
    assert {row.split for row in spoken.held_out} == {"dev", "test"} and len(spoken.held_out) == 8
    assert {row.speaker for row in spoken.train} <= set(TRAINING)
    assert {row.speaker for row in spoken.held_out} <= set(HELD_OUT)


@pytest.mark.parametrize("kind", [kokoro, espeak])
def test_no_voice_speaks_on_both_sides(kind):
    assert kind.TRAINING and kind.HELD_OUT and not set(kind.TRAINING) & set(kind.HELD_OUT)
    assert len(set(kind.TRAINING)) == len(kind.TRAINING) and len(set(kind.HELD_OUT)) == len(kind.HELD_OUT)


def test_a_row_keeps_what_it_was_and_says_who_speaks(hummed, both_sides, tmp_path):
    out = tmp_path / "out"
    spoken = speak(both_sides, out)
    asked = {row.wolof: row for row in both_sides}
    for row in spoken.train + spoken.held_out:
        given = asked[row.wolof]
        assert (row.french, row.document, row.split) == (given.french, given.document, given.split)
        assert (row.source, row.licence, row.voice) == (given.source, given.licence, "espeak")
        assert row.audio and row.seconds == pytest.approx(soundfile.info(row.audio).duration, abs=1e-3)
        assert 0.85 <= row.scores["rate"] <= 1.15 and 0.94 <= row.scores["pitch"] <= 1.06
    assert len({row.scores["rate"] for row in spoken.train}) > 5
    assert list(rows.read(out / "espeak.jsonl")) == spoken.train
    assert list(rows.read(out / "espeak-held-out.jsonl")) == spoken.held_out
    heard, problems = manifest.read_utterances(out / "espeak.jsonl", Data())
    assert len(heard) == 12 and not problems


def test_rate_and_pitch_stay_within_what_is_asked_for(hummed, tmp_path):
    spoken = speak([text(n) for n in range(12)], tmp_path / "out", rates=(0.5, 0.6), pitches=(1.0, 1.0))
    assert all(0.5 <= row.scores["rate"] <= 0.6 and row.scores["pitch"] == 1 for row in spoken.train)


def test_the_manifests_are_the_same_whatever_the_number_of_processes(hummed, tmp_path):
    texts = [text(n, "test" if n % 4 == 0 else "train") for n in range(40)]
    limited = {"order": "draw", "most_hours": 20 / 3600}
    speak(texts, tmp_path / "one", processes=1, **limited)
    hummed.forget()
    spoken = speak(texts, tmp_path / "two", processes=2, **limited)
    assert os.getpid() not in hummed.processes()
    assert written(tmp_path / "one") == written(tmp_path / "two")
    assert spoken_texts(spoken.held_out) == [row.wolof for row in texts if row.split == "test"]


@pytest.mark.parametrize("order", ["coverage", "draw"])
def test_more_sentences_keep_the_clips_that_are_there(hummed, tmp_path, order):
    texts, out = [text(n) for n in range(30)], tmp_path / "out"
    few = speak(texts, out, sentences=8, order=order)
    before = clips(out)
    hummed.forget()
    many = speak(texts, out, sentences=20, order=order)
    after = clips(out)
    assert len(few.train) == len(before) == 8 and len(many.train) == len(after) == 20
    assert {path: after[path] for path in before} == before
    assert len(hummed.said()) == 12 and many.train[:8] == few.train


def test_sources_that_come_first_are_not_counted_and_not_cut(hummed, tmp_path):
    long = text(50, source="starter", wolof=" ".join(sentence(n) for n in range(8)))
    texts = [*(text(n) for n in range(10)), *(text(n, source="starter") for n in range(20, 23)), long]
    spoken = speak(texts, tmp_path / "out", sentences=2, first=("starter",))
    assert [row.source for row in spoken.train] == ["starter"] * 4 + ["press"] * 2
    assert spoken_texts(spoken.train)[:4] == [row.wolof for row in texts[10:]]
    speak(texts, tmp_path / "out", first=("starter",))
    assert long.wolof in hummed.said()
    too_long = speak([replace(long, source="press")], tmp_path / "other", first=("starter",))
    assert too_long.train == []


@pytest.mark.parametrize("share", [0.0, 0.25, 0.6, 1.0])
def test_so_many_of_the_texts_have_french_while_both_kinds_last(hummed, tmp_path, share):
    texts = [text(n) for n in range(40)]
    ordered = run.ordered(texts, Synthesis(french_share=share, sentences=20))
    assert sum(bool(row.french) for row in ordered) == round(20 * share)
    for place in range(1, 20):
        assert abs(sum(bool(row.french) for row in ordered[:place]) - place * share) <= 0.5, "and all along"
    rest = run.ordered(texts, Synthesis(french_share=share))
    assert len(rest) == 40 and rest[:20] == ordered


def test_of_each_source_so_many_held_out_sentences_are_drawn(hummed, tmp_path):
    counts = {"press": 9, "radio": 2, "starter": 5}
    texts = [text(n, "test", source) for source, many in counts.items() for n in range(many)]
    spoken = speak(texts, tmp_path / "out", held_out_sentences=3, first=("starter",))
    found = [row.source for row in spoken.held_out]
    assert {source: found.count(source) for source in counts} == {"press": 3, "radio": 2, "starter": 5}
    wanted = {(row.source, row.wolof): place for place, row in enumerate(texts)}
    places = [wanted[row.source, row.wolof] for row in spoken.held_out]
    assert places == sorted(places)
    settings = [Synthesis(held_out_sentences=3, seed=seed) for seed in range(8)]
    drawn = {tuple(row.id for row in run.sampled(texts, one)) for one in settings}
    assert len(drawn) > 1, "the seed decides"


def test_a_sentence_by_two_voices_has_two_clips(hummed, tmp_path):
    texts, out = [text(n) for n in range(6)], tmp_path / "out"
    once = speak(texts, out)
    before = clips(out)
    twice = speak(texts, out, voices_a_sentence=2)
    assert [row.id for row in twice.train[::2]] == [row.id for row in once.train]
    assert [row.id for row in twice.train[1::2]] == [f"{row.id}-2" for row in once.train]
    assert spoken_texts(twice.train[1::2]) == spoken_texts(once.train)
    assert all(one.speaker != two.speaker for one, two in zip(twice.train[::2], twice.train[1::2], strict=True))
    assert before.items() <= clips(out).items()


def test_it_stops_at_so_many_hours_of_training_speech(hummed, tmp_path):
    texts = [text(n, "test" if n < 8 else "train") for n in range(30)]
    spoken = speak(texts, tmp_path / "out", most_hours=8 / 3600)
    assert sum(row.seconds for row in spoken.train) >= 8 > sum(row.seconds for row in spoken.train[:-1])
    assert len(spoken.held_out) == 8 and sum(row.seconds for row in spoken.held_out) > 8, "the other side has no limit"
    hummed.forget()
    assert speak(texts, tmp_path / "out", most_hours=8 / 3600) == spoken
    assert hummed.said() == []
    fewer = speak(texts, tmp_path / "out", most_hours=3 / 3600).train
    assert fewer == spoken.train[: len(fewer)] and len(fewer) < len(spoken.train), "there may be more already"


def test_a_text_that_cannot_be_spoken_is_marked_and_not_tried_again(hummed, tmp_path):
    texts = [text(1), text(2, wolof="؟ ؟"), text(3, "test", wolof="dégg naa ؟")]
    spoken = speak(texts, tmp_path / "out", order="draw")
    (marked,) = [row for row in spoken.train if not row.kept]
    assert marked.left_out == {"synthesise.unspeakable": "It cannot be spoken: nothing to speak."}
    assert marked.wolof == "؟ ؟" and marked.audio is None and marked.speaker == ""
    assert [row.kept for row in spoken.held_out] == [False]
    assert "training: 1 clips" in spoken.summary() and "1 texts cannot be spoken" in spoken.summary()
    hummed.forget()
    assert speak(texts, tmp_path / "out", order="draw") == spoken
    assert hummed.said() == []


def test_sound_that_is_too_long_for_a_question_is_refused_with_its_length(hummed, tmp_path):
    spoken = speak([text(1, "test", wolof="waaw " * 240)], tmp_path / "out")
    (why,) = spoken.held_out[0].left_out.values()
    assert why.startswith("It cannot be spoken: 24.") and "0.3–20 s" in why
    assert speak([text(1, "test", wolof="waaw " * 240)], tmp_path / "out") == spoken


def test_the_same_text_twice_is_spoken_once(hummed, tmp_path):
    texts = [text(1), text(2), text(1, id="again"), text(1, source="radio")]
    spoken = speak(texts, tmp_path / "out")
    assert sorted((row.source, row.wolof) for row in spoken.train) == sorted(
        [("press", sentence(1)), ("press", sentence(2)), ("radio", sentence(1))]
    )
    assert len(hummed.said()) == 3 and len({row.id for row in spoken.train}) == 3


def test_a_row_with_sound_or_left_out_or_without_wolof_is_not_spoken(hummed, tmp_path):
    texts = [
        text(1), text(2, audio=tmp_path / "a.wav"), text(3).leave_out("filter.dull", "It is dull."),
        text(4, wolof=""), text(5, "test", audio=tmp_path / "b.wav"),
    ]  # fmt: skip
    spoken = speak(texts, tmp_path / "out")
    assert spoken_texts(spoken.train) == hummed.said() == [sentence(1)]
    assert spoken.held_out == []


@pytest.mark.parametrize("source", ["WolBanking 77 / train", "", "radio: Sénégal\t2"])
def test_a_source_may_have_any_name(hummed, tmp_path, source):
    (row,) = speak([text(1, source=source)], tmp_path / "out").train
    assert row.source == source and row.audio and row.audio.is_file()
    assert next(rows.read(tmp_path / "out" / "espeak.jsonl")).audio == row.audio


@pytest.mark.parametrize("processes", [1, 2])
def test_a_synthesiser_that_does_not_work_ends_the_run_in_a_sentence(hummed, tmp_path, processes):
    texts = [text(1), text(2, wolof="# #"), text(3)]
    with pytest.raises(InputFault, match=r"The program espeak-ng is not installed\. Install it") as caught:
        speak(texts, tmp_path / "out", processes)
    assert caught.value.key == "cannot-speak"


def test_without_its_program_or_its_voices_a_synthesiser_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputFault, match="espeak-ng is not installed") as caught:
        speak([text(1)], tmp_path / "out")
    assert caught.value.key == "cannot-speak"
    with pytest.raises(InputFault, match=r"has no style file for") as caught:
        speak([text(1)], tmp_path / "out", kind="kokoro", styles=tmp_path / "none")
    assert caught.value.key == "cannot-speak"


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("broken", ["a clip", "a table", "a line"])
def test_a_full_disk_ends_the_run_in_a_sentence_and_the_next_run_completes_it(hummed, tmp_path, monkeypatch, broken):
    texts, whole, out = [text(n, "test" if n % 4 == 0 else "train") for n in range(12)], tmp_path / "a", tmp_path / "b"
    speak(texts, whole)
    hummed.forget()
    write, calls = Path.write_bytes, count(1)

    def runs_full(path, content):
        if next(calls) > 5:
            write(path, b"fLaC")
            full_disk()
        write(path, content)

    with monkeypatch.context() as patch:
        if broken == "a clip":
            patch.setattr(Path, "write_bytes", runs_full)
        elif broken == "a table":
            patch.setattr(speaking.os, "fsync", full_disk)
        else:
            patch.setattr(speaking.csv, "writer", lambda *_, **__: SimpleNamespace(writerow=full_disk, writerows=print))
        with pytest.raises(InputFault) as caught:
            speak(texts, out)
    assert caught.value.key == "disk-full"
    assert not (out / "espeak.jsonl").exists()
    kept = clips(out)
    speak(texts, out)
    assert written(out) == written(whole)
    assert not list(out.rglob("*.part"))
    if broken == "a clip":
        assert len(kept) == 5 and kept.items() <= clips(out).items()


def test_a_process_that_is_killed_ends_the_run_in_a_sentence(hummed, tmp_path):
    """As an operating system does that has no memory left."""
    texts, out = [text(n) for n in range(12)], tmp_path / "out"
    hummed.deadly = texts[6].wolof
    with pytest.raises(InputFault) as caught:
        speak(texts, out, processes=2, order="draw")
    assert caught.value.key == "worker-ended"
    hummed.deadly = ""
    assert len(speak(texts, out).train) == 12


@pytest.mark.parametrize("processes", [1, 2])
def test_a_folder_that_cannot_be_written_to_is_named(hummed, tmp_path, processes):
    texts, out = [text(n) for n in range(4)], tmp_path / "out"
    in_the_way = speak(texts, out).train[0].audio
    shutil.rmtree(out)
    (in_the_way / "folder").mkdir(parents=True)
    with pytest.raises(InputFault) as caught:
        speak(texts, out, processes)
    assert caught.value.key == "not-writable" and str(in_the_way.parent) in str(caught.value)


def test_a_clip_that_was_lost_is_spoken_anew(hummed, tmp_path):
    texts, out = [text(n) for n in range(5)], tmp_path / "out"
    spoken = speak(texts, out)
    before = written(out)
    spoken.train[2].audio.unlink()
    hummed.forget()
    assert speak(texts, out) == spoken and written(out) == before
    assert hummed.said() == [spoken.train[2].wolof]


def test_what_a_kill_left_half_written_counts_for_nothing(hummed, tmp_path):
    texts, out = [text(n) for n in range(5)], tmp_path / "out"
    spoken = speak(texts, out)
    before, index = written(out), out / "speech" / "espeak-train" / "index.tsv"
    index.write_bytes(index.read_bytes()[:-3])  # the seconds of the last clip are cut short
    (index.parent / "espeak-press-0.123.part").write_bytes(b"fLaC")
    hummed.forget()
    assert speak(texts, out) == spoken and written(out) == before
    assert hummed.said() == [spoken.train[-1].wolof] and not list(out.rglob("*.part"))


def test_what_is_there_can_be_told_without_speaking(hummed, tmp_path):
    texts, out = [text(n) for n in range(5)], tmp_path / "out"
    assert run.there(texts, Synthesis(), out) == Spoken([], [])
    spoken = speak(texts[:3], out)
    hummed.forget()
    found = run.there(texts, Synthesis(), out)
    assert sorted(found.train, key=str) == sorted(spoken.train, key=str) and hummed.said() == []


def test_the_time_that_is_left_is_told(hummed, tmp_path, monkeypatch):
    told: list[str] = []
    ticks = count(0, 3)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: float(next(ticks))))
    speak([text(n) for n in range(10)], tmp_path / "out", say=told.append)
    assert told[0] == "sentences spoken: 1 of 10, 0.0 min of speech, 0 min 54 s left"
    assert told[1].startswith("sentences spoken: 3 of 10, 0.1 min of speech, 0 min 2")
    assert told[-1].startswith("sentences spoken: 10, 0.2 min of speech, in ")


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_run_that_is_killed_goes_on_and_gives_the_same_bytes(hummed, tmp_path):
    texts = [text(n, "test" if n % 5 == 0 else "train") for n in range(40)]
    texts += [text(99, wolof="dégg naa ؟")]
    whole, out, given = tmp_path / "whole", tmp_path / "out", tmp_path / "texts.jsonl"
    diary = Diary(tmp_path / "killed")
    speak(texts, whole)
    rows.write(given, texts)
    script = tmp_path / "run.py"
    script.write_text(
        textwrap.dedent(f"""
        from pathlib import Path
        from engine.trainer.synthesis import run, synthesisers
        from tests.fixtures.trainer_synthesis import Diary
        if __name__ == "__main__":
            synthesisers.SYNTHESISERS["espeak"] = Diary(Path({str(diary.path)!r}), takes_s=0.05).synthesiser
            run.synthesise_manifest(Path({str(given)!r}), run.Synthesis(), Path({str(out)!r}), 2)
        """)
    )
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, script], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while len(clips(out)) < 16 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    try:
        process.communicate(timeout=20)  # its workers hold the other end of this pipe: it closes when the last is gone
    except subprocess.TimeoutExpired:
        for worker in diary.processes():
            os.kill(worker, signal.SIGKILL)
        raise
    assert process.returncode == -signal.SIGKILL
    assert 16 <= len(clips(out)) < 40 and not (out / "espeak.jsonl").exists()
    folders = [out / "speech" / f"espeak-{side}" for side in ("train", "held-out")]
    listed = {clip.path for folder in folders for clip in speaking.read_index(folder)}
    before = {path: time_ns for path, time_ns in clips(out).items() if path.name in listed}
    assert before
    with (folders[0] / "index.tsv").open("ab") as file:
        file.write("espeak-press-0\tespeak-pr\xc3".encode("latin-1"))  # a line that it was about to write
    hummed.forget()
    speak(texts, out)
    assert written(out) == written(whole)
    assert before.items() <= clips(out).items(), "what was spoken and listed is not spoken again"
    assert len(hummed.said()) <= 41 - len(before)
    assert not list(out.rglob("*.part"))


@pytest.mark.skipif(
    not shutil.which("espeak-ng") and "CI" not in os.environ, reason="packaging/system_libraries.py installs espeak-ng"
)
def test_espeak_speaks_wolof(tmp_path):
    texts = [
        text(1, wolof="Naka lañuy faj sibbiru?", french="Comment soigne-t-on le paludisme ?"),
        text(2, wolof="Ndox mi neex na lool.", french="L'eau est très bonne."),
        text(3, "test", wolof="Ñaata la ceeb bi jar?", french="Combien coûte le riz ?"),
    ]
    spoken = speak(texts, tmp_path / "out")
    assert len(spoken.train) == 2 and len(spoken.held_out) == 1 and all(row.kept for row in spoken.train)
    assert {row.speaker for row in spoken.train} <= set(espeak.TRAINING)
    assert {row.speaker for row in spoken.held_out} <= set(espeak.HELD_OUT)
    for row in spoken.train + spoken.held_out:
        assert row.audio and row.seconds and 0.7 < row.seconds < 5
        samples, rate_hz = soundfile.read(row.audio, dtype="float32")
        assert rate_hz == 16_000 and samples.ndim == 1
        assert 0.1 < abs(samples).max() <= 0.99, "it is heard, and not clipped"
