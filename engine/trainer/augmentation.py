"""Waveform augmentation for features that are computed once: each draw makes another speaker in another room.

All signals are float32 mono at 16 kHz.
"""

from __future__ import annotations

import numpy as np
import soxr

RATE_HZ = 16_000


def augment(samples: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random chain of speed-and-pitch, room, noise, telephone band and gain."""
    if rng.random() < 0.8:
        samples = speed(samples, rng.uniform(0.86, 1.16))
    if rng.random() < 0.3:
        samples = room(samples, rng.uniform(0.1, 0.5), rng)
    if rng.random() < 0.5:
        samples = noise(samples, rng.uniform(5, 30), rng)
    if rng.random() < 0.2:
        samples = telephone(samples)
    samples = samples * 10 ** (rng.uniform(-12, 6) / 20)
    return np.clip(samples, -1, 1).astype(np.float32)


def speed(samples: np.ndarray, factor: float) -> np.ndarray:
    """Played `factor` times as fast, pitch and formants moving with it, as a tape would."""
    return soxr.resample(samples, RATE_HZ * factor, RATE_HZ)


def room(samples: np.ndarray, decay_s: float, rng: np.random.Generator) -> np.ndarray:
    """A synthetic room: exponentially decaying noise as impulse response, 60 dB down after `decay_s`."""
    length = int(decay_s * RATE_HZ)
    response = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    response *= 0.5 / np.linalg.norm(response)
    response[0] = 1.0
    size = len(samples) + length - 1
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)]
    return wet.astype(np.float32)


def noise(samples: np.ndarray, snr_db: float, rng: np.random.Generator) -> np.ndarray:
    """Coloured noise (a slope between white and brown) at `snr_db` under the speech."""
    spectrum = np.fft.rfft(rng.standard_normal(len(samples)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1) ** rng.uniform(0, 1)
    coloured = np.fft.irfft(spectrum, len(samples))
    level = np.sqrt((samples**2).mean()) / (np.sqrt((coloured**2).mean()) + 1e-9) * 10 ** (-snr_db / 20)
    return (samples + level * coloured).astype(np.float32)


def telephone(samples: np.ndarray) -> np.ndarray:
    """300 to 3400 Hz."""
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    return np.fft.irfft(np.where((hz > 300) & (hz < 3400), spectrum, 0), len(samples)).astype(np.float32)
