"""What the speech stage minimises: the recipe's losses against targets that do not move, over the joint batch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from accelerate import Accelerator
from torch import Tensor

from engine.trainer import losses, manifest
from engine.trainer.batches import Spoken
from engine.trainer.manifest import Utterance
from engine.trainer.models.architectures import Architecture, Heard
from engine.trainer.models.bridges import character_targets
from engine.trainer.models.text_tower import TextTower


class Targets:
    """Everything about the utterances that does not move: CTC targets, and the banks of frozen text embeddings."""

    def __init__(self, utterances: Sequence[Utterance], text: TextTower):
        symbol = {piece: i + 1 for i, piece in enumerate(text.speech_vocabulary)}
        self.characters = [character_targets(u.wolof) for u in utterances]
        self.pieces = [[symbol[i] for i in text.transcript_pieces(u.wolof)] if symbol else [] for u in utterances]
        self.transcript_row, self.transcripts = _bank([u.wolof for u in utterances], text.query_prefix, text)
        self.french_row, self.french = _bank([u.french for u in utterances], text.passage_prefix, text)

    def to(self, device: torch.device) -> Targets:
        for name in ("transcript_row", "transcripts", "french_row", "french"):
            setattr(self, name, getattr(self, name).to(device))
        return self


def _bank(texts: list[str], prefix: str, text: TextTower) -> tuple[Tensor, Tensor]:
    """The row of each text (NONE for an empty one) and the embeddings of the distinct texts (n, D)."""
    distinct = {manifest.key(t): t for t in texts if t}
    rows = {key: i for i, key in enumerate(distinct)}
    vectors = text.embed(list(distinct.values()), prefix) if distinct else torch.zeros(1, text.dim)
    return torch.tensor([rows[manifest.key(t)] if t else losses.NONE for t in texts]), vectors


class Objective:
    """The weighted sum of the recipe's losses over the whole batch, on all devices together.

    Each device gives its share of the joint mean times the number of devices, because their gradients are averaged.
    """

    def __init__(self, architecture: Architecture, targets: Targets, accelerator: Accelerator):
        self._settings, self._dims = architecture.recipe.losses, architecture.recipe.dims
        self._stride, self._targets, self._accelerator = architecture.stride, targets, accelerator
        self._reads = architecture.reads and bool(self._settings.characters or self._settings.pieces)
        self._learns_vectors = architecture.learns_vectors

    def share(self, done: float) -> float:
        """How much the embedding losses count when this share of the steps is done."""
        settings = self._settings
        if not self._learns_vectors:
            return 0.0
        if not self._reads:
            return 1.0  # there is nothing else to learn from
        return min(1.0, max(0.0, (done - settings.embed_at) / max(settings.embed_ramp, 1e-9)))

    def __call__(self, heard: Heard, batch: Spoken, share: float) -> tuple[Tensor, dict[str, Tensor]]:
        """The loss, and each part of it as the joint mean, for the log."""
        parts = {name: (weight, *values) for name, weight, values in self._parts(heard, batch, share) if weight}
        total, logged = heard_zero(heard), {}
        for name, (weight, values, counted) in parts.items():
            both = torch.stack([values.detach().sum(), counted.sum().float()])
            everywhere = self._accelerator.reduce(both, "sum")
            joint = values.sum() / everywhere[1].clamp(min=1)
            total = total + weight * joint * self._accelerator.num_processes
            logged[name] = everywhere[0] / everywhere[1].clamp(min=1)
        return total, logged

    def _parts(self, heard: Heard, batch: Spoken, share: float):
        """(name, weight, (value of each utterance, whether it counts))."""
        settings, targets, rows = self._settings, self._targets, batch.rows
        everyone = torch.ones(len(rows), dtype=torch.bool, device=batch.mask.device)
        if heard.characters is not None:
            spelled = [targets.characters[i] for i in rows]
            yield "characters", settings.characters, (
                losses.ctc(heard.characters, batch.mask[:, ::2].sum(1), spelled), everyone
            )  # fmt: skip
        if heard.pieces is not None:
            read = [targets.pieces[i] for i in rows]
            yield "pieces", settings.pieces, (
                losses.ctc(heard.pieces, batch.mask[:, :: self._stride].sum(1), read), everyone
            )  # fmt: skip
        if heard.vectors is None or not share:
            return
        for side, row, bank, distil, contrast in (
            ("transcript", targets.transcript_row, targets.transcripts, settings.distil_transcript,
             settings.contrast_transcript),
            ("french", targets.french_row, targets.french, settings.distil_french, settings.contrast_french),
        ):  # fmt: skip
            own = row[rows]
            if distil:
                away = losses.distillation(heard.vectors, bank, own, self._dims)
                yield f"distil_{side}", share * distil, (away, own != losses.NONE)
            if contrast:
                candidates = self._candidates(heard.vectors, bank, own)
                found = losses.contrast(heard.vectors, bank, own, candidates, self._dims, self._settings.scale)
                yield f"contrast_{side}", share * contrast, (found, own != losses.NONE)

    def _candidates(self, vectors: Tensor, bank: Tensor, own: Tensor) -> Tensor | None:
        """Rows of the bank that the whole batch is told apart from, or None for all of them."""
        if self._settings.negatives == "bank":
            return None
        rows = own
        if self._settings.negatives == "mined":
            rows = torch.cat([own, losses.hardest(vectors, bank, self._settings.mined).flatten()])
        if self._accelerator.num_processes > 1:
            padded = self._accelerator.pad_across_processes(rows, pad_index=losses.NONE)
            rows = self._accelerator.gather(padded)
        rows = rows.unique()
        return rows[rows != losses.NONE] if (rows != losses.NONE).any() else bank.new_zeros(1, dtype=torch.long)


def heard_zero(heard: Heard) -> Tensor:
    """A nought that depends on all that was heard, so that each device has a gradient, however its batch is made."""
    return torch.stack([part.float().sum() * 0.0 for part in heard if part is not None]).sum()
