"""Three ways from spoken Wolof into the space of the frozen text model; one interface, the same data and losses.

    TextOnly     speech -> CTC -> the likeliest pieces -> text model      the cascade, and the bound
    Dual         speech -> attention pooling -> projection                no text model on the speech side
    LateFusion   speech -> bridge -> input embeddings of the text model   what ships

The text model is never trained here. The speech encoder is frozen up to its opened layers: what lies below is computed
once and comes in as stored states (features.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.trainer.features import stored_layers
from engine.trainer.models.bridges import BRIDGES, LONGEST_STEPS, Bridged, LayerMix, Reader
from engine.trainer.models.speech_tower import SpeechTower, check_layers
from engine.trainer.models.text_tower import TextTower
from engine.trainer.recipe import Recipe, RecipeError


class Heard(NamedTuple):
    """A batch of speech, heard."""

    vectors: Tensor | None  # (B, D) float32 unit length; None where only the reading was asked for
    characters: Tensor | None = None  # (B, T / 2, letters + 1) logits, blank first
    pieces: Tensor | None = None  # (B, T / stride, pieces + 1) logits, blank first


class Architecture(nn.Module):
    """What the three have in common. `unit` is the number of frames that a clip's length must be a multiple of."""

    learns_vectors = True  # whether the embedding losses have a gradient here
    reads = False  # whether there are CTC heads
    stride = 1  # frames for each step of the text model

    def __init__(self, recipe: Recipe, speech: SpeechTower, text: TextTower):
        """Raises RecipeError when a base does not fit the recipe."""
        super().__init__()
        if recipe.dims[0] != text.dim:
            raise RecipeError(f"The text model gives {text.dim} dims, so dims must begin with {text.dim}.")
        check_layers(recipe.speech, speech.depth)
        self.recipe, self.speech, self.text = recipe, speech, text
        self.layers = recipe.speech.layers or tuple(range(1, speech.depth + 1))
        self.stored = stored_layers(recipe, speech.depth)
        self.first_open = speech.depth - recipe.speech.open_layers + 1
        self.opened = False  # the stage opens the layers when it is time
        self.unit = 1
        text.requires_grad_(False)
        speech.requires_grad_(False)

    def train(self, mode: bool = True) -> Architecture:
        """The towers never leave evaluation mode: what is frozen has no dropout."""
        super().train(mode)
        self.text.eval()
        self.speech.eval()
        return self

    def open_layers(self) -> list[nn.Parameter]:
        """Let the top layers of the speech encoder be trained; returns their parameters."""
        before = {id(p) for p in self.parameters() if p.requires_grad}
        for number in range(self.first_open, self.speech.depth + 1):
            self.speech.layer_module(number).requires_grad_(True)
        return [p for p in self.parameters() if p.requires_grad and id(p) not in before]

    def trained_parameters(self) -> dict[str, nn.Parameter]:
        return {name: p for name, p in self.named_parameters() if p.requires_grad}

    def states(self, stored: Tensor, mask: Tensor | None) -> Tensor:
        """Stored states (B, T, stored layers, features) -> those that the mix draws on (B, T, layers, features)."""
        known = {number: stored[:, :, i] for i, number in enumerate(self.stored)}
        if self.first_open <= self.speech.depth:
            with torch.set_grad_enabled(self.opened and torch.is_grad_enabled()):
                wanted = [number for number in self.layers if number >= self.first_open]
                known |= self.speech.upper(known[self.first_open - 1], mask, self.first_open, wanted)
        return torch.stack([known[number] for number in self.layers], dim=2)

    def forward(self, stored: Tensor, mask: Tensor, embed: bool = True) -> Heard:
        """Stored states (B, T, stored layers, features), their true frames (B, T) bool; `embed` False reads alone."""
        raise NotImplementedError

    @torch.no_grad()
    def hear(self, samples: Tensor) -> Tensor:
        """Samples (1, n) float32 in [-1, 1] at 16 kHz -> (1, D) unit length, as the exported graph does."""
        self.eval()
        states = self.speech.states(samples, self.layers)
        frames = states.shape[1] // self.unit * self.unit
        return self.hear_states(states[:, :frames], None)

    def hear_states(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """States of `layers` (B, T, layers, features) -> (B, D) unit length."""
        raise NotImplementedError


class Dual(Architecture):
    """Attention pooling (one learned query a head) over the mixed frames, then one projection."""

    def __init__(self, recipe: Recipe, speech: SpeechTower, text: TextTower):
        super().__init__(recipe, speech, text)
        heads = recipe.bridge.heads
        self.mix = LayerMix(len(self.layers), speech.width)
        self.attention = nn.Linear(speech.width, heads)
        self.projection = nn.Linear(heads * speech.width, text.dim)

    def vector(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """(B, T, layers, features) -> (B, D) unit length."""
        x = self.mix(states)
        scores = self.attention(x).float()  # (B, T, heads)
        if mask is not None:
            scores = scores.masked_fill(~mask[..., None], float("-inf"))
        pooled = scores.softmax(1).transpose(1, 2) @ x.float()  # (B, heads, features)
        return F.normalize(self.projection(pooled.flatten(1)).float(), dim=-1)

    def forward(self, stored: Tensor, mask: Tensor, embed: bool = True) -> Heard:
        return Heard(self.vector(self.states(stored, mask), mask) if embed else None)

    def hear_states(self, states: Tensor, mask: Tensor | None) -> Tensor:
        return self.vector(states, mask)


class Fused(Architecture):
    """Speech that goes through the text model, between the pieces that stand before and after every question."""

    adapters: nn.ModuleList | None

    def __init__(self, recipe: Recipe, speech: SpeechTower, text: TextTower):
        super().__init__(recipe, speech, text)
        self.adapters, self._listening = None, False
        self.stride = recipe.bridge.stride
        self.unit = self.stride if recipe.bridge.kind == "plain" else max(2, self.stride)
        self._check_length()

    def _check_length(self) -> None:
        """The longest recording must find a place in the bridge and in the text model. Raises RecipeError."""
        longest_s, rate_hz = self.recipe.data.longest_s, self.speech.rate_hz
        steps = int(longest_s * rate_hz / self.stride) + sum(map(len, self.text.frame()))
        if self.text.places is not None and steps > self.text.places:
            raise RecipeError(
                f"data.longest_s of {longest_s:g} s makes {steps} steps, and the text model has {self.text.places} "
                "places: shorten it, or raise bridge.stride."
            )
        if self.recipe.bridge.kind != "plain" and longest_s * rate_hz / 2 > LONGEST_STEPS:
            raise RecipeError(f"The bridge hears {2 * LONGEST_STEPS / rate_hz:.0f} s at most: shorten data.longest_s.")

    def bridged(self, states: Tensor, mask: Tensor | None) -> Bridged:
        raise NotImplementedError

    def text_inputs(self, states: Tensor, mask: Tensor | None) -> Bridged:
        """States of `layers` (B, T, layers, features) -> input embeddings and which of them go in."""
        bridged = self.bridged(states, mask)
        return bridged if mask is None else bridged._replace(keep=bridged.keep & mask[:, :: self.stride])

    def forward(self, stored: Tensor, mask: Tensor, embed: bool = True) -> Heard:
        bridged = self.text_inputs(self.states(stored, mask), mask)
        return Heard(self._through_text(bridged) if embed else None, bridged.characters, bridged.pieces)

    def hear_states(self, states: Tensor, mask: Tensor | None) -> Tensor:
        return self._through_text(self.text_inputs(states, mask))

    def frame(self) -> tuple[Tensor, Tensor]:
        """What stands before and after every question: (n, width), (m, width)."""
        device = next(self.text.parameters()).device
        before, after = (torch.tensor(ids, dtype=torch.long, device=device) for ids in self.text.frame())
        return self.text.embed_pieces(before).detach(), self.text.embed_pieces(after).detach()

    def _through_text(self, bridged: Bridged) -> Tensor:
        before, after = self.frame()
        rows = [torch.cat([before, x[keep], after]) for x, keep in zip(bridged.mixed, bridged.keep, strict=True)]
        inputs = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows], device=inputs.device)
        mask = torch.arange(inputs.shape[1], device=inputs.device) < lengths[:, None]
        with self.listening():
            return self.text.forward_inputs(inputs, mask)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While speech goes through the text model, the adapters are in its way; text never meets them."""
        if self.adapters is None:
            yield
            return
        self._listening = True
        try:
            yield
        finally:
            self._listening = False

    def _adapt(self, rank: int) -> None:
        width = self.text.width
        self.adapters = nn.ModuleList(Adapter(width, rank) for _ in self.text.layers)
        for layer, adapter in zip(self.text.layers, self.adapters, strict=True):
            layer.register_forward_hook(self._hook(adapter))

    def _hook(self, adapter: nn.Module):
        def after(module: nn.Module, inputs: object, output):
            if not self._listening:
                return output
            return (adapter(output[0]), *output[1:]) if isinstance(output, tuple) else adapter(output)

        return after


class Adapter(nn.Module):
    """A bottleneck beside a layer, behind a gate that starts closed (Houlsby et al. 2019, 1902.00751; gate as in
    Flamingo, 2204.14198)."""

    def __init__(self, width: int, rank: int):
        super().__init__()
        self.norm, self.down, self.up = nn.LayerNorm(width), nn.Linear(width, rank), nn.Linear(rank, width)
        self.gate = nn.Parameter(torch.zeros(()))

    def forward(self, hidden: Tensor) -> Tensor:
        return hidden + self.gate.tanh() * self.up(F.gelu(self.down(self.norm(hidden))))


class LateFusion(Fused):
    def __init__(self, recipe: Recipe, speech: SpeechTower, text: TextTower):
        super().__init__(recipe, speech, text)
        rows = _piece_embeddings(text) if recipe.bridge.kind == "guided" else _some_rows(text)
        self.reads = recipe.bridge.kind == "guided"
        self.bridge = BRIDGES[recipe.bridge.kind](recipe.bridge, len(self.layers), speech.width, rows)
        if recipe.bridge.adapters:
            self._adapt(recipe.bridge.adapters)

    def bridged(self, states: Tensor, mask: Tensor | None) -> Bridged:
        return self.bridge(states, mask)


class TextOnly(Fused):
    """The reader of the guided bridge, whose likeliest pieces are the question's text: repeats and blanks fall away."""

    learns_vectors, reads = False, True

    def __init__(self, recipe: Recipe, speech: SpeechTower, text: TextTower):
        super().__init__(recipe, speech, text)
        rows = _piece_embeddings(text)
        self.reader = Reader(recipe.bridge, len(self.layers), speech.width, len(rows))
        nothing = torch.zeros(1, rows.shape[1])
        self.register_buffer("piece_embeddings", torch.cat([nothing, rows.detach()]), persistent=False)

    def bridged(self, states: Tensor, mask: Tensor | None) -> Bridged:
        _, characters, pieces = self.reader(states, mask)
        best = pieces.argmax(-1)
        before = F.pad(best, (1, 0))[:, :-1]
        return Bridged(self.piece_embeddings[best], (best != 0) & (best != before), characters, pieces)


