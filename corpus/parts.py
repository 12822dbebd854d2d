"""Parts: stretches of Markdown that make whole blocks each, so that a long document can be set one part at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAST, MOST = 3_000, 6_000  # characters: a few screens, set in a few milliseconds

# A heading, or a paragraph behind a blank line. Items, quotes, tables and what is indented belong to what stands above.
_BLOCK = re.compile(r"\n(?: [ \t]*(?P<fence>```|~~~) | (?=\#{1,6}[ \t]) | [ \t]*\n(?=[^\s#>|*+\-\d`~]) )", re.VERBOSE)
_FENCES = ("```", "~~~")


def parts(text: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) that cover the text without a gap; one where it is short, none where it is empty.

    Found while they are asked for. A block longer than MOST is cut at a line's end or a space, and then looks like two.
    """
    start, fence = 0, text[:3] if text.startswith(_FENCES) else ""
    for block in _BLOCK.finditer(text):
        if mark := block["fence"]:
            fence = "" if fence == mark else fence or mark
        elif not fence and block.end() - start >= LEAST:
            yield from _cut(text, start, block.end())
            start = block.end()
    yield from _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MOST:
        cuts = (text.rfind(room, start + LEAST, start + MOST) + 1 for room in "\n ")
        stop = next((cut for cut in cuts if cut), start + MOST)
        yield start, stop
        start = stop
    if start < end:
        yield start, end
