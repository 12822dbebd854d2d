"""The frozen states are computed once: what is there stays, what changed is made anew, whatever stops the work."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from engine import recording
from engine.recording import Recording
from engine.trainer import augmentation, feature_file, features, manifest
from engine.trainer.features import FeatureStore, Job, compute, stored_layers
from engine.trainer.manifest import Utterance
from engine.trainer.models.speech_tower import SpeechTower
from engine.trainer.recipe import Data, Recipe, RecipeError, Source, Speech
from faults import InputFault

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def recipe(tiny_whisper_folder: Path) -> Recipe:
    return Recipe(speech=Speech(base=str(tiny_whisper_folder), layers=(1, 2)))


@pytest.fixture
def utterances(tmp_path: Path, babble: np.ndarray) -> list[Utterance]:
    """Four clips of 0.4 to 0.7 s, the last of them a part of a longer file."""
    found = []
    for i in range(4):
        path = tmp_path / f"clip-{i}.wav"
        recording.save(Recording(np.roll(babble, 997 * i)[: 6400 + 1600 * i]), path)
        found.append(Utterance(id=f"u{i}", audio=path, wolof="ndox mi"))
    return [*found[:3], replace(found[3], start_s=0.1, end_s=0.5)]


def quietly(recipe: Recipe, jobs: Sequence[Job], folder: Path, processes: int = 1) -> list[features.Unreadable]:
    return compute(recipe, jobs, folder, "cpu", lambda text: None, processes)


def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the utterances that are encoded from now on."""
    names: list[str] = []
    heard = features._heard
    monkeypatch.setattr(features, "_heard", lambda sound, how: (names.append(sound.utterance.id), heard(sound, how))[1])
    return names


def states(store: FeatureStore) -> dict[tuple[str, int], bytes]:
    return {
        (c.utterance, c.variant): store.states(c).numpy().tobytes() for clips in store.clips.values() for c in clips
    }


def test_a_clip_is_kept_as_the_encoder_gives_it(recipe, utterances, tmp_path):
    quietly(recipe, [Job(u) for u in utterances], tmp_path / "features")
    store, tower = FeatureStore.open(recipe, tmp_path / "features"), SpeechTower.load(recipe.speech.base)
    for utterance in utterances:
        (clip,) = store.clips[utterance.id]
        alone = tower.states(torch.from_numpy(manifest.samples(utterance))[None], (1, 2))[0]
        assert store.states(clip).dtype == torch.float16 and clip.frames == len(alone)
        assert torch.allclose(store.states(clip).float(), alone, atol=2e-3)


def test_what_is_there_is_not_computed_again(recipe, utterances, tmp_path, monkeypatch):
    folder = tmp_path / "features"
    jobs = [Job(u, variants=2) for u in utterances]
    assert quietly(recipe, jobs, folder) == []
    before = states(FeatureStore.open(recipe, folder))
    names = encoded(monkeypatch)
    quietly(recipe, jobs, folder)
    assert names == [] and states(FeatureStore.open(recipe, folder)) == before
    quietly(recipe, [*jobs, Job(replace(utterances[0], id="part", end_s=0.35))], folder)
    assert names == ["part"]


def test_another_run_with_the_same_sound_computes_nothing(recipe, utterances, tmp_path, monkeypatch):
    folder = tmp_path / "features"
    quietly(recipe, [Job(u) for u in utterances], folder)
    names = encoded(monkeypatch)
    other = recipe.model_copy(update={"data": Data(longest_s=12), "seed": 8})
    renamed = [replace(u, id=f"other-{u.id}", wolof="naka") for u in utterances]
    quietly(other, [Job(u) for u in renamed], folder)
    assert names == []
    theirs, ours = FeatureStore.open(other, folder), FeatureStore.open(recipe, folder)
    assert torch.equal(theirs.states(theirs.clips["other-u1"][0]), ours.states(ours.clips["u1"][0]))


def test_a_changed_file_is_computed_again(recipe, utterances, tmp_path, monkeypatch, babble):
    folder, jobs = tmp_path / "features", [Job(u) for u in utterances]
    quietly(recipe, jobs, folder)
    old = states(FeatureStore.open(recipe, folder))
    recording.save(Recording(babble[: len(recording.load(utterances[1].audio).samples)][::-1]), utterances[1].audio)
    names = encoded(monkeypatch)
    quietly(recipe, jobs, folder)
    new = states(FeatureStore.open(recipe, folder))
    assert names == ["u1"] and [key for key in old if old[key] != new[key]] == [("u1", 0)]


