"""Stage two: train the bridge into the frozen text model. Resumable: a checkpoint holds everything that moves."""

from __future__ import annotations

import copy
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.trainer import bridge as bridges
from engine.trainer import corpora, losses, metrics, spoken
from engine.trainer.bridge import Bridge
from engine.trainer.feature_store import FeatureStore
from engine.trainer.recipe import Recipe
from engine.trainer.text_model import PASSAGE, QUERY, TextModel


def build(recipe: Recipe, text: TextModel) -> Bridge:
    rows = text.token_embeddings[text.speech_vocabulary]
    settings = recipe.bridge
    return Bridge(
        rows, len(settings.layers), settings.features, settings.width, settings.depth, settings.heads,
        dropout=settings.dropout, blank_threshold=settings.blank_threshold,
    )  # fmt: skip


class Targets:
    """Everything about the training lines that does not move: CTC targets and the bank of frozen text embeddings."""

    def __init__(self, lines: list[spoken.Line], text: TextModel):
        symbol = {piece: i + 1 for i, piece in enumerate(text.speech_vocabulary)}
        self.characters = [bridges.character_targets(line.wolof) for line in lines]
        self.pieces = [[symbol[i] for i in text.transcript_pieces(line.wolof)] for line in lines]
        self.transcript_row, self.transcripts = _bank([line.wolof for line in lines], QUERY, text)
        self.french_row, self.french = _bank([line.french for line in lines], PASSAGE, text)


def _bank(texts: list[str], prefix: str, text: TextModel) -> tuple[Tensor, Tensor]:
    """The row of each text (-1 for an empty one) and the embeddings of the distinct texts (n, D)."""
    distinct = {corpora.key(t): t for t in texts if t}
    rows = {key: i for i, key in enumerate(distinct)}
    return torch.tensor([rows[corpora.key(t)] if t else -1 for t in texts]), text.embed(list(distinct.values()), prefix)


class Batches:
    """Batches of about `batch_s` seconds of speech, clips of like length together, kinds drawn by their weights."""

    def __init__(self, recipe: Recipe, lines: list[spoken.Line], store: FeatureStore):
        weight = {"real": recipe.fit.real_weight, "kokoro": recipe.fit.kokoro_weight, "espeak": 1.0}
        self._clips = [store.clips[line.id] for line in lines]
        self._weights = np.array([weight[line.kind] for line in lines])
        self._weights /= self._weights.sum()
        self._frames = recipe.fit.batch_s * 50
        self.rng = np.random.default_rng(recipe.seed)
        self._ready: list[list[tuple[int, object]]] = []

    def next(self) -> list[tuple[int, object]]:
        """[(line, clip)]."""
        if not self._ready:
            drawn = self.rng.choice(len(self._clips), 640, p=self._weights)
            pool = [(int(i), self._clips[i][self.rng.integers(len(self._clips[i]))]) for i in drawn]
            pool.sort(key=lambda item: item[1].frames)
            batch: list = []
            for item in pool:
                if batch and (len(batch) + 1) * item[1].frames > self._frames:
                    self._ready.append(batch)
                    batch = []
                batch.append(item)
            self.rng.shuffle(self._ready)
        return self._ready.pop()


