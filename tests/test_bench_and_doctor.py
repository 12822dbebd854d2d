"""What Laaj says of the computer it runs on."""

from pathlib import Path

import pytest

from app.session import Session
from engine.recorder import Recorder
from tests.fixtures.app import FINE, THEIRS, Laaj, one_sentence, records, sound
from tests.fixtures.audio import FakeMicrophone


def test_bench_measures_every_stage_and_compares(laaj: Laaj, tmp_path: Path, bundle_free_onnx: Path) -> None:
    status, output, errors = laaj("bench", "--json", "--runs", "2", "--compare", tmp_path, "--bare", bundle_free_onnx)
    assert (status, errors) == (FINE, "")
    figures = records(output)[0]
    assert figures["question_s"] == 5.0
    assert figures["ms"]["encode"] > 0 and figures["total_ms"] >= figures["ms"]["encode"]
    assert figures["load_ms"] > 0 and figures["resident_mb"] > 10 and figures["library_mb"] > 0
    assert figures["recall"]["256"] == 1.0 and set(figures["recall"]) == {"256", "128", "64"}
    for name in ("compare", "bare"):
        assert set(figures[name]) == {"ours_ms", "other_ms", "ours_to_other"}
    status, output, _ = laaj("bench", "--runs", "1")
    assert status == FINE and "Chargement" in output and "Mémoire" in output


@pytest.fixture
def bundle_free_onnx(tmp_path: Path) -> Path:
    """A graph that takes mel frames, (1, 80, frames), as a bare encoder does."""
    onnx = pytest.importorskip("onnx")
    mel = onnx.helper.make_tensor_value_info("mel", onnx.TensorProto.FLOAT, [1, 80, "frames"])
    out = onnx.helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, [1, 80, "frames"])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Abs", ["mel"], ["out"])], "bare", [mel], [out])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "bare.onnx")
    return tmp_path / "bare.onnx"


def test_bench_says_when_the_bare_encoder_is_none(laaj: Laaj, tmp_path: Path) -> None:
    (tmp_path / "bare.onnx").write_text("no graph")
    status, _, errors = laaj("bench", "--runs", "1", "--bare", tmp_path / "bare.onnx")
    assert status == THEIRS and one_sentence(errors) and "bare.onnx" in errors


def test_bench_asks_for_speech(laaj: Laaj, tmp_path: Path) -> None:
    status, _, errors = laaj("bench", "--question", sound(tmp_path / "noise.wav", 2, level=0.1), "--runs", "1")
    assert status == THEIRS and one_sentence(errors) and "noise.wav" in errors


def test_doctor_has_one_line_for_each_part_and_advice_for_what_is_missing(
    laaj: Laaj, monkeypatch: pytest.MonkeyPatch, fake_microphone: FakeMicrophone
) -> None:
    def no_microphone(session: Session) -> Recorder:
        from engine.microphone import open_microphone

        monkeypatch.setattr("sounddevice.query_devices", _raise_no_device)
        return Recorder(session.activity, open_microphone=open_microphone)

    monkeypatch.setattr(Session, "recorder", no_microphone)
    status, output, errors = laaj("doctor")
    assert (status, errors) == (THEIRS, "")
    lines = output.splitlines()
    names = ["microphone", "processeur", "mémoire", "disque", "modèle", "bibliothèque"]
    assert [line.split()[0] for line in lines] == names
    assert "À VOIR" in lines[0] and "Branchez un microphone" in lines[0]
    assert "bien" in lines[4] and "3 documents" in lines[5]
    findings = records(laaj("doctor", "--json")[1])[0]
    assert [finding["what"] for finding in findings] == names and not findings[0]["well"]


def _raise_no_device(*_: object, **__: object) -> None:
    import sounddevice

    raise sounddevice.PortAudioError("no device")