@pytest.mark.parametrize(
    "change",
    [{"seed": 8}, {"augmentation": {"snr_db": (1.0, 2.0)}}, {"data": {"longest_s": 9}}],
    ids=["seed", "settings", "longest"],
)
def test_other_augmentation_makes_other_copies_of_the_same_recording(recipe, utterances, tmp_path, monkeypatch, change):
    folder, jobs = tmp_path / "features", [Job(utterances[0], variants=3)]
    quietly(recipe, jobs, folder)
    seeds: list[tuple[int, ...]] = []
    augment = augmentation.augment
    monkeypatch.setattr(
        augmentation,
        "augment",
        lambda samples, settings, seed, babble=(): (seeds.append(seed), augment(samples, settings, seed, babble))[1],
    )
    quietly(Recipe.model_validate(recipe.model_dump() | change), jobs, folder)
    assert len(seeds) == len(set(seeds)) == 2, "the first is the recording as it is, and was there"
    masks = {"augmentation": {"time_masks": 5, "feature_band": 0.2}}
    quietly(Recipe.model_validate(recipe.model_dump() | masks), jobs, folder)
    assert len(seeds) == 2, "masks are drawn in training"


def test_evaluation_clips_are_kept_as_they_are(recipe, utterances, tmp_path):
    a, b, *_ = utterances
    rows = [(a, Source(manifest=Path("a"), variants=3)), (b, Source(manifest=Path("b"), keep_original=False))]
    features.compute_for(recipe, rows, tmp_path / "train", "cpu", lambda text: None, 1)
    quietly(recipe, [Job(a), Job(b)], tmp_path / "evaluate")
    trained, plain = (FeatureStore.open(recipe, tmp_path / name) for name in ("train", "evaluate"))
    assert [len(trained.clips[u.id]) for u in (a, b)] == [3, 1] and [len(plain.clips[u.id]) for u in (a, b)] == [1, 1]
    three = [trained.states(clip).numpy().tobytes() for clip in trained.clips[a.id]]
    assert three[0] == plain.states(plain.clips[a.id][0]).numpy().tobytes() and len(set(three)) == 3
    assert states(trained)[b.id, 0] != states(plain)[b.id, 0], "augmented, all of them"


def test_a_slowed_clip_is_cut_to_the_longest(recipe, utterances, tmp_path, monkeypatch):
    monkeypatch.setattr(augmentation, "augment", lambda samples, settings, seed, babble: np.tile(samples, 3))
    short = recipe.model_copy(update={"data": Data(longest_s=0.5)})
    quietly(short, [Job(utterances[0], keep_original=False)], tmp_path / "features")
    assert FeatureStore.open(short, tmp_path / "features").clips["u0"][0].frames == 25


def test_what_cannot_be_decoded_is_listed_and_left_out(recipe, utterances, tmp_path):
    (tmp_path / "damaged.wav").write_bytes(utterances[0].audio.read_bytes()[:2000])
    recording.save(Recording(np.zeros(8000, np.float32)), tmp_path / "silent.wav")
    bad = [Utterance(id=n, audio=tmp_path / f"{n}.wav", wolof="x") for n in ("damaged", "silent", "missing")]
    tiny = replace(utterances[1], id="instant", start_s=0.1, end_s=0.105)
    said: list[str] = []
    jobs = [Job(u) for u in (*bad, tiny, *utterances)]
    left_out = compute(recipe, jobs, tmp_path / "features", "cpu", said.append, 1)
    assert {u.utterance for u in left_out} == {"damaged", "silent", "missing", "instant"}
    assert all(u.what.endswith(".") and any(u.utterance in line for line in said) for u in left_out)
    assert set(FeatureStore.open(recipe, tmp_path / "features").clips) == {"u0", "u1", "u2", "u3"}


def test_an_id_means_one_utterance(recipe, utterances, tmp_path):
    a, b, *_ = utterances
    with pytest.raises(InputFault, match="the same id “u0”"):
        quietly(recipe, [Job(a), Job(replace(b, id=a.id))], tmp_path / "features")
    quietly(recipe, [Job(a), Job(a, variants=2)], tmp_path / "features")
    assert len(FeatureStore.open(recipe, tmp_path / "features").clips["u0"]) == 2


