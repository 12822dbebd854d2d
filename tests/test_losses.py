"""Each loss is smallest where it should be, and leaves out what it is told to leave out."""

import torch
from torch.nn import functional as F

from engine.trainer import losses
from engine.trainer.losses import NONE

BANK = F.normalize(torch.randn(20, 16, generator=torch.Generator().manual_seed(0)), dim=-1)
ROWS = torch.tensor([3, 7, 11])


def contrast(vectors, right, candidates=None, dims=(16, 8)):
    return losses.contrast(vectors, BANK, right, candidates, dims, 30.0)


def test_contrast_is_least_at_the_right_row_of_the_bank():
    assert (contrast(BANK[ROWS], ROWS) < 0.5).all()
    assert (contrast(BANK[ROWS + 1], ROWS) > 0.5).all()


def test_an_utterance_without_the_text_does_not_count():
    right = torch.tensor([3, NONE, 11])
    assert contrast(BANK[ROWS], right)[1] == 0
    assert torch.equal(contrast(BANK[ROWS], right)[[0, 2]], contrast(BANK[ROWS], ROWS)[[0, 2]])
    assert losses.distillation(-BANK[ROWS], BANK, right, (16,))[1] == 0
    assert losses.distillation(-BANK[ROWS], BANK, right, (16,))[0] > 1


def test_fewer_candidates_are_an_easier_task_and_all_of_them_the_whole_bank():
    vectors = F.normalize(BANK[ROWS] + BANK[ROWS + 1], dim=-1)
    few = contrast(vectors, ROWS, torch.tensor([3, 7, 9, 11]))
    assert (few < contrast(vectors, ROWS)).all()
    assert torch.allclose(contrast(vectors, ROWS, torch.arange(20)), contrast(vectors, ROWS))


def test_the_hardest_rows_are_those_most_like_the_vector():
    found = losses.hardest(BANK[ROWS], BANK, 4)
    assert found[:, 0].tolist() == ROWS.tolist()
    scores = BANK[ROWS] @ BANK.T
    assert all(set(found[i].tolist()) == set(scores[i].argsort()[-4:].tolist()) for i in range(3))
    assert losses.hardest(BANK, BANK, 99).shape == (20, 20)


def test_distillation_is_nought_at_its_target_at_every_dim():
    rows = torch.arange(20)
    assert losses.distillation(BANK, BANK, rows, (16, 4)).abs().max() < 1e-5
    assert losses.distillation(BANK, BANK, rows.flip(0), (16, 4)).mean() > 0.5


def test_every_dim_is_truncated_then_normalised():
    """A prefix that points the right way is right at that dim, whatever follows it."""
    vectors = torch.cat([BANK[ROWS, :8], 9 * torch.ones(3, 8)], 1)
    assert losses.distillation(vectors, BANK, ROWS, (8,)).abs().max() < 1e-5
    assert losses.distillation(vectors, BANK, ROWS, (16,)).min() > 0.1
    assert torch.allclose(contrast(vectors, ROWS, dims=(8,)), contrast(BANK[ROWS], ROWS, dims=(8,)), atol=1e-5)


def test_ctc_prefers_the_logits_that_spell_the_target():
    target, lengths = [[1, 2]], torch.tensor([4])
    good, bad = torch.full((1, 4, 3), -5.0), torch.full((1, 4, 3), -5.0)
    for frame, symbol in enumerate((1, 0, 2, 0)):
        good[0, frame, symbol] = 5
        bad[0, frame, 0] = 5
    assert losses.ctc(good, lengths, target) < losses.ctc(bad, lengths, target)


def test_ctc_of_a_clip_does_not_depend_on_its_batch_mates():
    logits = torch.randn(2, 9, 5, generator=torch.Generator().manual_seed(1))
    both = losses.ctc(logits, torch.tensor([6, 9]), [[1, 2], [3, 3, 4]])
    alone = losses.ctc(logits[:1, :6], torch.tensor([6]), [[1, 2]])
    assert torch.allclose(both[:1], alone)


def test_a_target_that_does_not_fit_its_frames_gives_nought():
    assert losses.ctc(torch.zeros(1, 2, 5), torch.tensor([2]), [[1, 2, 3, 4]]) == 0
