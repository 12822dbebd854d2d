"""What may happen to a question before it is understood, each an `evaluate.Condition`: the same for every model, drawn
from the utterance's id alone.

Vectors are kept by the name of a condition: one that comes to sound otherwise gets another name.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import audiomentations as am
import numpy as np
from scipy.signal import fftconvolve

from engine.recording import LEAST_QUERY_S, SAMPLE_RATE_HZ
from engine.trainer import augmentation, manifest
from engine.trainer.evaluate import Condition
from engine.trainer.manifest import Utterance, key
from engine.trainer.recipe import Augmentation
from engine.voice_activity import FRAME_SAMPLES, SPEECH_PROBABILITY, VoiceActivity

LADDER_DB = (20, 15, 10, 5, 0)
_SNR_DB = 10.0  # of white noise and babble
_VOICES = 6  # of which augmentation's babble lays a few over one another
_RATES = (0.8, 1.25)
_CUT_S, _LEVEL_DB, _CLIPPED = 0.3, -20.0, 0.1
_DECAY_S, _REVERBERATION_DB = 0.5, 6.0
_LEAST_SAMPLES = round(LEAST_QUERY_S * SAMPLE_RATE_HZ)


@dataclass(frozen=True)
class Change:
    """`effect` is the one of augmentation.EFFECTS by which training hears the same, "" where it hears no such thing."""

    what: str
    change: Condition
    effect: str = ""


def ladder_name(snr_db: int) -> str:
    return f"noise {snr_db} dB"


def changes(activity: VoiceActivity, utterances: Sequence[Utterance]) -> dict[str, Change]:
    """All of them by name. `utterances` are those that are asked, and that babble while others ask."""
    ladder = {
        ladder_name(snr_db): Change(f"pink noise, {snr_db} dB under the clip's mean power", _pink(snr_db), "noise")
        for snr_db in LADDER_DB
    }
    slow, fast = _RATES
    return ladder | {
        "white noise 10 dB": Change("white noise, likewise", _white, "noise"),
        "babble 10 dB": Change("three to six other speakers, other sentences", Babble(utterances), "babble"),
        "telephone": Change("300 to 3,400 Hz, 8 kHz, 8 bits of μ-law", _telephone, "telephone"),
        "room": Change("sound that dies away in 0.1 to 0.6 s, as training's copies have it", _room, "room"),
        "far field": Change("sound that dies away in 0.5 s and is 6 dB above the direct sound", _far_field),
        "rate 0.8": Change("slower, at the same pitch", _stretched(slow)),
        "rate 1.25": Change("faster, at the same pitch", _stretched(fast)),
        "clipping 10 %": Change("the loudest 10 % of the samples cut off flat", _clipped, "clipping"),
        "first 300 ms cut": Change("of the speech itself, not of the silence before it", _without_start(activity)),
        "level −20 dB": Change("quieter, in 16 bits", _quiet),
    }


class Babble:
    """Other speakers' other sentences at 10 dB; who they are depends on the id of the utterance."""

    def __init__(self, utterances: Sequence[Utterance]):
        self._by_id = {row.id: row for row in utterances}

    def others(self, id: str) -> list[Utterance]:
        own = self._by_id[id]
        apart = [
            row for row in self._by_id.values() if row.speaker != own.speaker and key(row.french) != key(own.french)
        ]
        chosen = np.random.default_rng(_seed(id)).permutation(len(apart))[:_VOICES]
        return [apart[place] for place in chosen]

    def __call__(self, samples: np.ndarray, id: str) -> np.ndarray:
        voices = [_decoded(row) for row in self.others(id)]
        return augmentation.augment(samples, _only("babble", (_SNR_DB, _SNR_DB)), [_seed(id)], voices)


@functools.lru_cache(maxsize=64)
def _decoded(utterance: Utterance) -> np.ndarray:
    return manifest.samples(utterance)


def _seed(id: str) -> int:
    return zlib.crc32(id.encode())


def _only(effect: str, snr_db: tuple[float, float] = (5.0, 30.0)) -> Augmentation:
    shares: Mapping[str, float] = {name: float(name == effect) for name in augmentation.EFFECTS}
    return Augmentation.model_validate({**shares, "snr_db": snr_db})


def _pink(snr_db: float) -> Condition:
    return lambda samples, id: augmentation.noise(samples, snr_db, [_seed(id)])


def _white(samples: np.ndarray, id: str) -> np.ndarray:
    noise = np.random.default_rng(_seed(id)).standard_normal(len(samples))
    return _within(samples + noise * _level(samples) / (_level(noise) or 1.0) * 10 ** (-_SNR_DB / 20))


def _telephone(samples: np.ndarray, id: str) -> np.ndarray:
    return augmentation.telephone(samples)


def _room(samples: np.ndarray, id: str) -> np.ndarray:
    return augmentation.augment(samples, _only("room"), [_seed(id)])


def _far_field(samples: np.ndarray, id: str) -> np.ndarray:
    """As loud as it was. Reverberation is noise that loses 60 dB in the decay time (Polack 1988, "La transmission de
    l'énergie sonore dans les salles")."""
    length = round(_DECAY_S * SAMPLE_RATE_HZ)
    response = np.random.default_rng(_seed(id)).standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    response *= 10 ** (_REVERBERATION_DB / 20) / np.linalg.norm(response)
    response[0] = 1.0
    distant = fftconvolve(samples, response)[: len(samples)]
    return _within(distant * _level(samples) / (_level(distant) or 1.0))


def _stretched(rate: float) -> Condition:
    def change(samples: np.ndarray, id: str) -> np.ndarray:
        return am.TimeStretch(rate, rate, leave_length_unchanged=False, p=1.0)(samples, SAMPLE_RATE_HZ)

    return change


def _clipped(samples: np.ndarray, id: str) -> np.ndarray:
    most = float(np.quantile(np.abs(samples), 1 - _CLIPPED))
    return np.clip(samples, -most, most)


def _without_start(activity: VoiceActivity) -> Condition:
    def change(samples: np.ndarray, id: str) -> np.ndarray:
        speaks = activity.probabilities(samples) >= SPEECH_PROBABILITY
        start = int(speaks.argmax()) * FRAME_SAMPLES + round(_CUT_S * SAMPLE_RATE_HZ)  # from 0 where nobody speaks
        return samples[max(min(start, len(samples) - _LEAST_SAMPLES), 0) :]

    return change


def _quiet(samples: np.ndarray, id: str) -> np.ndarray:
    return (np.round(samples * 10 ** (_LEVEL_DB / 20) * 32767) / 32767).astype(np.float32)


def _within(samples: np.ndarray) -> np.ndarray:
    """Made quieter where it would pass ±1."""
    return (samples / max(1.0, float(np.abs(samples).max(initial=0.0)))).astype(np.float32)


def _level(samples: np.ndarray) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
