"""From torch to a model bundle: two ONNX graphs that share one file of weights.

    text_encoder.onnx     ids, mask -> rows of the piece table -> transformer -> embedding
    speech_encoder.onnx   samples -> log-mel -> speech encoder -> bridge -> drop blanks -> transformer -> embedding

The transformer stands in both graphs with the same weights, so every large weight goes to `weights.bin` once, found by
its content. MatMul weights have 8 bits; convolutions, sums and norms stay float32.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, compose, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn

from engine.bundle import SPEECH, TEXT, TOKENIZER, WEIGHTS, Manifest, seal
from engine.recording import LEAST_QUERY_S, LONGEST_QUERY_S
from engine.trainer import fit
from engine.trainer.bridge import FRAMES_PER_STEP, Bridge, frame_embeddings
from engine.trainer.recipe import Recipe
from engine.trainer.speech_features import RATE_HZ, SpeechFeatures
from engine.trainer.text_model import TextModel

OPSET = 20
_SHARED_ABOVE_BYTES = 1024
_LISTENER = "listen_"  # names of the speech side, in the graph that holds both


class _Transformer(nn.Module):
    """Input embeddings (B, n, width) and mask (B, n) -> embedding (B, D)."""

    def __init__(self, text: TextModel):
        super().__init__()
        self.text = text

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        bert = self.text.bert
        hidden = bert.embeddings(inputs_embeds=inputs)
        attend = (1.0 - mask[:, None, None, :].float()) * -1e9
        for layer in bert.encoder.layer:
            hidden = layer(hidden, attend)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        weights = mask[..., None].float()
        pooled = (hidden * weights).sum(1) / weights.sum(1)
        return pooled / pooled.norm(dim=-1, keepdim=True)


class _Bare(nn.Module):
    """The speech encoder alone, log-mel in: the yardstick of `laaj bench --bare`."""

    def __init__(self, features: SpeechFeatures):
        super().__init__()
        self.features = features

    def forward(self, mel: Tensor) -> Tensor:
        return self.features.from_mel(mel)[:, -1]


class _Listener(nn.Module):
    """Samples (1, n) -> candidate inputs for the text model (steps, width) and which to keep (steps,)."""

    def __init__(self, features: SpeechFeatures, bridge: Bridge):
        super().__init__()
        self.features, self.bridge = features, bridge

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        states = self.features(samples).transpose(1, 2)
        frames = states.shape[1] // FRAMES_PER_STEP * FRAMES_PER_STEP
        hidden, _, pieces = self.bridge(states[:, :frames])
        mixed, keep = self.bridge.text_inputs(hidden, pieces)
        first = torch.arange(keep.shape[1]) == 0
        return mixed[0], keep[0] | first


NOTES = [
    "A first model, and often wrong: see its figures. The page it opens is the authority.",
    "The Wolof of the starter questions awaits a native reader.",
]

TRAINING_DATA = [
    {
        "name": "WolBanking77 (training part)",
        "use": "text pairs; sentences spoken by synthesisers",
        "licence": "CC BY 4.0",
    },
    {
        "name": "AfriQA, Wolof (training part)",
        "use": "text pairs; sentences spoken by synthesisers",
        "licence": "CC BY 4.0",
    },
    {"name": "AfriQA, French passages", "use": "French question and passage pairs", "licence": "CC BY-SA"},
    {"name": "Kallaama transcripts", "use": "sentences spoken by synthesisers", "licence": "CC BY 4.0"},
    {"name": "WAXAL, UD Wolof-WTB, Wolof Wikipedia", "use": "sentences spoken by synthesisers", "licence": "CC BY-SA"},
    {"name": "iso-codes, UDHR, Tatoeba", "use": "text pairs", "licence": "LGPL-2.1+, UN text, CC BY 2.0"},
    {"name": "vie-publique.sn", "use": "French title and paragraph pairs", "licence": "official texts"},
    {"name": "ALFFA Wolof (OpenSLR 25), speakers 01 and 02", "use": "recorded speech", "licence": "as OpenSLR 25"},
    {"name": "Laaj starter library, documents marked train", "use": "questions and pages", "licence": "Apache-2.0"},
]


def export_run(recipe: Recipe, run: Path) -> None:
    """The averaged bridge and the text model of a run as `run/bundle` (int8, which ships) and `run/bundle-fp32`."""
    text = TextModel.load(run / "text").eval()
    bridge = fit.load_average(recipe, run, text)
    features = SpeechFeatures.load(recipe.bridge.base, recipe.bridge.layers)
    export_bare(features, run / "bare_encoder.onnx")
    for precision in ("int8", "fp32"):
        manifest = Manifest(
            name=f"laaj-{recipe.name}", version="1", architecture="late-fusion", dims=recipe.dims,
            default_dim=recipe.default_dim, sample_rate_hz=RATE_HZ, shortest_query_s=LEAST_QUERY_S,
            longest_query_s=LONGEST_QUERY_S, precision=precision, training_data=TRAINING_DATA, notes=NOTES,
        )  # fmt: skip
        folder = run / ("bundle" if precision == "int8" else "bundle-fp32")
        export(features, bridge, text, folder, manifest, int8=precision == "int8")
        print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.1f} MB", flush=True)


def export_bare(features: SpeechFeatures, path: Path) -> None:
    """The bare speech encoder in int8, to compare a whole question with."""
    with tempfile.TemporaryDirectory() as place:
        example, shapes = (torch.randn(1, 80, 500),), {"mel": {2: "frames"}}
        graph = _to_onnx(_Bare(features).eval(), example, shapes, ["mel"], ["states"], Path(place) / "bare.onnx")
        onnx.save(_quantise(compose.add_prefix(graph, _LISTENER, rename_inputs=False), Path(place)), path)


def export(
    features: SpeechFeatures, bridge: Bridge, text: TextModel, folder: Path, manifest: Manifest, *, int8: bool = True
) -> None:
    """Write a sealed bundle into `folder`, which is replaced when everything else has succeeded."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        work, out = Path(place), Path(place) / "bundle"
        out.mkdir()
        transformer = _transformer_graph(text, work)
        listener = _listener_graph(features, bridge, work)
        graphs = {TEXT: _text_graph(transformer, text, int8), SPEECH: _speech_graph(listener, transformer, text)}
        if int8:
            graphs = {name: _quantise(graph, work) for name, graph in graphs.items()}
        _share_weights(graphs, out)
        text.tokenizer.save(str(out / TOKENIZER))
        seal(out, manifest)
        if folder.exists():
            shutil.rmtree(folder)
        shutil.move(out, folder)


