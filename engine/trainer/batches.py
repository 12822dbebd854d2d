"""Batches of speech: clips of like length together, drawn by the weights of their manifests.

The batches are a function of the seed alone: a run that was stopped at step n asks for the batches from n on, and each
of several processes takes its rows of the same batch. The same recipe therefore trains on the same batches on one
device and on many.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from engine.trainer import recipe as recipes
from engine.trainer.features import Clip, FeatureStore
from engine.trainer.models.architectures import collate


@dataclass(frozen=True)
class Drawn:
    """An utterance of a batch: its number, the copy whose features are taken, and a seed for the masks on them."""

    row: int
    clip: Clip
    mask_seed: tuple[int, ...]


class Batches(Sampler[list[Drawn]]):
    """Without end, from step `start`: batches of at most `settings.seconds` of speech, padding included."""

    def __init__(
        self,
        clips: Sequence[Sequence[Clip]],
        weights: Sequence[float],
        settings: recipes.Batch,
        frame_rate_hz: float,
        seed: int,
        start: int = 0,
        process: int = 0,
        processes: int = 1,
    ):
        self._clips, self._settings, self._seed, self._start = clips, settings, seed, start
        self._process, self._processes = process, processes
        self._frames = settings.seconds * frame_rate_hz
        self._weights = np.asarray(weights, np.float64) / np.sum(weights)

    def __iter__(self) -> Iterator[list[Drawn]]:
        for step, batch in enumerate(itertools.islice(self._batches(), self._start, None), start=self._start):
            rows = list(enumerate(batch))[self._process :: self._processes]
            yield [Drawn(row, clip, (self._seed, step, place)) for place, (row, clip) in rows]

    def _batches(self) -> Iterator[list[tuple[int, Clip]]]:
        for pool in itertools.count():
            rng = np.random.default_rng([self._seed, pool])
            drawn = rng.choice(len(self._clips), self._settings.pool, p=self._weights)
            chosen = [(row, self._clips[row][int(rng.integers(len(self._clips[row])))]) for row in drawn.tolist()]
            chosen.sort(key=lambda item: item[1].frames)
            cut = list(self._cut(chosen))
            rng.shuffle(cut)
            yield from cut

    def _cut(self, chosen: list[tuple[int, Clip]]) -> Iterator[list[tuple[int, Clip]]]:
        """Each process needs a row of each batch, however long the clips; what is left over is too little for one."""
        batch: list[tuple[int, Clip]] = []
        for item in chosen:
            full = self._settings.most and len(batch) == self._settings.most
            too_long = (len(batch) + 1) * item[1].frames > self._frames
            if len(batch) >= self._processes and (full or too_long):
                yield batch
                batch = []
            batch.append(item)
        if len(batch) >= self._processes:
            yield batch


@dataclass(frozen=True)
class Spoken:
    """A padded batch: the utterances' numbers, stored states (B, T, layers, features) and true frames (B, T)."""

    rows: list[int]
    states: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> Spoken:
        return Spoken(self.rows, self.states.to(device, non_blocking=True), self.mask.to(device, non_blocking=True))

    def pin_memory(self) -> Spoken:
        return Spoken(self.rows, self.states.pin_memory(), self.mask.pin_memory())


class StoredSpeech(Dataset[tuple[int, Tensor]]):
    """Frozen states from the disk, with masks drawn anew each time."""

    def __init__(self, store: FeatureStore, masks: recipes.Augmentation):
        self._store, self._masks = store, masks

    def __getitem__(self, drawn: Drawn) -> tuple[int, Tensor]:
        states = self._store.states(drawn.clip)
        return drawn.row, mask_states(states, self._masks, np.random.default_rng(drawn.mask_seed))


def loader(store: FeatureStore, batches: Batches, recipe: recipes.Recipe, unit: int) -> DataLoader:
    """Batches as `Spoken`, loaded by the recipe's workers beside the training."""

    return DataLoader(
        StoredSpeech(store, recipe.augmentation),
        batch_sampler=batches,
        collate_fn=partial(_join, unit=unit),
        num_workers=recipe.batch.workers,
        pin_memory=torch.cuda.is_available(),
        persistent_workers=recipe.batch.workers > 0,
        generator=torch.Generator(),  # else starting it would move the random state of the training
    )


def _join(items: list[tuple[int, Tensor]], unit: int) -> Spoken:
    states, mask = collate([states for _, states in items], unit)
    return Spoken([row for row, _ in items], states, mask)


def mask_states(states: Tensor, settings: recipes.Augmentation, rng: np.random.Generator) -> Tensor:
    """SpecAugment (Park et al. 2019, 1904.08779) on states (T, layers, features), in place: a few spans of time, each
    an eighth of the clip and 0.4 s at most, and one band of features are set to nought."""
    frames, _, features = states.shape
    for _ in range(settings.time_masks):
        span = int(rng.integers(0, max(2, min(20, frames // 8))))
        start = int(rng.integers(0, max(1, frames - span)))
        states[start : start + span] = 0
    band = int(features * settings.feature_band)
    start = int(rng.integers(0, features - band))
    states[:, :, start : start + int(rng.integers(0, band + 1))] = 0
    return states
