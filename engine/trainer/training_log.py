"""What is said of the speech stage while it runs: to the terminal, to fit.jsonl and to TensorBoard."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import torch
from accelerate import Accelerator
from torch import Tensor

from engine.trainer.run import Run, write


class TrainingLog:
    """Means since the last row, throughput and remaining time."""

    def __init__(self, run: Run, accelerator: Accelerator, steps: int, first: int):
        self._run, self._accelerator, self._steps, self._first, self._step = run, accelerator, steps, first, first
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, int] = {}
        self._utterances, self._waited_s = 0, 0.0
        self._started = self._since = time.monotonic()
        if accelerator.is_main_process:
            _forget_after(run.log, first)
        accelerator.init_trackers("tensorboard", init_kwargs={"tensorboard": {"purge_step": first + 1}})

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What is done in here counts as waiting for data."""
        began = time.monotonic()
        yield
        self._waited_s += time.monotonic() - began

    def add(self, parts: dict[str, Tensor], norm: Tensor, utterances: int) -> None:
        """`norm` is that of the gradient; a step where it was not finite moved nothing."""
        for name, value in (parts | {"skipped": (~norm.isfinite()).float()}).items():
            self._sums[name] = self._sums.get(name, 0) + value.detach()
            self._counts[name] = self._counts.get(name, 0) + 1
        self._utterances += utterances * self._accelerator.num_processes

    def write(self, step: int, share: float) -> str:
        """Log the means since the last row; returns a line for the terminal."""
        now = time.monotonic()
        seconds = now - self._since
        means = {name: round(float(value) / self._counts[name], 5) for name, value in self._sums.items()}
        speed = {
            "utterances_per_s": round(self._utterances / seconds, 2),
            "data_wait": round(self._waited_s / seconds, 4),
            "memory_mb": round(_memory_mb()),
        }
        left_s = (now - self._started) / (step - self._first) * (self._steps - step)
        if self._accelerator.is_main_process:
            with self._run.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": step, "share": round(share, 3), **means, "speed": speed}) + "\n")
            where = {"device": str(self._accelerator.device), "processes": self._accelerator.num_processes}
            self._run.note(throughput=speed | where)
        self._accelerator.log({**means, **{f"speed/{k}": v for k, v in speed.items()}}, step=step)
        self._sums, self._counts, self._utterances, self._waited_s, self._since = {}, {}, 0, 0.0, now
        told = "  ".join(f"{name} {value:.3f}" for name, value in means.items())
        return (
            f"step {step}/{self._steps}  {told}  {speed['utterances_per_s']:.1f} utterances/s, "
            f"{speed['data_wait']:.0%} waiting for data, {left_s / 60:.1f} min left"
        )


def _forget_after(path: Path, step: int) -> None:
    """Drop the rows of steps that a stopped run logged past its last checkpoint: they are trained again."""
    if path.is_file():
        rows = path.read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if row.endswith("}") and json.loads(row)["step"] <= step]
        write(path, "".join(f"{row}\n" for row in kept))


def _memory_mb() -> float:
    """The card's at its highest, or this process's now."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated() / 1e6
    return psutil.Process().memory_info().rss / 1e6
