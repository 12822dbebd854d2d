"""Batches are a function of the seed: the same for a run that was stopped, and shared out among processes."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from engine.trainer import batches, recipe
from engine.trainer.batches import Batches, mask_states

CLIPS = [[SimpleNamespace(frames=20 + 7 * i + variant) for variant in range(1 + i % 3)] for i in range(30)]
SETTINGS = recipe.Batch(seconds=20, pool=64)


def take(count, **more):
    made = Batches(CLIPS, more.pop("weights", [1.0] * 30), more.pop("settings", SETTINGS), 50.0, seed=3, **more)
    return [[(d.row, d.clip.frames, d.mask_seed[:2]) for d in batch] for batch in itertools.islice(made, count)]


def test_a_run_that_starts_at_a_step_gets_the_batches_from_there():
    assert take(40, start=7) == take(47)[7:]


def test_processes_share_the_same_batches_out():
    settings = SETTINGS.model_copy(update={"seconds": 1000, "most": 8})
    whole = take(60, settings=settings)
    parts = [take(60, settings=settings, process=p, processes=3) for p in range(3)]
    for batch, *shares in zip(whole, *parts, strict=True):
        assert sorted(itertools.chain(*shares)) == sorted(batch)


def test_no_process_goes_without_however_long_the_clips():
    settings = SETTINGS.model_copy(update={"seconds": 1})
    for share in (take(60, settings=settings, process=p, processes=3) for p in range(3)):
        assert all(share)


@pytest.mark.parametrize("settings", [SETTINGS, SETTINGS.model_copy(update={"most": 4})])
def test_a_batch_holds_no_more_than_it_may(settings):
    for batch in take(50, settings=settings):
        assert len(batch) * max(frames for _, frames, _ in batch) <= 20 * 50
        assert not settings.most or len(batch) <= settings.most


def test_clips_of_a_batch_are_of_like_length():
    spread = [max(f for _, f, _ in b) - min(f for _, f, _ in b) for b in take(50)]
    assert np.mean(spread) < 40, "of clips between 20 and 225 frames"


def test_weights_say_how_often_an_utterance_is_drawn():
    rows = [row for batch in take(300, weights=[9.0] * 10 + [1.0] * 20) for row, _, _ in batch]
    heavy = sum(row < 10 for row in rows) / len(rows)
    assert heavy == pytest.approx(90 / 110, abs=0.05)


def test_every_variant_is_used():
    seen = {(row, frames) for batch in take(300) for row, frames, _ in batch}
    assert {(2, 34), (2, 35), (2, 36)} <= seen


def test_masks_are_drawn_by_seed_and_take_little():
    settings = recipe.Augmentation()
    masked = [mask_states(torch.ones(100, 2, 64), settings, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert torch.equal(masked[0], masked[1]) and not torch.equal(masked[0], masked[2])
    assert 0.6 < float(masked[2].mean()) < 1
    none = settings.model_copy(update={"time_masks": 0, "feature_band": 0})
    assert mask_states(torch.ones(100, 2, 64), none, np.random.default_rng(1)).all()
    assert mask_states(torch.ones(1, 2, 64), settings, np.random.default_rng(1)).shape == (1, 2, 64)


def test_batches_are_padded_to_whole_steps():
    states, mask = zip(*[(torch.ones(n, 2, 4), n) for n in (9, 16)], strict=True)
    spoken = batches._join(list(zip(mask, states, strict=True)), unit=4)
    assert spoken.states.shape == (2, 16, 2, 4) and spoken.mask.sum(1).tolist() == [8, 16] and spoken.rows == [9, 16]
