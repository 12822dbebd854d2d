"""What is found at each rank of one group: nDCG@10, what it costs, and how long an exported model takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from torch import nn

from engine.bundle import Bundle
from engine.recording import SAMPLE_RATE_HZ, Recording
from engine.speech_encoder import SpeechEncoder
from engine.trainer.export.quantisation import Weights
from engine.trainer.models.architectures import Architecture
from engine.trainer.study import retention
from engine.trainer.study.context import Context
from engine.trainer.study.parts.ranks import low_rank
from engine.trainer.study.parts.ranks.cut_bundles import CutBundles, timed
from engine.trainer.study.parts.ranks.layer_groups import Group
from engine.trainer.study.parts.ranks.low_rank import AWARE, METHODS, Decomposition, Moment
from engine.trainer.study.parts.ranks.rank_questions import Questions

RANKS = (16, 32, 64, 96, 128, 192, 256, 384)
TIMED_RANKS = (64, 128, 256)  # beside the smallest that keeps enough; where passages are read anew the last alone
KEEPS = 0.99
CLIP_S, RUNS = 5.0, 25

Chosen = tuple[int, str]  # rank and method


@dataclass(frozen=True)
class Case:
    """A group, cut. `passages`: whether the French sentences are read anew with what is cut."""

    name: str
    group: Group
    moments: dict[str, Moment]  # of what comes into its layers
    rows_per_s: dict[str, float]  # of each layer, for a second of speech
    passages: bool = False

    @property
    def layers(self) -> dict[str, nn.Linear]:
        return self.group.layers

    @property
    def full_rank(self) -> int:
        """That most of its layers have."""
        return Counter(map(low_rank.full_rank, self.layers.values())).most_common(1)[0][0]

    def ranks(self) -> list[int]:
        largest = max(map(low_rank.full_rank, self.layers.values()))
        return [rank for rank in RANKS if rank < largest]

    def cost(self, rank: int | None = None) -> dict[str, int]:
        """Weights, and multiply-adds with them for a second of speech; whole without a rank."""
        weights = {
            name: low_rank.weights_at(layer, rank) if rank else layer.weight.numel()
            for name, layer in self.layers.items()
        }
        madds = sum(weights[name] * self.rows_per_s[name] for name in weights)
        return {"parameters": sum(weights.values()), "madds_per_s": round(madds)}


class Curves:
    """Of one model, whole: what the cases are compared with."""

    def __init__(self, context: Context, architecture: Architecture, questions: Questions, whole: np.ndarray):
        """`whole` (clips, D) are the vectors of the model as it is."""
        self._context, self._architecture, self._questions = context, architecture, questions
        self._text = architecture.text
        self.passages = self._read()
        self.whole = questions.ndcg(whole, self.passages)

    def curve(self, case: Case, made_of: Mapping[str, Mapping[str, Decomposition]]) -> list[dict[str, Any]]:
        """One point a rank; `made_of` by method and layer."""
        points = []
        for rank in case.ranks():
            smaller = [name for name, layer in case.layers.items() if low_rank.saves(layer, rank)]
            point: dict[str, Any] = {
                "rank": rank, "layers_cut": len(smaller), "saves": bool(smaller), **case.cost(rank), "methods": {},
            }  # fmt: skip
            for method, parts in made_of.items() if smaller else ():
                self._context.say(f"{case.name}, {method}, rank {rank}")
                values = self._values(case, low_rank.cut(case.layers, parts, rank))
                lost = np.mean([parts[name].lost(rank) for name in smaller])
                point["methods"][method] = self.told(values) | {"output_lost": round(float(lost), 5)}
            points.append(point)
        return points

    def told(self, values: np.ndarray, whole: np.ndarray | None = None) -> dict[str, Any]:
        """nDCG@10 (clips,) by set, and what share of the whole model's is kept, with its 95 % interval."""
        of = self.whole if whole is None else whole
        kept = retention.ratio(values, of, self._questions.sentences_asked, self._context.settings.draws)
        return {"ndcg": self._questions.means(values), "kept": kept}

    def exported(
        self,
        case: Case,
        made_of: Mapping[str, Mapping[str, Decomposition]],
        wanted: Mapping[int, str],
        bundles: CutBundles,
        whole: Whole,
    ) -> list[dict[str, Any]]:
        """Of some ranks, each by a method: sizes and times beside the whole model's, and what is found as it would
        ship."""
        found = []
        for rank in sorted(wanted):
            modules = low_rank.cut(case.layers, made_of[wanted[rank]], rank)
            if not modules:
                continue
            self._context.say(f"{case.name}, rank {rank}, exported")
            told: dict[str, Any] = {"rank": rank, "method": wanted[rank], "weights": {}}
            with bundles.cut(case.group.name, modules, case.passages) as maker:
                for weights in whole.bundles:
                    bundle = maker.bundle(weights)
                    encoder = SpeechEncoder(bundle, whole.threads)
                    told["weights"][weights] = timed(encoder, whole.encoders[weights], whole.clip, RUNS) | {
                        "size_mb": round(bundle.size_bytes / 1e6, 3)
                    }
            # `encoder` is of the last, those that ship.
            passages = self._read(modules) if case.passages else self.passages
            values = self._questions.ndcg(heard(encoder, self._questions), passages)
            told["shipped"] = self.told(values, whole.values(self._questions, self.passages))
            found.append(told)
        return found

    def _values(self, case: Case, modules: Mapping[str, nn.Module]) -> np.ndarray:
        with low_rank.replaced(self._architecture, modules):
            vectors = case.group.vectors(self._questions.entering)
        return self._questions.ndcg(vectors, self._read(modules) if case.passages else self.passages)

    def _read(self, modules: Mapping[str, nn.Module] | None = None) -> np.ndarray:
        with low_rank.replaced(self._architecture, modules) if modules else nullcontext():
            return self._text.embed(self._questions.sentences, self._text.passage_prefix).numpy()


