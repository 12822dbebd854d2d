"""Which of many texts are almost the same: MinHash signatures, cut into bands, find pairs, which are then compared.

A text is the set of its runs of three letters; two are alike by the share of runs they have in common (Jaccard). A
signature is the least value of each of some random functions over that set, and two signatures agree at a place as
often as the sets are alike (Broder, 1997); texts that agree in a whole band are candidates (Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, section 3.4). In memory are the texts and 8 bytes a band of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from engine.trainer.progress import tell, watched

LETTERS = 3
_SEED = 7
_MOST = 128  # places of a signature, at most
_FOUND = 0.99  # chance that two texts that are just similar enough agree in a band


def groups(texts: Sequence[str], similarity: float, say: Callable[[str], None] = tell) -> list[int]:
    """For each of these distinct texts the number of the first text of its group.

    Texts at least so similar are in one group, and so are those that are similar to a third: nothing in a group is
    close to anything outside.
    """
    first = list(range(len(texts)))

    def group(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    for one, other in _candidates(texts, similarity, say):
        a, b = sorted((group(one), group(other)))
        if a != b and jaccard(texts[one], texts[other]) >= similarity:
            first[b] = a
    return [group(number) for number in range(len(texts))]


def jaccard(one: str, other: str) -> float:
    a, b = _runs(one), _runs(other)
    return len(a & b) / len(a | b)


def bands_and_places(similarity: float) -> tuple[int, int]:
    """How many bands of how many places: the longest bands by which two just similar texts are still found.

    They agree in one of b bands of r places with the chance 1 - (1 - similarity^r)^b.
    """
    for places in range(_MOST, 1, -1):
        bands = _MOST // places
        if 1 - (1 - similarity**places) ** bands >= _FOUND:
            return bands, places
    return _MOST, 1


def _candidates(texts: Sequence[str], similarity: float, say: Callable[[str], None]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that agree in a band, in an order that depends on the texts alone."""
    bands, places = bands_and_places(similarity)
    table = np.empty((bands, len(texts)), np.uint64)
    for number, signature in enumerate(watched(_signatures(texts, bands * places), "texts", say, total=len(texts))):
        table[:, number] = signature.reshape(bands, places) @ _weights(places)
    for band in table:
        order = np.argsort(band, kind="stable")
        ends = np.flatnonzero(np.diff(band[order])) + 1
        for same in np.split(order, ends):
            for place, one in enumerate(same):
                for other in same[place + 1 :]:
                    yield int(one), int(other)


def _signatures(texts: Sequence[str], length: int) -> Iterator[np.ndarray]:
    """(length,) uint64 for each text."""
    from datasketch import MinHash

    empty = MinHash(length, seed=_SEED)
    for text in texts:
        signature = empty.copy()
        signature.update_batch([run.encode() for run in sorted(_runs(text))])
        yield signature.hashvalues.astype(np.uint64)


def _weights(places: int) -> np.ndarray:
    """Odd, so that no place is lost modulo 2^64: a band becomes one number."""
    return np.random.default_rng(_SEED).integers(0, 2**63, places, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def _runs(text: str) -> set[str]:
    framed = f" {text} "
    return {framed[start : start + LETTERS] for start in range(max(1, len(framed) - LETTERS + 1))}
