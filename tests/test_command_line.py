"""The command `laaj`, used as a facilitator and a script use it: what it prints, and how it ends."""

import os
import re
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import asking
from app.paths import Paths
from app.session import Session
from engine.recorder import Recorder
from engine.recording import SAMPLE_RATE_HZ, Recording
from faults import InputFault
from tests.fixtures.app import FINE, OURS, THEIRS, USAGE, Laaj, one_sentence, records, sound
from tests.fixtures.audio import FakeMicrophone

PROJECT = Path(__file__).parent.parent


# -- questions --


def test_a_spoken_question_finds_its_page(laaj: Laaj, spoken_question_file: Path) -> None:
    status, output, errors = laaj("ask", spoken_question_file)
    assert (status, errors) == (FINE, "")
    assert "Soigner une brûlure" in output.splitlines()[1]


def test_json_gives_one_record_a_question_and_several_share_one_start(
    laaj: Laaj, spoken_question_file: Path, tmp_path: Path
) -> None:
    silence, noise = sound(tmp_path / "silence.wav", 2), sound(tmp_path / "noise.flac", 2, level=0.1)
    status, output, _ = laaj("ask", spoken_question_file, silence, noise, "--json", "--top", "2")
    assert status == FINE
    spoken, silent, noisy = records(output)
    assert list(spoken) == ["question", "heard", "confidence", "hits", "ms"]
    assert (spoken["question"], spoken["heard"]) == (str(spoken_question_file), "speech")
    assert spoken["hits"][0]["document"] == "sante/brulure" and len(spoken["hits"]) == 2
    assert set(spoken["hits"][0]) == {"document", "title", "source", "score", "passage"}
    assert set(spoken["hits"][0]["passage"]) == {"text", "start"}
    assert set(spoken["ms"]) == {"encode", "search", "rescore"}
    assert (silent["heard"], silent["confidence"], silent["hits"]) == ("silence", "nothing", [])
    assert (noisy["heard"], noisy["confidence"], noisy["hits"]) == ("noise", "nothing", [])


def test_a_typed_question_finds_its_page(laaj: Laaj) -> None:
    status, output, _ = laaj("find", "comment", "réussir", "les oignons", "--json")
    assert status == FINE
    (record,) = records(output)
    assert (record["question"], record["heard"]) == ("comment réussir les oignons", "text")
    assert record["hits"][0]["document"] == "agriculture/oignons"


def test_a_question_to_the_microphone(
    laaj: Laaj, fake_microphone: FakeMicrophone, spoken_question: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = lambda session: Recorder(session.activity, open_microphone=fake_microphone.open)  # noqa: E731
    monkeypatch.setattr(Session, "recorder", recorder)
    fake_microphone.say(np.concatenate([np.zeros(SAMPLE_RATE_HZ, np.float32), spoken_question.samples]))
    status, output, errors = laaj("ask", "--microphone", "--json")
    assert (status, errors) == (FINE, "Posez votre question…\n")
    assert records(output)[0]["hits"][0]["document"] == "sante/brulure"


@pytest.mark.parametrize("dim", ["64", "100", "256"])
def test_any_dimension_of_the_model_can_be_asked_for(laaj: Laaj, dim: str) -> None:
    assert laaj("find", "oignons", "--dim", dim)[0] == FINE


def test_a_dimension_the_model_does_not_have_is_refused(laaj: Laaj) -> None:
    status, output, errors = laaj("find", "oignons", "--dim", "9999")
    assert (status, output) == (THEIRS, "")
    assert one_sentence(errors) and "9999" in errors


def test_words_in_another_encoding_are_still_words(laaj: Laaj) -> None:
    assert laaj("find", "\udce9t\udce9 oignons", "--json")[0] == FINE
    status, _, errors = laaj("library", "show", "\udce9")
    assert status == THEIRS and one_sentence(errors)


def test_an_empty_question_is_refused(laaj: Laaj) -> None:
    assert laaj("find", "  ") == (THEIRS, "", "La question est vide. Écrivez ou dites une question.\n")


def two_hours(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 8000 * 30)
    content = path.read_bytes()
    path.write_bytes(content[:40] + (2 * 8000 * 7200).to_bytes(4, "little") + content[44:])
    return path


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def cut(path: Path) -> Path:
    sound(path, 3)
    path.write_bytes(path.read_bytes()[:20_000])
    return path


BAD_QUESTIONS = {
    "missing": lambda path: path,
    "empty": written(b""),
    "text": written(b"Naka nga def ?"),
    "binary": written(bytes(range(256)) * 100),
    "50 ms": lambda path: sound(path, 0.05),
    "two hours": two_hours,
    "truncated": cut,
    "folder": lambda path: path.mkdir() or path,
}


@pytest.mark.parametrize("kind", BAD_QUESTIONS)
def test_a_bad_recording_is_one_sentence_and_the_others_are_still_asked(
    laaj: Laaj, spoken_question_file: Path, tmp_path: Path, kind: str
) -> None:
    bad = BAD_QUESTIONS[kind](tmp_path / "mauvais.wav")
    status, output, errors = laaj("ask", bad, spoken_question_file, "--json")
    assert status == THEIRS
    assert one_sentence(errors), errors
    assert [record["question"] for record in records(output)] == [str(spoken_question_file)]


def test_the_mp3_decoder_adds_no_sentence_of_its_own(
    spoken_question: Recording, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, cut_short = tmp_path / "question.mp3", tmp_path / "coupe.mp3"
    soundfile.write(whole, spoken_question.samples, SAMPLE_RATE_HZ)
    cut_short.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(InputFault):
        asking.load(cut_short)
    assert capfd.readouterr().err == ""


# -- how commands end --


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask"], "indiquez des enregistrements"),
        (["ask", "x.wav", "--microphone"], "indiquez des enregistrements"),
        (["find"], "il manque : TEXTE"),
        (["dance"], "« COMMANDE » ne peut pas être 'dance'"),
        (["find", "x", "--top", "0"], "attend un nombre entier positif"),
        (["find", "x", "--top", "many"], "attend un nombre entier positif"),
        (["find", "x", "--top"], "attend une valeur"),
        (["find", "x", "--nope"], "Laaj ne connaît pas : --nope"),
        (["library"], "il manque : ACTION"),
        (["model"], "il manque : ACTION"),
    ],
)
def test_a_mistyped_command_is_one_french_sentence(laaj: Laaj, arguments: list[str], sentence: str) -> None:
    status, output, errors = laaj(*arguments)
    assert (status, output) == (USAGE, "")
    assert sentence in errors and one_sentence(errors)
    assert not re.search(r"\b(usage|error|argument|required|invalid|expected)\b", errors)


