"""The frozen speech encoder: 16 kHz samples to hidden states at 50 Hz, log-mel front end included.

The front end is Whisper's (Radford et al. 2022, arXiv 2212.04356): 25 ms windows every 10 ms, 80 mel bands, log10,
80 dB of range. It is written with convolutions so that it can stand inside an ONNX graph. Clips are never padded to
30 s: the position table is cropped to the clip.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import WhisperModel
from transformers.audio_utils import mel_filter_bank

WINDOW, HOP, BANDS, RATE_HZ = 400, 160, 80, 16_000
FEATURE_RATE_HZ = 50


class LogMel(nn.Module):
    """Samples (B, n) float32 in [-1, 1] -> log-mel (B, 80, n // 160) float32."""

    def __init__(self) -> None:
        super().__init__()
        time = torch.arange(WINDOW, dtype=torch.float64)
        bins = torch.arange(WINDOW // 2 + 1, dtype=torch.float64)[:, None]
        window = torch.hann_window(WINDOW, dtype=torch.float64)
        angle = 2 * math.pi * bins * time / WINDOW
        basis = torch.cat([angle.cos(), -angle.sin()]) * window
        self.register_buffer("basis", basis[:, None].float(), persistent=False)
        filters = mel_filter_bank(WINDOW // 2 + 1, BANDS, 0.0, 8000.0, RATE_HZ, norm="slaney", mel_scale="slaney")
        self.register_buffer("filters", torch.from_numpy(filters.T.copy()).float(), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        padded = F.pad(samples[:, None], (WINDOW // 2, WINDOW // 2), mode="reflect")
        spectrum = F.conv1d(padded, self.basis, stride=HOP)[..., :-1]
        real, imaginary = spectrum.chunk(2, dim=1)
        mel = torch.clamp(self.filters @ (real * real + imaginary * imaginary), min=1e-10).log10()
        loudest = mel.amax(dim=(1, 2), keepdim=True)
        return (torch.maximum(mel, loudest - 8.0) + 4.0) / 4.0


class SpeechFeatures(nn.Module):
    """Samples (B, n) of clips of one length -> hidden states (B, layers, n // 320, width) float32."""

    def __init__(self, whisper: WhisperModel, layers: Sequence[int]):
        super().__init__()
        encoder = whisper.encoder
        self.log_mel, self.layers = LogMel(), tuple(layers)
        self.conv1, self.conv2 = encoder.conv1, encoder.conv2
        self.positions = nn.Parameter(encoder.embed_positions.weight.detach()[:1000].clone(), requires_grad=False)
        self.blocks, self.norm = encoder.layers, encoder.layer_norm
        self.width = whisper.config.d_model

    @classmethod
    def load(cls, folder: Path, layers: Sequence[int]) -> SpeechFeatures:
        whisper = WhisperModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
        return cls(whisper, layers).eval().requires_grad_(False)

    def forward(self, samples: Tensor) -> Tensor:
        return self.from_mel(self.log_mel(samples))

    def from_mel(self, mel: Tensor) -> Tensor:
        """Log-mel (B, 80, frames at 100 Hz) -> hidden states (B, layers, frames / 2, width)."""
        hidden = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        hidden = hidden + self.positions[: hidden.shape[1]]
        states = []
        for i, block in enumerate(self.blocks, start=1):
            hidden = block(hidden, None)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
            if i in self.layers:
                states.append(self.norm(hidden) if i == len(self.blocks) else hidden)
        return torch.stack(states, dim=1)


@torch.no_grad()
def of(model: SpeechFeatures, samples: np.ndarray, bf16: bool = False) -> np.ndarray:
    """One clip, (n,) float32 -> (layers, frames, width) float16."""
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        return model(torch.from_numpy(samples)[None])[0].float().numpy().astype(np.float16)
