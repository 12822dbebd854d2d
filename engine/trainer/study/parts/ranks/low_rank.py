"""Linear layers in fewer multiply-adds: W (m, n) as outer (m, r) times inner (r, n), the best of rank r.

    plain              the truncated SVD of W (Eckart and Young 1936): nearest to W
    activation-aware   the truncated SVD of W S, with S Sᵀ the second moment of the layer's input, as in SVD-LLM
                       (arXiv 2403.07378): what the layer gives is nearest to what it gave, on the inputs that it was
                       calibrated with

Both come out of one SVD a layer, for every rank. The singular values go with the outer factor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_DAMPING = 1e-4  # of a channel's own second moment: what the others say exactly would have no square root
_LEAST = 1e-8  # of the mean one: for a channel that is always nought


@dataclass
class Moment:
    """Of a layer's input x over all the rows that it saw: the sum of x xᵀ, (n, n) float64."""

    total: Tensor
    rows: int = 0

    def add(self, inputs: Tensor) -> None:
        """(…, n)."""
        rows = inputs.detach().reshape(-1, inputs.shape[-1]).float()
        self.total += (rows.T @ rows).double()
        self.rows += len(rows)

    def root(self) -> Tensor:
        """S lower triangular, (n, n) float64, with S Sᵀ the mean of x xᵀ."""
        mean = self.total / max(1, self.rows)
        own = mean.diagonal()
        return torch.linalg.cholesky(mean + torch.diag(_DAMPING * own + _LEAST * own.mean().clamp(min=1e-12)))


@dataclass(frozen=True)
class Decomposition:
    """W = outer (m, k) @ inner (k, n), float32, k the full rank, the component that matters most first.

    `energy` (k,) is what each adds to the mean square of the layer's output, bias aside. It sums to the whole: the
    columns of `outer` are orthogonal.
    """

    outer: Tensor
    inner: Tensor
    energy: Tensor

    def lost(self, rank: int) -> float:
        """Share of the output's energy that the first `rank` components do not give."""
        return float(self.energy[rank:].sum() / self.energy.sum().clamp(min=1e-30))


def plain(weight: Tensor, moment: Moment) -> Decomposition:
    left, values, right = torch.linalg.svd(weight.detach().double(), full_matrices=False)
    energy = (values[:, None] * (right @ moment.root())).square().sum(1)
    return Decomposition((left * values).float(), right.float(), energy)


def activation_aware(weight: Tensor, moment: Moment) -> Decomposition:
    root = moment.root()
    left, values, right = torch.linalg.svd(weight.detach().double() @ root, full_matrices=False)
    inner = torch.linalg.solve_triangular(root, right, upper=False, left=False)
    return Decomposition((left * values).float(), inner.float(), values.square())


PLAIN, AWARE = "plain", "activation-aware"
METHODS: dict[str, Callable[[Tensor, Moment], Decomposition]] = {PLAIN: plain, AWARE: activation_aware}


class LowRank(nn.Module):
    """In the place of a linear layer: one into `rank` channels, and one out of them."""

    def __init__(self, made_of: Decomposition, rank: int, bias: Tensor | None):
        super().__init__()
        inner, outer = made_of.inner[:rank], made_of.outer[:, :rank]
        self.inner = nn.Parameter(inner.contiguous(), requires_grad=False)
        self.outer = nn.Parameter(outer.contiguous(), requires_grad=False)
        self.bias = None if bias is None else nn.Parameter(bias.detach().clone(), requires_grad=False)

    def forward(self, inputs: Tensor) -> Tensor:
        return F.linear(F.linear(inputs, self.inner), self.outer, self.bias)


def full_rank(layer: nn.Linear) -> int:
    return min(layer.weight.shape)


def saves(layer: nn.Linear, rank: int) -> bool:
    """Whether r (m + n) < m n: above, two factors cost more than the layer does."""
    m, n = layer.weight.shape
    return rank * (m + n) < m * n


def weights_at(layer: nn.Linear, rank: int) -> int:
    """Of the layer cut to that rank; of the layer itself where the cut would save nothing."""
    m, n = layer.weight.shape
    return rank * (m + n) if saves(layer, rank) else m * n


def cut(layers: Mapping[str, nn.Linear], made_of: Mapping[str, Decomposition], rank: int) -> dict[str, nn.Module]:
    """What takes the place of each layer that becomes smaller so; the others stay whole."""
    return {
        name: LowRank(made_of[name], rank, layer.bias) for name, layer in layers.items() if saves(layer, rank)
    }  # fmt: skip


@contextmanager
def replaced(root: nn.Module, modules: Mapping[str, nn.Module]) -> Iterator[None]:
    """Modules in the place of those of these names, until the end; then everything is as it was."""
    before = {name: root.get_submodule(name) for name in modules}
    try:
        for name, module in modules.items():
            root.set_submodule(name, module)
        yield
    finally:
        for name, module in before.items():
            root.set_submodule(name, module)


@contextmanager
def watching(layers: Mapping[str, nn.Linear]) -> Iterator[dict[str, Moment]]:
    """The second moment of what comes into each layer until the end."""
    moments = {
        name: Moment(torch.zeros(layer.in_features, layer.in_features, dtype=torch.float64))
        for name, layer in layers.items()
    }

    def adds(moment: Moment) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        return lambda module, inputs: moment.add(inputs[0])

    hooks = [layer.register_forward_pre_hook(adds(moments[name])) for name, layer in layers.items()]
    try:
        yield moments
    finally:
        for hook in hooks:
            hook.remove()
