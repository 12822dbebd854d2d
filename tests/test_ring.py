"""What is written into the ring comes out again in order, and of what came too late only the newest is left."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.ring import Ring

CAPACITY = 64
pieces = st.lists(st.integers(0, CAPACITY), max_size=40)


def counted(start: int, end: int) -> np.ndarray:
    return np.arange(start, end, dtype=np.float32)


@given(pieces)
def test_a_reader_who_keeps_up_gets_everything(sizes: list[int]) -> None:
    ring, position = Ring(CAPACITY), 0
    for size in sizes:
        ring.write(counted(position, position + size))
        read, position_after = ring.read(position)
        np.testing.assert_array_equal(read, counted(position, position + size))
        position = position_after
    assert position == ring.written == sum(sizes)


@given(pieces, st.integers(-100, 3000))
def test_a_reader_who_is_late_gets_the_newest(sizes: list[int], start: int) -> None:
    ring = Ring(CAPACITY)
    for size in sizes:
        ring.write(counted(ring.written, ring.written + size))
    end = sum(sizes)
    read, position = ring.read(start)
    np.testing.assert_array_equal(read, counted(max(start, end - CAPACITY, 0), end))
    assert position == end
