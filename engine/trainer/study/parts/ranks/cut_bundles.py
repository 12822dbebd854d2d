"""Bundles of a model whose layers are cut, and how long they take beside the one that is whole.

A cut part is traced anew; the parts that are whole are taken from the first export.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from onnx import NodeProto, helper
from torch import nn

from engine.bundle import Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.trainer.export import bundle, graphs
from engine.trainer.export.bundle import Maker, Traced
from engine.trainer.export.graphs import Part
from engine.trainer.export.quantisation import Weights
from engine.trainer.export.tensors import TensorFolder
from engine.trainer.models.architectures import Architecture, Dual, Fused
from engine.trainer.recipe import Recipe
from engine.trainer.study.parts.ranks.layer_groups import TEXT
from engine.trainer.study.parts.ranks.low_rank import replaced

_WARM_UPS = 3


class CutBundles:
    """Makes them in `folder`, one after the other."""

    def __init__(self, architecture: Architecture, recipe: Recipe, folder: Path):
        self._architecture, self._folder = architecture, folder
        self._manifest = bundle.manifest_of(architecture, recipe)
        self._whole = bundle.trace(architecture, folder)

    @contextmanager
    def whole(self, weights: Weights) -> Iterator[Bundle]:
        with self._place() as place:
            yield Maker(self._architecture, self._manifest, self._whole, place).bundle(weights)

    @contextmanager
    def cut(self, group: str, modules: Mapping[str, nn.Module], passages: bool = False) -> Iterator[Maker]:
        """With these modules in their places. Of the text model `passages` says whether they are read with the cut one
        as well; otherwise the bundle holds both."""
        with self._place() as place:
            tensors = TensorFolder(place / "tensors")
            tensors.folder.mkdir()
            with replaced(self._architecture, modules):
                traced = self._traced(group, passages, tensors)
            yield Maker(self._architecture, self._manifest, traced, place)

    def _traced(self, group: str, passages: bool, tensors: TensorFolder) -> Traced:
        architecture, whole = self._architecture, self._whole
        made: dict[str, Part | None] = {}
        if group != TEXT:
            if isinstance(architecture, Dual):
                made["speech"] = graphs.hearer(architecture, tensors)
            else:
                assert isinstance(architecture, Fused)
                made["speech"] = graphs.listener(architecture, tensors)
        else:
            assert isinstance(architecture, Fused)
            if passages:
                made["text"] = graphs.transformer(architecture.text, tensors)
            if not passages or whole.adapted:
                made["adapted"] = graphs.adapted_transformer(architecture, tensors)
        made = {name: _parted(part) if part else None for name, part in made.items()}
        for name in ("text", "adapted", "speech", "frame"):
            if name not in made:
                made[name] = _moved(getattr(whole, name), whole.tensors, tensors)
        return replace(whole, tensors=tensors, **made)  # type: ignore[arg-type]

    @contextmanager
    def _place(self) -> Iterator[Path]:
        # A file that a session has mapped cannot be deleted everywhere; it goes with the folder that this one is in.
        with tempfile.TemporaryDirectory(dir=self._folder, ignore_cleanup_errors=True) as place:
            yield Path(place)


def timed(cut: SpeechEncoder, whole: SpeechEncoder, samples: np.ndarray, runs: int) -> dict[str, Any]:
    """Medians of `runs` turns, one encoder after the other in each: what else the machine does meets both alike."""
    recording, took_ms = Recording(samples), np.zeros((_WARM_UPS + runs, 2))
    for turn in took_ms:
        for place, encoder in enumerate((whole, cut)):
            started = time.perf_counter()
            encoder.encode(recording)
            turn[place] = (time.perf_counter() - started) * 1000
    whole_ms, cut_ms = (statistics.median(times) for times in took_ms[_WARM_UPS:].T.tolist())
    return {"whole_ms": round(whole_ms, 2), "ms": round(cut_ms, 2), "ratio": round(cut_ms / whole_ms, 3)}


def _parted(part: Part) -> Part:
    """With a name of its own for what goes from one product into the next: quantisation calls what it adds after inputs
    and outputs, and there the names would be one. onnxruntime takes the node out again."""
    products = {node.output[0] for node in part.nodes if node.op_type == "MatMul"}
    nodes: list[NodeProto] = []
    parted: set[str] = set()
    for node in part.nodes:
        value = node.input[0] if node.op_type == "MatMul" else ""
        if value in products:
            if value not in parted:
                parted.add(value)
                nodes.append(helper.make_node("Identity", [value], [f"{value}_again"]))
            copy = NodeProto()
            copy.CopyFrom(node)
            copy.input[0] = f"{value}_again"
            nodes.append(copy)
        else:
            nodes.append(node)
    return Part(tuple(nodes), part.tensors, part.inputs, part.outputs)


def _moved(part: Part | None, from_: TensorFolder, to: TensorFolder) -> Part | None:
    if part is None:
        return None
    tensors = tuple(to.write(tensor.name, from_.read(tensor)) for tensor in part.tensors)
    return Part(part.nodes, tensors, part.inputs, part.outputs)
