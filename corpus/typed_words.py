"""What somebody is typing, as a question to the full-text index: whole words, and the beginning of the last one."""

from __future__ import annotations

from corpus.terms import STEM_LETTERS, STOP_WORDS, WORD, fold, terms

LEAST_LETTERS = 2  # of the last word; what begins with one letter is half of all there is


def query(text: str) -> str:
    """In SQLite's query language: passages with any of the words. The last one counts by its beginning as long as
    nothing follows it. Any text is safe; "" where it says nothing yet that could be looked for.
    """
    folded = fold(text)
    words = WORD.findall(folded)
    unfinished = words.pop() if words and folded.endswith(words[-1]) else ""
    wanted = list(dict.fromkeys(terms(" ".join(words))))
    if len(unfinished) >= LEAST_LETTERS and not (wanted and unfinished in STOP_WORDS):
        wanted += terms(unfinished)  # "eaux" may be the whole word, stored as "eau",
        return " OR ".join([*(f'"{term}"' for term in wanted), f'"{unfinished[:STEM_LETTERS]}" *'])  # or a beginning
    return " OR ".join(f'"{term}"' for term in wanted)