ARCHITECTURES: dict[str, type[Architecture]] = {"text-only": TextOnly, "dual": Dual, "late-fusion": LateFusion}


def build(recipe: Recipe, text_folder: Path | None = None) -> Architecture:
    """The recipe's architecture over its bases, or over the text model that stage one left in `text_folder`.

    Raises:
        RecipeError: a base that cannot be loaded or does not fit.
    """
    text = TextTower.load(recipe.text, text_folder)
    speech = SpeechTower.load(recipe.speech.base)
    return ARCHITECTURES[recipe.architecture](recipe, speech, text).eval()


def collate(clips: Sequence[Tensor], unit: int) -> tuple[Tensor, Tensor]:
    """Clips (frames_i, layers, features) -> padded (B, T, layers, features) float32 and mask (B, T), T a multiple of
    `unit`. What is left over at a clip's end, under a step, is dropped; a clip shorter than a step is padded to one."""
    clips = [F.pad(clip, (0, 0, 0, 0, 0, max(0, unit - len(clip)))) for clip in clips]
    lengths = torch.tensor([len(clip) // unit * unit for clip in clips])
    batch = nn.utils.rnn.pad_sequence([clip[:n].float() for clip, n in zip(clips, lengths, strict=True)], True)
    return batch, torch.arange(batch.shape[1]) < lengths[:, None]


def _piece_embeddings(text: TextTower) -> Tensor:
    """The frozen rows of the pieces that speech may come out as, (pieces, width).

    Raises RecipeError when the text model has not chosen them.
    """
    if not text.speech_vocabulary:
        raise RecipeError("The text model has no pieces of speech: run the text stage first (laaj-trainer text).")
    return text.embed_pieces(torch.tensor(text.speech_vocabulary)).detach()


def _some_rows(text: TextTower) -> Tensor:
    """Rows of the piece table to take the usual length of an input embedding from, (n, width)."""
    return text.embed_pieces(torch.arange(min(500, text.tokenizer.get_vocab_size()))).detach()
