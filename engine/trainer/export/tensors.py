"""Weights of graphs while a bundle is made: in files beside the graphs, never in them, so that no size is too large.

A protobuf message ends at 2 GB. So every tensor above a kilobyte lies in a file of the work folder, and a graph only
says where; at the end each distinct content goes into `weights.bin` once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

from engine.bundle import WEIGHTS

_LARGE_BYTES = 1024
_ALIGNED_BYTES = 64  # for memory mapping
_CHUNK_BYTES = 1 << 24


class TensorFolder:
    """The work folder of one export; `read` and `write` go between its files and arrays."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, tensor: TensorProto) -> np.ndarray:
        """Mapped into memory where it is large; read-only."""
        if tensor.data_location != TensorProto.EXTERNAL:
            return numpy_helper.to_array(tensor)
        place = {entry.key: entry.value for entry in tensor.external_data}
        kind, shape = np.dtype(helper.tensor_dtype_to_np_dtype(tensor.data_type)), tuple(tensor.dims)
        return np.memmap(self.folder / place["location"], kind, "r", int(place.get("offset", 0)), shape)

    def write(self, name: str, value: np.ndarray) -> TensorProto:
        return self.write_rows(name, [value], value.shape, value.dtype)

    def write_rows(
        self, name: str, parts: Iterable[np.ndarray], shape: tuple[int, ...], kind: np.dtype | type
    ) -> TensorProto:
        """A tensor whose rows come in parts, each (some rows, …)."""
        kind = np.dtype(kind)
        size = int(np.prod(shape)) * kind.itemsize
        if size < _LARGE_BYTES:
            return numpy_helper.from_array(np.concatenate(list(parts)) if shape else next(iter(parts)), name)
        path = self.folder / f"tensor-{sum(1 for _ in self.folder.iterdir())}.bin"
        with path.open("wb") as file:
            for part in parts:
                file.write(np.ascontiguousarray(part, kind).data)
        tensor = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(kind), dims=shape)
        _point(tensor, path.name, 0, size)
        return tensor


def share_weights(graphs: Mapping[str, ModelProto], tensors: TensorFolder, out: Path) -> None:
    """Move every large weight to one file, once for each distinct content, and save the graphs beside it.

    A graph says what its weights are by a hash, so that its own hash changes with them.
    """
    places: dict[bytes, int] = {}
    with (out / WEIGHTS).open("wb") as file:
        for name, model in graphs.items():
            every = hashlib.sha256()
            for tensor in model.graph.initializer:
                content = tensors.read(tensor)
                if content.nbytes < _LARGE_BYTES:
                    tensor.CopyFrom(numpy_helper.from_array(content, tensor.name))
                    continue
                flat = np.ascontiguousarray(content).reshape(-1).view(np.uint8)
                digest = hashlib.sha256(flat.data).digest()
                every.update(digest)
                if digest not in places:
                    file.write(b"\0" * (-file.tell() % _ALIGNED_BYTES))
                    places[digest] = file.tell()
                    for start in range(0, len(flat), _CHUNK_BYTES):
                        file.write(flat[start : start + _CHUNK_BYTES].data)
                _point(tensor, WEIGHTS, places[digest], len(flat))
            helper.set_model_props(model, {"weights_sha256": every.hexdigest()})
            onnx.save(model, out / name)


def _point(tensor: TensorProto, location: str, offset: int, length: int) -> None:
    for field in ("raw_data", "float_data", "int32_data", "int64_data"):
        tensor.ClearField(field)
    tensor.data_location = TensorProto.EXTERNAL
    del tensor.external_data[:]
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
