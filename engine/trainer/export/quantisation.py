"""Fewer bits for the weights of MatMul. Convolutions, sums and norms stay float32: ConvInteger is slow, and norms and
sums lose too much.

    int8      one scale for each column of weights, one for all that flows through (MatMulInteger): the fastest way
    blocks8   one scale for each 32 weights of a column, and for each 32 values that flow through (MatMulNBits)
    blocks4   the same with four bits
    mixed     int8 on the speech side, except behind an activation; blocks8 there and in the text model

Text transformers, and what follows a GELU, have outliers that one scale cannot hold; hence `mixed`. int8 keeps seven
bits of a weight, because processors without VNNI overflow in the sum of two products of eight bits.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from onnx import NodeProto, TensorProto, helper

from engine.trainer.export.graphs import MICROSOFT, Part
from engine.trainer.export.tensors import TensorFolder

Weights = Literal["fp32", "int8", "mixed", "blocks8", "blocks4"]
_Way = Literal["int8", "blocks8", "blocks4"]

BLOCK = 32
_INT8_COMPUTE = 4  # accuracy_level: what flows through is rounded to eight bits as well
_SEVEN_BITS = 64
_ACTIVATIONS = ("Gelu", "Relu", "Mul")  # a Mul before a weight is the gate of a SiLU or GLU


def quantise(part: Part, weights: Weights, speech_side: bool, tensors: TensorFolder) -> Part:
    """The part with its MatMul weights in fewer bits."""
    if weights == "fp32":
        return part
    made_by = {name: node.op_type for node in part.nodes for name in node.output}
    stored = {tensor.name: tensor for tensor in part.tensors}
    nodes: list[NodeProto] = []
    added: list[TensorProto] = []
    gone: set[str] = set()
    rounded: set[str] = set()  # values that already flow through in eight bits
    for node in part.nodes:
        tensor = stored.get(node.input[1]) if node.op_type == "MatMul" else None
        before = made_by.get(node.input[0]) if node.input else None
        # What a softmax mixes, as a posterior does piece embeddings, stays float32.
        if tensor is None or len(tensor.dims) != 2 or before in ("Softmax", "Slice"):
            nodes.append(node)
            continue
        way = _way(weights, speech_side, before)
        matrix = np.asarray(tensors.read(tensor), np.float32)
        if way == "int8":
            codes, scales = columns(matrix)
            names = (f"{tensor.name}_codes", f"{tensor.name}_scales")
            nodes += _integer_product(node, *names, rounded)
        else:
            bits = int(way.removeprefix("blocks"))
            codes, scales = blocks(matrix, bits)
            names = (f"{tensor.name}_blocks{bits}", f"{tensor.name}_scales{bits}")
            nodes.append(_block_product(node, *names, matrix.shape, bits))
        if tensor.name not in gone:
            added += [tensors.write(names[0], codes), tensors.write(names[1], scales)]
            gone.add(tensor.name)
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in part.tensors if tensor.name not in gone or tensor.name in used]
    return Part(tuple(nodes), (*kept, *added), part.inputs, part.outputs)


def columns(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(K, N) float32 -> (K, N) int8 of seven bits, and a scale for each column (N,) float32."""
    scales = (np.maximum(np.abs(matrix).max(0), 1e-12) / _SEVEN_BITS).astype(np.float32)
    return np.round(matrix / scales).astype(np.int8), scales


def blocks(matrix: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """(K, N) float32 -> (N, K / 32, 32 * bits / 8) uint8, and a scale for each 32 weights (N, K / 32) float32.

    As MatMulNBits has them: weight = (code - 2 ** (bits - 1)) * scale, a column's last block filled up with nought.
    """
    inner, outer = matrix.shape
    count = -(-inner // BLOCK)
    values = np.zeros((outer, count * BLOCK), np.float32)
    values[:, :inner] = matrix.T
    values = values.reshape(outer, count, BLOCK)
    largest = np.take_along_axis(values, np.abs(values).argmax(2)[..., None], 2)  # with its sign: it becomes code 0
    middle = 1 << (bits - 1)
    scales = np.where(largest == 0, 1.0, largest / -middle).astype(np.float32)
    codes = np.clip(np.round(values / scales) + middle, 0, 2 * middle - 1).astype(np.uint8)
    if bits == 4:
        return codes[..., ::2] | codes[..., 1::2] << np.uint8(4), scales[..., 0]
    return codes, scales[..., 0]


def _way(weights: Weights, speech_side: bool, before: str | None) -> _Way:
    if weights == "mixed":
        return "int8" if speech_side and before not in _ACTIVATIONS else "blocks8"
    assert weights != "fp32"
    return weights


def _block_product(node: NodeProto, codes: str, scales: str, shape: tuple[int, ...], bits: int) -> NodeProto:
    return helper.make_node(
        "MatMulNBits", [node.input[0], codes, scales], list(node.output), node.name, domain=MICROSOFT,
        K=shape[0], N=shape[1], bits=bits, block_size=BLOCK, accuracy_level=_INT8_COMPUTE,
    )  # fmt: skip


def _integer_product(node: NodeProto, codes: str, scales: str, rounded: set[str]) -> list[NodeProto]:
    """Four nodes that onnxruntime fuses into one."""
    value, product = node.input[0], node.output[0]
    eight, scale, zero = (f"{value}_{what}" for what in ("eight_bits", "scale", "zero"))
    nodes = []
    if value not in rounded:
        rounded.add(value)
        nodes.append(helper.make_node("DynamicQuantizeLinear", [value], [eight, scale, zero], f"{value}_rounding"))
    whole, real, both = (f"{product}_{what}" for what in ("integer", "float", "scale"))
    return [
        *nodes,
        helper.make_node("MatMulInteger", [eight, codes, zero], [whole], node.name),
        helper.make_node("Cast", [whole], [real], f"{node.name}_cast", to=TensorProto.FLOAT),
        helper.make_node("Mul", [scale, scales], [both], f"{node.name}_scales"),
        helper.make_node("Mul", [real, both], [product], f"{node.name}_scaled"),
    ]
