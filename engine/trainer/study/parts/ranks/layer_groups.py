"""The linear layers of a trained architecture in three groups, and what a clip is where it enters each of them.

    samples -> front end -> [speech encoder] -> states -> [bridge] -> input embeddings -> [text model] -> vector

What comes before a group does not change when the group is cut, so it is computed once for each clip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.trainer.models.architectures import Architecture, Fused

SPEECH, BRIDGE, TEXT = "speech", "bridge", "text"


@dataclass(frozen=True)
class Group:
    """`layers` by their names in the architecture; `vector` goes on from where a clip enters to (1, D)."""

    name: str
    layers: dict[str, nn.Linear]
    vector: Callable[[Tensor], Tensor]

    @torch.no_grad()
    def vectors(self, entering: Sequence[Mapping[str, Tensor]]) -> np.ndarray:
        """(clips, D) float32 unit length, of the model as it stands now."""
        return torch.cat([self.vector(clip[self.name]) for clip in entering]).float().numpy()


def groups(architecture: Architecture) -> list[Group]:
    """Bridge, text model, speech encoder. Adapters are bottlenecks already, and in none. A model whose speech does not
    go through the text model has two groups."""
    linear = {name: layer for name, layer in architecture.named_modules() if isinstance(layer, nn.Linear)}
    heard = architecture.speech.layers[: max(architecture.layers)]
    bridge = {
        name: layer for name, layer in linear.items() if not name.startswith(("speech.", "text.", "adapters."))
    }  # fmt: skip
    found = [Group(BRIDGE, bridge, lambda states: architecture.hear_states(states, None))]
    if isinstance(architecture, Fused):
        fused = architecture
        found.append(Group(TEXT, _inside(architecture.text.layers, linear), lambda inputs: _read(fused, inputs)))
    speech = _inside(heard, linear)
    found.append(Group(SPEECH, speech, lambda front: architecture.hear_states(_states(architecture, front), None)))
    return found


@torch.no_grad()
def entering(architecture: Architecture, samples: np.ndarray) -> dict[str, Tensor]:
    """What a clip, (n,) float32 at 16 kHz, is where it enters each group."""
    front = architecture.speech.enter(torch.from_numpy(samples)[None])
    states = _states(architecture, front)
    found = {SPEECH: front, BRIDGE: states}
    if isinstance(architecture, Fused):
        bridged = architecture.text_inputs(states, None)
        before, after = architecture.frame()
        found[TEXT] = torch.cat([before, bridged.mixed[0][bridged.keep[0]], after])[None]
    return found


def _states(architecture: Architecture, front: Tensor) -> Tensor:
    states = architecture.speech.above(front, architecture.layers)
    return states[:, : states.shape[1] // architecture.unit * architecture.unit]


def _read(architecture: Fused, inputs: Tensor) -> Tensor:
    with architecture.listening():
        return architecture.text.forward_inputs(inputs, torch.ones(inputs.shape[:2], dtype=torch.bool))


def _inside(module: nn.Module, linear: Mapping[str, nn.Linear]) -> dict[str, nn.Linear]:
    inside = {id(part) for part in module.modules()}
    return {name: layer for name, layer in linear.items() if id(layer) in inside}
