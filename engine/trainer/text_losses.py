"""The loss of the text stage: ranking within the batch, and three ties to the model as it was before.

Each is taken at every dim by MatryoshkaLoss, which encodes a text once a step and hands on its prefixes. The label of a
pair is its row: by it the frozen embeddings of its texts are found.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import losses
from torch import Tensor, nn

from engine.matryoshka import truncate
from engine.trainer.recipe import TextStage

NONE = -1  # the row of a pair that has no such text
# Both ways, a softmax each: a query among passages, and a passage among queries.
_BOTH_WAYS = {"directions": ("query_to_doc", "doc_to_query"), "partition_mode": "per_direction"}


def page_order(queries: Tensor, aims: Tensor, pages: Tensor, aimed: Tensor, scale: float) -> Tensor:
    """How far a question's similarities to many pages are from those of its French question in the base model.

    Kullback-Leibler divergence of softmaxed cosines: queries and aims (B, D), pages (n, D), aimed (B,) 1 or 0. Few
    Wolof questions come with the page that answers them; the base model knows which pages are near in French.
    """
    wanted = (scale * aims @ pages.T).softmax(-1)
    given = (scale * queries @ pages.T).log_softmax(-1)
    away = nn.functional.kl_div(given, wanted, reduction="none").sum(-1)
    return _mean(away, aimed)


class Anchors(nn.Module):
    """Frozen embeddings by the base model, and how far training may go from them.

    passages (p, D) and aims (a, D) of distinct texts, passage_of and aim_of (n,) their row for each pair, or NONE:
    a passage that is not French, a query whose French is not known. pages (m, D), French, to order.
    """

    def __init__(
        self, passages: Tensor, passage_of: Tensor, aims: Tensor, aim_of: Tensor, pages: Tensor, settings: TextStage
    ):
        super().__init__()
        for name, value in (("passages", passages), ("aims", aims), ("pages", pages)):
            self.register_buffer(name, value.float(), persistent=False)
        self.register_buffer("passage_of", passage_of, persistent=False)
        self.register_buffer("aim_of", aim_of, persistent=False)
        self.settings = settings
        self._sums: dict[str, Tensor] = {}

    def forward(self, queries: Tensor, passages: Tensor, rows: Tensor) -> Tensor:
        """Embeddings of a batch at one dim, (B, d) each, and the rows (B,) of its pairs -> the weighted sum."""
        dim, settings = queries.shape[1], self.settings
        queries, passages = truncate(queries, dim), truncate(passages, dim)
        own, asked = self.passage_of[rows], self.aim_of[rows]
        parts = {}
        if settings.keep_french:
            moved = 1 - (passages * truncate(self.passages[own.clamp(min=0)], dim)).sum(-1)
            parts["french"] = _mean(moved, (own != NONE).float())
        if len(self.aims):
            aims, aimed = truncate(self.aims[asked.clamp(min=0)], dim), (asked != NONE).float()
            # Contrast alone tells Wolof questions from one another, yet leaves them far from where French ones lie, and
            # so from the pages: each is drawn to the place of its French as well (Reimers and Gurevych 2020,
            # 2004.09813).
            parts["align"] = _mean(1 - (queries * aims).sum(-1), aimed)
            if settings.pages and len(self.pages):
                parts["pages"] = page_order(queries, aims, truncate(self.pages, dim), aimed, settings.scale)
        weights = {"french": settings.keep_french, "align": settings.align, "pages": settings.pages}
        for name, value in parts.items():
            if dim == self.passages.shape[1]:
                self._sums[name] = self._sums.get(name, torch.zeros_like(value)) + value.detach()
                self._sums[f"{name} steps"] = self._sums.get(f"{name} steps", torch.zeros_like(value)) + 1
        return sum((weights[name] * value for name, value in parts.items()), queries.new_zeros(()))

    def means(self) -> dict[str, float]:
        """Each part's mean at the full dim since the last call."""
        sums, self._sums = self._sums, {}
        return {name: (sums[name] / sums[f"{name} steps"]).item() for name in sums if not name.endswith(" steps")}


class BilingualLoss(losses.MultipleNegativesRankingLoss):
    """In-batch negatives (van den Oord et al. 2018, 1807.03748) and the ties."""

    def __init__(self, model: SentenceTransformer, anchors: Anchors, gather: bool):
        super().__init__(model, scale=anchors.settings.scale, gather_across_devices=gather, **_BOTH_WAYS)
        self.anchors = anchors

    def compute_loss_from_embeddings(self, embeddings: list[Tensor], labels: Tensor) -> Tensor:
        with torch.autocast(labels.device.type, enabled=False):  # cosines of bf16, times the scale, are too coarse
            exact = [embedding.float() for embedding in embeddings]
            ranking = super().compute_loss_from_embeddings(exact, labels)
            return ranking + self.anchors(exact[0], exact[1], labels)


class CachedBilingualLoss(losses.CachedMultipleNegativesRankingLoss):
    """The same with a batch that does not fit in memory: gradients of the embeddings are cached (GradCache, Gao et al.
    2021, 2101.06983)."""

    def __init__(self, model: SentenceTransformer, anchors: Anchors, gather: bool, mini_batch: int):
        super().__init__(
            model, scale=anchors.settings.scale, mini_batch_size=mini_batch, gather_across_devices=gather,
            **_BOTH_WAYS,
        )  # fmt: skip
        self.anchors = anchors

    def calculate_loss(
        self, reps: list[list[Tensor]], labels: Tensor | None = None, *, with_backward: bool = False
    ) -> Tensor:
        assert labels is not None
        with torch.autocast(labels.device.type, enabled=False):
            exact = [[part.float() for part in column] for column in reps]
            ranking = super().calculate_loss(exact, labels, with_backward=with_backward)
            ties = self.anchors(torch.cat(exact[0]), torch.cat(exact[1]), labels)
            if with_backward and ties.requires_grad:
                ties.backward()
        return ranking + ties.detach()


def matryoshka(
    model: SentenceTransformer, anchors: Anchors, dims: Sequence[int], settings: TextStage, batch: int, processes: int
) -> losses.MatryoshkaLoss:
    """The mean over dims (Kusupati et al. 2022, 2205.13147); `batch` is one process's share of a step."""
    gather = processes > 1
    inner: nn.Module = BilingualLoss(model, anchors, gather)
    if settings.mini_batch < batch:
        inner = CachedBilingualLoss(model, anchors, gather, settings.mini_batch)
    return losses.MatryoshkaLoss(model, inner, list(dims), [1 / len(dims)] * len(dims))


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1)
