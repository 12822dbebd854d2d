"""Readers: a file becomes a Document, or a fault that says why not.

A Markdown file may begin with front matter (YAML between two lines of ---): title, theme, summary, sources, date.
Old French text files are often Windows-1252 or Latin-1, and are read as such when they are not UTF-8.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePath

import yaml

from corpus.documents import Document
from corpus.terms import WORD, fold
from faults import InputFault

LARGEST_MB = 10
SUFFIXES = (".md", ".txt")
LONGEST_TITLE = 200

FRONT_MATTER = re.compile(r"---[ \t]*\n(.{0,20000}?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#[ \t]+(.*\S)", re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def read(path: Path) -> Document:
    """The document in a .md or .txt file of at most 10 MB.

    Its id ("puits-3f9a20c1") is the file's name without accents and spaces, and a hash of where the file lies: the same
    file added again is the same document, and another of that name is another. It has no slash, which the ids of the
    starter documents have.
    Raises InputFault: file-missing, not-a-file, file-refused, document-format, document-large, document-not-text,
    document-empty.
    """
    text = _text(path)
    fields, body = _front_matter(text) if path.suffix.lower() == ".md" else ({}, text)
    body = body.strip()
    if not body:
        raise InputFault("document-empty", path=path)
    return Document(
        id=_identity(path),
        title=(_line(fields.get("title")) or _heading(path, body) or _name(path))[:LONGEST_TITLE],
        theme=_line(fields.get("theme")),
        summary=_line(fields.get("summary")),
        text=body,
        sources=_lines(fields.get("sources")),
        date=_line(fields.get("date")),
        collection="",
    )


def read_folder(path: Path) -> Iterator[Document | InputFault]:
    """Each file below `path` in the order of names: its document, or the fault that kept it from being one.

    As `files_below`, whose faults it raises.
    """
    for found in files_below(path):
        if isinstance(found, InputFault):
            yield found
            continue
        try:
            yield read(found)
        except InputFault as fault:
            yield fault


def files_below(path: Path) -> Iterator[Path | InputFault]:
    """The file itself, or all files of a folder in the order of names; for a folder that is refused, the fault.

    Hidden files are passed over, links to folders are not followed. Raises InputFault file-missing.
    """
    refused: list[OSError] = []
    if path.is_file():
        files = [path]
        path = path.parent
    elif path.is_dir():
        files = [Path(folder, name) for folder, _, names in os.walk(path, onerror=refused.append) for name in names]
    else:
        raise InputFault("file-missing", path=path)
    for error in refused:
        yield InputFault("file-refused", path=error.filename, why=error.strerror)
    for file in sorted(files):
        if not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


def _text(path: Path) -> str:
    """The file's text: composed letters (NFC), lines that end with \\n."""
    try:
        text = _decode(_content(path))
    except OSError as error:
        raise InputFault("file-refused", path=path, why=error.strerror) from error
    # A stray control character is forgiven; a picture or a program has one in every few.
    if "\0" in text or len(CONTROL.findall(text)) > len(text) / 1000:
        raise InputFault("document-not-text", path=path)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise InputFault("not-a-file", path=path)
    if not path.exists():
        raise InputFault("file-missing", path=path)
    if path.suffix.lower() not in SUFFIXES:
        raise InputFault("document-format", path=path, suffix=path.suffix or path.name)
    if not path.is_file():  # a pipe or a device would never end
        raise InputFault("file-refused", path=path, why="pipe or device")
    size_mb = path.stat().st_size / 1e6
    if size_mb > LARGEST_MB:
        raise InputFault("document-large", path=path, size_mb=size_mb, most_mb=LARGEST_MB)
    return path.read_bytes()


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    """Fields and body. What does not parse as fields is no front matter but a page that begins with a rule."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        fields = yaml.load(match[1], yaml.BaseLoader)  # BaseLoader: every value stays the string that was written
    except (yaml.YAMLError, RecursionError):
        return {}, text
    return (fields, text[match.end() :]) if isinstance(fields, dict) else ({}, text)


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _lines(value: object) -> tuple[str, ...]:
    lines = [_line(item) for item in (value if isinstance(value, list) else [value])]
    return tuple(line for line in lines if line)


def _heading(path: Path, body: str) -> str:
    match = HEADING.search(body) if path.suffix.lower() == ".md" else None
    return _line(match[1]) if match else ""


def _name(path: PurePath) -> str:
    name = " ".join(re.split(r"[\s_-]+", _stem(path))).strip()
    return name[:1].upper() + name[1:]


def _stem(path: PurePath) -> str:
    """The file's name without its suffix; one from an old stick may be in Windows-1252, as its text may."""
    return unicodedata.normalize("NFC", _decode(os.fsencode(path.stem)))


def _identity(path: Path) -> str:
    """ "Le Puits d'été.md" -> "le-puits-d-ete-" and eight digits; letters of other alphabets stay."""
    name = "-".join(WORD.findall(fold(_stem(path)))) or "document"
    place = hashlib.blake2b(os.fsencode(os.path.realpath(path)), digest_size=4).hexdigest()
    return f"{name}-{place}"
