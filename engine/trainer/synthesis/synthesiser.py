"""What speaks Wolof text: the interface of a synthesiser, and what may go wrong."""

from __future__ import annotations

from typing import Protocol

import numpy as np

RATE_HZ = 16_000


class SynthesisError(RuntimeError):
    """The synthesiser is not installed or does not work; the sentence says which."""


class UnspeakableError(SynthesisError):
    """This text makes no clip; the sentence says why. Others may."""


class Synthesiser(Protocol):
    """A speaker of Wolof text. It is copied to other processes: what it loads, it loads at the first ``speak``."""

    voices: tuple[str, ...]

    def speak(self, text: str, voice: str, rate: float, pitch: float = 1.0) -> np.ndarray:
        """``(n,) float32`` in -1..1 at 16 kHz. rate and pitch are factors of the voice's own.

        Raises UnspeakableError for this text alone, SynthesisError where no text can be spoken.
        """
        ...
