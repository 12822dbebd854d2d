"""Hidden states of the frozen speech encoder, computed once and kept in one flat file.

`features.f16` is (frames, layers, width) float16 for all clips one after another; `features.jsonl` says whose frames
are whose. Training lines are kept in several augmented variants, evaluation lines never.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from engine import recording
from engine.trainer import augmentation, spoken
from engine.trainer.recipe import Recipe
from engine.trainer.speech_features import SpeechFeatures, of


@dataclass(frozen=True)
class Clip:
    line: str  # id of the spoken line
    variant: int
    start: int  # first frame in the file
    frames: int


class FeatureStore:
    """Read access: `clips` by line id, `states(clip)` -> (frames, layers, width) float16."""

    def __init__(self, folder: Path, layers: int, width: int):
        self.clips: dict[str, list[Clip]] = {}
        with (folder / "features.jsonl").open(encoding="utf-8") as file:
            for row in map(json.loads, file):
                self.clips.setdefault(row["line"], []).append(Clip(**row))
        self._states = np.memmap(folder / "features.f16", np.float16, "r").reshape(-1, layers, width)

    def states(self, clip: Clip) -> torch.Tensor:
        return torch.from_numpy(np.array(self._states[clip.start : clip.start + clip.frames]))


def compute(recipe: Recipe, run: Path, processes: int) -> None:
    """Compute what is not there yet; may be stopped and run again at any time."""
    folder = run / "features"
    folder.mkdir(parents=True, exist_ok=True)
    index, data = folder / "features.jsonl", folder / "features.f16"
    known, frames = set(), 0
    if index.is_file():
        for row in map(json.loads, index.read_text(encoding="utf-8").splitlines()):
            known.add((row["line"], row["variant"]))
            frames = max(frames, row["start"] + row["frames"])
    jobs = [job for job in _jobs(recipe, run) if (job[0], job[1]) not in known]
    frame_bytes = len(recipe.bridge.layers) * recipe.bridge.features * 2
    print(f"{len(jobs)} clips to compute, {len(known)} there", flush=True)
    started = time.monotonic()
    with data.open("ab") as file, index.open("a", encoding="utf-8") as rows:
        file.truncate(frames * frame_bytes)  # frames that a stopped run wrote and did not list
        context = multiprocessing.get_context("spawn")
        with context.Pool(processes, _start, (recipe.bridge.base, recipe.bridge.layers, recipe.bf16)) as pool:
            for done, (line, variant, states) in enumerate(pool.imap_unordered(_states, jobs, chunksize=8), start=1):
                file.write(states.tobytes())
                file.flush()
                clip = {"line": line, "variant": variant, "start": frames, "frames": len(states)}
                rows.write(json.dumps(clip) + "\n")
                frames += len(states)
                if done % 500 == 0:
                    left = (time.monotonic() - started) / done * (len(jobs) - done)
                    print(f"{done} of {len(jobs)} clips, {left:.0f} s left", flush=True)


def _jobs(recipe: Recipe, run: Path) -> Iterator[tuple[str, int, Path, int]]:
    variants = {"real": recipe.data.real_variants, "kokoro": recipe.data.kokoro_variants, "espeak": 1}
    for line, path in spoken.recordings(recipe, run):
        for variant in range(variants[line.kind] if line.set == "train" else 1):
            # Variant 0 is the clip as it is, but for espeak, which has only one and needs the variety.
            augmented = line.set == "train" and (variant > 0 or line.kind == "espeak")
            yield line.id, variant, path, recipe.seed + variant if augmented else -1


_model: SpeechFeatures
_bf16: bool


def _start(base: Path, layers: tuple[int, ...], bf16: bool) -> None:
    global _model, _bf16
    torch.set_num_threads(1)
    _model, _bf16 = SpeechFeatures.load(base, layers), bf16


def _states(job: tuple[str, int, Path, int]) -> tuple[str, int, np.ndarray]:
    line, variant, path, seed = job
    samples = recording.load(path).samples
    if seed >= 0:
        samples = augmentation.augment(samples, np.random.default_rng([seed, *line.encode()]))
    states = of(_model, samples[: 20 * augmentation.RATE_HZ], _bf16)  # (layers, frames, width)
    return line, variant, np.ascontiguousarray(states.transpose(1, 0, 2))
