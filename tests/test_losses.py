"""Each loss is smallest where it should be, and leaves out what it is told to leave out."""

import torch
from torch.nn import functional as F

from engine.trainer import losses
from engine.trainer.text_stage import matryoshka_contrast, page_order

BANK = F.normalize(torch.randn(20, 16, generator=torch.Generator().manual_seed(0)), dim=-1)
ROWS = torch.tensor([3, 7, 11])


def test_contrast_is_least_at_the_right_row_of_the_bank():
    right = losses.bank_contrast(BANK[ROWS], BANK, ROWS, (16, 8), 30.0)
    wrong = losses.bank_contrast(BANK[ROWS + 1], BANK, ROWS, (16, 8), 30.0)
    assert right < 0.5 < wrong


def test_a_recording_without_french_does_not_count():
    some = losses.bank_contrast(BANK[ROWS], BANK, torch.tensor([3, -1, 11]), (16,), 30.0)
    same = losses.bank_contrast(BANK[[3, 11]], BANK, torch.tensor([3, 11]), (16,), 30.0)
    assert torch.allclose(some, same)
    assert losses.bank_contrast(BANK[ROWS], BANK, torch.tensor([-1, -1, -1]), (16,), 30.0) == 0


def test_distillation_is_nought_at_its_target_at_every_dim():
    assert losses.distillation(BANK, BANK, (16, 4)).abs() < 1e-5
    assert losses.distillation(BANK, BANK.flip(0), (16, 4)) > 0.5


def test_ctc_prefers_the_logits_that_spell_the_target():
    target, lengths = [[1, 2]], torch.tensor([4])
    good, bad = torch.full((1, 4, 3), -5.0), torch.full((1, 4, 3), -5.0)
    for frame, symbol in enumerate((1, 0, 2, 0)):
        good[0, frame, symbol] = 5
        bad[0, frame, 0] = 5
    assert losses.ctc(good, lengths, target) < losses.ctc(bad, lengths, target)


def test_in_batch_negatives_leave_out_rows_that_are_right_too():
    twins = torch.cat([BANK[:4], BANK[:4]])
    same = torch.eye(4).repeat(2, 2).bool() & ~torch.eye(8).bool()
    counted = matryoshka_contrast(twins, twins, torch.zeros(8, 8, dtype=torch.bool), (16,), 30.0)
    assert matryoshka_contrast(twins, twins, same, (16,), 30.0) < counted


def test_the_order_of_pages_is_learnt_from_the_aim_alone():
    queries, aimed = BANK[:4], torch.tensor([1.0, 1.0, 0.0, 1.0])
    assert page_order(queries, queries, BANK, aimed, 30.0).abs() < 1e-4
    elsewhere = torch.cat([queries[:2], -queries[2:3], queries[3:]])
    assert page_order(elsewhere, queries, BANK, aimed, 30.0).abs() < 1e-4, "a row without an aim does not count"
    assert page_order(queries.flip(0), queries, BANK, aimed, 30.0) > 0.1
