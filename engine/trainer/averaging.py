"""The exponential average of trained weights: what is evaluated and exported (Polyak and Juditsky 1992)."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from engine.trainer.recipe import RecipeError

FILE = "average.safetensors"


class Average:
    """Of the trained parameters alone; the frozen towers are not copied."""

    def __init__(self, model: nn.Module, decay: float):
        self._decay, self._updates = decay, 0
        self._weights = {n: p.detach().clone() for n, p in model.named_parameters() if p.requires_grad}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """The first updates count for more, so that the average does not remember the random start."""
        self._updates += 1
        decay = min(self._decay, self._updates / (self._updates + 20))
        current = dict(model.named_parameters())
        for name, slow in self._weights.items():
            fast = current[name].detach()
            self._weights[name] = slow.to(fast.device).lerp_(fast, 1 - decay)

    def state_dict(self) -> dict:
        return {"updates": self._updates, "weights": self._weights}

    def load_state_dict(self, state: dict) -> None:
        self._updates, self._weights = state["updates"], dict(state["weights"])

    def save(self, folder: Path) -> None:
        save_file({name: value.contiguous().cpu() for name, value in self._weights.items()}, folder / FILE)

    @staticmethod
    def load_into(model: nn.Module, folder: Path) -> None:
        """Raises RecipeError when the weights are those of another recipe."""
        load_weights(model, load_file(folder / FILE), folder)


@torch.no_grad()
def load_weights(model: nn.Module, weights: dict[str, Tensor], origin: Path) -> None:
    """Put weights into the parameters that they are named for. Raises RecipeError when they are another model's."""
    current = dict(model.named_parameters())
    for name, value in weights.items():
        if name not in current or current[name].shape != value.shape:
            raise RecipeError(f"{origin} was trained with another recipe: it has “{name}” of {tuple(value.shape)}.")
        current[name].copy_(value)
