"""A passage in a few plain lines, for a card or a terminal. Needs no Qt."""

from __future__ import annotations

import re

from corpus.sentences import sentences
from corpus.terms import terms

_CHARACTERS = 150
_EMPHASIS = re.compile(r"\[([^\]]*)\]\([^)]*\)|\*\*|__|[*`]")


def snippet(passage: str, question: str = "") -> str:
    """A passage without its Markdown, from the sentence on that shares most words with `question`, else from the first.

    Headings are left out, list marks and emphasis dropped.
    """
    lines = [line.strip() for line in passage.splitlines() if not line.lstrip().startswith("#")]
    text = " ".join(re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line) for line in lines if line)
    text = _EMPHASIS.sub(lambda found: found.group(1) or "", text)
    start = _best(text, question)
    if start or text[:1].islower():  # a passage may begin in the middle of a sentence
        text = f"… {text[start:]}"
    if len(text) <= _CHARACTERS:
        return text
    return text[:_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _best(text: str, question: str) -> int:
    """Where the sentence begins that shares most words with the question; the first of equal ones."""
    wanted = set(terms(question))
    spans = sentences(text) if wanted else []
    best = max(spans, key=lambda span: len(wanted.intersection(terms(text[slice(*span)]))), default=(0, 0))
    return best[0] if wanted.intersection(terms(text[slice(*best)])) else 0