class Whole:
    """The exported model as it is, opened, and the clip that encoders are timed with."""

    def __init__(self, context: Context, bundles: CutBundles, questions: Questions, stack: ExitStack):
        precision = context.bundle.manifest.precision
        self.shipped = cast(Weights, precision if precision != "fp32" else "mixed")
        self.threads = context.recipe.threads or None
        self.clip = np.resize(np.concatenate(questions.samples[:8]), round(CLIP_S * SAMPLE_RATE_HZ))
        self.bundles: dict[Weights, Bundle] = {
            weights: stack.enter_context(bundles.whole(weights)) for weights in ("fp32", self.shipped)
        }
        self.encoders = {weights: SpeechEncoder(bundle, self.threads) for weights, bundle in self.bundles.items()}
        self._values: np.ndarray | None = None

    def sizes_mb(self) -> dict[str, float]:
        return {weights: round(bundle.size_bytes / 1e6, 3) for weights, bundle in self.bundles.items()}

    def values(self, questions: Questions, passages: np.ndarray) -> np.ndarray:
        """nDCG@10 (clips,) of what would ship, whole."""
        if self._values is None:
            self._values = questions.ndcg(heard(self.encoders[self.shipped], questions), passages)
        return self._values


def heard(encoder: SpeechEncoder, questions: Questions) -> np.ndarray:
    """(clips, D) float32."""
    return np.stack([encoder.encode(Recording(samples)) for samples in questions.samples])


def decomposed(case: Case) -> dict[str, dict[str, Decomposition]]:
    """By method and layer, for every rank."""
    return {
        method: {name: decompose(layer.weight, case.moments[name]) for name, layer in case.layers.items()}
        for method, decompose in METHODS.items()
    }


def smallest(points: list[dict[str, Any]], method: str) -> int | None:
    """The smallest rank that saves and from which on every larger one measured keeps enough: one that does so while a
    larger does not is luck."""
    found = None
    for point in sorted((p for p in points if p["saves"]), key=lambda p: -p["rank"]):
        if point["methods"][method]["kept"][0] < KEEPS:
            break
        found = point["rank"]
    return found


def first(points: list[dict[str, Any]], method: str) -> int | None:
    """The smallest rank that saves and keeps enough, whatever larger ones do."""
    enough = (p["rank"] for p in points if p["saves"] and p["methods"][method]["kept"][0] >= KEEPS)
    return min(enough, default=None)


def chosen(by_method: Mapping[str, int | None]) -> Chosen | None:
    """The smallest of all methods; of two alike the activation-aware one."""
    found = [(rank, method != AWARE, method) for method, rank in by_method.items() if rank]
    rank, _, method = min(found, default=(0, False, ""))
    return (rank, method) if rank else None
