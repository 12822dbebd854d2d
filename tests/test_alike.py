"""More pages like one: by the vectors that are kept, from a passage of it or from the whole."""

import time

import numpy as np
import pytest

from corpus.library import Library
from engine.passage_index import PassageIndex
from engine.search import SHORTLIST, Search
from tests.fixtures.corpus import PAGES, Ear, FakeBundle, page


class Deaf:
    """In place of every encoder: whoever uses it fails."""


def search_in(library: Library, cache) -> Search:
    bundle = FakeBundle()
    index = PassageIndex.open(library, bundle.model_id, bundle.manifest.default_dim, cache)
    return Search(library, bundle, Deaf(), Deaf(), index, Ear())


def lay(library: Library, directions: dict[str, list[tuple[float, ...]]]) -> None:
    """Documents with about a passage for each direction (its first components); short ones with just as many."""
    for name, vectors in directions.items():
        sentences = " ".join(f"Phrase {number} " + "mot " * 140 + "fin." for number in range(len(vectors)))
        library.add([page(name, name.title(), sentences)], "laid")
        rowids = list(library.passages_of(name))
        padded = {
            rowid: np.pad(np.array(vector, np.float32), (0, 256 - len(vector)))
            for rowid, vector in zip(rowids, vectors, strict=False)
        }
        assert len(padded) == len(rowids)
        library.put_vectors("hashing-1", {rowid: vector / np.linalg.norm(vector) for rowid, vector in padded.items()})


@pytest.fixture
def empty(tmp_path):
    with Library.open(tmp_path / "laid" / "library.db", writable=True) as library:
        yield library


def found(search: Search, *wanted, **options) -> list[str]:
    return [hit.document for hit in search.alike(*wanted, **options)]


def test_the_nearest_come_first_and_the_page_itself_never(empty, tmp_path):
    lay(empty, {"puits": [(1.0, 0.0)], "pompe": [(1.0, 0.3)], "seau": [(1.0, 0.6)], "mairie": [(0.0, 1.0)]})
    search = search_in(empty, tmp_path / "cache")
    assert found(search, "puits") == ["pompe", "seau", "mairie"]
    assert found(search, "puits", top=1) == ["pompe"]
    hit = search.alike("puits")[0]
    assert (hit.title, hit.theme, hit.passage.document) == ("Pompe", "sante", "pompe")
    assert hit.score == pytest.approx(1 / np.hypot(1, 0.3), abs=1e-3)


def test_a_passage_asks_for_its_own_matter_and_the_whole_page_for_all_of_it(empty, tmp_path):
    lay(
        empty,
        {
            "puits": [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)],
            "eau": [(1.0, 0.1, 0.0)],
            "corde": [(0.1, 1.0, 0.0)],
            "eau et corde": [(1.0, 1.0, 0.0)],
        },
    )
    search = search_in(empty, tmp_path / "cache")
    first, second = empty.passages_of("puits").values()
    assert found(search, "puits", first)[0] == "eau"
    assert found(search, "puits", second)[0] == "corde"
    assert found(search, "puits")[0] == "eau et corde"


def test_a_passage_that_the_page_has_no_more_gives_way_to_the_whole(empty, tmp_path):
    lay(empty, {"puits": [(1.0, 0.0)], "pompe": [(1.0, 0.3)]})
    search = search_in(empty, tmp_path / "cache")
    gone = next(iter(empty.passages_of("pompe").values()))
    assert found(search, "puits", gone) == ["pompe"]


def test_a_page_of_many_passages_does_not_crowd_out_the_others(empty, tmp_path):
    lay(empty, {"livre": [(1.0, 0.001 * n) for n in range(130)], "feuille": [(1.0, 0.9)]})
    assert len(empty.passages_of("livre")) > SHORTLIST
    assert found(search_in(empty, tmp_path / "cache"), "livre") == ["feuille"]


def test_a_page_without_vectors_and_one_that_is_not_there_are_like_nothing(empty, tmp_path):
    lay(empty, {"puits": [(1.0, 0.0)]})
    empty.add([page("neuf", "Neuf", "Texte neuf.")], "laid")
    search = search_in(empty, tmp_path / "cache")
    assert search.alike("neuf") == search.alike("nulle part") == ()


def test_the_passages_of_a_page_come_in_their_order(library):
    long = page("long", "Long", " ".join(f"Phrase {n}. " + "mot " * 60 + "fin." for n in range(12)))
    library.add([long], "x")
    passages = list(library.passages_of("long").values())
    assert len(passages) > 3
    assert [passage.position for passage in passages] == list(range(len(passages)))
    assert all(passage.text == long.text[passage.start : passage.end] for passage in passages)
    assert library.passages_of(PAGES[0].id).keys().isdisjoint(library.passages_of("long"))


@pytest.mark.slow
def test_among_a_hundred_thousand_passages_it_takes_less_than_200_ms(empty, tmp_path):
    rng = np.random.default_rng(7)
    empty.add((page(f"d{n}", f"Page {n}", f"Texte {n}.") for n in range(100_000)), "many")
    for start in range(1, 100_001, 10_000):
        vectors = rng.standard_normal((10_000, 256), np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        empty.put_vectors("hashing-1", dict(enumerate(vectors, start)))
    search = search_in(empty, tmp_path / "cache")
    took = []
    for n in range(5):
        started = time.perf_counter()
        assert len(search.alike(f"d{n}", top=12)) == 12
        took.append(time.perf_counter() - started)
    assert min(took) < 0.2
