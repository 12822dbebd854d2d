"""Documents are cut into passages of about 150 words that begin and end with sentences."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.passages import SENTENCE_END, passages, split
from tests.fixtures.corpus import page

# One letter and a dot, as in “a.” and “-a.”, would be an initial.
words = st.text("abcdéèêçñŋ'-", min_size=2, max_size=12).filter(lambda word: not re.search(r"\b\w$", word))
sentences = st.lists(words, min_size=4, max_size=20).map(lambda them: "A" + " ".join(them) + ".")
paragraphs = st.lists(sentences, min_size=1, max_size=8).map(" ".join)
pages = st.lists(paragraphs, min_size=1, max_size=12).map("\n\n".join)


def count(text: str) -> int:
    return len(text.split())


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=3000), st.integers(1, 60), st.data())
def test_every_letter_of_any_text_is_covered_in_order(text, size, data):
    spans = split(text, size, data.draw(st.integers(0, size - 1)))
    covered = set()
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
    assert all(letter.isspace() for place, letter in enumerate(text) if place not in covered)
    for (start, end), (next_start, next_end) in pairwise(spans):
        assert start < next_start and end < next_end


@settings(max_examples=50, deadline=None)
@given(pages)
def test_passages_have_120_to_180_words_give_or_take_a_sentence(text):
    lengths = [count(text[start:end]) for start, end in split(text)]
    if count(text) <= 180:
        assert lengths == [count(text)]
    else:
        # Just above the length of one passage there are two of about 105 words each.
        assert all((105 if len(lengths) == 2 else 120) - 20 <= length <= 180 + 20 for length in lengths)


@settings(max_examples=50, deadline=None)
@given(pages)
def test_passages_begin_and_end_with_sentences_and_share_some(text):
    spans = split(text)
    for start, end in spans:
        assert start == 0 or re.search(r"\.\s+$", text[:start])
        assert text[end - 1] == "."
    for (_, end), (next_start, _) in pairwise(spans):
        assert 10 <= count(text[next_start:end]) <= 50


def test_a_blank_text_has_no_passage():
    assert split("") == split(" \n\t ") == []


def test_a_short_text_is_one_passage():
    assert split("  Un mot. Deux mots.\n") == [(2, 20)]


def test_a_giant_sentence_is_cut_between_words():
    text = " ".join(f"mot{number}" for number in range(1000))
    spans = split(text)
    assert len(spans) == 7
    for start, end in spans:
        assert 120 <= count(text[start:end]) <= 180
        assert text[start:end].startswith("mot") and (end == len(text) or text[end] == " ")


def test_letters_without_end_or_space_are_cut_as_well():
    assert max(end - start for start, end in split("x" * 100_000)) < 200 * 60


@pytest.mark.parametrize("before", range(10, 40))
def test_a_heading_stays_with_what_it_heads(before):
    sentence = "Voici une phrase de sept mots exactement."
    text = f"{' '.join([sentence] * before)}\n\n## La suite du texte\n\n{' '.join([sentence] * 20)}"
    for start, end in split(text):
        assert text[start:].startswith(("Voici", "## La suite"))
        assert text[:end].endswith("exactement.")


@pytest.mark.parametrize(
    ("text", "sentence_starts"),
    [
        ("Que faire ? Allez-y ! Oui… Non.", ["Que", "Allez", "Oui", "Non"]),
        ("Il dit : « Venez ! » Puis il part.", ["Il", "Puis"]),
        ("Voyez M. Diop et J. Ba. Puis 3.5 litres. fin", ["Voyez", "Puis"]),
        ("Prenez :\n- du sel ;\n- du sucre\n1. mélangez\n2. buvez", ["Prenez", "- du sel", "- du sucre", "1.", "2."]),
        ("une ligne\nqui continue\n\nun paragraphe", ["une", "un paragraphe"]),
    ],
)
def test_sentences_end_where_a_french_reader_sees_them_end(text, sentence_starts):
    starts = [0, *(match.end() for match in SENTENCE_END.finditer(text))]
    assert len(starts) == len(sentence_starts)
    assert all(text.startswith(expected, start) for start, expected in zip(starts, sentence_starts, strict=True))


def test_a_passage_knows_its_document_place_and_offsets():
    document = page("a/b", "Titre", " ".join(f"Phrase numéro {number} du texte." for number in range(200)))
    found = passages(document)
    assert [passage.position for passage in found] == list(range(len(found)))
    assert len(found) > 3
    for passage in found:
        assert passage.document == "a/b"
        assert passage.text == document.text[passage.start : passage.end]