def test_it_says_how_much_there_is_to_do(recipe, utterances, tmp_path):
    said: list[str] = []
    for _ in range(2):
        compute(recipe, [Job(u) for u in utterances], tmp_path / "features", "cpu", said.append, 1)
    assert said == ["4 clips to compute, 0 there", "0 clips to compute, 4 there"]


def test_precision_and_layers_have_features_of_their_own(recipe, utterances, tmp_path):
    folder, jobs = tmp_path / "features", [Job(utterances[0])]
    others = [
        recipe.model_copy(update={"precision": "bf16"}),
        recipe.model_copy(update={"speech": Speech(base=recipe.speech.base, layers=(2,))}),
    ]
    for one in (recipe, *others):
        quietly(one, jobs, folder)
    assert len(list(folder.glob("*/features.f16"))) == 3
    store = FeatureStore.open(others[1], folder)
    assert store.states(store.clips["u0"][0]).shape == (20, 1, 32)


def test_the_layers_that_are_kept():
    assert stored_layers(Recipe(), 4) == (1, 2, 3, 4)
    assert stored_layers(Recipe(speech=Speech(layers=(4, 2))), 4) == (2, 4)
    assert stored_layers(Recipe(speech=Speech(layers=(1, 3, 4), open_layers=2)), 4) == (1, 2)
    assert stored_layers(Recipe(speech=Speech(open_layers=4)), 4) == (0,)


def test_a_full_disk_is_a_fault_and_loses_nothing(recipe, utterances, tmp_path, monkeypatch):
    folder, jobs = tmp_path / "features", [Job(u) for u in utterances]
    quietly(recipe, jobs[:1], folder)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(feature_file.os, "fsync", full)
        with pytest.raises(InputFault, match="disk is full"):
            quietly(recipe, jobs, folder)
    names = encoded(monkeypatch)
    quietly(recipe, jobs, folder)
    assert names == ["u1", "u2", "u3"] and len(FeatureStore.open(recipe, folder).clips) == 4


def test_torn_ends_are_dropped(recipe, utterances, tmp_path, monkeypatch):
    folder, jobs = tmp_path / "features", [Job(u) for u in utterances]
    quietly(recipe, jobs, folder)
    before = states(FeatureStore.open(recipe, folder))
    data, rows = next(folder.glob("*/features.f16")), next(folder.glob("*/features.jsonl"))
    lines = rows.read_bytes().splitlines(keepends=True)
    rows.write_bytes(b"".join(lines[:2]) + lines[2][:20])  # a row half written
    names = encoded(monkeypatch)
    quietly(recipe, jobs, folder)
    assert names == ["u2", "u3"] and states(FeatureStore.open(recipe, folder)) == before
    os.truncate(data, data.stat().st_size - 100)  # frames that a power cut took though their row is there
    quietly(recipe, jobs, folder)
    assert names == ["u2", "u3", "u3"] and states(FeatureStore.open(recipe, folder)) == before
    assert rows.read_bytes().count(b"\n") == 4


def test_a_store_is_small_to_send_and_says_when_there_is_none(recipe, utterances, tmp_path):
    with pytest.raises(InputFault, match="not in"):
        FeatureStore.open(recipe, tmp_path / "features")
    quietly(recipe, [Job(u) for u in utterances], tmp_path / "features")
    store = FeatureStore.open(recipe, tmp_path / "features")
    before = states(store)
    sent = pickle.dumps(store)
    assert len(sent) < 2000 and states(pickle.loads(sent)) == before
    next((tmp_path / "features").glob("*/features.f16")).unlink()
    with pytest.raises(InputFault, match="not in"):
        FeatureStore.open(recipe, tmp_path / "features")


def test_a_recipe_that_the_encoder_cannot_follow_is_refused(recipe, utterances, tmp_path):
    with pytest.raises(RecipeError, match="hears 30 s at most"):
        quietly(recipe.model_copy(update={"data": Data(longest_s=40)}), [Job(utterances[0])], tmp_path)
    with pytest.raises(RecipeError, match="names layer 7"):
        quietly(recipe.model_copy(update={"speech": Speech(base=recipe.speech.base, layers=(7,))}), [], tmp_path)


SLOWLY = """
import pickle, sys, time
from engine.trainer import feature_file, features

if __name__ == "__main__":
    feature_file._COMMIT_S = 0
    add = feature_file.FeatureFile.add
    feature_file.FeatureFile.add = lambda *given: (add(*given), time.sleep(0.2))
    recipe, jobs, folder = pickle.load(open(sys.argv[1], "rb"))
    features.compute(recipe, jobs, folder, "cpu", print, 2)
"""


