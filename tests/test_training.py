"""From a mini corpus to a bridge: the split holds, the loss falls, and a stopped run goes on where it was."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import recording
from engine.recording import Recording
from engine.trainer import corpora, feature_store, fit, spoken
from engine.trainer.recipe import Bridge, Data, Fit, Recipe
from tests.fixtures.trainer import SENTENCES

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own

LAYERS = (1, 2)


@pytest.fixture
def recipe(tmp_path: Path, tiny_whisper_folder: Path, babble: np.ndarray) -> Recipe:
    folder = tmp_path / "data"
    (folder / "parallel").mkdir(parents=True)
    (folder / "speech" / "alffa").mkdir(parents=True)
    (folder / "wolof_text").mkdir()
    rows = ["path\tspeaker\tseconds\twol\tfra"]
    for i, sentence in enumerate([*SENTENCES, SENTENCES[0]]):
        speaker = "07" if i >= 6 else "01"
        recording.save(Recording(np.roll(babble, 997 * i)[: 16_000 + 1500 * i]), folder / f"speech/alffa/{i}.flac")
        rows.append(f"speech/alffa/{i}.flac\t{speaker}\t1.0\t{sentence}\tphrase {i}")
    (folder / "speech" / "alffa.tsv").write_text("\n".join(rows), encoding="utf-8")
    for name in ("wolbanking77_train", "isocodes", "udhr", "tatoeba"):
        (folder / "parallel" / f"{name}.tsv").write_text("wol\tfra\nndox mi\tl'eau\n", encoding="utf-8")
    afriqa = "id\tsplit\twol\tfra\n1\ttrain\tlan la\tquoi\n2\tdev\tfan la\toù\n"
    (folder / "parallel" / "afriqa_train_dev.tsv").write_text(afriqa, encoding="utf-8")
    for name in ("kallaama_checked", "ud_wolof_train", "waxal"):
        (folder / "wolof_text" / f"{name}.tsv").write_text("wol\nndox mi neex na\n", encoding="utf-8")
    (folder / "wolof_text" / "wowiki.jsonl").write_text(json.dumps({"text": "Senegaal réew la."}), encoding="utf-8")
    return Recipe(
        dims=(32, 16), default_dim=16, threads=1,
        data=Data(folder=folder, starter=tmp_path / "starter", held_out_sentences=1, real_variants=1),
        bridge=Bridge(base=tiny_whisper_folder, layers=LAYERS, features=32, width=24, depth=1, heads=2),
        fit=Fit(steps=60, batch_s=5.0, checkpoint_steps=20, warmup_steps=5, learning_rate=3e-3, averaging=0.9),
    )  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, recipe: Recipe, tiny_text) -> Path:
    run = tmp_path / "run"
    tiny_text.save(run / "text")
    feature_store.compute(recipe, run, processes=1)
    return run


def test_training_and_evaluation_share_no_speaker_and_no_sentence(recipe):
    lines = spoken.lines(recipe)
    trained = {corpora.key(line.wolof) for line in lines if line.set == "train"}
    held_out = {corpora.key(line.wolof) for line in lines if line.set != "train"}
    assert trained and held_out and not trained & held_out
    speakers = {line.path.stem: line.set for line in lines if line.kind == "real"}
    assert speakers["8"] == "real", "the held-out speaker is evaluation, even with a sentence that others read too"
    assert "0" not in speakers, "another speaker's reading of a held-out sentence is left out"


def test_the_loss_falls(recipe, run):
    fit.fit(recipe, run)
    rows = [json.loads(line) for line in (run / "fit.jsonl").read_text().splitlines()]
    losses = [row["characters"] for row in rows if "characters" in row]
    assert losses[-1] < 0.8 * losses[0]
    assert rows[-2]["weight"] == 1 and rows[-2]["contrast"] > 0, "the embedding losses have come in"


def test_a_stopped_run_goes_on_where_it_was(recipe, run):
    fit.fit(recipe, run, until=20)
    kept = torch.load(run / "bridge.pt", weights_only=False)
    assert kept["step"] == 20
    fit.fit(recipe, run, until=20)
    again = torch.load(run / "bridge.pt", weights_only=False)
    assert all(torch.equal(again["bridge"][name], value) for name, value in kept["bridge"].items())
    fit.fit(recipe, run, until=40)
    later = torch.load(run / "bridge.pt", weights_only=False)
    assert later["step"] == 40 and not torch.equal(later["average"]["mix"], kept["average"]["mix"])


def test_features_already_there_are_not_computed_again(recipe, run):
    store = run / "features" / "features.f16"
    size, index = store.stat().st_size, (run / "features" / "features.jsonl").read_text()
    with store.open("ab") as file:
        file.write(b"half a clip")  # as a run that was stopped leaves it
    feature_store.compute(recipe, run, processes=1)
    assert store.stat().st_size == size and (run / "features" / "features.jsonl").read_text() == index


def test_evaluation_clips_are_kept_as_they_are(recipe, run):
    several = dataclasses.replace(recipe, data=dataclasses.replace(recipe.data, real_variants=3))
    feature_store.compute(several, run, processes=1)
    clips = feature_store.FeatureStore(run / "features", len(LAYERS), 32).clips
    assert len(clips["1"]) == 3 and len(clips["7"]) == 1
