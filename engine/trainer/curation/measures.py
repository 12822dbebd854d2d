"""What can be measured of a sound: how loud, how clipped, how wide its band, how far above its noise.

Sound is (n,) float32 in [-1, 1], mono at 16 kHz, and may arrive piece by piece. A meter keeps 0.6 MB for each hour.
"""

from __future__ import annotations

import functools

import numpy as np

from engine.recording import SAMPLE_RATE_HZ
from engine.voice_activity import FRAME_SAMPLES

SILENT_DB = -80.0  # a peak below it is three steps of 16 bits: the dither of a recorder that heard nothing

_STEP_SAMPLES = SAMPLE_RATE_HZ // 10
_CLIPPED = 0.985  # resampling rounds what was cut off flat
_BAND_DB = -60.0  # speech has lost 50 dB at 8 kHz; a telephone line or a codec takes more above its band
_ROUNDING_POWER = (1 / 32768) ** 2 / 12  # of 16 bits
_LEAST_FRAMES = 5
_NOISE_PERCENTILE, _SPEECH_PERCENTILE = 10, 85


class Meter:
    """loudness_lufs, peak_db, clipped_share, bandwidth_hz and snr_db of a sound that arrives piece by piece."""

    def __init__(self) -> None:
        self._samples = self._clipped = self._frames = 0
        self._peak = 0.0
        self._weighting = np.zeros((2, 2))
        self._rest = np.zeros(0, np.float32)
        self._weighted_rest = np.zeros(0)
        self._steps: list[np.ndarray] = []
        self._powers: list[np.ndarray] = []
        self._spectrum = np.zeros(FRAME_SAMPLES // 2 + 1)

    def add(self, samples: np.ndarray) -> None:
        import scipy.fft
        import scipy.signal

        if not len(samples):
            return
        size = np.abs(samples)
        self._samples += len(samples)
        self._peak = max(self._peak, float(size.max()))
        self._clipped += int(np.count_nonzero(size >= _CLIPPED))

        weighted, self._weighting = scipy.signal.sosfilt(_k_weighting(), samples, zi=self._weighting)
        steps, self._weighted_rest = _framed(np.concatenate([self._weighted_rest, weighted]), _STEP_SAMPLES)
        self._steps.append(np.square(steps).mean(axis=1).astype(np.float32))

        frames, self._rest = _framed(np.concatenate([self._rest, samples]), FRAME_SAMPLES)
        self._powers.append(powers(frames.ravel()))
        spectra = scipy.fft.rfft(frames * np.hanning(FRAME_SAMPLES).astype(np.float32), axis=1)
        self._spectrum += np.sum(spectra.real**2 + spectra.imag**2, axis=0, dtype=np.float64)
        self._frames += len(frames)

    def figures(self, spoken: np.ndarray | None = None) -> dict[str, float]:
        """Each figure by its name and unit. `spoken` (frames,) bool: in which frames of 32 ms somebody speaks."""
        return {
            "loudness_lufs": self._loudness_lufs(),
            "peak_db": self.peak_db,
            "clipped_share": self._clipped / max(self._samples, 1),
            "bandwidth_hz": self._bandwidth_hz(),
            "snr_db": snr_db(np.concatenate([np.zeros(0), *self._powers]), spoken),
        }

    @property
    def peak_db(self) -> float:
        return _db(self._peak**2, -120.0)

    def _loudness_lufs(self) -> float:
        """Integrated loudness of one channel (ITU-R BS.1770-5, annex 1): blocks of 400 ms, every 100 ms, that are
        louder than −70 LUFS and than 10 LU below what is then their mean. −70 where nothing is."""
        steps = np.concatenate([np.zeros(0), *self._steps]).astype(np.float64)
        if len(steps) < 4:  # shorter than one block: what there is, is the block
            steps = np.full(4, steps.mean() if len(steps) else 0.0)
        blocks = np.convolve(steps, np.full(4, 0.25), "valid")
        blocks = blocks[_lufs(blocks) > -70.0]
        if len(blocks):
            blocks = blocks[_lufs(blocks) > _lufs(blocks.mean()) - 10.0]
        return max(float(_lufs(blocks.mean())), -70.0) if len(blocks) else -70.0

    def _bandwidth_hz(self) -> float:
        """The highest frequency whose power, mean over all time, is within 60 dB of the strongest, and above what
        rounding to 16 bits leaves; 0 for silence."""
        spectrum = self._spectrum / max(self._frames, 1)
        rounding = _ROUNDING_POWER * float(np.sum(np.hanning(FRAME_SAMPLES) ** 2))
        floor = max(float(spectrum.max()) * 10 ** (_BAND_DB / 10), 4 * rounding)
        heard = np.flatnonzero(spectrum > floor)
        return float(heard[-1] * SAMPLE_RATE_HZ / FRAME_SAMPLES) if len(heard) else 0.0


def snr_db(frame_powers: np.ndarray, spoken: np.ndarray | None = None) -> float:
    """Speech above noise: the mean power where somebody speaks, less that of the noise, over that of the noise.

    The noise is the median of the frames where nobody speaks (SNR by voice activity: Vondrášek and Pollák, “Methods
    for speech SNR estimation”, Radioengineering 14, 2005). Where it is not known who speaks when, or there are fewer
    than five such frames, the quietest tenth is the noise, and the loudest 15 % are speech.
    """
    if not len(frame_powers):
        return 0.0
    known = np.zeros(len(frame_powers), bool) if spoken is None else spoken[: len(frame_powers)]
    known = np.pad(known, (0, len(frame_powers) - len(known)))
    if min(np.count_nonzero(known), np.count_nonzero(~known)) >= _LEAST_FRAMES:
        noise, speech = float(np.median(frame_powers[~known])), float(np.mean(frame_powers[known]))
    else:
        noise = float(np.percentile(frame_powers, _NOISE_PERCENTILE))
        speech = float(np.mean(frame_powers[frame_powers >= np.percentile(frame_powers, _SPEECH_PERCENTILE)]))
    noise = max(noise, _ROUNDING_POWER)
    return min(max(_db((speech - noise) / noise, -20.0), -20.0), 100.0)


def powers(samples: np.ndarray) -> np.ndarray:
    """(n,) float32 -> (n // 512,) float32, the mean square of each 32 ms, its constant offset left out."""
    return np.asarray(np.var(_framed(samples, FRAME_SAMPLES)[0], axis=1))


def _framed(samples: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Frames that are complete, (frames, length), and what is left."""
    whole = len(samples) // length * length
    return samples[:whole].reshape(-1, length), samples[whole:]


@functools.cache
def _k_weighting() -> np.ndarray:
    """Both filters of BS.1770 at 16 kHz, (2, 6) float64: the head's shelf, then the high pass.

    The standard gives coefficients at 48 kHz; the analogue prototypes behind them are those that libebur128 uses,
    by bilinear transform.
    """
    gain_db, shelf_hz, shelf_q = 3.999843853973347, 1681.974450955533, 0.7071752369554196
    pass_hz, pass_q = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * shelf_hz / SAMPLE_RATE_HZ)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    scale = 1 + k / shelf_q + k * k
    shelf = [
        (high + band * k / shelf_q + k * k) / scale, 2 * (k * k - high) / scale,
        (high - band * k / shelf_q + k * k) / scale, 1.0, 2 * (k * k - 1) / scale, (1 - k / shelf_q + k * k) / scale,
    ]  # fmt: skip
    k = np.tan(np.pi * pass_hz / SAMPLE_RATE_HZ)
    scale = 1 + k / pass_q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / scale, (1 - k / pass_q + k * k) / scale]
    return np.array([shelf, high_pass])


def _lufs(power: np.ndarray | float) -> np.ndarray:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


def _db(power: float, least: float) -> float:
    return max(float(10 * np.log10(power)), least) if power > 0 else least
