"""From 16 kHz samples to what a speech encoder's first layer is fed with, as parts of the network.

Spectra are written as convolutions with a fixed basis, so that they can stand in an ONNX graph. Everything is computed
in float32, whatever precision the encoder runs in: eight bits of mantissa are too few for a spectrum.
"""

from __future__ import annotations

import contextlib
import math
from contextlib import ExitStack

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers.audio_utils import mel_filter_bank

RATE_HZ = 16_000
WINDOW, HOP = 400, 160  # samples: 25 ms every 10 ms


@contextlib.contextmanager
def full_precision(samples: Tensor):
    """No autocast and no TF32 for what is computed here. Nothing changes in an exported graph, which has neither."""
    if torch.compiler.is_exporting():
        yield
        return
    with ExitStack() as stack:
        stack.enter_context(torch.autocast(samples.device.type, enabled=False))
        if samples.is_cuda:
            stack.enter_context(torch.backends.cudnn.flags(enabled=True, allow_tf32=False))
        yield


def fourier_basis(window: Tensor, length: int) -> Tensor:
    """Rows that give the real, then the imaginary parts of a DFT of `length` points: (2 * (length // 2 + 1), window).

    `window` (n,) float64 weighs the n samples; the points after them are zero.
    """
    time = torch.arange(len(window), dtype=torch.float64)
    bins = torch.arange(length // 2 + 1, dtype=torch.float64)[:, None]
    angle = 2 * math.pi * bins * time / length
    return torch.cat([angle.cos(), -angle.sin()]) * window


def power(samples: Tensor, basis: Tensor) -> Tensor:
    """Samples (B, 1, n) and a basis (2 * bins, 1, window) -> power (B, bins, frames), a frame every 10 ms."""
    real, imaginary = F.conv1d(samples, basis, stride=HOP).chunk(2, dim=1)
    return real * real + imaginary * imaginary


class LogMel(nn.Module):
    """Whisper's front end (Radford et al. 2022, 2212.04356): samples (B, n) in [-1, 1] -> log-mel (B, bands, n // 160).

    log10, 80 dB of range below the loudest of the clip.
    """

    def __init__(self, bands: int = 80) -> None:
        super().__init__()
        basis = fourier_basis(torch.hann_window(WINDOW, dtype=torch.float64), WINDOW)
        self.register_buffer("basis", basis[:, None].float(), persistent=False)
        filters = mel_filter_bank(WINDOW // 2 + 1, bands, 0.0, 8000.0, RATE_HZ, norm="slaney", mel_scale="slaney")
        self.register_buffer("filters", torch.from_numpy(filters.T.copy()).float(), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        with full_precision(samples):
            padded = F.pad(samples[:, None], (WINDOW // 2, WINDOW // 2), mode="reflect")
            mel = torch.clamp(self.filters @ power(padded, self.basis)[..., :-1], min=1e-10).log10()
            loudest = mel.amax(dim=(1, 2), keepdim=True)
            return (torch.maximum(mel, loudest - 8.0) + 4.0) / 4.0


class FilterBank(nn.Module):
    """w2v-BERT's front end, Kaldi's filter bank: samples (B, n) in [-1, 1] -> (B, n' // 2, 2 * bands).

    Of the n' = (n - 400) // 160 + 1 windows each loses its mean, is pre-emphasised (0.97), weighted (Povey's window)
    and transformed over 512 points; the logarithms of the bands are normalised over the clip, and each two windows
    stacked. An odd last window is dropped: the model would mask it.
    """

    def __init__(self, bands: int = 80) -> None:
        super().__init__()
        keep = torch.eye(WINDOW, dtype=torch.float64)
        centred = keep - 1 / WINDOW
        before = torch.roll(keep, 1, 0)  # the sample before; the first is its own
        before[0] = keep[0]
        window = torch.hann_window(WINDOW, periodic=False, dtype=torch.float64) ** 0.85
        # All of this is linear, so it is one matrix; 2**15 makes of [-1, 1] the 16-bit integers that Kaldi reads.
        basis = fourier_basis(window, 512) @ ((keep - 0.97 * before) @ centred) * 2**15
        self.register_buffer("basis", basis[:, None].float(), persistent=False)
        filters = mel_filter_bank(
            257, bands, 20, RATE_HZ // 2, RATE_HZ, norm=None, mel_scale="kaldi", triangularize_in_mel_space=True
        )
        self.register_buffer("filters", torch.from_numpy(filters.T.copy()).float(), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        with full_precision(samples):
            mel = torch.clamp(self.filters @ power(samples[:, None], self.basis), min=2.0**-23).log()
            mel = mel - mel.mean(dim=2, keepdim=True)
            mel = mel / (mel.var(dim=2, keepdim=True) + 1e-7).sqrt()
            pairs = mel.shape[2] // 2
            return mel[..., : 2 * pairs].transpose(1, 2).reshape(mel.shape[0], pairs, 2 * mel.shape[1])


class Standardised(nn.Module):
    """Samples (B, n) with zero mean and unit variance in each clip, as layer-norm wav2vec 2.0 models take them."""

    def forward(self, samples: Tensor) -> Tensor:
        with full_precision(samples):
            centred = samples - samples.mean(dim=1, keepdim=True)
            return centred / (centred.square().mean(dim=1, keepdim=True) + 1e-7).sqrt()
