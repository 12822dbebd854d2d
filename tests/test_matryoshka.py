"""Any prefix of an embedding is an embedding: cut first, then scaled to unit length, alike in numpy and torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.matryoshka import truncate

VECTORS = arrays(np.float32, (3, 16), elements=st.floats(-10, 10, width=32).filter(lambda x: abs(x) > 1e-3))


@given(VECTORS, st.integers(1, 16))
def test_a_prefix_has_unit_length(vectors, dim):
    assert truncate(vectors, dim).shape == (3, dim)
    assert np.linalg.norm(truncate(vectors, dim), axis=1) == pytest.approx(1, abs=1e-4)


@given(VECTORS, st.integers(1, 16))
def test_torch_and_numpy_agree(vectors, dim):
    assert np.allclose(truncate(torch.from_numpy(vectors), dim).numpy(), truncate(vectors, dim), atol=1e-6)


@given(VECTORS)
def test_cutting_twice_is_cutting_once(vectors):
    assert np.allclose(truncate(truncate(vectors, 8), 4), truncate(vectors, 4), atol=1e-5)
