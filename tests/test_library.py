"""The library keeps documents, passages and vectors, and finds them again."""

import sqlite3
import threading
from dataclasses import replace

import numpy as np
import pytest

from corpus.library import Library
from faults import InputFault
from tests.fixtures.corpus import PAGES, page

MODEL = "model-1"


def embed_all(library, model=MODEL, dim=8):
    rng = np.random.default_rng(7)
    vectors = {rowid: rng.standard_normal(dim).astype(np.float32) for rowid, _ in library.missing_vectors(model)}
    library.put_vectors(model, vectors)
    return vectors


def key_of(call, *arguments, **named):
    with pytest.raises(InputFault) as caught:
        call(*arguments, **named)
    assert caught.value.exit_status == 3
    assert "{" not in caught.value.text("fr")
    return caught.value.key


# Documents


def test_a_document_comes_back_as_it_went_in(library):
    assert library.document("sante/vaccins") == replace(PAGES[1], collection="mini")


def test_documents_are_listed_by_theme_and_title(library):
    assert [document.id for document in library.documents()] == [
        "champs/mil",
        "argent/epargne",
        "eau/puits",
        "papiers/naissance",
        "sante/vaccins",
        "sante/paludisme",
    ]
    assert library.documents()[0].text == PAGES[3].text


def test_summaries_are_the_same_documents_without_their_text(library):
    assert library.summaries() == [replace(document, text="") for document in library.documents()]


def test_documents_can_be_asked_for_by_theme_and_collection(library):
    library.add([page("autre", "Autre", "Un autre texte.")], "village")
    assert {document.id for document in library.documents(theme="sante")} == {
        "sante/paludisme",
        "sante/vaccins",
        "autre",
    }
    assert [document.id for document in library.summaries(collection="village")] == ["autre"]
    assert library.documents(theme="argent", collection="village") == []


def test_adding_says_how_far_it_is_and_how_many_it_added(library):
    so_far = []
    assert library.add((page(f"n{number}", "N", "Texte.") for number in range(3)), "x", so_far.append) == 3
    assert so_far == [1, 2, 3]
    assert library.add([], "x") == 0


def test_a_document_added_again_replaces_the_old_one_everywhere(library):
    library.add([page("sante/vaccins", "Les vaccins", "Un texte tout neuf.")], "mini")
    assert library.document("sante/vaccins").title == "Les vaccins"
    assert len(library.documents()) == len(PAGES)
    assert library.passage_count() == len(PAGES)
    assert library.find("rougeole", 5) == []
    assert len(library.find("neuf", 5)) == 1
    library.verify()


def test_a_document_added_again_with_the_same_text_keeps_its_vectors(library):
    embed_all(library)
    library.add([replace(PAGES[1], summary="Autre résumé."), replace(PAGES[2], text="Un autre texte.")], "village")
    assert library.document("sante/vaccins").summary == "Autre résumé."
    assert library.document("sante/vaccins").collection == "village"
    assert [text for _, text in library.missing_vectors(MODEL)] == ["Entretenir un puits. Un autre texte."]


def test_a_removed_document_takes_passages_words_and_vectors_with_it(library):
    embed_all(library)
    library.remove("sante/paludisme")
    assert key_of(library.document, "sante/paludisme") == "document-unknown"
    assert library.find("moustiquaire", 5) == []
    assert len(library.vectors(MODEL)[0]) == library.passage_count() == len(PAGES) - 1
    library.verify()


def test_an_unknown_document_is_a_fault(library):
    assert key_of(library.document, "absent") == "document-unknown"
    assert key_of(library.remove, "absent") == "document-unknown"


# Passages


def test_passages_are_stretches_of_their_documents(library):
    library.add([page("long", "Long", " ".join(f"Phrase numéro {n} œuvre." for n in range(300)))], "x")
    text = library.document("long").text
    found = [passage for passage in library.passages().values() if passage.document == "long"]
    assert len(found) > 5
    assert all(passage.text == text[passage.start : passage.end] for passage in found)


def test_passages_can_be_asked_for_by_rowid_and_those_gone_are_left_out(library):
    everything = library.passages()
    chosen = list(everything)[1:3]
    assert library.passages([*chosen, 999_999]) == {rowid: everything[rowid] for rowid in chosen}
    assert library.passages([]) == {}


def test_rowids_are_never_given_twice(library):
    last = max(library.passages())
    document = next(passage.document for rowid, passage in library.passages().items() if rowid == last)
    library.remove(document)
    library.add([page("new", "New", "Texte.")], "x")
    assert max(library.passages()) > last


# Vectors


def test_missing_vectors_are_the_texts_to_embed_title_first(library):
    missing = library.missing_vectors(MODEL)
    assert missing[1][1] == f"{PAGES[1].title}. {PAGES[1].text}"
    embed_all(library)
    assert library.missing_vectors(MODEL) == []
    assert library.missing_vectors("model-2") == missing


def test_vectors_come_back_in_half_precision_ordered_by_rowid(library):
    stored = embed_all(library)
    rowids, matrix = library.vectors(MODEL)
    assert rowids.dtype == np.int64 and matrix.dtype == np.float16 and matrix.shape == (len(PAGES), 8)
    assert rowids.tolist() == sorted(stored)
    for rowid, row in zip(rowids.tolist(), matrix, strict=True):
        np.testing.assert_array_equal(row, stored[rowid].astype(np.float16))


