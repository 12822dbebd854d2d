"""From torch to ONNX: the parts of the two graphs, and how they are put together.

    text      ids, mask -> rows of the piece table -> transformer -> vector
    speech    samples -> front end, speech encoder, bridge -> steps that are kept, between the pieces that stand before
              and after every question -> transformer -> vector
    speech    (dual) samples -> front end, speech encoder, pooling -> vector

Which steps are kept, and so how many there are, depends on what is heard: that one step torch cannot trace, so the
parts are exported one by one and joined here.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, compose, helper, numpy_helper
from torch import Tensor, nn

from engine.trainer.export.tensors import TensorFolder
from engine.trainer.models.architectures import Architecture, Dual, Fused
from engine.trainer.models.text_tower import Transformer

if TYPE_CHECKING:
    from engine.trainer.models.speech_tower import WhisperTower
    from engine.trainer.models.text_tower import TextTower

OPSET = 20
IR_VERSION = 10
MICROSOFT = "com.microsoft"  # the domain of onnxruntime's own operators
_TABLE_ROWS = 8192  # of the piece table, at once


@dataclass(frozen=True)
class Part:
    """A piece of a graph. `inputs` and `outputs` name values that other parts link to."""

    nodes: tuple[NodeProto, ...]
    tensors: tuple[TensorProto, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class _Listener(nn.Module):
    """Samples (1, n) -> input embeddings for the text model (steps, width), and which of them go in (steps,) bool."""

    def __init__(self, architecture: Fused):
        super().__init__()
        self.architecture = architecture

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        bridged = self.architecture.text_inputs(_states(self.architecture, samples), None)
        return bridged.mixed[0], bridged.keep[0]


class _Hearer(nn.Module):
    """Samples (1, n) -> vector (1, D)."""

    def __init__(self, architecture: Dual):
        super().__init__()
        self.architecture = architecture

    def forward(self, samples: Tensor) -> Tensor:
        return self.architecture.vector(_states(self.architecture, samples), None)


class _AdaptedTransformer(nn.Module):
    """The text model as speech goes through it: inputs (B, n, width), mask (B, n) int64 -> vectors (B, D)."""

    def __init__(self, architecture: Fused):
        super().__init__()
        self.architecture = architecture

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        with self.architecture.listening():
            return self.architecture.text.forward_inputs(inputs, mask.bool())


class _Bare(nn.Module):
    """A Whisper encoder alone, log-mel in: the yardstick of `laaj bench --bare`."""

    def __init__(self, speech: WhisperTower):
        super().__init__()
        self.speech = speech

    def forward(self, mel: Tensor) -> Tensor:
        return self.speech.from_mel(mel)


def _states(architecture: Architecture, samples: Tensor) -> Tensor:
    states = architecture.speech.states(samples, architecture.layers)
    return states[:, : states.shape[1] // architecture.unit * architecture.unit]


def listener(architecture: Fused, tensors: TensorFolder) -> Part:
    """samples -> mixed, keep."""
    return _traced(_Listener(architecture), _samples(), "listen", ("mixed", "keep"), tensors)


def hearer(architecture: Dual, tensors: TensorFolder) -> Part:
    """samples -> vector."""
    return _traced(_Hearer(architecture), _samples(), "hear", ("vector",), tensors)


def transformer(text: TextTower, tensors: TensorFolder) -> Part:
    """inputs, mask -> vector."""
    return _traced(Transformer(text), _rows(text), "text", ("vector",), tensors)


def adapted_transformer(architecture: Fused, tensors: TensorFolder) -> Part:
    """inputs, mask -> vector, with the adapters in the way."""
    return _traced(_AdaptedTransformer(architecture), _rows(architecture.text), "adapted", ("vector",), tensors)


def bare_encoder(speech: WhisperTower, tensors: TensorFolder) -> Part:
    """mel -> states."""
    example = {"mel": (torch.randn(1, speech.conv1.in_channels, 500), {2: "frames"})}
    return _traced(_Bare(speech), example, "listen", ("states",), tensors)


def piece_table(text: TextTower, tensors: TensorFolder, eight_bits: bool) -> Part:
    """ids -> rows, as the transformer takes them; of eight bits each row has a scale."""
    count = 1 + max(text.pad_id, *text.tokenizer.get_vocab(with_added_tokens=True).values())
    if not eight_bits:
        stored = (tensors.write_rows("piece_rows", _table(text, count), (count, text.width), np.float32),)
        return Part((helper.make_node("Gather", ["piece_rows", "ids"], ["rows"]),), stored, ("ids",), ("rows",))
    quantised = tensors.write_rows(
        "piece_rows", (_row_codes(part)[0] for part in _table(text, count)), (count, text.width), np.int8
    )
    scales = np.concatenate([_row_codes(part)[1] for part in _table(text, count)])
    nodes = (
        helper.make_node("Gather", ["piece_rows", "ids"], ["row_codes"]),
        helper.make_node("Cast", ["row_codes"], ["row_floats"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["piece_scales", "ids"], ["row_scales"]),
        helper.make_node("Mul", ["row_floats", "row_scales"], ["rows"]),
    )
    return Part(nodes, (quantised, tensors.write("piece_scales", scales)), ("ids",), ("rows",))


def frame(architecture: Fused, tensors: TensorFolder) -> Part:
    """mixed, keep -> rows, mask: what is kept, between what stands before and after every question."""
    before, after = (part.numpy() for part in architecture.frame())
    constants = [tensors.write("before", before), tensors.write("after", after)]
    nodes = [helper.make_node("Compress", ["mixed", "keep"], ["kept"], axis=0)]
    parts = [*(["before"] if len(before) else []), "kept", *(["after"] if len(after) else [])]
    nodes += [
        helper.make_node("Concat", parts, ["framed"], axis=0),
        helper.make_node("Unsqueeze", ["framed", "first_axis"], ["rows"]),
        helper.make_node("Shape", ["rows"], ["row_shape"], start=0, end=2),
        helper.make_node("ConstantOfShape", ["row_shape"], ["mask"], value=numpy_helper.from_array(np.ones(1, "i8"))),
    ]
    stored = [tensor for tensor in constants if tensor.name in parts]
    stored.append(numpy_helper.from_array(np.zeros(1, np.int64), "first_axis"))
    return Part(tuple(nodes), tuple(stored), ("mixed", "keep"), ("rows", "mask"))


def text_graph(pieces: Part, body: Part, dim: int) -> ModelProto:
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"]) for name in ("ids", "mask")]
    body = linked(body, {body.inputs[0]: pieces.outputs[0], body.inputs[1]: "mask"})
    return _model([pieces, body], inputs, dim)


def speech_graph(parts: Sequence[Part], dim: int) -> ModelProto:
    """Each part takes what the one before gives, in order."""
    inputs = [helper.make_tensor_value_info("samples", TensorProto.FLOAT, [1, "samples"])]
    chain = [linked(parts[0], {parts[0].inputs[0]: "samples"})]
    for part in parts[1:]:
        chain.append(linked(part, dict(zip(part.inputs, chain[-1].outputs, strict=True))))
    return _model(chain, inputs, dim)


def bare_graph(part: Part, bands: int, width: int) -> ModelProto:
    inputs = [helper.make_tensor_value_info("mel", TensorProto.FLOAT, [1, bands, "frames"])]
    states = helper.make_tensor_value_info(part.outputs[0], TensorProto.FLOAT, [1, "half_frames", width])
    return _finished([linked(part, {part.inputs[0]: "mel"})], inputs, states)


def linked(part: Part, names: Mapping[str, str]) -> Part:
    """The part with some of its values renamed."""
    nodes = []
    for node in part.nodes:
        copy = NodeProto()
        copy.CopyFrom(node)
        copy.input[:] = [names.get(name, name) for name in node.input]
        copy.output[:] = [names.get(name, name) for name in node.output]
        nodes.append(copy)
    inputs, outputs = (tuple(names.get(name, name) for name in these) for these in (part.inputs, part.outputs))
    return Part(tuple(nodes), part.tensors, inputs, outputs)


def _model(parts: list[Part], inputs: list[ValueInfoProto], dim: int) -> ModelProto:
    parts[-1] = linked(parts[-1], {parts[-1].outputs[0]: "vector"})
    return _finished(parts, inputs, helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["rows_out", dim]))


def _finished(parts: Sequence[Part], inputs: list[ValueInfoProto], output: ValueInfoProto) -> ModelProto:
    nodes = [node for part in parts for node in part.nodes]
    graph = helper.make_graph(nodes, "laaj", inputs, [output])
    graph.initializer.extend(tensor for part in parts for tensor in part.tensors)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


_Example = dict[str, tuple[Tensor, dict[int, str]]]  # of each input a value, and its axes of any length


def _samples() -> _Example:
    return {"samples": (torch.randn(1, 50_000) * 0.1, {1: "samples"})}


def _rows(text: TextTower) -> _Example:
    axes = {0: "batch", 1: "pieces"}
    return {"inputs": (torch.randn(2, 9, text.width), axes), "mask": (torch.ones(2, 9, dtype=torch.int64), axes)}


def _traced(module: nn.Module, example: _Example, name: str, outputs: Sequence[str], tensors: TensorFolder) -> Part:
    """Export one module; its values are called `name`/…, its large weights lie in the tensors' folder."""
    module.eval()
    path = tensors.folder / f"{name}.onnx"
    values = tuple(value for value, _ in example.values())
    dynamic = {key: {axis: torch.export.Dim.DYNAMIC for axis in axes} for key, (_, axes) in example.items()}
    with _quiet(), torch.no_grad():
        program = torch.onnx.export(
            module, values, input_names=list(example), output_names=list(outputs), dynamo=True, dynamic_shapes=dynamic,
            opset_version=OPSET, optimize=True, verbose=False,
        )  # fmt: skip
        assert program is not None
        program.save(path, external_data=True)
    model = onnx.load(path, load_external_data=False)
    if model.functions or any(found.domain and found.domain != MICROSOFT for found in model.opset_import):
        raise RuntimeError(f"the graph {name} has operators that onnxruntime does not know")
    graph = compose.add_prefix_graph(_without_traces(model.graph), f"{name}/")
    return Part(
        tuple(graph.node),
        tuple(graph.initializer),
        tuple(value.name for value in graph.input),
        tuple(value.name for value in graph.output),
    )


def _without_traces(graph: GraphProto) -> GraphProto:
    """Without the lines of source, and their folders, that the exporter notes beside each node."""
    del graph.value_info[:]
    for item in (*graph.node, *graph.initializer):
        item.ClearField("doc_string")
        del item.metadata_props[:]
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter tells of its own workings, and of packages that nobody needs here."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _table(text: TextTower, count: int) -> Iterator[np.ndarray]:
    """Rows of the piece table, in order: (some, width) float32 each."""
    device = next(text.parameters()).device
    for start in range(0, count, _TABLE_ROWS):
        ids = torch.arange(start, min(start + _TABLE_ROWS, count), device=device)
        with torch.no_grad():
            yield text.embed_pieces(ids).float().cpu().numpy()


def _row_codes(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, width) float32 -> (n, width) int8 and their scales (n, 1) float32."""
    scales = (np.maximum(np.abs(rows).max(1, keepdims=True), 1e-12) / 127).astype(np.float32)
    return np.round(rows / scales).astype(np.int8), scales
