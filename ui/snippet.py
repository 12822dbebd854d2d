"""A passage in a few plain lines, for a card or a terminal. Needs no Qt."""

from __future__ import annotations

import re

_CHARACTERS = 150
_EMPHASIS = re.compile(r"\[([^\]]*)\]\([^)]*\)|\*\*|__|[*`]")


def snippet(passage: str) -> str:
    """The beginning of a passage without its Markdown: headings are left out, list marks and emphasis dropped."""
    lines = [line.strip() for line in passage.splitlines() if not line.lstrip().startswith("#")]
    text = " ".join(re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line) for line in lines if line)
    text = _EMPHASIS.sub(lambda found: found.group(1) or "", text)
    if text[:1].islower():
        text = f"… {text}"  # a passage may begin in the middle of a sentence
    if len(text) <= _CHARACTERS:
        return text
    return text[:_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
