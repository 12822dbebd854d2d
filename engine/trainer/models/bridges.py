"""The bridge from a frozen speech encoder into the input embeddings of a frozen text model, guided by CTC.

    frames (B, T, layers, 512) at 50 Hz, hidden states of the speech encoder
      -> learned mix of layers, stacked by 2, transformer layers     25 Hz    -> CTC over characters
      -> + the character posterior, stacked by 2, transformer layers 12.5 Hz  -> CTC over the pieces of speech
      -> posterior x frozen piece embeddings; frames that are almost surely blank are dropped
      -> <s> query: ... </s> -> frozen text model -> mean pooling -> (B, D)

CTC: Graves et al. 2006. Everything is masked: a clip's embedding does not depend on its batch mates.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.trainer.text_model import QUERY, TextModel, spoken_form

CHARACTERS = " 'abcdefghijklmnopqrstuvwxyzàâçèéêëîïñóôùûüŋœ"
FRAMES_PER_STEP = 4  # 50 Hz in, 12.5 Hz out


def character_targets(text: str) -> list[int]:
    """CTC targets over CHARACTERS, from 1 (0 is blank)."""
    return [CHARACTERS.index(letter) + 1 for letter in spoken_form(text) if letter in CHARACTERS]


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


class Bridge(nn.Module):
    """See the module. `piece_embeddings` (pieces, width of the text model) are the frozen rows of the speech pieces."""

    def __init__(
        self,
        piece_embeddings: Tensor,
        layers: int,
        features: int = 512,
        width: int = 384,
        depth: int = 2,
        heads: int = 6,
        dropout: float = 0.1,
        blank_threshold: float = 0.95,
    ):
        super().__init__()
        pieces, text_width = piece_embeddings.shape
        self.blank_threshold = blank_threshold
        self.mix = nn.Parameter(torch.zeros(layers))
        self.layer_norms = nn.ModuleList(nn.LayerNorm(features) for _ in range(layers))
        self.enter = nn.Linear(2 * features, width)
        self.low = nn.ModuleList(Block(width, heads, dropout) for _ in range(depth))
        self.characters = nn.Linear(width, len(CHARACTERS) + 1)
        self.feed_back = nn.Linear(len(CHARACTERS) + 1, width)
        self.stack = nn.Linear(2 * width, width)
        self.high = nn.ModuleList(Block(width, heads, dropout) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.pieces = nn.Linear(width, pieces + 1)
        self.register_buffer("piece_embeddings", piece_embeddings.detach().clone(), persistent=False)
        self.blank = nn.Parameter(torch.zeros(text_width))
        self.residual = nn.Linear(width, text_width)
        nn.init.zeros_(self.residual.weight)
        nn.init.zeros_(self.residual.bias)
        self.register_buffer("positions", _sinusoids(512, width), persistent=False)

    def forward(self, states: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """(B, T, layers, features), T a multiple of 4, and the true frames (B, T) bool, or None for all.

        Returns hidden (B, T/4, width), character logits (B, T/2, characters + 1), piece logits (B, T/4, pieces + 1).
        """
        weights = self.mix.softmax(0)
        x = sum(weights[i] * norm(states[:, :, i]) for i, norm in enumerate(self.layer_norms))
        b, t, features = x.shape
        low_mask, high_mask = (None, None) if mask is None else (mask[:, ::2], mask[:, ::4])
        y = self.enter(x.reshape(b, t // 2, 2 * features))
        y = y + self.positions[: t // 2]
        for block in self.low:
            y = block(y, low_mask)
        characters = self.characters(y)
        y = y + self.feed_back(characters.softmax(-1))
        y = self.stack(y.reshape(b, t // 4, -1))
        for block in self.high:
            y = block(y, high_mask)
        y = self.norm(y)
        return y, characters, self.pieces(y)

    def text_inputs(self, hidden: Tensor, piece_logits: Tensor) -> tuple[Tensor, Tensor]:
        """Input embeddings for the text model (B, T/4, width) float32, and which of them are worth keeping (B, T/4)."""
        posterior = piece_logits.float().softmax(-1)  # index 0 is blank
        mixed = posterior[..., 1:] @ self.piece_embeddings + posterior[..., :1] * self.blank
        return mixed + self.residual(hidden).float(), posterior[..., 0] < self.blank_threshold


def embed(bridge: Bridge, text: TextModel, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """A padded batch of speech through bridge and text model.

    Returns unit vectors (B, D) float32 and the logits of both CTC heads.
    """
    hidden, characters, pieces = bridge(states, mask)
    mixed, keep = bridge.text_inputs(hidden, pieces)
    keep = keep & mask[:, ::FRAMES_PER_STEP]
    keep[:, 0] = True
    head, tail = frame_embeddings(text)
    rows = [torch.cat([head, mixed[i][keep[i]], tail]) for i in range(len(mixed))]
    inputs = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    lengths = torch.tensor([len(row) for row in rows])
    return text.forward_inputs(inputs, torch.arange(inputs.shape[1]) < lengths[:, None]), characters, pieces


def frame_embeddings(text: TextModel) -> tuple[Tensor, Tensor]:
    """What stands before and after every query: the embeddings of "<s> query:" (n, width) and "</s>" (1, width)."""
    ids = text.tokenizer.encode(QUERY.strip()).ids
    return text.token_embeddings[ids[:-1]].detach(), text.token_embeddings[ids[-1:]].detach()


def collate(clips: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Clips (frames_i, layers, features) -> padded (B, T, layers, features) float32, T a multiple of 4, mask (B, T).

    Whole steps of 4 frames only: what is left over at a clip's end, under 80 ms, is dropped.
    """
    lengths = [len(clip) // FRAMES_PER_STEP * FRAMES_PER_STEP for clip in clips]
    batch = nn.utils.rnn.pad_sequence(
        [clip[:n].float() for clip, n in zip(clips, lengths, strict=True)], batch_first=True
    )
    return batch, torch.arange(batch.shape[1]) < torch.tensor(lengths)[:, None]


def _sinusoids(length: int, width: int) -> Tensor:
    """Sinusoidal positions (Vaswani et al. 2017), (length, width)."""
    phase = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, width, 2) / width)
    return torch.cat([phase.sin(), phase.cos()], -1)
