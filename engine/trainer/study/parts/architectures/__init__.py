"""Does late fusion win? Each architecture, trained alike, on the same spoken questions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.trainer import manifest
from engine.trainer.run import Run
from engine.trainer.study import trained
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context
from engine.trainer.study.parts.architectures import telling
from engine.trainer.study.trained import ByVariant, Trained

TITLE = "Architectures"
VERSION = 1

CLIP_S = 5.0
REFERENCES = telling.REFERENCES
_TIMES = 15
_RATE_HZ = 16_000


def measure(context: Context) -> dict[str, Any]:
    """Trains what is not there yet. Raises what trained.train raises."""
    training, draws = context.settings.training, context.settings.draws
    wanted = [(trained.architecture(name), seed) for seed in training.seeds for name in training.architectures]
    runs = {name: by_seed for name, by_seed in trained.train(context, wanted).items() if by_seed}
    trained.check_alike(runs)
    first = _any(runs.get(telling.SCHEDULED) or next(iter(runs.values())))
    sets, dims = first.evaluation.sets, first.recipe.dims
    clip = _clip(first)
    return {
        "steps": training.steps, "batch_s": training.batch_s, "seeds": list(training.seeds),
        "changes": list(training.changes), "dims": list(dims), "embed_at": first.recipe.losses.embed_at,
        "steps_of_the_model": context.recipe.optimiser.steps, "clip_s": CLIP_S, "draws": draws,
        "missing": [
            *(f"There is no set {name}." for name in training.evaluate if name not in sets),
            *(f"{name} was not trained: the hours were over." for name in training.architectures if name not in runs),
        ],
        "variants": {name: _variant(by_seed, clip) for name, by_seed in runs.items()},
        "sets": {name: _of_set(runs, name, dims, draws) for name in sets},
    }  # fmt: skip


def _any(by_seed: Mapping[int, Trained]) -> Trained:
    return next(iter(by_seed.values()))


def _of_set(runs: ByVariant, name: str, dims: Sequence[int], draws: int) -> dict[str, Any]:
    """Figures by variant and dim; the gold text's; and how far each late fusion is above every other variant, the same
    seeds and questions of both."""
    first = next(iter(runs.values()))
    told, one_seed = _any(first).evaluation.sets[name], list(first)[:1]

    def apart(one: str, other: str, dim: int) -> list[float]:
        shared = [seed for seed in runs[one] if seed in runs[other]]
        of_one, of_other = (trained.values(runs[variant], name, dim, shared) for variant in (one, other))
        return trained.mean(of_one - of_other, draws)

    return {
        "questions": told.questions,
        "french_sentences": told.french_sentences,
        "gold": {str(dim): trained.mean(trained.values(first, name, dim, one_seed, gold=True), draws) for dim in dims},
        "ndcg": {
            variant: {
                str(dim): trained.mean(trained.values(by_seed, name, dim, list(by_seed)), draws) for dim in dims
            }
            for variant, by_seed in runs.items()
        },
        "apart": {
            one: {
                other: {str(dim): apart(one, other, dim) for dim in dims}
                for other in runs
                if other != one and runs[one].keys() & runs[other].keys()
            }
            for one in REFERENCES
            if one in runs
        },
    }  # fmt: skip


def _variant(by_seed: Mapping[int, Trained], clip: np.ndarray) -> dict[str, Any]:
    """What it costs, and how well it reads its training speech at the end, where it reads."""
    first = _any(by_seed)
    cost = Run(first.folder).read()["cost"]
    losses = {str(seed): loss for seed, run in by_seed.items() if (loss := _reading_loss(run)) is not None}
    return {
        "seeds": list(by_seed),
        "trained": cost["trained"], "frozen": cost["frozen"], "gflop_per_s": cost["gflop_per_s"],
        "ms": heard_ms(first, clip),
        "pieces": losses,
    }  # fmt: skip


def _reading_loss(run: Trained) -> float | None:
    """CTC loss over pieces, as training has last logged it."""
    last = Run(run.folder).log.read_text(encoding="utf-8").splitlines()[-1]
    return json.loads(last).get("pieces")


def _clip(run: Trained) -> np.ndarray:
    """The first evaluation recording, again and again for so long: steps that are blank fall away as they do in
    speech. (n,) float32."""
    data = run.recipe.data
    row = manifest.read_utterances(data.evaluate[0].manifest, data)[0][0]
    return np.resize(manifest.samples(row), int(CLIP_S * _RATE_HZ))


def heard_ms(run: Trained, clip: np.ndarray) -> list[float]:
    """[median, least, most] of hearing a clip in torch, on the processor."""
    import torch

    from engine.trainer import speech_stage

    if run.recipe.threads:
        torch.set_num_threads(run.recipe.threads)
    loaded = speech_stage.load_trained(run.recipe, run.folder)
    samples = torch.from_numpy(clip)[None]
    loaded.hear(samples)
    times = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        loaded.hear(samples)
        times.append(1000 * (time.perf_counter() - started))
    return [round(float(value), 1) for value in (np.median(times), min(times), max(times))]


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    """None was asked for: late fusion is to be compared, not to win."""
    return iter(())
