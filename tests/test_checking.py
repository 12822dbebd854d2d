"""`laaj-trainer check` finds before training what would be found, or not be found, at hour nine."""

import numpy as np
import pytest
import soundfile

from engine.trainer import checking
from engine.trainer.run import Run
from faults import InputFault

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own


def test_a_sound_recipe_says_what_there_is(training, tmp_path):
    said: list[str] = []
    summary = checking.check(training, tmp_path / "run", said.append)
    assert "7 utterances to train on: 7 t" in summary and "1 to evaluate on in “real”" in summary
    assert "Nothing was left out." in summary and "M parameters trained" in said[0]


def test_every_row_that_cannot_be_used_is_listed_by_its_line(training, tmp_path):
    manifest = training.data.train[0].manifest
    folder = manifest.parent
    (folder / "0.flac").unlink()
    (folder / "1.flac").write_bytes(b"fLaC cut short")
    soundfile.write(folder / "2.flac", np.zeros(16_000), 16_000)
    soundfile.write(folder / "3.flac", np.ones(800), 16_000)
    manifest.write_bytes(manifest.read_bytes() + b'{"id": "x", "wolof": "caf\xe9", "audio": "4.flac"}\nno JSON\n')
    said: list[str] = []
    summary = checking.check(training, tmp_path / "run", said.append)
    listed = "\n".join(said)
    for line in (1, 2, 3, 4, 8, 9):
        assert f"train.jsonl, line {line}:" in listed
    assert sum(Run(tmp_path / "run").read()["check"]["left out"].values()) == 6
    assert "1 left out: not-json" in summary and "1 left out: not-utf8" in summary


def test_one_bad_row_stops_a_strict_recipe(training, tmp_path):
    (training.data.train[0].manifest.parent / "0.flac").unlink()
    strict = training.model_copy(update={"data": training.data.model_copy(update={"bad_rows": "refuse"})})
    with pytest.raises(InputFault) as caught:
        checking.check(strict, tmp_path / "run", lambda line: None)
    assert caught.value.key == "bad-rows"


def test_a_leak_stops_it(training, tmp_path):
    manifest = training.data.evaluate[0].manifest
    manifest.write_text(manifest.read_text().replace("ndox mi set na lool", "Fan la banki bi nekk?"))
    with pytest.raises(InputFault) as caught:
        checking.check(training, tmp_path / "run", lambda line: None)
    assert caught.value.key == "leak"
