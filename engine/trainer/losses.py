"""Losses of the speech stage."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.matryoshka import truncate


def ctc(logits: Tensor, lengths: Tensor, targets: list[list[int]]) -> Tensor:
    """CTC loss a target symbol (Graves et al. 2006), mean over the batch: logits (B, T, symbols + 1), blank first."""
    sizes = torch.tensor([len(target) for target in targets])
    flat = torch.tensor([symbol for target in targets for symbol in target])
    log_p = logits.float().log_softmax(-1).transpose(0, 1)
    losses = F.ctc_loss(log_p, flat, lengths, sizes, reduction="none", zero_infinity=True)
    return (losses / sizes.clamp(min=1)).mean()


def bank_contrast(vectors: Tensor, bank: Tensor, right: Tensor, dims: tuple[int, ...], scale: float) -> Tensor:
    """Contrast against every frozen text embedding at once, mean over dims.

    vectors (B, D), bank (n, D) of distinct texts, right (B,) int: the row of the bank that each vector belongs to, -1
    for none. The text tower never moves, so the bank is computed once and each step has n - 1 negatives.
    """
    total = vectors.new_zeros(())
    if not (right >= 0).any():
        return total
    for dim in dims:
        scores = scale * truncate(vectors, dim) @ truncate(bank, dim).T
        total = total + F.cross_entropy(scores, right, ignore_index=-1)
    return total / len(dims)


def distillation(vectors: Tensor, target: Tensor, dims: tuple[int, ...]) -> Tensor:
    """1 - cosine to the frozen embedding of the gold transcript, mean over dims: (B, D), (B, D) unit length."""
    return torch.stack([(1 - (truncate(vectors, d) * truncate(target, d)).sum(-1)).mean() for d in dims]).mean()
