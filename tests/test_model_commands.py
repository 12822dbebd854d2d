"""`laaj model …`: what the model says of itself, and that a damaged one is never used."""

from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from app.paths import Paths
from app.session import Model
from engine.bundle import Manifest, seal
from tests.fixtures.app import FINE, THEIRS, one_sentence, records

SCORES = {
    "real": {
        "questions": 35,
        "french_sentences": 1035,
        "speech": {"256": {"ndcg@10": 0.412}, "64": {"ndcg@10": 0.345}},
        "gold_text": {"256": {"ndcg@10": 0.888}},
    },
    "starter": {"typed_french": {"questions": 165, "first": 0.91, "first_three": 0.98}},
}


@pytest.fixture
def bundle(tmp_path: Path, few_documents: Paths, word_model: Model, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle folder with a true manifest, where the application looks for it."""
    shipped = tmp_path / "with model"
    folder = shipped / "assets" / "model"
    folder.mkdir(parents=True)
    for name in ("speech_encoder.onnx", "text_encoder.onnx", "tokenizer.json"):
        (folder / name).write_bytes(name.encode() * 10)
    manifest: Manifest = replace(word_model.bundle.manifest, scores=SCORES, notes=["weak"])
    seal(folder, manifest)
    (shipped / "corpus").symlink_to(few_documents.shipped / "corpus")
    monkeypatch.setattr("app.paths.find", lambda: replace(few_documents, shipped=shipped))
    return folder


def test_what_the_model_says_of_itself_is_shown(bundle: Path, capsys) -> None:
    assert cli.main(["model", "info"]) == FINE
    output = capsys.readouterr().out
    assert "words 1" in output and "weak" in output
    assert "0.412 à 256" in output and "0.345 à 64" in output and "écrit : 0.888" in output
    assert "première 91%" in output and "premières 98%" in output
    assert cli.main(["model", "info", "--json"]) == FINE
    record = records(capsys.readouterr().out)[0]
    assert record["dims"] == [256, 128, 64] and record["model_id"] and record["scores"] == SCORES


def test_one_byte_changed_in_the_model_is_noticed_and_the_file_is_named(bundle: Path, capsys) -> None:
    content = (bundle / "tokenizer.json").read_bytes()
    (bundle / "tokenizer.json").write_bytes(content[:-1] + b"!")
    for command in (["model", "verify"], ["find", "oignons"], ["bench"]):
        assert cli.main(command) == THEIRS
        errors = capsys.readouterr().err
        assert one_sentence(errors) and "tokenizer.json" in errors


def test_no_model_at_all_is_told(few_documents: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setattr("app.paths.find", lambda: replace(few_documents, shipped=tmp_path / "nothing"))
    assert cli.main(["model", "info"]) == THEIRS
    assert one_sentence(capsys.readouterr().err)
