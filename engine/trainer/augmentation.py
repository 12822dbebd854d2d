"""What happens to a voice between a mouth and a file: other speed and pitch, a room, noise, a telephone line.

Every signal is (n,) float32 in [-1, 1], mono at 16 kHz. What is drawn depends on the seed alone: the random states of
`random` and numpy, which audiomentations draws from, are put back afterwards. Two threads may not augment at once.
"""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import audiomentations as am
import numpy as np
import soxr
from scipy.signal import fftconvolve

from engine import recording
from engine.recording import SAMPLE_RATE_HZ, Recording
from engine.trainer.recipe import Augmentation
from faults import InputFault

# In the order in which they happen: the speaker, the room, the microphone, the line.
EFFECTS = ("speed", "pitch", "room", "babble", "noise", "gain", "clipping", "telephone")

_SPEEDS = (0.87, 1.15)
_SEMITONES = (-3.0, 3.0)
_DECAY_S = (0.1, 0.6)
_VOICES = (3, 6)
_DB_PER_OCTAVE = (-6.0, 0.0)  # brown to white
_PINK_DB_PER_OCTAVE = -3.01
_GAIN_DB = (-12.0, 6.0)
_CLIPPED_PERCENT = (2, 12)
_TELEPHONE_RATE_HZ, _TELEPHONE_BAND_HZ = 8000, (300.0, 3400.0)


def augment(
    samples: np.ndarray, settings: Augmentation, seed: Sequence[int], babble: Sequence[np.ndarray] = ()
) -> np.ndarray:
    """One augmented copy; only speed changes its length.

    `babble` are other people's clips, of which a few are laid over one another. Without any, pieces of the clip itself
    serve, played backwards: they have the spectrum and the rhythm of speech, and no words.
    """
    return _apply(samples, drawn(settings, seed), settings, seed, babble)


def drawn(settings: Augmentation, seed: Sequence[int]) -> tuple[str, ...]:
    """Names of the effects that this seed draws."""
    chances = np.random.default_rng(list(seed)).random(len(EFFECTS))
    return tuple(name for name, chance in zip(EFFECTS, chances, strict=True) if chance < getattr(settings, name))


def noise(samples: np.ndarray, snr_db: float, seed: Sequence[int]) -> np.ndarray:
    """Pink noise at `snr_db` under the mean power of the clip; a clip that grows too loud for it is made quieter."""
    with _seeded(seed):
        return _within(_noise(samples, (snr_db, snr_db), (_PINK_DB_PER_OCTAVE, _PINK_DB_PER_OCTAVE)))


def telephone(samples: np.ndarray) -> np.ndarray:
    """300 to 3400 Hz, sampled at 8 kHz in 8 bits of μ-law, as a telephone line carries it."""
    with _seeded((0,)):
        return _within(_telephone(samples))


def listen(file: Path, out: Path, settings: Augmentation, copies: int, seed: int) -> list[Path]:
    """Write what augmentation does to a recording, to be listened to: each effect alone, then `copies` as drawn.

    Files are named for what was done, like `clip-noise.wav` and `clip-3-noise+telephone.wav`. Raises what
    recording.load and recording.save raise.
    """
    samples, stem = recording.load(file).samples, Path(file).stem
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputFault("not-writable", path=out) from error
    chains: list[tuple[str, tuple[str, ...], tuple[int, ...]]]
    chains = [(f"{stem}-{name}.wav", (name,), (seed,)) for name in EFFECTS]
    for copy in range(1, copies + 1):
        names = drawn(settings, (seed, copy))
        chains.append((f"{stem}-{copy}-{'+'.join(names) or 'unchanged'}.wav", names, (seed, copy)))
    for name, names, seeds in chains:
        recording.save(Recording(_apply(samples, names, settings, seeds, ())), out / name)
    return [out / name for name, *_ in chains]


def _apply(
    samples: np.ndarray,
    names: Sequence[str],
    settings: Augmentation,
    seed: Sequence[int],
    babble: Sequence[np.ndarray],
) -> np.ndarray:
    effects: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "speed": _speed,
        "pitch": _pitch,
        "room": _room,
        "babble": functools.partial(_babble, others=babble, snr_db=settings.snr_db),
        "noise": functools.partial(_noise, snr_db=settings.snr_db, db_per_octave=_DB_PER_OCTAVE),
        "gain": _gain,
        "clipping": _clipping,
        "telephone": _telephone,
    }
    samples = samples.astype(np.float32)
    with _seeded(seed):
        for name in names if len(samples) else ():
            samples = effects[name](samples)
    return _within(samples)