def test_a_killed_computation_goes_on_where_it_was(recipe, utterances, tmp_path):
    jobs = [Job(u, variants=6) for u in utterances]
    folder, script, given = tmp_path / "features", tmp_path / "slowly.py", tmp_path / "given.pickle"
    script.write_text(SLOWLY)
    given.write_bytes(pickle.dumps((recipe, jobs, folder)))
    where = {**os.environ, "PYTHONPATH": str(Path(features.__file__).parents[2])}
    process = subprocess.Popen([sys.executable, script, given], env=where, stdout=subprocess.DEVNULL)
    workers: list[psutil.Process] = []
    try:
        until = time.monotonic() + 180
        while sum(len(path.read_bytes().splitlines()) for path in folder.glob("*/features.jsonl")) < 5:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        workers = psutil.Process(process.pid).children(recursive=True)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    rows = next(folder.glob("*/features.jsonl"))
    done = rows.read_bytes()
    assert 5 <= done.count(b"\n") < 24
    quietly(recipe, jobs, folder)
    assert rows.read_bytes().startswith(done[: done.rindex(b"\n") + 1]), "what was there has stayed"
    quietly(recipe, jobs, tmp_path / "at once")
    assert states(FeatureStore.open(recipe, folder)) == states(FeatureStore.open(recipe, tmp_path / "at once"))
    assert len(workers) >= 2 and psutil.wait_procs(workers, 10)[1] == [], "nobody is left behind"


@pytest.mark.slow
def test_a_worker_that_is_ended_is_a_fault_and_what_was_computed_stays(recipe, utterances, tmp_path, monkeypatch):
    jobs = [Job(u, variants=8) for u in utterances]
    add = feature_file.FeatureFile.add

    def add_and_kill(*given) -> None:
        add(*given)
        if len(given[0].known) == 2:
            for child in psutil.Process().children():
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()

    monkeypatch.setattr(feature_file.FeatureFile, "add", add_and_kill)
    with pytest.raises(InputFault, match="computing process was ended"):
        quietly(recipe, jobs, tmp_path / "features", processes=2)
    rows = next((tmp_path / "features").glob("*/features.jsonl"))
    assert rows.read_text().count("\n") >= 2


def test_two_runs_do_not_write_into_one_folder_at_once(tmp_path):
    from engine.trainer.feature_file import alone

    said: list[str] = []
    inside, free = threading.Event(), threading.Event()

    def second():
        with alone(tmp_path, said.append):
            inside.set()

    with alone(tmp_path, said.append):
        waiting = threading.Thread(target=second)
        waiting.start()
        free.wait(0.2)
        assert not inside.is_set() and "Another run" in said[0]
    waiting.join(10)
    assert inside.is_set()


def test_background_voices_are_those_of_other_speakers(recipe, utterances, tmp_path, monkeypatch):
    only_babble = {name: 0.0 for name in augmentation.EFFECTS} | {"babble": 1.0}
    recipe = recipe.model_copy(update={"augmentation": recipe.augmentation.model_copy(update=only_babble)})
    a, b, c, d = (replace(u, speaker=speaker) for u, speaker in zip(utterances, "aabb", strict=True))
    voices: dict[bytes, list[np.ndarray]] = {}
    whole = augmentation.augment

    def noted(samples, settings, seed, babble=()):
        voices[samples.tobytes()] = list(babble)
        return whole(samples, settings, seed, babble)

    monkeypatch.setattr(augmentation, "augment", noted)
    quietly(recipe, [Job(u, keep_original=False) for u in (a, b, c, d)], tmp_path / "features")
    for own, others in (((a, b), (c, d)), ((c, d), (a, b))):
        for utterance in own:
            heard = [voice.tobytes() for voice in voices[manifest.samples(utterance).tobytes()]]
            assert sorted(heard) == sorted(manifest.samples(other).tobytes() for other in others)


def test_a_lone_speaker_has_no_others_behind(recipe, utterances, tmp_path):
    only_babble = {name: 0.0 for name in augmentation.EFFECTS} | {"babble": 1.0}
    recipe = recipe.model_copy(update={"augmentation": recipe.augmentation.model_copy(update=only_babble)})
    alone = [replace(u, speaker="a") for u in utterances]
    quietly(recipe, [Job(u, keep_original=False) for u in alone], tmp_path / "features")
    assert len(FeatureStore.open(recipe, tmp_path / "features").clips) == len(alone)
