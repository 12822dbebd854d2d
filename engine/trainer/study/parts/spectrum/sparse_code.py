"""A code of few values out of many, learned over vectors that stay as they are: what may lie beyond prefixes.

Contrastive Sparse Representation (Wen et al. 2025, arXiv 2503.01776): an autoencoder keeps the k largest of many
activations (Gao et al. 2024, arXiv 2406.04093), is trained to give the vector back from them, and to tell texts apart
by them. Here it sees no labels and no questions: a text is told from others by a copy of itself that was moved a
little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.trainer.study.codes import SparseCodes

WIDER = 4  # activations for each component of the vector
STEPS, BATCH, LEARNING_RATE = 300, 256, 1e-3
LOOSE, LOOSE_WEIGHT = 4, 1 / 8  # the vector is also given back from so many times k: fewer activations die
CONTRAST_WEIGHT, SCALE = 0.1, 20.0
MOVED = 0.5  # length of what is added to a vector of length 1


@dataclass(frozen=True)
class SparseEncoder:
    """Weights of an encoder for one k, and what its training came to."""

    weights: np.ndarray  # (D, WIDER * D) float32
    biases: np.ndarray  # (WIDER * D,)
    centre: np.ndarray  # (D,), taken away first
    k: int
    lost: float  # of the squared distance from the centre, not given back; of the texts trained on
    dead: float  # share of the activations that none of those texts has among its k

    def codes(self, vectors: np.ndarray) -> SparseCodes:
        """(n, D) float32, questions and passages alike."""
        return SparseCodes.of((vectors - self.centre) @ self.weights + self.biases, self.k)


def train(passages: np.ndarray, k: int, steps: int, seed: int = 0) -> SparseEncoder:
    """passages (n, D) float32, unit length. Adam; the decoder starts as the encoder turned round. On one thread: the
    same seed then gives the same code on any number of cores."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _trained(passages, k, steps, seed)
    finally:
        torch.set_num_threads(threads)


def _trained(passages: np.ndarray, k: int, steps: int, seed: int) -> SparseEncoder:
    import torch
    from torch.nn import functional as F

    draw = torch.Generator().manual_seed(seed)
    known = torch.from_numpy(np.ascontiguousarray(passages, np.float32))
    dim = known.shape[1]
    centre = known.mean(0).requires_grad_()
    decoder = F.normalize(torch.randn(WIDER * dim, dim, generator=draw), dim=1)
    encoder = decoder.T.clone().requires_grad_()
    biases = torch.zeros(WIDER * dim, requires_grad=True)
    decoder.requires_grad_()
    optimiser = torch.optim.Adam([encoder, biases, decoder, centre], LEARNING_RATE)

    def activations(vectors: torch.Tensor) -> torch.Tensor:
        return (vectors - centre) @ encoder + biases

    def largest(of: torch.Tensor, count: int) -> torch.Tensor:
        values, places = of.topk(min(count, of.shape[1]))
        return torch.zeros_like(of).scatter(1, places, values.relu())

    def lost(vectors: torch.Tensor, coded: torch.Tensor) -> torch.Tensor:
        return ((coded @ decoder + centre - vectors) ** 2).sum() / ((vectors - centre.detach()) ** 2).sum()

    for _ in range(steps):
        batch = known[torch.randint(len(known), (min(BATCH, len(known)),), generator=draw)]
        moved = batch + torch.randn(batch.shape, generator=draw) * (MOVED / dim**0.5)
        of_batch = activations(batch)
        coded, beside = largest(of_batch, k), largest(activations(F.normalize(moved, dim=1)), k)
        likeness = SCALE * F.normalize(coded, dim=1) @ F.normalize(beside, dim=1).T
        loss = lost(batch, coded) + LOOSE_WEIGHT * lost(batch, largest(of_batch, LOOSE * k))
        loss = loss + CONTRAST_WEIGHT * F.cross_entropy(likeness, torch.arange(len(batch)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    with torch.no_grad():
        coded = largest(activations(known), k)
        return SparseEncoder(
            encoder.numpy(), biases.numpy(), centre.numpy(), k, float(lost(known, coded)),
            float(1 - (coded > 0).any(0).float().mean()),
        )  # fmt: skip
