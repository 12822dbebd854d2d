"""Where someone speaks: silero-vad (Silero Team, MIT) in its ONNX form, and what that says of a whole recording."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import numpy as np

from engine.recording import SAMPLE_RATE_HZ, Recording
from faults import InputFault

FRAME_SAMPLES = 512
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ
SPEECH_PROBABILITY = 0.5  # the threshold silero-vad is published with
LEAST_SPEECH_S = 0.16
QUIET_DBFS = -50.0  # below this even the loudest moments of a recording are a closed or distant microphone

Heard = Literal["speech", "silence", "noise"]

_SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"  # silero_vad_16k_sequence.onnx, 6.2.3
_CONTEXT_SAMPLES = 64  # each frame goes in behind the last samples of the one before


class VoiceActivity:
    """The loaded model. One may serve several streams and threads: what a stream remembers is in the stream."""

    def __init__(self, model: Path):
        """Raises InputFault bundle-damaged when the model file is missing or not the one this version knows."""
        import onnxruntime

        model = Path(model)
        try:
            content = model.read_bytes()
        except OSError as error:
            raise InputFault("bundle-damaged", file=model.name, why=error.strerror) from error
        if hashlib.sha256(content).hexdigest() != _SHA256:
            raise InputFault("bundle-damaged", file=model.name, why="sha256")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # 65 µs a frame: threads would only cost
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def stream(self) -> Stream:
        return Stream(self)

    def probabilities(self, samples: np.ndarray) -> np.ndarray:
        """(n,) float32 at 16 kHz -> (frames,) float32 in [0, 1], one for each 32 ms begun; the last is zero-padded."""
        return self.stream().feed(np.pad(samples, (0, -len(samples) % FRAME_SAMPLES)))


class Stream:
    """Probabilities of speech for sound that arrives piece by piece."""

    def __init__(self, activity: VoiceActivity):
        self._session = activity.session
        self._hidden = self._cell = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._rest = np.zeros(0, np.float32)

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """(n,) float32, any n -> (frames,) float32, the frames now complete; what is left waits for the next call."""
        samples = np.concatenate([self._rest, samples])
        frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
        self._rest = samples[frames.size :]
        if not len(frames):
            return np.zeros(0, np.float32)
        contexts = np.vstack([self._context, frames[:-1, -_CONTEXT_SAMPLES:]])
        self._context = frames[-1, -_CONTEXT_SAMPLES:]
        inputs = {"input": np.hstack([contexts, frames]), "h": self._hidden, "c": self._cell}
        probabilities, self._hidden, self._cell = self._session.run(["speech_probs", "hn", "cn"], inputs)
        return probabilities


def heard(recording: Recording, activity: VoiceActivity) -> Heard:
    """Speech, if anyone speaks for LEAST_SPEECH_S in all; else silence, if nothing is loud; else noise."""
    spoken_s = np.count_nonzero(activity.probabilities(recording.samples) >= SPEECH_PROBABILITY) * FRAME_S
    if spoken_s >= LEAST_SPEECH_S:
        return "speech"
    return "silence" if loudest_dbfs(recording.samples) < QUIET_DBFS else "noise"


def trimmed(recording: Recording, activity: VoiceActivity, margin_s: float = 0.2) -> Recording:
    """From `margin_s` before the first speech to `margin_s` after the last; as it was where nobody speaks.

    It drops the wait before a question, the start tone that a loudspeaker lets the microphone hear, and the pause
    that ended it: less to encode, and closer to the clips that models are trained on.
    """
    spoken = np.flatnonzero(activity.probabilities(recording.samples) >= SPEECH_PROBABILITY)
    if not len(spoken):
        return recording
    margin = round(margin_s * SAMPLE_RATE_HZ)
    first, last = int(spoken[0]) * FRAME_SAMPLES - margin, int(spoken[-1] + 1) * FRAME_SAMPLES + margin
    return Recording(recording.samples[max(first, 0) : last])


def level_dbfs(samples: np.ndarray) -> float:
    """Root mean square of (n,) float32 in decibels below full scale, its constant offset left out; −120 at least."""
    return float(20 * np.log10(max(float(np.std(samples)), 1e-6))) if len(samples) else -120.0


def loudest_dbfs(samples: np.ndarray) -> float:
    """The level that one 32 ms frame in twenty reaches: a single click does not make a silence loud."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return float(np.percentile([level_dbfs(frame) for frame in frames], 95)) if len(frames) else level_dbfs(samples)