def mask_features(states: Tensor, mask: Tensor, rng: np.random.Generator) -> Tensor:
    """SpecAugment in time and feature (Park et al. 2019) on (B, T, layers, width), a few per cent of each, in place."""
    for row, length in zip(states, mask.sum(1).tolist(), strict=True):
        for _ in range(2):
            span = int(rng.integers(0, max(2, min(20, length // 8))))
            start = int(rng.integers(0, max(1, length - span)))
            row[start : start + span] = 0
        band = row.shape[-1] // 12
        start = int(rng.integers(0, row.shape[-1] - band))
        row[:, :, start : start + int(rng.integers(0, band + 1))] = 0
    return states


def fit(recipe: Recipe, run: Path, until: int | None = None) -> None:
    """Train to `recipe.fit.steps` (or stop at step `until`), from the last checkpoint if there is one.

    Writes `run/bridge.pt`, `run/fit.jsonl` (one row a logged step).
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    settings = recipe.fit
    text = TextModel.load(run / "text").eval().requires_grad_(False)
    store = FeatureStore(run / "features", len(recipe.bridge.layers), recipe.bridge.features)
    every = [line for line, _ in spoken.recordings(recipe, run) if line.id in store.clips]
    lines = [line for line in every if line.set == "train" and bridges.character_targets(line.wolof)]
    targets, batches = Targets(lines, text), Batches(recipe, lines, store)
    bridge = build(recipe, text)
    average = copy.deepcopy(bridge)
    optimiser = torch.optim.AdamW(
        bridge.parameters(), lr=settings.learning_rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay
    )
    step, path = 0, run / "bridge.pt"
    if path.is_file():
        kept = torch.load(path, weights_only=False)
        step = kept["step"]
        bridge.load_state_dict(kept["bridge"])
        average.load_state_dict(kept["average"])
        optimiser.load_state_dict(kept["optimiser"])
        batches.rng.bit_generator.state = kept["rng"]
    trained = sum(p.numel() for p in bridge.parameters())
    print(f"{len(lines)} lines, {trained / 1e6:.1f} M trained parameters, from step {step}", flush=True)
    started, first = time.monotonic(), step
    sums: dict[str, float] = {}
    while step < min(settings.steps, until or settings.steps):
        share = step / settings.steps
        rate = min((step + 1) / settings.warmup_steps, 0.5 * (1 + math.cos(math.pi * share)) * 0.97 + 0.03)
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * rate
        weight = min(1.0, max(0.0, (share - settings.ctc_share) / settings.ramp_share))
        parts = _losses(recipe, bridge.train(), text, targets, batches, store, weight)
        loss = (
            parts["characters"]
            + parts["pieces"]
            + weight * (parts["contrast"] + settings.distillation * parts["distillation"])
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(bridge.parameters(), 1.0)
        optimiser.step()
        step += 1
        decay = min(settings.averaging, step / (step + 20))
        with torch.no_grad():
            for slow, fast in zip(average.parameters(), bridge.parameters(), strict=True):
                slow.lerp_(fast, 1 - decay)
        for name, value in parts.items():
            sums[name] = sums.get(name, 0.0) + float(value) / 25
        if step % 25 == 0:
            seconds = (time.monotonic() - started) / (step - first)
            row = {"step": step, **{k: round(v, 4) for k, v in sums.items()}, "weight": round(weight, 2)}
            row |= {"s_per_step": round(seconds, 2), "minutes_left": round(seconds * (settings.steps - step) / 60, 1)}
            _log(run, row)
            sums = {}
        if step % settings.checkpoint_steps == 0 or step == settings.steps:
            _save(path, step, bridge, average, optimiser, batches)
            _log(run, {"step": step, "held-out": glance(average.eval(), text, every, store)})


def _losses(recipe, bridge, text, targets, batches, store, weight) -> dict[str, Tensor]:
    chosen = batches.next()
    rows = [line for line, _ in chosen]
    states, mask = bridges.collate([store.states(clip) for _, clip in chosen])
    states = mask_features(states, mask, batches.rng)
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
        if weight > 0:
            vectors, characters, pieces = bridges.embed(bridge, text, states, mask)
        else:
            _, characters, pieces = bridge(states, mask)
    parts = {
        "characters": losses.ctc(characters, mask[:, ::2].sum(1), [targets.characters[i] for i in rows]),
        "pieces": losses.ctc(pieces, mask[:, ::4].sum(1), [targets.pieces[i] for i in rows]),
        "contrast": torch.zeros(()),
        "distillation": torch.zeros(()),
    }
    if weight > 0:
        scale, dims = recipe.fit.scale, recipe.dims
        own, french = targets.transcript_row[rows], targets.french_row[rows]
        parts["contrast"] = losses.bank_contrast(vectors, targets.transcripts, own, dims, scale)
        parts["contrast"] = parts["contrast"] + losses.bank_contrast(vectors, targets.french, french, dims, scale)
        parts["distillation"] = losses.distillation(vectors, targets.transcripts[own], dims)
    return parts


@torch.no_grad()
def glance(bridge: Bridge, text: TextModel, lines: list[spoken.Line], store: FeatureStore) -> dict[str, float]:
    """nDCG@10 of synthetic held-out voices among their own French, to watch a run by; never the held-out speaker."""
    figures = {}
    for name in ("kokoro", "espeak"):
        there = [line for line in lines if line.set == name]
        if not there:
            continue
        chosen = random.Random(0).sample(there, min(len(there), 100))
        french = list(dict.fromkeys(line.french for line in chosen))
        vectors = [
            bridges.embed(bridge, text, *bridges.collate([store.states(store.clips[line.id][0])]))[0] for line in chosen
        ]
        right = np.array([french.index(line.french) for line in chosen])
        found = metrics.ranks(torch.cat(vectors).numpy(), text.embed(french, PASSAGE).numpy(), right)
        figures[name] = round(metrics.ndcg(found), 3)
    return figures


def _log(run: Path, row: dict) -> None:
    print(json.dumps(row), flush=True)
    with (run / "fit.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def _save(path: Path, step: int, bridge: Bridge, average: Bridge, optimiser: torch.optim.Optimizer, batches) -> None:
    beside = path.with_suffix(".part")
    kept = {"bridge": bridge.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()}
    torch.save({"step": step, "rng": batches.rng.bit_generator.state, **kept}, beside)
    beside.replace(path)


def load_average(recipe: Recipe, run: Path, text: TextModel) -> Bridge:
    """The averaged bridge of a run's last checkpoint, ready to export."""
    bridge = build(recipe, text)
    bridge.load_state_dict(torch.load(run / "bridge.pt", weights_only=False)["average"])
    return bridge.eval()
