"""A bundle's encoders, one text or recording at a time: a vector depends on nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from engine.bundle import Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder


class Encoders:
    """What the application asks with. Every vector is (D,) float32 of unit length; threads may share them."""

    def __init__(self, folder: Path) -> None:
        """Raises InputFault bundle-missing, bundle-newer or bundle-damaged."""
        self._bundle = Bundle.open(folder)
        self._text, self._speech = TextEncoder(self._bundle, threads=1), SpeechEncoder(self._bundle, threads=1)
        self.dim = self._bundle.manifest.full_dim
        files = sorted(f"{name} {entry['sha256']}" for name, entry in self._bundle.manifest.files.items())
        self.digest = hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]
        """Of all that a vector depends on, and a little more."""

    def query(self, text: str) -> np.ndarray:
        return self._text.encode_queries([text])[0]

    def passage(self, text: str) -> np.ndarray:
        return self._text.encode_passages([text])[0]

    def speech(self, samples: np.ndarray) -> np.ndarray:
        """`samples`: (n,) float32, mono at 16 kHz."""
        return self._speech.encode(Recording(samples))
