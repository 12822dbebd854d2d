"""Bridges from the hidden states of a speech encoder into the input embeddings of a frozen text model.

    states (B, T, layers, features) at 50 Hz
      -> learned mix of layers, stacked by 2, transformer layers                  25 Hz    -> CTC over characters
      -> + the character posterior, stacked to the stride, transformer layers     12.5 Hz  -> CTC over pieces of speech
      -> posterior x frozen piece embeddings; steps that are almost surely blank are dropped

That is the guided bridge, with a stride of 4. The unguided one has the same layers without CTC, and every step goes on.
The plain one is the paper's (arXiv 2602.19991): all layers side by side, one linear layer, one strided convolution.

CTC: Graves et al. 2006. Everything is masked: what a clip becomes does not depend on its batch mates. T is a multiple
of the architecture's `unit`: what is left over at a clip's end is dropped before.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.trainer import recipe as recipes
from engine.trainer.models.text_tower import spoken_form

CHARACTERS = " 'abcdefghijklmnopqrstuvwxyzàâçèéêëîïñóôùûüŋœ"
LONGEST_STEPS = 2048


def character_targets(text: str) -> list[int]:
    """CTC targets over CHARACTERS, from 1 (0 is blank)."""
    return [CHARACTERS.index(letter) + 1 for letter in spoken_form(text) if letter in CHARACTERS]


class Bridged(NamedTuple):
    """What a bridge makes of a batch, one row a step of `stride` frames."""

    mixed: Tensor  # (B, T / stride, text width) float32, input embeddings for the text model
    keep: Tensor  # (B, T / stride) bool, those that go in
    characters: Tensor | None  # (B, T / 2, letters + 1) logits, blank first
    pieces: Tensor | None  # (B, T / stride, pieces + 1) logits, blank first


class Block(nn.Module):
    """A pre-norm transformer layer (Xiong et al. 2020)."""

    def __init__(self, width: int, heads: int, dropout: float):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """(B, T, width) and the frames to attend to, (B, T) bool or None for all -> (B, T, width)."""
        b, t, width = x.shape
        q, k, v = (
            self.qkv(self.norm1(x)).view(b, t, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        )
        attend = None if mask is None else mask[:, None, None, :]
        heard = F.scaled_dot_product_attention(q, k, v, attend, self.dropout if self.training else 0.0)
        x = x + F.dropout(self.out(heard.transpose(1, 2).reshape(b, t, width)), self.dropout, self.training)
        return x + F.dropout(self.down(F.gelu(self.up(self.norm2(x)))), self.dropout, self.training)


class LayerMix(nn.Module):
    """A learned weighted sum of normalised layers: (B, T, layers, features) -> (B, T, features)."""

    def __init__(self, layers: int, features: int):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(layers))
        self.norms = nn.ModuleList(nn.LayerNorm(features) for _ in range(layers))

    def forward(self, states: Tensor) -> Tensor:
        weights = self.weights.softmax(0)
        return torch.stack([weights[i] * norm(states[:, :, i]) for i, norm in enumerate(self.norms)]).sum(0)


class Trunk(nn.Module):
    """The layers that the guided and the unguided bridge share: mix, stack, attend, stack, attend."""

    def __init__(self, settings: recipes.Bridge, layers: int, features: int):
        super().__init__()
        width = settings.width

        def blocks() -> nn.ModuleList:
            return nn.ModuleList(Block(width, settings.heads, settings.dropout) for _ in range(settings.depth))

        self.again = settings.stride // 2  # steps of the lower half for each of the upper
        self.mix = LayerMix(layers, features)
        self.enter = nn.Linear(2 * features, width)
        self.low = blocks()
        self.stack = nn.Linear(self.again * width, width)
        self.high = blocks()
        self.norm = nn.LayerNorm(width)
        self.register_buffer("positions", _sinusoids(LONGEST_STEPS, width), persistent=False)

    def lower(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """(B, T, layers, features) -> (B, T / 2, width)."""
        x = self.mix(states)
        b, t, features = x.shape
        y = self.enter(x.reshape(b, t // 2, 2 * features)) + self.positions[: t // 2]
        for block in self.low:
            y = block(y, None if mask is None else mask[:, ::2])
        return y

    def upper(self, y: Tensor, mask: Tensor | None) -> Tensor:
        """(B, T / 2, width) -> (B, T / stride, width)."""
        b, t, width = y.shape
        y = self.stack(y.reshape(b, t // self.again, self.again * width))
        for block in self.high:
            y = block(y, None if mask is None else mask[:, :: 2 * self.again])
        return self.norm(y)


class Reader(nn.Module):
    """A trunk with two CTC heads: it reads characters, and with their posterior the pieces of speech."""

    def __init__(self, settings: recipes.Bridge, layers: int, features: int, pieces: int):
        super().__init__()
        width = settings.width
        self.trunk = Trunk(settings, layers, features)
        self.characters = nn.Linear(width, len(CHARACTERS) + 1)
        self.feed_back = nn.Linear(len(CHARACTERS) + 1, width)
        self.pieces = nn.Linear(width, pieces + 1)

    def forward(self, states: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """Hidden (B, T / stride, width), logits of characters (B, T / 2, letters + 1) and of pieces (B, T / stride,
        pieces + 1)."""
        low = self.trunk.lower(states, mask)
        characters = self.characters(low)
        hidden = self.trunk.upper(low + self.feed_back(characters.softmax(-1)), mask)
        return hidden, characters, self.pieces(hidden)


class GuidedBridge(nn.Module):
    """`piece_embeddings` (pieces, text width) are the frozen rows of the pieces that speech may come out as."""

    def __init__(self, settings: recipes.Bridge, layers: int, features: int, piece_embeddings: Tensor):
        super().__init__()
        self.blank_threshold = settings.blank_threshold
        self.reader = Reader(settings, layers, features, len(piece_embeddings))
        self.register_buffer("piece_embeddings", piece_embeddings.detach().clone(), persistent=False)
        self.blank = nn.Parameter(torch.zeros(piece_embeddings.shape[1]))
        self.residual = nn.Linear(settings.width, piece_embeddings.shape[1])  # what no mixture of pieces can say
        nn.init.zeros_(self.residual.weight)
        nn.init.zeros_(self.residual.bias)

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Bridged:
        hidden, characters, pieces = self.reader(states, mask)
        mixed, keep = self.mix(hidden, pieces)
        return Bridged(mixed, keep, characters, pieces)

    def mix(self, hidden: Tensor, pieces: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden (B, n, width) and logits (B, n, pieces + 1) -> mixed (B, n, text width) float32, keep (B, n)."""
        posterior = pieces.float().softmax(-1)  # index 0 is blank
        mixed = posterior[..., 1:] @ self.piece_embeddings + posterior[..., :1] * self.blank
        first = torch.arange(pieces.shape[1], device=pieces.device) == 0
        return mixed + self.residual(hidden).float(), (posterior[..., 0] < self.blank_threshold) | first


