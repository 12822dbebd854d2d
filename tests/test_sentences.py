"""A voice stops where a French sentence does, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import LONGEST, sentences


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Lavez vos mains.", "Séchez-les !", "Est-ce fini ?", "Attendez…", "Buvez."],
        ["M. Diop et Mme Fall viennent.", "Ils parlent."],
        ["Le Dr. L. S. Senghor est né en 1906.", "Il écrit."],
        ["Voir l'art. 5, p. 12, et cf. la fig. 3.", "Signez."],
        ["Avant J.-C. déjà, on semait le mil."],
        ["Cela coûte 1 000 F. par mois, ou 12,5 % de 3.500 F."],
        ["Payez 500 F.", "Gardez le reçu."],
        ["Il manque de la vitamine A.", "Mangez des mangues."],
        ["Attendez 5 min.", "Ajoutez 20 mm.", "Mélangez."],
        ["1. Creusez un trou.", "Plantez."],
        ["Il dit : « Venez ! » et il part."],
        ["« Buvez. »", "Elle a bu.", "(Toute l'eau.)", "Puis elle dort."],
        ["Du riz, du mil, etc.", "Le reste se vend."],
        ["Écrivez à www.sante.sn ou au 33.800.00.00 demain."],
        ["Un titre sans point"],
    ],
)
def test_examples(expected: list[str]) -> None:
    assert said(" ".join(expected)) == expected


def test_a_line_end_that_the_author_wanted_is_one() -> None:
    assert said("Mairie de Thiès\u2028Avenue Léopold") == ["Mairie de Thiès", "Avenue Léopold"]


@pytest.mark.parametrize("text", ["", "   ", "—", "***", "… !"])
def test_signs_alone_are_not_said(text: str) -> None:
    assert said(text) == []


def test_a_sentence_without_end_is_cut_at_its_pauses() -> None:
    pieces = said("le mil, le sorgho et le fonio " * 60)
    assert len(pieces) > 3 and all(len(piece) <= LONGEST for piece in pieces)
    assert all(piece.endswith(",") for piece in pieces[:-1])


@given(st.text(st.sampled_from("aÉ1M .!?…»«,\u2028-"), max_size=900))
def test_nothing_is_lost_said_twice_or_endless(text: str) -> None:
    spans = sentences(text)
    reached = 0
    for start, end in spans:
        assert reached <= start < end <= len(text) and end - start <= LONGEST
        assert not any(letter.isalnum() for letter in text[reached:start])
        reached = end
    assert not any(letter.isalnum() for letter in text[reached:])