def test_vectors_of_some_passages_leave_out_those_that_are_not_there(library):
    stored = embed_all(library)
    rowids, matrix = library.vectors(MODEL, [max(stored), min(stored), 999_999])
    assert rowids.tolist() == [min(stored), max(stored)] and matrix.shape == (2, 8)
    assert library.vectors("model-2")[1].shape == (0, 0)


def test_a_vector_for_a_passage_removed_meanwhile_is_dropped(library):
    late = {rowid: np.ones(8, np.float32) for rowid, _ in library.missing_vectors(MODEL)}
    library.remove("sante/vaccins")
    library.put_vectors(MODEL, late)
    assert len(library.vectors(MODEL)[0]) == len(PAGES) - 1


@pytest.mark.parametrize(
    "vectors",
    [
        {1: np.ones(8), 2: np.ones(4)},
        {1: np.ones(4)},
        {1: np.full(8, np.nan)},
        {1: np.full(8, np.inf)},
        {1: np.full(8, 1e9)},  # more than float16 can hold
        {1: np.ones((1, 8))},
    ],
)
def test_vectors_that_can_not_be_right_are_refused(library, vectors):
    embed_all(library)
    before = library.fingerprint(MODEL)
    with pytest.raises(ValueError):
        library.put_vectors(MODEL, vectors)
    assert library.fingerprint(MODEL) == before


def test_vectors_of_one_model_can_be_removed(library):
    embed_all(library)
    embed_all(library, "model-2", dim=4)
    assert library.remove_vectors(MODEL) == len(PAGES)
    assert len(library.missing_vectors(MODEL)) == len(PAGES)
    assert library.missing_vectors("model-2") == []


def test_the_fingerprint_changes_with_the_vectors_and_with_nothing_else(library):
    seen = {library.fingerprint(MODEL), library.fingerprint("model-2")}
    stored = embed_all(library)
    seen.add(library.fingerprint(MODEL))
    first = min(stored)
    library.put_vectors(MODEL, {first: stored[first] + 1})
    seen.add(library.fingerprint(MODEL))
    library.remove("sante/vaccins")
    seen.add(library.fingerprint(MODEL))
    assert len(seen) == 5

    last = library.fingerprint(MODEL)
    library.add([page("new", "New", "Texte.")], "x")
    library.put_vectors("model-2", {first: np.ones(4)})
    assert library.fingerprint(MODEL) == last
    with Library.open(library.path) as again:
        assert again.fingerprint(MODEL) == last


# Opening and closing


def test_a_library_is_made_where_there_is_none_with_its_folder(tmp_path):
    path = tmp_path / "é à" / "deep #1?" / "library.db"
    with Library.open(path, writable=True) as library:
        library.add(PAGES, "mini")
    with Library.open(path) as library:
        assert len(library.documents()) == len(PAGES)


def test_reading_makes_nothing(tmp_path):
    assert key_of(Library.open, tmp_path / "absent.db") == "file-missing"
    assert list(tmp_path.iterdir()) == []


def test_a_reader_does_not_write(library):
    with Library.open(library.path) as reader:
        assert key_of(reader.add, PAGES, "mini") == "not-writable"
        assert key_of(reader.remove, "sante/vaccins") == "not-writable"
        assert key_of(reader.put_vectors, MODEL, {1: np.ones(8)}) == "not-writable"
        reader.verify()


def test_a_reader_sees_what_the_writer_has_finished_and_no_more(library):
    with Library.open(library.path) as reader:

        def pages():
            yield page("n1", "N", "Texte.")
            assert len(reader.documents()) == len(PAGES)

        library.add(pages(), "x")
        assert len(reader.documents()) == len(PAGES) + 1


def test_a_second_writer_waits_and_then_is_told(library, monkeypatch):
    monkeypatch.setattr("corpus.storage.WAIT_FOR_WRITER_S", 0.05)
    with Library.open(library.path, writable=True) as second:

        def pages():
            yield page("n1", "N", "Texte.")
            assert key_of(second.remove, "sante/vaccins") == "library-busy"

        library.add(pages(), "x")
        second.remove("sante/vaccins")


def test_threads_take_turns(library):
    failures = []

    def work(name):
        try:
            for number in range(10):
                library.add([page(f"{name}-{number}", "N", "Texte du fil.")], "x")
                library.find("texte", 3)
                library.passages()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(library.documents()) == len(PAGES) + 40


def test_closing_twice_is_once(library):
    library.close()
    library.close()
    with pytest.raises(sqlite3.ProgrammingError):
        library.documents()


def test_a_folder_is_no_library(tmp_path):
    assert key_of(Library.open, tmp_path) == key_of(Library.open, tmp_path, writable=True) == "not-a-file"


def test_a_folder_that_can_not_be_made_is_a_fault(tmp_path):
    (tmp_path / "file").write_text("x")
    assert key_of(Library.open, tmp_path / "file" / "library.db", writable=True) == "not-writable"
