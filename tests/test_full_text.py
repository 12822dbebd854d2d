"""Full-text search takes any words a person may type, with or without accents, and finds the pages that share them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.terms import fold, terms
from tests.fixtures.corpus import page


def found(library, text, limit=5):
    """Ids of the documents found, best first."""
    rows = library.find(text, limit)
    scores = [score for _, score in rows]
    assert scores == sorted(scores, reverse=True) and all(score > 0 for score in scores)
    passages = library.passages([rowid for rowid, _ in rows])
    return [passages[rowid].document for rowid, _ in rows]


@pytest.fixture
def larger(library):
    """Enough pages for a word's rarity to mean something."""
    library.add([page(f"plus/{n}", f"Divers {n}", f"Remplissage sans rapport, ligne {n}.") for n in range(20)], "x")
    return library


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Comment se protéger des moustiques ?", "sante/paludisme"),
        ("COMMENT SE PROTEGER DES MOUSTIQUES", "sante/paludisme"),
        ("l'eau du puits", "eau/puits"),
        ("qu’est-ce qu’une tontine", "argent/epargne"),
        ("ou vacciner mon bebe", "sante/vaccins"),
        ("greniers", "champs/mil"),
        ("declaration de naissance", "papiers/naissance"),
    ],
)
def test_questions_find_their_page(larger, question, document):
    assert found(larger, question)[0] == document


def test_ligatures_and_wolof_letters_are_found_either_way(larger):
    larger.add([page("cœur", "Le cœur et l'œil", "Ŋaam ak ëpp ñuul.")], "x")
    for text in ["coeur", "cœur", "oeil", "ŒIL", "ŋaam", "naam", "epp", "ËPP", "nuul"]:
        assert found(larger, text) == ["cœur"]


def test_a_word_of_the_title_counts_more_than_one_of_the_text(larger):
    larger.add([page("a", "Recette", "Parlons un peu du bissap."), page("b", "Le bissap", "Parlons un peu.")], "x")
    assert found(larger, "bissap") == ["b", "a"]


def test_a_page_that_shares_more_words_comes_first(larger):
    assert found(larger, "mil grenier moustiques")[0] == "champs/mil"


def test_small_words_alone_find_nothing(larger):
    for text in ["", "   ", "?", "comment est-ce que c'est ?", "le la les", "l'", "…"]:
        assert larger.find(text, 5) == []


def test_the_limit_is_kept(larger):
    assert len(larger.find("remplissage", 7)) == 7
    assert len(larger.find("remplissage", 100)) == 20


@pytest.mark.parametrize(
    "text",
    [
        'l"eau?',
        "l'eau?",
        "mil AND",
        "NOT mil",
        "NEAR(mil eau)",
        "mil*",
        "title: mil",
        "(mil",
        "-mil",
        "^mil",
        "{mil}",
        "mil;--",
    ],
)
def test_the_signs_of_a_query_language_are_only_signs(library, text):
    expected = {"champs/mil"} if "mil" in text else {"eau/puits"}
    assert expected <= set(found(library, text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_safe(library, text):
    assert len(library.find(text, 3)) <= 3


def test_a_page_pasted_as_a_question_is_answered_in_time(larger):
    assert found(larger, " ".join(f"mot{n}" for n in range(100_000)) + " grenier") == []
    assert found(larger, "grenier " + " ".join(f"mot{n}" for n in range(100_000))) == ["champs/mil"]


@settings(deadline=None)
@given(st.text())
def test_terms_do_not_change_when_taken_again(text):
    once = terms(text)
    assert all(len(term) <= 5 and fold(term) == term for term in once)


def test_endings_are_dropped():
    for one, other in [("vaccin", "vaccinations"), ("l'animal", "les animaux"), ("eau", "eaux"), ("les œufs", "oeuf")]:
        assert terms(one) == terms(other) != []
