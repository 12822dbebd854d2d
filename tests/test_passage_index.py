"""The index is exact, is kept between starts, and is never read when it is out of date or damaged."""

import logging
import os
import threading

import faiss
import numpy as np
import pytest

from corpus.library import Library
from engine.matryoshka import truncate
from engine.passage_index import PassageIndex
from tests.fixtures.corpus import page

MODEL, FULL = "model-1", 48


@pytest.fixture
def library(tmp_path):
    """300 passages with random unit vectors."""
    with Library.open(tmp_path / "library.db", writable=True) as library:
        library.add((page(f"n{number}", "N", f"Texte {number}.") for number in range(300)), "x")
        rng = np.random.default_rng(3)
        vectors = truncate(rng.standard_normal((300, FULL)).astype(np.float32), FULL)
        library.put_vectors(MODEL, dict(zip(library.passages(), vectors, strict=True)))
        yield library


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache" / "index"


def opened(library, cache, dim=16):
    return PassageIndex.open(library, MODEL, dim, cache)


def question(dim, seed=9):
    return truncate(np.random.default_rng(seed).standard_normal(dim).astype(np.float32), dim)


def count_builds(monkeypatch):
    """The number of times the vectors were read to build an index."""
    builds = []
    vectors = Library.vectors
    monkeypatch.setattr(Library, "vectors", lambda *arguments: builds.append(1) or vectors(*arguments))
    return builds


@pytest.mark.parametrize("dim", [8, 16, FULL])
def test_search_is_exact_up_to_half_precision(library, cache, dim):
    rowids, vectors = library.vectors(MODEL)
    cosines = truncate(vectors.astype(np.float32), dim) @ question(dim)
    found, scores = opened(library, cache, dim).search(question(dim), 10)
    assert found.dtype == np.int64 and found.shape == scores.shape == (10,)
    assert np.all(np.diff(scores) <= 0)
    np.testing.assert_allclose(scores, np.sort(cosines)[::-1][:10], atol=2e-3)
    by_rowid = dict(zip(rowids.tolist(), cosines, strict=True))
    np.testing.assert_allclose(scores, [by_rowid[rowid] for rowid in found.tolist()], atol=2e-3)


def test_more_than_there_are_gives_all_there_are(library, cache):
    found, _ = opened(library, cache).search(question(16), 10_000)
    assert sorted(found.tolist()) == library.vectors(MODEL)[0].tolist()


def test_an_index_of_nothing_finds_nothing(library, cache):
    index = PassageIndex.open(library, "model-2", 16, cache)
    found, scores = index.search(question(16), 5)
    assert len(index) == len(found) == len(scores) == 0


def test_the_second_start_does_not_build_it_again(library, cache, monkeypatch):
    builds = count_builds(monkeypatch)
    first = opened(library, cache).search(question(16), 20)
    second = opened(library, cache).search(question(16), 20)
    assert builds == [1]
    np.testing.assert_array_equal(first, second)
    assert [path.suffix for path in cache.iterdir()] == [".index"]


def test_it_is_built_again_when_a_vector_changes_and_the_old_file_goes(library, cache, monkeypatch):
    opened(library, cache)
    opened(library, cache, dim=8)
    builds = count_builds(monkeypatch)
    library.put_vectors(MODEL, {7: question(FULL)})
    found, _ = opened(library, cache).search(truncate(question(FULL), 16), 1)
    assert builds == [1] and found.tolist() == [7]
    assert len(list(cache.iterdir())) == 1


def test_dims_have_files_of_their_own(library, cache, monkeypatch):
    index = opened(library, cache)
    assert index.at(8).dim == 8
    builds = count_builds(monkeypatch)
    assert (index.at(16).dim, index.at(8).dim) == (16, 8)
    assert builds == []


def test_at_sees_the_library_as_it_is_now(library, cache):
    index = opened(library, cache)
    library.remove("n5")
    assert (len(index), len(index.at(16))) == (300, 299)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "foreign"])
def test_a_damaged_file_never_reaches_faiss(library, cache, damage, monkeypatch, caplog):
    opened(library, cache)
    (path,) = cache.iterdir()
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[len(content) // 2] ^= 1
    elif damage == "foreign":
        content = os.urandom(len(content))
    else:
        content = content[: {"cut": len(content) - 1, "empty": 0}[damage]]
    path.write_bytes(content)
    monkeypatch.setattr(faiss, "deserialize_index", lambda content: pytest.fail("was read"))
    with caplog.at_level(logging.WARNING):
        assert len(opened(library, cache)) == 300
    assert "built again" in caplog.text
    monkeypatch.undo()
    builds = count_builds(monkeypatch)
    assert len(opened(library, cache)) == 300 and builds == []


def test_a_file_of_another_faiss_is_built_again(library, cache, monkeypatch):
    opened(library, cache)
    builds = count_builds(monkeypatch)
    monkeypatch.setattr(faiss, "__version__", "0.0.1")
    opened(library, cache)
    assert builds == [1]


def test_a_cache_that_can_not_be_kept_costs_only_time(library, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    index = opened(library, tmp_path / "file" / "cache")
    assert len(index.search(question(16), 5)[0]) == 5
    assert "not kept" in caplog.text


def test_a_full_disk_while_keeping_it_leaves_no_scrap(library, cache, monkeypatch, caplog):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert len(opened(library, cache)) == 300
    assert list(cache.iterdir()) == []
    assert "No space left" in caplog.text


def test_a_search_keeps_to_the_thread_it_is_called_from(library, cache):
    index, threads = opened(library, cache), []

    def search():
        index.search(question(16), 5)
        threads.append(faiss.omp_get_max_threads())

    worker = threading.Thread(target=search)
    worker.start()
    worker.join()
    assert threads == [1]


def test_vectors_of_another_length_are_a_mistake_of_ours(library, cache):
    with pytest.raises(ValueError, match="48 dimensions for an index of 64"):
        opened(library, cache, dim=64)
    with pytest.raises(ValueError, match="for an index of 16"):
        opened(library, cache).search(question(8), 3)