@contextlib.contextmanager
def _seeded(seed: Sequence[int]) -> Iterator[None]:
    states = random.getstate(), np.random.get_state()
    first, second = np.random.SeedSequence(list(seed)).generate_state(2)
    random.seed(int(first))
    np.random.seed(int(second))
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def _within(samples: np.ndarray) -> np.ndarray:
    """Made quieter where it would pass ±1: clipping is an effect of its own."""
    peak = float(np.abs(samples).max(initial=0.0))
    samples = samples / peak if peak > 1 else samples
    return np.clip(samples, -1.0, 1.0).astype(np.float32)


def _speed(samples: np.ndarray) -> np.ndarray:
    """Pitch and formants move with it, as on a tape: another speaker rather than a hasty one."""
    slow, fast = _SPEEDS
    rates = round(SAMPLE_RATE_HZ / fast), round(SAMPLE_RATE_HZ / slow)
    return am.Resample(*rates, p=1.0)(samples, SAMPLE_RATE_HZ)


def _pitch(samples: np.ndarray) -> np.ndarray:
    return am.PitchShift(*_SEMITONES, p=1.0)(samples, SAMPLE_RATE_HZ)


def _room(samples: np.ndarray) -> np.ndarray:
    """The direct sound, then noise that has lost 60 dB after the drawn time (Polack's model of late reverberation)."""
    length = int(random.uniform(*_DECAY_S) * SAMPLE_RATE_HZ)
    response = np.random.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    response *= random.uniform(0.2, 0.8) / np.linalg.norm(response)
    response[0] = 1.0
    return fftconvolve(samples, response)[: len(samples)].astype(np.float32)


def _babble(samples: np.ndarray, others: Sequence[np.ndarray], snr_db: tuple[float, float]) -> np.ndarray:
    voices = random.randint(*_VOICES)
    own = not len(others)
    mixture = np.zeros(len(samples))
    for _ in range(voices if len(samples) else 0):
        voice = samples[::-1] if own else others[random.randrange(len(others))]
        if level := _level(voice):
            mixture += np.roll(np.resize(voice, len(samples)), random.randrange(len(samples))) / level
    scale = _level(samples) * 10 ** (-random.uniform(*snr_db) / 20) / (_level(mixture) or 1.0)
    return (samples + scale * mixture).astype(np.float32)


def _noise(samples: np.ndarray, snr_db: tuple[float, float], db_per_octave: tuple[float, float]) -> np.ndarray:
    return am.AddColorNoise(*snr_db, *db_per_octave, p=1.0)(samples, SAMPLE_RATE_HZ)


def _gain(samples: np.ndarray) -> np.ndarray:
    return am.Gain(*_GAIN_DB, p=1.0)(samples, SAMPLE_RATE_HZ)


def _clipping(samples: np.ndarray) -> np.ndarray:
    return am.ClippingDistortion(*_CLIPPED_PERCENT, p=1.0)(samples, SAMPLE_RATE_HZ)


def _telephone(samples: np.ndarray) -> np.ndarray:
    low, high = _TELEPHONE_BAND_HZ
    centre = (low + high) / 2
    width = (high - low) / centre
    band = am.BandPassFilter(centre, centre, width, width, min_rolloff=24, max_rolloff=24, p=1.0)
    narrow = soxr.resample(band(samples, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ, _TELEPHONE_RATE_HZ)
    wide = soxr.resample(_mu_law(narrow), _TELEPHONE_RATE_HZ, SAMPLE_RATE_HZ)[: len(samples)]
    return np.pad(wide, (0, len(samples) - len(wide))).astype(np.float32)


def _mu_law(samples: np.ndarray, mu: float = 255.0) -> np.ndarray:
    """There and back through 8 bits: F(x) = sgn x · ln(1 + μ|x|) / ln(1 + μ) (ITU-T G.711)."""
    pressed = np.sign(samples) * np.log1p(mu * np.minimum(np.abs(samples), 1.0)) / np.log1p(mu)
    pressed = np.round(pressed * 127) / 127
    return np.sign(pressed) * np.expm1(np.abs(pressed) * np.log1p(mu)) / mu


def _level(samples: np.ndarray) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
