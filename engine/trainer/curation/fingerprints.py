"""A fingerprint by which the same sound is found again: re-encoded, louder or quieter, cut a little elsewhere.

After Haitsma and Kalker, “A highly robust audio fingerprinting system”, ISMIR 2002: every 40 ms one word of 32 bits,
each the sign of the difference of energy between two neighbouring bands, against that a little before. Gain falls out,
and a codec that keeps what is heard keeps most signs.

A fingerprint is text: base64 of big-endian numbers, the words of the whole sound counted in 16 bits, then the first
MOST_WORDS of them.
"""

from __future__ import annotations

import base64
import zlib

import numpy as np

from engine.recording import SAMPLE_RATE_HZ

MOST_WORDS = 256  # ten seconds
_LEAST_WORDS = 12  # half a second: less than that is alike by chance
_HOP_SAMPLES = 640
_FRAME_SAMPLES = 8192
_LAG = 3  # words between the two energies that are compared
_BANDS_HZ = np.geomspace(300.0, 3000.0, 34)  # what telephones and every codec carry
_MOST_SHIFT = 25  # words, 1 s
_LEAST_OVERLAP = 0.6
_KEYS = 48


def of(samples: np.ndarray) -> str:
    """The fingerprint of (n,) float32 at 16 kHz; empty where too little is heard to tell it from other sound."""
    import scipy.fft

    # Half a frame of nothing at each end: a short word has few frames otherwise.
    padded = np.pad(samples.astype(np.float32), _FRAME_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME_SAMPLES)[::_HOP_SAMPLES]
    total = len(frames) - _LAG
    if total < _LEAST_WORDS or not samples.any():
        return ""
    edges = np.round(_BANDS_HZ * _FRAME_SAMPLES / SAMPLE_RATE_HZ).astype(int)
    windowed = frames[: MOST_WORDS + _LAG] * np.hanning(_FRAME_SAMPLES).astype(np.float32)
    spectra = np.abs(scipy.fft.rfft(windowed)[:, edges[0] : edges[-1]]) ** 2
    energies = np.add.reduceat(spectra, edges[:-1] - edges[0], axis=1)  # (frames, 33)
    slopes = energies[:, :-1] - energies[:, 1:]
    words = np.packbits(slopes[_LAG:] > slopes[:-_LAG], axis=1)  # (words, 4) uint8
    return base64.b64encode(min(total, 0xFFFF).to_bytes(2, "big") + words.tobytes()).decode("ascii")


def match(a: str, b: str) -> float:
    """The share of bits that two fingerprints have in common, where they fit best: 1.0 for the same, about 0.5 for
    others. 0.0 where one of them lasts much longer: what is a part of something else is not the same.

    Raises ValueError for what is no fingerprint.
    """
    (total_a, words_a), (total_b, words_b) = _read(a), _read(b)
    if min(total_a, total_b) < _LEAST_OVERLAP * max(total_a, total_b, 1):
        return 0.0
    best, least = 0.0, max(_LEAST_WORDS, int(_LEAST_OVERLAP * max(len(words_a), len(words_b))))
    for shift in range(-_MOST_SHIFT, _MOST_SHIFT + 1):
        first, second = words_a[max(shift, 0) :], words_b[max(-shift, 0) :]
        if (common := min(len(first), len(second))) < least:
            continue
        # Where nothing is heard in either, the words are nought: silence is alike in all recordings.
        heard = np.count_nonzero(first[:common] | second[:common])
        if heard >= _LEAST_WORDS:
            different = int(np.bitwise_count(first[:common] ^ second[:common]).sum())
            best = max(best, 1 - different / (32 * heard))
    return best


def keys(print: str) -> list[str]:
    """Words by which to look for fingerprints that may match: re-encoded sound has at least one of them in common.

    Those with the least check sums are taken, so that the choice depends on the word and not on where it stands.
    Raises ValueError for what is no fingerprint.
    """
    _, words = _read(print)
    texts = {f"{word:08x}" for word in words.tolist()} - {"00000000", "ffffffff"}
    return sorted(texts, key=lambda text: (zlib.crc32(text.encode()), text))[:_KEYS]


def _read(print: str) -> tuple[int, np.ndarray]:
    """Words of the whole sound, and the first of them, (n,) uint32. Raises ValueError."""
    content = base64.b64decode(print, validate=True)
    return int.from_bytes(content[:2], "big"), np.frombuffer(content[2:], ">u4").astype(np.uint32)