def _transformer_graph(text: TextModel, work: Path) -> onnx.ModelProto:
    module = _Transformer(text).eval()
    example = (torch.randn(2, 9, text.token_embeddings.shape[1]), torch.ones(2, 9, dtype=torch.int64))
    shapes = {"inputs": {0: "batch", 1: "pieces"}, "mask": {0: "batch", 1: "pieces"}}
    return _to_onnx(module, example, shapes, ["inputs", "mask"], ["vector"], work / "transformer.onnx")


def _listener_graph(features: SpeechFeatures, bridge: Bridge, work: Path) -> onnx.ModelProto:
    module = _Listener(features, bridge).eval()
    shapes = {"samples": {1: "samples"}}
    path = work / "listener.onnx"
    return _to_onnx(module, (torch.randn(1, 50_000) * 0.1,), shapes, ["samples"], ["mixed", "keep"], path)


def _to_onnx(module, example, shapes, inputs, outputs, path: Path) -> onnx.ModelProto:
    axes = {name: dict(axes) for name, axes in shapes.items()}
    torch.onnx.export(
        module, example, str(path), input_names=inputs, output_names=outputs, dynamo=True, external_data=False,
        dynamic_shapes={k: {a: torch.export.Dim.DYNAMIC for a in v} for k, v in axes.items()}, opset_version=OPSET,
        optimize=True, verbose=False,
    )  # fmt: skip
    return onnx.load(path)


def _text_graph(transformer: onnx.ModelProto, text: TextModel, int8: bool) -> onnx.ModelProto:
    """Rows of the piece table in front of the transformer; int8 rows carry one scale each."""
    table = text.token_embeddings.detach().numpy()
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "pieces"])
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["batch", "pieces", table.shape[1]])
    if int8:
        scales = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32)
        stored = [_constant("piece_rows", np.round(table / scales).astype(np.int8)), _constant("piece_scales", scales)]
        nodes = [
            helper.make_node("Gather", ["piece_rows", "ids"], ["row_int8"]),
            helper.make_node("Cast", ["row_int8"], ["row_float"], to=TensorProto.FLOAT),
            helper.make_node("Gather", ["piece_scales", "ids"], ["row_scale"]),
            helper.make_node("Mul", ["row_float", "row_scale"], ["rows"]),
        ]
    else:
        stored = [_constant("piece_rows", table.astype(np.float32))]
        nodes = [helper.make_node("Gather", ["piece_rows", "ids"], ["rows"])]
    return compose.merge_models(
        _model(nodes, [ids], [rows], stored, transformer), transformer, io_map=[("rows", "inputs")]
    )


