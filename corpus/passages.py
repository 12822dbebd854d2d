"""Passages: stretches of about 150 words that begin and end with a sentence and overlap a little.

A passage is what one embedding stands for. Much longer and its embedding says nothing in particular; much shorter and
it loses what it is about. The overlap keeps whole an answer that lies across a border.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left

from corpus.documents import Document, Passage

WORDS, OVERLAP = 150, 30

# Sixty letters in a row are no word; cutting them keeps a page without spaces from being one endless passage.
WORD = re.compile(r"\S{1,60}")

# Where the next sentence begins: the end of each match. A heading belongs to what follows it, so its own end is none.
SENTENCE_END = re.compile(
    r"""(?P<heading> ^\#[^\n]*\s* )
      | (?<!\b\w)[.!?…] [»”"’')\]\s]* \s (?![a-zà-ÿ])   # not after an initial or a number: « M. Diop », « 1. »
      | \n[^\S\n]*\n \s*                                 # a blank line
      | \n \s* (?= [-*•] | \d{1,3}[.)]\s )               # an item of a list
    """,
    re.VERBOSE | re.MULTILINE,
)


def passages(document: Document) -> list[Passage]:
    """The document's passages in reading order."""
    return [
        Passage(document.id, position, document.text[start:end], start, end)
        for position, (start, end) in enumerate(split(document.text))
    ]


def split(text: str, words: int = WORDS, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """Spans (start, end) in characters, each of about 0.8 to 1.2 × `words` words; the last words return in the next.

    Every word lies in some span. A text of less than 1.2 × `words` is one span, a blank one is none. Borders are those
    of sentences; a sentence of more than half a passage is cut between words. Needs 0 <= overlap < words.
    """
    tokens = [match.span() for match in WORD.finditer(text)]
    if not tokens:
        return []
    borders = _borders(text, tokens, longest_sentence=words // 2)
    # Equal strides rather than full passages and a scrap at the end.
    count = max(1, math.ceil((len(tokens) - overlap) / (1.2 * words - overlap)))
    stride = (len(tokens) - overlap) / count
    spans = []
    for step in range(count):
        first = _nearest(borders, step * stride)
        last = _nearest(borders, (step + 1) * stride + overlap)
        spans.append((tokens[first][0], tokens[last - 1][1]))
    return spans


def _borders(text: str, tokens: list[tuple[int, int]], longest_sentence: int) -> list[int]:
    """The words (by number) before which a passage may begin or end, from 0 to len(tokens)."""
    sentence_starts = {match.end() for match in SENTENCE_END.finditer(text) if match.lastgroup != "heading"}
    borders = [0]
    for number in [*(n for n, (start, _) in enumerate(tokens) if start in sentence_starts and n), len(tokens)]:
        if number - borders[-1] > longest_sentence:
            step = max(1, longest_sentence // 5)
            borders += range(borders[-1] + step, number, step)
        borders.append(number)
    return borders


def _nearest(borders: list[int], word: float) -> int:
    above = bisect_left(borders, word)
    return min(borders[max(0, above - 1) : above + 1], key=lambda border: abs(border - word))