def test_help_is_french(laaj: Laaj) -> None:
    for command in ([], ["ask"], ["library"], ["library", "add"], ["bench"]):
        status, output, _ = laaj(*command, "--help")
        assert status == FINE and output.startswith("utilisation : laaj")
        assert "usage:" not in output and "show this help" not in output


def test_our_own_mistake_is_one_sentence_and_debug_says_where(
    laaj: Laaj, few_documents: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistake(_: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("app.asking.find", mistake)
    status, _, errors = laaj("find", "x")
    assert status == OURS and one_sentence(errors) and "ZeroDivisionError" in errors
    assert "a mistake of ours" in few_documents.log.read_text()
    status, _, errors = laaj("find", "x", "--debug")
    assert status == OURS and "Traceback" in errors


def test_debug_says_where_a_bad_file_was_refused(laaj: Laaj, tmp_path: Path) -> None:
    for command in ("ask", tmp_path / "x.wav"), ("library", "add", tmp_path / "x.txt"):
        status, _, errors = laaj(*command, "--debug")
        assert status == THEIRS and "Traceback" in errors and "Vérifiez le nom" in errors.splitlines()[-1]


def test_ctrl_c_is_no_mistake(laaj: Laaj, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.asking.find", interrupt)
    assert laaj("find", "x") == (130, "", "")


def test_a_closed_pipe_is_no_mistake(home: Paths) -> None:
    command = f"{sys.executable} -m app.cli library list | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=PROJECT)
    assert (done.returncode, done.stderr) == (FINE, "")
    assert done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_takes_no_output_is_told_and_one_that_takes_no_log_is_not(home: Paths) -> None:
    home.log.parent.mkdir(parents=True)
    home.log.symlink_to("/dev/full")
    command = [sys.executable, "-m", "app.cli", "library", "list"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert (done.returncode, done.stderr) == (FINE, "") and done.stdout
    with open("/dev/full", "w") as full:
        done = subprocess.run([*command, "--json"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=PROJECT)
    assert done.returncode == THEIRS and one_sentence(done.stderr) and "place sur le disque" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
@pytest.mark.parametrize("dead", [{}, {"DISPLAY": ":4077"}, {"WAYLAND_DISPLAY": "wayland-4077"}])
def test_without_a_screen_the_window_is_refused_in_a_sentence_and_the_commands_work(
    home: Paths, dead: dict[str, str]
) -> None:
    screenless = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    screenless.pop("QT_QPA_PLATFORM", None)
    screenless |= dead
    run = lambda *words: subprocess.run(  # noqa: E731
        [sys.executable, "-m", "app.cli", *words], capture_output=True, text=True, cwd=PROJECT, env=screenless
    )
    done = run()
    assert done.returncode == THEIRS and one_sentence(done.stderr) and "écran" in done.stderr
    assert run("library", "list").returncode == FINE


def test_a_terminal_without_wolof_letters_gets_no_traceback(home: Paths) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "app.cli", "library", "list"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=environment)
    assert (done.returncode, done.stderr) == (FINE, "")
