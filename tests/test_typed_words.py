"""What is being typed finds documents before it is typed to its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.library import Library
from corpus.typed_words import query


def titles(found: list[Document] | None) -> list[str]:
    assert found is not None
    return [document.title for document in found]


@pytest.mark.parametrize("typed", ["vac", "vacc", "Vaccin", "VACCINER", "vaccinations"])
def test_the_beginning_of_the_last_word_is_enough(library: Library, typed: str) -> None:
    assert titles(library.find_typed(typed, 10)) == ["Faire vacciner son enfant"]


def test_a_word_that_is_complete_is_not_taken_for_a_beginning(library: Library) -> None:
    assert titles(library.find_typed("mou", 10)) == ["Se protéger du paludisme"]
    assert titles(library.find_typed("mou ", 10)) == []
    assert titles(library.find_typed("mou vaccin", 10)) == ["Faire vacciner son enfant"]


def test_a_plural_finds_its_singular(library: Library) -> None:
    assert titles(library.find_typed("eaux", 10)) == ["Entretenir un puits"]


def test_each_document_is_listed_once_without_its_text(library: Library) -> None:
    found = library.find_typed("moustiquaire moustiques palu", 10)
    assert titles(found) == ["Se protéger du paludisme"]
    assert found[0].text == "" and found[0].sources == ("Programme national de lutte contre le paludisme",)


def test_no_more_than_are_wanted(library: Library) -> None:
    assert len(library.find_typed("paludisme vaccin puits mil", 2)) == 2


@pytest.mark.parametrize("typed", ["", "  ", "?", "v", "le l", "l'"])
def test_there_is_nothing_to_look_for_yet(library: Library, typed: str) -> None:
    assert library.find_typed(typed, 10) is None


def test_a_small_word_that_is_being_typed_may_become_a_longer_one(library: Library) -> None:
    """ "de" is one of the words that every page has, and the beginning of "Déclarer"."""
    assert titles(library.find_typed("de", 10)) == ["Déclarer une naissance"]
    assert titles(library.find_typed("vaccin de", 10)) == ["Faire vacciner son enfant"]


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    import sqlite3

    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5 (title, text)")
        if asked := query(text):
            assert database.execute("SELECT * FROM words WHERE words MATCH ?", [asked]).fetchall() == []


def test_summaries_come_in_the_order_that_was_asked_for(library: Library) -> None:
    wanted = ["eau/puits", "gone", "sante/vaccins", "argent/epargne"]
    assert [one.id for one in library.summaries_of(wanted)] == ["eau/puits", "sante/vaccins", "argent/epargne"]


def test_a_passage_is_found_where_it_begins(library: Library) -> None:
    passage = library.passage_at("eau/puits", 0)
    assert passage is not None and passage.text.startswith("Couvrez le puits.")
    assert library.passage_at("eau/puits", 7) is None and library.passage_at("gone", 0) is None
