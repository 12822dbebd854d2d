"""Checkpoints of the speech stage: complete, and either whole or not there.

Model (what is trained of it), its average, optimiser, schedule, step and the random states of every process, through
accelerate. The batches are a function of seed and step, so the step is the sampler's position.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from accelerate import Accelerator
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from engine.trainer.averaging import Average, load_weights
from engine.trainer.models.architectures import Architecture
from engine.trainer.run import Run
from faults import InputFault

KEPT = 2
WEIGHTS = "trained.safetensors"


class Checkpoints:
    def __init__(
        self,
        run: Run,
        accelerator: Accelerator,
        architecture: Architecture,
        average: Average,
        schedule: torch.optim.lr_scheduler.LRScheduler,
        say: Callable[[str], None],
    ):
        self._run, self._accelerator, self._architecture, self._say = run, accelerator, architecture, say
        self._average = average
        accelerator.register_save_state_pre_hook(self._save_weights)
        accelerator.register_load_state_pre_hook(self._load_weights)
        accelerator.register_for_checkpointing(average, schedule)

    def resume(self) -> int:
        """Load the last complete checkpoint; returns its step, 0 without one."""
        last = self._run.checkpoint()
        if last is None:
            return 0
        self._accelerator.load_state(str(last))
        return int(last.name.removeprefix("step-"))

    def save(self, step: int, final: bool) -> None:
        """Write beside, then rename; a full disk leaves the last good checkpoint and is told.

        Raises InputFault checkpoint-not-written when this was the last one.
        """
        folder = self._run.checkpoints / f"step-{step:08d}"
        beside = folder.with_suffix(".part")
        if self._accelerator.is_main_process:
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True, exist_ok=True)
        self._accelerator.wait_for_everyone()
        why = ""
        try:
            self._accelerator.save_state(str(beside), safe_serialization=True)
        except (OSError, RuntimeError, SafetensorError) as error:  # torch and safetensors wrap the disk's own error
            why = str(error).splitlines()[0]
        failed = torch.tensor(float(bool(why)), device=self._accelerator.device)
        if self._accelerator.reduce(failed, "sum") > 0:
            self._give_up(beside, why or "another process could not write", final)
        elif self._accelerator.is_main_process:
            shutil.rmtree(folder, ignore_errors=True)
            beside.rename(folder)
            for old in sorted(self._run.checkpoints.glob("step-*[0-9]"))[:-KEPT]:
                shutil.rmtree(old, ignore_errors=True)
        self._accelerator.wait_for_everyone()

    def _give_up(self, beside: Path, why: str, final: bool) -> None:
        if self._accelerator.is_main_process:
            shutil.rmtree(beside, ignore_errors=True)
        fault = InputFault("checkpoint-not-written", path=self._run.checkpoints, why=why)
        if final:
            raise fault
        self._say(fault.text("en"))

    def _save_weights(self, models: list[nn.Module], weights: list, folder: str) -> None:
        """In place of accelerate's own: the frozen towers stand elsewhere and are not written again each time."""
        weights.clear()
        if self._accelerator.is_main_process:
            trained = self._architecture.trained_parameters()
            save_file({n: p.detach().contiguous().cpu() for n, p in trained.items()}, Path(folder) / WEIGHTS)
            self._average.save(Path(folder))

    def _load_weights(self, models: list[nn.Module], folder: str) -> None:
        models.clear()
        load_weights(self._architecture, load_file(Path(folder) / WEIGHTS), Path(folder))
