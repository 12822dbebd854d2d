"""The sentences of a French line or paragraph, as a voice should say them: one after the other, each within a breath.

The text is what a reader sees, without Markdown. Passages have borders of their own (`corpus.passages`), which may be
coarser: a voice that stops after « M. » is wrong at once, a passage that begins there is not.
"""

from __future__ import annotations

import re

LONGEST = 400  # characters; a longer sentence is marked and said in pieces

# The end of a sentence: its sign, what closes behind it, then space. A lower-case letter behind it carries on.
_END = re.compile(
    r"""[.!?…]+ (?:\s?»|[”"’')\]])* (?:\s+ (?= [«“"'(\[\s]* [^a-zà-ÿ\s»”)\]]) | \s*$)
      | \s*\u2028\s*   # a line's end that the author wanted""",
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"[^\s('«“\"’-]*$")
_ABBREVIATIONS = re.compile(
    r"(?i:apr|art|av|bd|boul|cf|chap|dr|env|ex|fig|mgr|nb|obs|pp?|pr|réf|ste?|t[eé]l|vol)|MM"  # « 5 mm. » ends
)
# A letter behind one of these is its name, no initial: « de la vitamine A. »
_LETTERED = ("annexe", "groupe", "hépatite", "permis", "plan", "point", "type", "vitamine", "vitamines")
_PAUSES = ("; ", ": ", ", ", " ")  # where a sentence that is too long is cut, the best first
_SAID = re.compile(r"\w")


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) in characters of what can be said, in order; signs that no voice says are left out."""
    spans, start = [], 0
    for end in _END.finditer(text):
        if not _is_abbreviation(text[start : end.start()], end.group()):
            spans += _breaths(text, start, end.end())
            start = end.end()
    return spans + _breaths(text, start, len(text))


def _is_abbreviation(before: str, sign: str) -> bool:
    """« M. », « L. », « art. » carry on, and so does the number in front of an item: « 1. »."""
    if sign.rstrip() != ".":
        return False
    found = _WORD_BEFORE.search(before)
    word = found.group() if found else ""
    if word.isdigit():
        return word == before.strip()
    if len(word) == 1 and word.isupper():
        owner = before[: -len(word)].split()[-1:]
        return not owner or not (owner[0].isdigit() or owner[0].lower() in _LETTERED)  # « 500 F. » ends
    return bool(_ABBREVIATIONS.fullmatch(word))


def _breaths(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    while start < end:
        stop = end
        if end - start > LONGEST:
            cuts = (text.rfind(pause, start + LONGEST // 2, start + LONGEST) + len(pause) for pause in _PAUSES)
            stop = next((cut for cut in cuts if cut > start + LONGEST // 2), start + LONGEST)
        said = text[start:stop]
        if _SAID.search(said):
            spans.append((start + len(said) - len(said.lstrip()), start + len(said.rstrip())))
        start = stop
    return spans