def _speech_graph(listener: onnx.ModelProto, transformer: onnx.ModelProto, text: TextModel) -> onnx.ModelProto:
    """Listener, then the kept steps between "<s> query:" and "</s>", then the transformer."""
    head, tail = (part.numpy() for part in frame_embeddings(text))
    width = head.shape[1]
    mixed = helper.make_tensor_value_info("heard", TensorProto.FLOAT, ["steps", width])
    keep = helper.make_tensor_value_info("kept", TensorProto.BOOL, ["steps"])
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [1, "pieces", width])
    mask = helper.make_tensor_value_info("ones", TensorProto.INT64, [1, "pieces"])
    stored = [
        _constant("head", head), _constant("tail", tail), _constant("axis", np.array([0], np.int64)),
        _constant("one_axis", np.array([2], np.int64)),
    ]  # fmt: skip
    nodes = [
        helper.make_node("Compress", ["heard", "kept"], ["pieces_heard"], axis=0),
        helper.make_node("Concat", ["head", "pieces_heard", "tail"], ["framed"], axis=0),
        helper.make_node("Unsqueeze", ["framed", "axis"], ["rows"]),
        helper.make_node("ReduceMax", ["rows", "one_axis"], ["row_max"], keepdims=0),
        helper.make_node("Shape", ["row_max"], ["row_shape"]),
        helper.make_node(
            "ConstantOfShape", ["row_shape"], ["ones"], value=numpy_helper.from_array(np.array([1], np.int64))
        ),
    ]
    framed = _model(nodes, [mixed, keep], [rows, mask], stored, transformer)
    first = compose.merge_models(
        compose.add_prefix(listener, _LISTENER),
        framed,
        io_map=[(f"{_LISTENER}mixed", "heard"), (f"{_LISTENER}keep", "kept")],
    )
    model = compose.merge_models(first, transformer, io_map=[("rows", "inputs"), ("ones", "mask")])
    for node in model.graph.node:
        node.input[:] = ["samples" if name == f"{_LISTENER}samples" else name for name in node.input]
    model.graph.input[0].name = "samples"
    return model


def _model(nodes, inputs, outputs, stored, like: onnx.ModelProto) -> onnx.ModelProto:
    graph = helper.make_graph(nodes, "frame", inputs, outputs, stored)
    return helper.make_model(graph, opset_imports=like.opset_import, ir_version=like.ir_version)


def _constant(name: str, value: np.ndarray) -> TensorProto:
    return numpy_helper.from_array(np.ascontiguousarray(value), name)


def _quantise(model: onnx.ModelProto, work: Path) -> onnx.ModelProto:
    """8-bit weights for MatMul alone: ConvInteger is slow, and norms and sums lose too much.

    The speech side takes the fast way, one scale a tensor for what flows through (MatMulInteger), with seven bits of
    weight, because processors without VNNI overflow in the sum of two 8-bit products. The text transformer, and what
    follows a GELU, have outliers that one scale cannot hold: they take a scale for each 32 values (MatMulNBits). What
    a softmax mixes stays float32.
    """
    del model.opset_import[:]  # merging leaves none that the quantisers know
    model.opset_import.append(helper.make_opsetid("", OPSET))
    made_by = {name: node.op_type for node in model.graph.node for name in node.output}
    stored = {tensor.name for tensor in model.graph.initializer}
    fast: list[str] = []
    fine: list[str] = []
    for node in model.graph.node:
        if (
            node.op_type != "MatMul"
            or node.input[1] not in stored
            or made_by.get(node.input[0]) in ("Softmax", "Slice")
        ):
            continue
        outliers = not node.name.startswith(_LISTENER) or made_by.get(node.input[0]) == "Gelu"
        (fine if outliers else fast).append(node.name)
    if fast:
        model = _quantise_fast(model, fast, work)
    others = [node.name for node in model.graph.node if node.op_type == "MatMul" and node.name not in set(fine)]
    quantiser = MatMulNBitsQuantizer(
        model, bits=8, block_size=32, is_symmetric=True, accuracy_level=4, nodes_to_exclude=others
    )
    quantiser.process()
    return quantiser.model.model


def _quantise_fast(model: onnx.ModelProto, nodes: list[str], work: Path) -> onnx.ModelProto:
    source, target = work / "float.onnx", work / "int8.onnx"
    onnx.save(model, source)
    quantize_dynamic(
        source, target, op_types_to_quantize=["MatMul"], nodes_to_quantize=nodes, per_channel=True, reduce_range=True,
        weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    return onnx.load(target)


def _share_weights(graphs: dict[str, onnx.ModelProto], out: Path) -> None:
    """Move every large weight to one file, once for each distinct content, and save the graphs beside it."""
    places: dict[str, int] = {}
    with (out / WEIGHTS).open("wb") as file:
        for name, model in graphs.items():
            for tensor in model.graph.initializer:
                content = numpy_helper.to_array(tensor).tobytes()
                if len(content) < _SHARED_ABOVE_BYTES:
                    continue
                digest = hashlib.sha256(content).hexdigest()
                if digest not in places:
                    file.write(b"\0" * (-file.tell() % 64))  # aligned for memory mapping
                    places[digest] = file.tell()
                    file.write(content)
                _point(tensor, places[digest], len(content))
            onnx.save(model, out / name)


def _point(tensor: TensorProto, offset: int, length: int) -> None:
    for field in ("raw_data", "float_data", "int32_data", "int64_data"):
        tensor.ClearField(field)
    tensor.data_location = TensorProto.EXTERNAL
    del tensor.external_data[:]
    for key, value in (("location", WEIGHTS), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
