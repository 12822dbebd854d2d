"""Matryoshka embeddings: any prefix of a vector is an embedding of its own (Kusupati et al. 2022, arXiv 2205.13147)."""

from __future__ import annotations

from typing import TypeVar

Array = TypeVar("Array")  # a numpy array or a torch tensor: the application and the trainer share this one function


def truncate(vectors: Array, dim: int) -> Array:
    """The first `dim` components of each vector, scaled back to unit length: (..., D) float -> (..., dim) float."""
    head = vectors[..., :dim]  # type: ignore[index]
    return head / ((head * head).sum(-1)[..., None] ** 0.5 + 1e-12)
