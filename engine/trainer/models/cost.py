"""What an architecture costs, before it is trained: parameters, and steps and operations for a second of speech."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.trainer.models.architectures import Architecture, Fused

CLIP_S = 10.0
RATE_HZ = 16_000


@dataclass(frozen=True)
class Cost:
    architecture: str
    trained: int  # parameters
    frozen: int
    steps_per_s: float  # of the text model, at most: blank ones fall away
    gflop_per_s: float  # for a second of speech, at most

    def as_dict(self) -> dict:
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.architecture}: {self.trained / 1e6:.2f} M parameters trained, {self.frozen / 1e6:.1f} M frozen; "
            f"for a second of speech at most {self.steps_per_s:.1f} steps of the text model and "
            f"{self.gflop_per_s:.2f} GFLOP"
        )


def cost(architecture: Architecture) -> Cost:
    """Counted by torch on a clip of 10 s of noise, a multiplication and an addition as two operations."""
    samples = torch.randn(1, int(CLIP_S * RATE_HZ), generator=torch.Generator().manual_seed(0)) * 0.05
    counter = FlopCounterMode(display=False)
    with counter:
        architecture.hear(samples)
    trained = sum(p.numel() for p in architecture.trained_parameters().values())
    trained += sum(
        p.numel()
        for number in range(architecture.first_open, architecture.speech.depth + 1)
        for p in architecture.speech.layer_module(number).parameters()
        if not p.requires_grad
    )
    every = sum(p.numel() for p in architecture.parameters())
    steps = architecture.speech.rate_hz / architecture.stride if isinstance(architecture, Fused) else 0.0
    return Cost(
        architecture.recipe.architecture, trained, every - trained, steps, counter.get_total_flops() / CLIP_S / 1e9
    )
