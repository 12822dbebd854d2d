"""A long document falls into parts that can be set one after the other and look as if it were set whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parts import LEAST, MOST, parts

PARAGRAPH = "Une phrase de tous les jours, avec des mots simples. " * 20 + "\n\n"


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in parts(text)]


def test_a_short_document_is_one_part_and_an_empty_one_none() -> None:
    assert pieces("# Eau\n\nBuvez.") == ["# Eau\n\nBuvez."]
    assert pieces("") == []


def test_parts_begin_with_a_heading_or_a_paragraph() -> None:
    found = pieces(("## Semer\n\n" + PARAGRAPH + "- un\n\n- deux\n\n1. trois\n\n> quatre\n\n") * 12)
    assert len(found) > 3
    assert all(part.startswith(("## Semer", "Une phrase")) for part in found)


@pytest.mark.parametrize("before", ["", PARAGRAPH * 2])
def test_code_stays_whole(before: str) -> None:
    code = "```\n" + "\n\n".join(f"ligne {number}" for number in range(250)) + "\n```\n\n"
    holding = [part for part in pieces(before + code + PARAGRAPH * 3) if "ligne" in part]
    assert len(holding) == 1 and len(holding[0]) >= LEAST


def test_a_line_without_end_is_cut_between_words() -> None:
    found = pieces("mot " * 10_000)
    assert max(map(len, found)) <= MOST and all(part.endswith("mot ") for part in found)


@given(st.text(st.sampled_from("a #\n-`"), max_size=400).map(lambda text: text * 40))
def test_the_parts_together_are_the_document(text: str) -> None:
    found = pieces(text)
    assert "".join(found) == text
    assert all(len(part) >= LEAST for part in found[:-1]) and all(len(part) <= MOST for part in found)
