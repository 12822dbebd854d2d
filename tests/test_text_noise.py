"""Noise in Wolof text: seeded, never empty, stronger where it is asked to be."""

import difflib
import random

from hypothesis import given
from hypothesis import strategies as st

from engine.trainer import text_noise

TEXT = "ndax mën naa jëfandikoo sama kàrt bi ci biir réew mi"


def test_the_same_seed_gives_the_same_noise():
    assert text_noise.misspell(TEXT, random.Random(1)) == text_noise.misspell(TEXT, random.Random(1))


def test_a_higher_rate_changes_more():
    def kept(rate):
        draws = (text_noise.misspell(TEXT, random.Random(seed), rate) for seed in range(100))
        return sum(difflib.SequenceMatcher(None, TEXT, draw).ratio() for draw in draws)

    assert kept(0.02) > kept(0.1) > kept(0.3)


@given(st.text(min_size=1), st.integers())
def test_a_text_never_vanishes(text, seed):
    assert text_noise.misspell(text, random.Random(seed))


@given(st.lists(st.integers(4, 99), min_size=1), st.floats(0, 1), st.integers())
def test_a_stutter_only_doubles_and_drops(pieces, rate, seed):
    noisy = text_noise.stutter(pieces, random.Random(seed), rate)
    assert noisy and set(noisy) <= set(pieces) and len(noisy) <= 2 * len(pieces)
