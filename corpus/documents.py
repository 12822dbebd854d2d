"""What the collection is made of: documents, and the passages that a question is compared with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """One French page. `text` is Markdown or plain text; `id` never changes, so that adding it again replaces it."""

    id: str
    title: str
    theme: str
    summary: str
    text: str
    sources: tuple[str, ...]
    date: str
    collection: str


@dataclass(frozen=True)
class Passage:
    """A stretch of a document: `text == document.text[start:end]`, offsets in characters."""

    document: str
    position: int
    text: str
    start: int
    end: int
