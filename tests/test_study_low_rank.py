"""Layers at low rank: how near they stay to what they were, what they save, and that the model is whole again after."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from engine.trainer.models.architectures import Fused, build
from engine.trainer.study.parts.ranks import low_rank
from engine.trainer.study.parts.ranks.layer_groups import BRIDGE, SPEECH, TEXT, entering, groups
from engine.trainer.study.parts.ranks.low_rank import METHODS, LowRank, Moment, saves

OUT, IN, ROWS = 24, 40, 3000


@pytest.fixture
def layer() -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(IN, OUT).requires_grad_(False)


@pytest.fixture
def inputs() -> torch.Tensor:
    """Most of what comes in lies in a few directions, as it does in a trained model."""
    torch.manual_seed(1)
    spread = torch.logspace(0, -3, IN)
    turned = torch.linalg.qr(torch.randn(IN, IN)).Q
    return (torch.randn(ROWS, IN) * spread) @ turned + 0.1


@pytest.fixture
def moment(layer, inputs) -> Moment:
    with low_rank.watching({"it": layer}) as moments:
        layer(inputs)
    return moments["it"]


def error(layer: nn.Linear, cut: nn.Module, inputs: torch.Tensor) -> float:
    """Of the output, as a share of its energy without bias."""
    return float((cut(inputs) - layer(inputs)).square().sum() / (layer(inputs) - layer.bias).square().sum())


@pytest.mark.parametrize("method", METHODS)
def test_at_full_rank_a_layer_gives_what_it_gave(layer, inputs, moment, method):
    cut = LowRank(METHODS[method](layer.weight, moment), OUT, layer.bias)
    assert (cut(inputs) - layer(inputs)).abs().max() < 1e-4


@pytest.mark.parametrize("rank", [2, 6, 12])
def test_the_activation_aware_cut_is_nearer_on_such_inputs_and_the_plain_one_nearer_to_the_weights(
    layer, inputs, moment, rank
):
    made_of = {name: method(layer.weight, moment) for name, method in METHODS.items()}
    plain, aware = (LowRank(made_of[name], rank, layer.bias) for name in ("plain", "activation-aware"))
    assert error(layer, aware, inputs) < 0.9 * error(layer, plain, inputs)
    from_weights = [float((cut.outer @ cut.inner - layer.weight).square().sum()) for cut in (plain, aware)]
    assert from_weights[0] < from_weights[1]


@pytest.mark.parametrize("method", METHODS)
def test_what_is_lost_is_told_without_running_the_layer(layer, inputs, moment, method):
    made_of = METHODS[method](layer.weight, moment)
    for rank in (2, 8, 20):
        found = error(layer, LowRank(made_of, rank, layer.bias), inputs)
        assert made_of.lost(rank) == pytest.approx(found, rel=0.05, abs=1e-3)  # the damping is in the one alone
    assert made_of.lost(OUT) == 0


@pytest.mark.parametrize("method", METHODS)
def test_inputs_that_are_few_or_never_move_do_no_harm(layer, method):
    inputs = torch.randn(7, IN)  # fewer than channels
    inputs[:, 3] = 0
    inputs[:, 5] *= 1e4  # an outlier
    with low_rank.watching({"it": layer}) as moments:
        layer(inputs)
    cut = LowRank(METHODS[method](layer.weight, moments["it"]), OUT, layer.bias)
    assert ((cut(inputs) - layer(inputs)).abs() / layer(inputs).abs().max()).max() < 1e-3


def test_the_second_moment_is_of_every_row_that_came_in(layer, inputs, moment):
    expected = (inputs.double().T @ inputs.double()) / ROWS
    assert moment.rows == ROWS
    assert torch.allclose(moment.total / ROWS, expected, rtol=1e-4, atol=1e-5)
    layer(inputs)
    assert moment.rows == ROWS, "nobody looks any more"


@pytest.mark.parametrize(("rank", "smaller"), [(1, True), (14, True), (15, False), (24, False)])
def test_a_rank_saves_only_while_two_factors_are_smaller_than_the_layer(layer, moment, rank, smaller):
    """24 · 40 / 64 = 15."""
    assert saves(layer, rank) is smaller
    cut = low_rank.cut({"it": layer}, {"it": low_rank.plain(layer.weight, moment)}, rank)
    assert list(cut) == (["it"] if smaller else [])
    assert low_rank.weights_at(layer, rank) == min(rank * (OUT + IN), OUT * IN)


def test_replaced_layers_come_back_even_after_an_error():
    root = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 2)))
    before = [root[0], root[1][0]]
    with pytest.raises(RuntimeError), low_rank.replaced(root, {"0": nn.Identity(), "1.0": nn.Identity()}):
        assert isinstance(root[1][0], nn.Identity)
        raise RuntimeError
    assert [root[0], root[1][0]] == before


@pytest.fixture(params=["late-fusion", "text-only", "dual"])
def architecture(request, tiny_recipe):
    torch.manual_seed(5)
    return build(tiny_recipe.model_copy(update={"architecture": request.param}))


def test_a_clip_goes_on_from_where_it_enters_a_group_to_the_vector_that_the_model_gives(architecture, babble):
    at = entering(architecture, babble)
    expected = architecture.hear(torch.from_numpy(babble)[None]).numpy()
    found = {group.name: group.vectors([at]) for group in groups(architecture)}
    assert set(found) == ({BRIDGE, TEXT, SPEECH} if isinstance(architecture, Fused) else {BRIDGE, SPEECH})
    for vectors in found.values():
        assert np.abs(vectors - expected).max() < 1e-5


def test_every_linear_layer_that_speech_goes_through_is_in_one_group(architecture, babble):
    members = [layer for group in groups(architecture) for layer in group.layers.values()]
    assert len(members) == len(set(members))
    with low_rank.watching({str(place): layer for place, layer in enumerate(members)}) as moments:
        architecture.hear(torch.from_numpy(babble)[None])
    assert all(moment.rows for moment in moments.values())
    linear = [layer for layer in architecture.modules() if isinstance(layer, nn.Linear)]
    if isinstance(architecture, Fused):
        assert len(members) == len(linear)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [BRIDGE, TEXT, SPEECH])
def test_a_cut_group_changes_the_vector_and_nothing_of_the_model(tiny_recipe, babble, method, name):
    torch.manual_seed(5)
    built = build(tiny_recipe)
    with torch.no_grad():
        for parameter in built.parameters():
            if parameter.dim() == 2:
                parameter.mul_(4)  # as made, all vectors are alike
    group = next(group for group in groups(built) if group.name == name)
    with low_rank.watching(group.layers) as moments:
        built.hear(torch.from_numpy(babble)[None])
    before, weights = group.vectors([entering(built, babble)]), copy.deepcopy(built.state_dict())
    made_of = {of: METHODS[method](layer.weight, moments[of]) for of, layer in group.layers.items()}
    with low_rank.replaced(built, low_rank.cut(group.layers, made_of, 2)):
        cut = group.vectors([entering(built, babble)])
    whole = {of: LowRank(made_of[of], low_rank.full_rank(layer), layer.bias) for of, layer in group.layers.items()}
    with low_rank.replaced(built, whole):
        full = group.vectors([entering(built, babble)])
    moved = np.abs(cut - before).max()
    assert moved > 1e-4
    assert np.abs(full - before).max() < moved / 10
    assert np.array_equal(group.vectors([entering(built, babble)]), before)
    assert all(torch.equal(value, weights[of]) for of, value in built.state_dict().items())
