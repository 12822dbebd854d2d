"""One line of a pack's documents.jsonl: a document, and the name of the file with its gist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Document
from corpus.readers import LARGEST_MB

LONGEST_ID = 2000
LONGEST_LINE = 7 * LARGEST_MB * 1_000_000  # JSON may write a character in six
LONGEST_FIELD = 100_000  # characters of anything but the text


@dataclass(frozen=True)
class Page:
    document: Document  # of no collection yet; its id is that within the pack
    gist: str  # the name of a file of the pack, or ""


def line_of(page: Page) -> bytes:
    one = page.document
    values = {
        "id": one.id,
        "title": one.title,
        "theme": one.theme,
        "summary": one.summary,
        "text": one.text,
        "sources": one.sources,
        "date": one.date,
        "gist": page.gist,
    }
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def pages(path: Path) -> Iterator[Page]:
    """The pages of a file. Raises ValueError that names the line which is none."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            try:
                yield _page(line)
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error


def _page(line: bytes) -> Page:
    values = json.loads(line.decode())
    texts = {name: values.pop(name) for name in ("id", "title", "theme", "summary", "text", "date", "gist")}
    sources = values.pop("sources")
    if not isinstance(sources, list):
        raise ValueError("sources")
    if values:
        raise ValueError(f"unknown field {next(iter(values))}")
    for name, text in [*texts.items(), *(("sources", source) for source in sources)]:
        longest = LARGEST_MB * 1_000_000 if name == "text" else LONGEST_ID if name == "id" else LONGEST_FIELD
        if not isinstance(text, str) or len(text) > longest or "\0" in text:
            raise ValueError(name)
        text.encode()  # half of a surrogate pair is no letter, and nothing that SQLite keeps
    if not texts["id"] or not texts["text"].strip():
        raise ValueError("empty document")
    gist = texts.pop("gist")
    return Page(Document(**texts, sources=tuple(sources), collection=""), gist)
