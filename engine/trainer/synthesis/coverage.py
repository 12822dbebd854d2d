"""Which sentences to have spoken first, when there is no time for all: those that bring most that is new."""

from __future__ import annotations

import heapq
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from engine.trainer.synthesis import phonemes


def by_coverage(texts: Sequence[str], seed: int = 0) -> Iterator[int]:
    """Indices of all texts, each time the one that brings most for the time it takes to say it.

    What a text brings is its words and its runs of three phonemes, each worth 1 / (1 + how often it was there already);
    the time is its number of phonemes. Such a sum has diminishing returns, so a value computed earlier is a bound and
    few have to be computed again (lazy greedy: Minoux, 1978). The seed decides between texts of equal worth.
    """
    units = [_units(text) for text in texts]
    seen: Counter[str] = Counter()
    draw = random.Random(seed)

    def worth(index: int) -> float:
        found, length = units[index]
        return sum(1 / (1 + seen[unit]) for unit in found) / (length + 8)  # a very short one has its silence too

    queue = [(-worth(index), draw.random(), index) for index in range(len(texts))]
    heapq.heapify(queue)
    while queue:
        bound, tie, index = heapq.heappop(queue)
        value = -worth(index)
        if queue and value > queue[0][0] and value > bound:
            heapq.heappush(queue, (value, tie, index))
            continue
        seen.update(units[index][0])
        yield index


def _units(text: str) -> tuple[list[str], int]:
    """Its words and runs of three phonemes, each once, and how many phonemes it has."""
    words = ["".join(word) for word in phonemes.words(text)]
    sounds = "#".join(words)
    runs = {sounds[at : at + 3] for at in range(len(sounds) - 2)}
    # Interned: the same few thousand units are in all texts.
    return [sys.intern(unit) for unit in sorted(runs | {f"word {word}" for word in words})], len(sounds)
