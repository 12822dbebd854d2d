"""Losses of the speech stage, a value for each utterance: the stage takes their mean over the whole batch, on all
devices together.

The text tower never moves, so the embeddings of all training texts are computed once, as banks. What other devices
contribute to contrast is therefore the numbers of their rows, not their embeddings.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.matryoshka import truncate

NONE = -1  # the row of an utterance that has no such text


def ctc(logits: Tensor, lengths: Tensor, targets: list[list[int]]) -> Tensor:
    """CTC loss for each target symbol (Graves et al. 2006): logits (B, T, symbols + 1), blank first -> (B,).

    A target that does not fit its frames gives 0.
    """
    sizes = torch.tensor([len(target) for target in targets], device=logits.device)
    flat = torch.tensor([symbol for target in targets for symbol in target], device=logits.device)
    log_p = logits.float().log_softmax(-1).transpose(0, 1)
    losses = F.ctc_loss(log_p, flat, lengths, sizes, reduction="none", zero_infinity=True)
    return losses / sizes.clamp(min=1)


def contrast(
    vectors: Tensor, bank: Tensor, right: Tensor, candidates: Tensor | None, dims: tuple[int, ...], scale: float
) -> Tensor:
    """Cross-entropy of each utterance's own text among the candidates, mean over dims (InfoNCE, van den Oord et al.
    2018, 1807.03748; at each prefix, Kusupati et al. 2022, 2205.13147).

    vectors (B, D); bank (n, D) of distinct texts; right (B,) int, the row of the bank that each vector belongs to, or
    NONE, which gives 0; candidates, sorted distinct rows of the bank that hold every right one, or None for all.
    """
    texts = bank if candidates is None else bank[candidates]
    own = right if candidates is None else torch.searchsorted(candidates, right).masked_fill(right == NONE, NONE)
    total = vectors.new_zeros(len(vectors))
    for dim in dims:
        scores = scale * truncate(vectors, dim) @ truncate(texts, dim).T
        total = total + F.cross_entropy(scores, own, ignore_index=NONE, reduction="none")
    return total / len(dims)


def distillation(vectors: Tensor, bank: Tensor, right: Tensor, dims: tuple[int, ...]) -> Tensor:
    """1 - cosine to each utterance's own frozen text, mean over dims: (B, D), (n, D), (B,) -> (B,), 0 where NONE."""
    target = bank[right.clamp(min=0)]
    away = torch.stack([1 - (truncate(vectors, d) * truncate(target, d)).sum(-1) for d in dims]).mean(0)
    return away * (right != NONE)


@torch.no_grad()
def hardest(vectors: Tensor, bank: Tensor, count: int) -> Tensor:
    """The rows of the bank most like each vector, (B, min(count, n)) int."""
    return (vectors.detach() @ bank.T).topk(min(count, len(bank)), dim=1).indices
