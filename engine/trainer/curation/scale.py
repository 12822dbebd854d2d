"""Parts computed on many machines, through Ray Data: https://docs.ray.io/en/latest/data/data.html.

Every machine sees the folder of the curation and the sound under one path, and has Laaj with the extra `scale`. Lines
of manifests travel, not sound. A part whose process or machine was lost is computed again, by Ray; what comes of it is
the same wherever it was computed, so nothing is lost, doubled or out of order.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import logging
import os
import pickle
import re
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.whole_file import make_folder
from engine.trainer.curation import pipeline
from engine.trainer.curation.pipeline import Part, PartStage, Result, Runner
from faults import InputFault

PARTS_A_WORKER = 64  # sent out at once, and waited for: what is in memory, and how seldom workers wait for the last one
LINES_MB = 200  # of shared memory on each machine for lines on their way; Ray would take a third of the memory
ANSWER_S = 10.0
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DATA_LOG_LEVEL": "ERROR",
}


def run_on_ray(address: str | None, workers: int | None = None) -> Runner:
    """A Runner over the Ray cluster at `address`; "auto": the one that runs here, None: one of this machine alone.

    So many parts are computed at once, each on one processor core; without `workers` as many as there are cores. The
    runner raises InputFault cluster-unreachable, cluster-stopped, folder-not-shared, disk-full, not-writable, and what
    a stage raises.
    """
    return functools.partial(_run_on_ray, address, workers)


def _run_on_ray(
    address: str | None, workers: int | None, stage: PartStage, folder: Path, wanted: Iterable[Part]
) -> Iterator[Result]:
    folder = Path(os.path.abspath(folder))  # workers are in folders of their own
    begun = folder / "parts" / stage.name / "begun"
    shutil.rmtree(begun, ignore_errors=True)
    work = functools.partial(_work, pickle.dumps(stage), folder, begun)
    numbered = enumerate(wanted)
    try:
        for first in numbered:
            _connect(address, workers)
            at_once = workers or _cores()
            together = [first, *itertools.islice(numbered, PARTS_A_WORKER * at_once - 1)]
            make_folder(begun)
            for (number, _), (computed, result) in zip(together, _computed(work, together, at_once), strict=True):
                if number != computed:
                    raise AssertionError(f"Ray lost or doubled a part of {stage.name}")
                if isinstance(result, InputFault):
                    raise result
                yield result
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _connect(address: str | None, workers: int | None) -> None:
    """Raises InputFault cluster-unreachable."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray

        if ray.is_initialized():
            return
        if address and address != "auto":  # Ray would try for ten minutes
            host, _, port = address.rpartition(":")
            socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER_S).close()
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if address is None:
            options |= {"num_cpus": workers, "include_dashboard": False, "object_store_memory": LINES_MB * 2**20}
        ray.init(address or "local", **options)  # without an address a cluster that runs here would be joined
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise InputFault("cluster-unreachable", address=address or "local", why=why) from error


def _cores() -> int:
    """Of all machines of the cluster, now."""
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _computed(
    work: Callable[[dict[str, Any]], dict[str, Any]], parts: list[tuple[int, Part]], workers: int
) -> Iterator[tuple[int, Result | InputFault]]:
    """Numbers and results of parts, in their order. Raises InputFault cluster-stopped."""
    import ray
    from ray.data import TaskPoolStrategy, from_items

    at_once = min(workers, len(parts))
    items = [{"number": number, "part": pickle.dumps(part)} for number, part in parts]
    dataset = from_items(items, override_num_blocks=len(items)).map(work, compute=TaskPoolStrategy(at_once), num_cpus=1)
    context = dataset.context
    context.execution_options.preserve_order = True
    context.op_resource_reservation_enabled = False  # else one worker at a time for the first seconds
    context.execution_no_progress_timeout_s = -1  # one part may take an hour
    context.enable_progress_bars = context.print_on_execution_start = False
    try:
        for row in dataset.iter_rows():
            yield row["number"], pickle.loads(row["result"])
    except ray.exceptions.RayError as error:
        first_cause = re.search(r"^[\w.]+(?:Error|Exception): .*", str(error), re.MULTILINE)
        why = first_cause[0] if first_cause else type(error).__name__
        raise InputFault("cluster-stopped", why=why) from error


def _work(stage: bytes, folder: Path, begun: Path, item: dict[str, Any]) -> dict[str, Any]:
    """On a worker: a part becomes its result, or an InputFault.

    Ray tries a part again without end. One that was begun before may be what ended its process: from then on it is
    computed in a process of its own, where the row that does it is found and marked.
    """
    result: Result | InputFault
    mark = begun / str(item["number"])
    try:
        alone = not _first(mark)
        compute = pipeline.compute_alone if alone else pipeline.compute
        result = compute(_loaded(stage), folder, pickle.loads(item["part"]))
    except InputFault as fault:
        result = fault
    with contextlib.suppress(OSError):
        mark.unlink()
    return {"number": item["number"], "result": pickle.dumps(result)}


def _first(mark: Path) -> bool:
    """Whether nobody left that mark before. Raises InputFault folder-not-shared."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    except FileNotFoundError as error:
        raise InputFault("folder-not-shared", path=mark.parent) from error
    return True


@functools.lru_cache(maxsize=1)
def _loaded(stage: bytes) -> PartStage:
    """The stage, which keeps what it loaded from one part to the next: Ray computes many in one process."""
    return pickle.loads(stage)
