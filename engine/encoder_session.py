"""How an ONNX graph of a bundle is opened: the same options for both encoders."""

from __future__ import annotations

import os

import onnxruntime

from engine.bundle import Bundle
from faults import InputFault


def open_session(bundle: Bundle, name: str, threads: int | None = None) -> onnxruntime.InferenceSession:
    """A CPU session of `name` in the bundle; `threads` defaults to the processor's cores, four at most.

    Raises:
        InputFault: bundle-damaged, when the graph does not load or its dimension is not the manifest's.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(4, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(bundle.path(name)), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no base class
        raise InputFault("bundle-damaged", file=name, why=type(error).__name__) from error
    dim = session.get_outputs()[0].shape[-1]
    if dim != bundle.manifest.full_dim:
        raise InputFault("bundle-damaged", file=name, why=f"dim {dim}, manifest {bundle.manifest.full_dim}")
    return session
