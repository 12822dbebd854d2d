"""What a bridge hands to the text model: mixtures of known pieces, and only the steps that say something."""

import pytest
import torch

from engine.trainer.models.bridges import BRIDGES, GuidedBridge, character_targets
from engine.trainer.recipe import Bridge

SETTINGS = Bridge(width=24, depth=1, heads=2, dropout=0.0, blank_threshold=0.5)
PIECES = torch.randn(9, 16, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def guided():
    torch.manual_seed(2)
    return GuidedBridge(SETTINGS, 2, 32, PIECES).eval()


def test_steps_that_are_surely_blank_are_dropped_but_the_first(guided):
    logits = torch.zeros(1, 4, len(PIECES) + 1)
    logits[0, 0, 0] = logits[0, 2, 0] = 50
    _, keep = guided.mix(torch.zeros(1, 4, 24), logits)
    assert keep.tolist() == [[True, True, False, True]]


def test_a_certain_piece_is_its_own_embedding(guided):
    logits = torch.full((1, 1, len(PIECES) + 1), -50.0)
    logits[0, 0, 5] = 50
    mixed, _ = guided.mix(torch.zeros(1, 1, 24), logits)
    assert torch.allclose(mixed[0, 0], PIECES[4], atol=1e-5)


@pytest.mark.parametrize("stride", [2, 4, 8])
@pytest.mark.parametrize("kind", sorted(BRIDGES))
def test_each_bridge_gives_a_step_for_each_stride_of_frames(kind, stride):
    settings = SETTINGS.model_copy(update={"kind": kind, "stride": stride})
    bridged = BRIDGES[kind](settings, 3, 32, PIECES)(torch.randn(2, 48, 3, 32))
    assert bridged.mixed.shape == (2, 48 // stride, 16) and bridged.keep.shape == (2, 48 // stride)
    assert (bridged.pieces is None) == (kind != "guided")


def test_character_targets_leave_out_what_cannot_be_heard():
    assert character_targets("Naka?") == character_targets("naka")
    assert len(character_targets("ŋ-ñ 2")) == len(character_targets("ŋ ñ"))