class UnguidedBridge(nn.Module):
    """The trunk of the guided bridge and one linear layer; its steps are as long as piece embeddings are."""

    def __init__(self, settings: recipes.Bridge, layers: int, features: int, piece_embeddings: Tensor):
        super().__init__()
        self.trunk = Trunk(settings, layers, features)
        self.leave = nn.Linear(settings.width, piece_embeddings.shape[1])
        self.norm = nn.LayerNorm(piece_embeddings.shape[1])
        nn.init.constant_(self.norm.weight, float(piece_embeddings.float().std()))

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Bridged:
        hidden = self.trunk.upper(self.trunk.lower(states, mask), mask)
        mixed = self.norm(self.leave(hidden)).float()
        return Bridged(mixed, torch.ones(mixed.shape[:2], dtype=torch.bool, device=mixed.device), None, None)


class PlainBridge(nn.Module):
    """The paper's bridge: layers side by side, a linear layer, a strided convolution."""

    def __init__(self, settings: recipes.Bridge, layers: int, features: int, piece_embeddings: Tensor):
        super().__init__()
        width = piece_embeddings.shape[1]
        self.enter = nn.Linear(layers * features, width)
        self.stride = nn.Conv1d(width, width, settings.stride, settings.stride)

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Bridged:
        mixed = self.stride(self.enter(states.flatten(2)).transpose(1, 2)).transpose(1, 2).float()
        return Bridged(mixed, torch.ones(mixed.shape[:2], dtype=torch.bool, device=mixed.device), None, None)


BRIDGES: dict[str, type[GuidedBridge] | type[UnguidedBridge] | type[PlainBridge]] = {
    "guided": GuidedBridge,
    "unguided": UnguidedBridge,
    "plain": PlainBridge,
}


def _sinusoids(length: int, width: int) -> Tensor:
    """Sinusoidal positions (Vaswani et al. 2017), (length, width)."""
    phase = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, width, 2) / width)
    return torch.cat([phase.sin(), phase.cos()], -1)[:, :width]
