"""`laaj-trainer bench`: how fast the speech stage trains here, against the straightforward loop, on the same data.

The straightforward loop is what one writes first: every clip padded to 30 s, the frozen encoder run again at each step,
float32. Both loops have the same architecture, losses, optimiser and batches of as many utterances; what the features
of the other one cost, once, is measured beside it.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import Accelerator
from torch import Tensor
from torch.nn import functional as F

from engine.trainer import batches, features, manifest, speech_data
from engine.trainer.batches import Batches, Spoken
from engine.trainer.models import architectures
from engine.trainer.models.architectures import Architecture
from engine.trainer.models.speech_tower import RATE_HZ
from engine.trainer.objective import Objective, Targets
from engine.trainer.recipe import Recipe
from engine.trainer.run import Run

PADDED_S = 30.0


@dataclass(frozen=True)
class Speed:
    """Utterances a second, and what they were measured on."""

    utterances: int
    mean_s: float
    trained: float  # from kept features
    features: float  # computing those, once, in one process
    straightforward: float
    precision: str

    def __str__(self) -> str:
        after = [self._whole(epochs) / self.straightforward for epochs in (1, 10)]
        return (
            f"{self.utterances} utterances of {self.mean_s:.1f} s on average, {self.precision}:\n"
            f"  from kept features      {self.trained:8.1f} utterances/s\n"
            f"  computing the features  {self.features:8.1f} utterances/s, once\n"
            f"  straightforward loop    {self.straightforward:8.1f} utterances/s (30 s padding, fp32, no cache)\n"
            f"  ratio {self.trained / self.straightforward:.1f}; with the features counted in, {after[0]:.1f} over one "
            f"epoch, {after[1]:.1f} over ten"
        )

    def _whole(self, epochs: int) -> float:
        """Utterances a second over so many epochs, the features counted in."""
        return epochs / (epochs / self.trained + 1 / self.features)


def bench(recipe: Recipe, folder: Path, utterances: int, steps: int) -> Speed:
    """Train `steps` steps each way on the first `utterances` of the recipe, in turns; nothing of it is kept."""
    run = Run(folder)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    rows = speech_data.read(recipe).train[:utterances]
    rows = [(row, source.model_copy(update={"variants": 1})) for row, source in rows]
    built = architectures.build(recipe, run.text_folder())
    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        features.compute_for(recipe, rows, Path(place), "cpu", lambda text: None, processes=1)
        computed = len(rows) / (time.perf_counter() - started)
        store = features.FeatureStore.open(recipe, Path(place))
        clips = [store.clips[row.id] for row, _ in rows]
        drawn = Batches(clips, [1.0] * len(rows), recipe.batch, built.speech.rate_hz, recipe.seed)
        loaded = batches.loader(store, drawn, recipe, built.unit)
        sound = [torch.from_numpy(manifest.samples(row)) for row, _ in rows]
        ours = _Loop(built, [row for row, _ in rows], recipe.precision)
        theirs = _Loop(built, [row for row, _ in rows], "fp32")
        for batch in itertools.islice(loaded, 1 + steps):  # the first of each is a warm-up
            ours.step(batch)
            theirs.step(batch, sound)
    mean_s = sum(len(clip) for clip in sound) / len(sound) / RATE_HZ
    return Speed(len(rows), mean_s, ours.speed(), computed, theirs.speed(), recipe.precision)


class _Loop:
    """One way of training, timed."""

    def __init__(self, built: Architecture, rows: list[manifest.Utterance], precision: str):
        self._built, self._bf16 = built, precision == "bf16"
        targets = Targets(rows, built.text)
        self._objective = Objective(built, targets, Accelerator())
        self._optimiser = torch.optim.AdamW(built.trained_parameters().values(), lr=0.0)
        self._seconds: list[float] = []
        self._utterances: list[int] = []

    def step(self, batch: Spoken, sound: list[Tensor] | None = None) -> None:
        started = time.perf_counter()
        if sound is not None:
            batch = self._padded(batch, sound)
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bf16):
            heard = self._built.train()(batch.states, batch.mask)
        loss, _ = self._objective(heard, batch, 1.0)
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self._seconds.append(time.perf_counter() - started)
        self._utterances.append(len(batch.rows))

    @torch.no_grad()
    def _padded(self, batch: Spoken, sound: list[Tensor]) -> Spoken:
        """The same utterances from samples, each padded to 30 s and encoded whole."""
        length = int(PADDED_S * RATE_HZ)
        padded = torch.stack([F.pad(sound[row], (0, length - len(sound[row]))) for row in batch.rows])
        states = self._built.speech.states(padded, self._built.stored)
        states = states[:, : states.shape[1] // self._built.unit * self._built.unit]
        return Spoken(batch.rows, states, torch.ones(states.shape[:2], dtype=torch.bool))

    def speed(self) -> float:
        return sum(self._utterances[1:]) / sum(self._seconds[1:])
