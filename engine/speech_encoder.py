"""A spoken question to a vector: one graph, from 16 kHz samples to the text model's space."""

from __future__ import annotations

import numpy as np

from engine.bundle import SPEECH, Bundle
from engine.encoder_session import open_session
from engine.recording import Recording


class SpeechEncoder:
    def __init__(self, bundle: Bundle, threads: int | None = None):
        """Raises InputFault bundle-damaged."""
        self._session = open_session(bundle, SPEECH, threads)

    def encode(self, recording: Recording) -> np.ndarray:
        """The embedding of a recording, (D,) float32, unit length; any prefix is an embedding too."""
        (vectors,) = self._session.run(["vector"], {"samples": recording.samples[None]})
        return vectors[0]
