"""Manifests: JSON lines that say what is trained and evaluated on, one utterance or text pair a line, UTF-8.

An utterance:
    {"id": "alffa-0001", "audio": "clips/0001.flac", "start_s": 0.0, "end_s": 3.2, "speaker": "alffa-01",
     "wolof": "Naka lañuy faj sibbiru?", "french": "Comment soigne-t-on le paludisme ?", "source": "alffa",
     "document": "sante/paludisme", "licence": "CC BY 4.0"}
`id`, `audio` and `wolof` are needed. `audio` is relative to the manifest's folder: wav, flac, ogg or mp3, any rate, any
number of channels. Without `start_s` and `end_s` the whole file is meant. `document` is the page that answers. The data
line knows more keys (curation/row.py); here they are passed over, and a row that it left out is left out.

A text pair:
    {"query": "Naka lañuy faj sibbiru?", "passage": "Le paludisme se soigne…", "aim": "Comment soigne-t-on…",
     "source": "starter", "language": "wol"}
`query` and `passage` are needed. `aim` is the query in French, where that is known; `language` is the query's: "wol"
or "fra". `negatives` may list passages that are like the right one and wrong.

Texts are normalised to NFC, runs of white space become one space. A line that cannot be used is a Problem.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np

from corpus.whole_file import whole_file
from engine import recording
from engine.trainer.recipe import Data
from faults import InputFault

LANGUAGES = ("wol", "fra")
# Keys of engine.trainer.curation.row.Row that training has no use for; a row with `left_out` is left out.
OF_THE_DATA_LINE = (
    "seconds", "voice", "wolof_from", "written", "french_from", "parent", "split", "negatives", "scores", "hashes",
    "left_out",
)  # fmt: skip
_ROUNDING_S = 0.02  # that a written time may lie past the end of its file
_LATEST_S = 1e7


@dataclass(frozen=True)
class Utterance:
    """Something said, and what it says. `end_s` None is the end of the file; empty texts are not known."""

    id: str
    audio: Path
    _: KW_ONLY
    start_s: float = 0.0
    end_s: float | None = None
    speaker: str = ""
    wolof: str
    french: str = ""
    source: str = ""
    document: str = ""
    licence: str = ""
    manifest: Path = field(default=Path(), compare=False)  # it was read from, and the line there
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TextPair:
    """A query and a passage that it should find."""

    query: str
    passage: str
    aim: str = ""
    source: str = ""
    language: str = "wol"
    negatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A line that is left out: `key` names the kind, `what` is a sentence."""

    manifest: Path
    line: int
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.manifest}, line {self.line}: {self.what}"


class RowError(Exception):
    """Why a line cannot be used; whoever reads the file makes a Problem of it."""

    def __init__(self, key: str, what: str):
        super().__init__(what)
        self.key, self.what = key, what


def tidy(text: str) -> str:
    """NFC, single spaces: the form in which texts stand in memory and in a manifest."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(text: str) -> str:
    """The form in which two texts count as the same sentence."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFC", text).lower()).strip()


def read_utterances(path: Path, settings: Data) -> tuple[list[Utterance], list[Problem]]:
    """The utterances that can be used, and what is wrong with the other lines. Sound is judged by its header.

    Raises InputFault file-missing, not-a-file or file-refused for the manifest itself; bad-rows where
    `settings.bad_rows` is "refuse" and a line cannot be used.
    """
    length_s = functools.cache(recording.seconds)
    found: dict[str, Utterance] = {}
    problems = []
    for line, content in numbered_lines(path):
        try:
            utterance = _utterance(_row(content, Utterance), Path(path), line)
            if utterance.id in found:
                first = found[utterance.id].line
                raise RowError("duplicate-id", f"The id “{utterance.id}” stands in line {first} already.")
            judge_length(utterance, settings, length_s)
            found[utterance.id] = utterance
        except RowError as bad:
            problems.append(Problem(Path(path), line, bad.key, bad.what))
    if problems and settings.bad_rows == "refuse":
        first_problem = problems[0]
        raise InputFault(
            "bad-rows", path=path, count=len(problems), line=first_problem.line, what=first_problem.what.rstrip(".")
        )
    return list(found.values()), problems


def read_pairs(path: Path) -> tuple[list[TextPair], list[Problem]]:
    """The pairs that can be used, and what is wrong with the other lines.

    Raises InputFault file-missing, not-a-file or file-refused for the manifest itself.
    """
    found, problems = [], []
    for line, content in numbered_lines(path):
        try:
            row = _row(content, TextPair)
            negatives = tuple(text_values(row, "negatives")) if "negatives" in row else ()
            pair = TextPair(**{name: text_value(row, name) for name in row if name != "negatives"}, negatives=negatives)
            if not pair.query or not pair.passage:
                raise RowError("text-empty", "Query or passage is empty.")
            if pair.language not in LANGUAGES:
                raise RowError("wrong-value", f"“language” is “{pair.language}”, neither “wol” nor “fra”.")
            found.append(pair)
        except RowError as bad:
            problems.append(Problem(Path(path), line, bad.key, bad.what))
    return found, problems


def write_utterances(path: Path, utterances: Iterable[Utterance]) -> None:
    """Write a manifest, all of it or nothing; paths of sound become relative to its folder."""
    folder = os.path.realpath(Path(path).parent)
    rows = []
    for utterance in utterances:
        row = {item.name: getattr(utterance, item.name) for item in dataclasses.fields(Utterance) if item.compare}
        row["audio"] = relative(os.path.realpath(utterance.audio), folder)
        rows.append(row)
    write_lines(path, (json.dumps(row, ensure_ascii=False) for row in rows))


def write_pairs(path: Path, pairs: Iterable[TextPair]) -> None:
    """Write a manifest of text pairs, all of it or nothing."""
    rows = ({name: value for name, value in dataclasses.asdict(pair).items() if value != ()} for pair in pairs)
    write_lines(path, (json.dumps(row, ensure_ascii=False) for row in rows))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines of UTF-8, all of them or nothing. Raises InputFault disk-full or not-writable."""
    with whole_file(Path(path), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def samples(utterance: Utterance) -> np.ndarray:
    """What is heard, (n,) float32 in [-1, 1], mono at 16 kHz; no more than the utterance is in memory.

    Raises what recording.segment raises, and InputFault sound-silent.
    """
    heard = recording.segment(utterance.audio, utterance.start_s, utterance.end_s)
    if not heard.any():
        raise InputFault("sound-silent", path=utterance.audio)
    return heard


def check(utterances: Iterable[Utterance]) -> list[Problem]:
    """Decode every utterance once and list those that do not decode."""
    problems = []
    for utterance in utterances:
        try:
            samples(utterance)
        except InputFault as fault:
            problems.append(Problem(utterance.manifest, utterance.line, fault.key, fault.sentence("en")))
    return problems


def counts(problems: Iterable[Problem]) -> dict[str, int]:
    """How many problems of each kind."""
    return dict(sorted(Counter(problem.key for problem in problems).items()))


def digest(path: Path) -> str:
    """SHA-256 of a manifest, in hexadecimal. Raises InputFault like read_utterances."""
    with opened(Path(path)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A manifest, open; what is wrong with it, then or later, becomes an InputFault."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise InputFault("file-missing", path=path) from error
    except OSError as error:
        raise InputFault("not-a-file" if path.is_dir() else "file-refused", path=path, why=error.strerror) from error


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that hold something, with their numbers from 1; a byte order mark is taken off.

    Raises InputFault file-missing, not-a-file or file-refused.
    """
    with opened(Path(path)) as file:
        for number, line in enumerate(file, start=1):
            line = line.removesuffix(b"\n")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield number, line


def _row(content: bytes, kind: type) -> dict[str, Any]:
    """One line as a table whose keys are fields of `kind`, or of the data line alone. Raises RowError."""
    row = json_object(content)
    if kind is Utterance:
        if row.get("left_out"):
            raise RowError("left-out", f"It was left out: {'; '.join(map(str, row['left_out'].values()))}")
        row = {name: value for name, value in row.items() if name not in OF_THE_DATA_LINE}
    fields = {item.name: item for item in dataclasses.fields(kind) if item.compare}
    for name in row:
        if name not in fields:
            raise RowError("unknown-key", f"Unknown key “{shown(name)}”; known: {', '.join(fields)}.")
    for name, item in fields.items():
        if item.default is dataclasses.MISSING and name not in row:
            raise RowError("missing-key", f"The key “{name}” is missing.")
    return row


def json_object(content: bytes) -> dict[str, Any]:
    """One line as a table. Raises RowError not-utf8 or not-json."""
    try:
        row = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RowError("not-utf8", f"The line is not UTF-8 (byte {error.start + 1}).") from error
    except (ValueError, RecursionError) as error:
        raise RowError("not-json", f"The line is not JSON ({getattr(error, 'msg', error)}).") from error
    if not isinstance(row, dict):
        raise RowError("not-json", "The line is JSON, but not an object with keys.")
    return row


def _utterance(row: dict[str, Any], manifest: Path, line: int) -> Utterance:
    texts = {name: text_value(row, name) for name in row if name not in ("audio", "start_s", "end_s")}
    audio = row["audio"]
    if not isinstance(audio, str) or not audio:
        raise RowError("wrong-type", "“audio” should be a path.")
    start_s = time_value(row, "start_s", 0.0)
    end_s = None if row.get("end_s") is None else time_value(row, "end_s", 0.0)
    if not texts["id"]:
        raise RowError("wrong-value", "“id” is empty.")
    if not texts["wolof"]:
        raise RowError("text-empty", "“wolof” is empty: nothing says what is heard.")
    audio = manifest.parent / audio
    return Utterance(audio=audio, start_s=start_s, end_s=end_s, manifest=manifest, line=line, **texts)


def text_value(row: dict[str, Any], name: str) -> str:
    """A text of a row, tidied. Raises RowError wrong-type or not-utf8."""
    value = row[name]
    if not isinstance(value, str):
        raise RowError("wrong-type", f"“{name}” should be text, not {type(value).__name__}.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:  # JSON can spell half a character
        raise RowError("not-utf8", f"“{name}” holds a character that UTF-8 does not have.") from error
    return tidy(value)


def text_values(row: dict[str, Any], name: str) -> list[str]:
    """A list of texts, tidied. Raises RowError wrong-type or not-utf8."""
    if not isinstance(row[name], list):
        raise RowError("wrong-type", f"“{name}” should be a list of texts.")
    return [text_value({name: entry}, name) for entry in row[name]]


def time_value(row: dict[str, Any], name: str, default: float) -> float:
    """Seconds of a row. Raises RowError wrong-type or wrong-value."""
    value = row.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RowError("wrong-type", f"“{name}” should be seconds, not {type(value).__name__}.")
    if not 0 <= value <= _LATEST_S:  # not so for NaN either
        raise RowError("wrong-value", f"“{name}” is not a time in a recording.")
    return float(value)


def judge_length(utterance: Utterance, settings: Data, length_s: Callable[[Path], float]) -> None:
    """Raises RowError where there is no such sound, or it is too short or too long."""
    start_s, end_s = utterance.start_s, utterance.end_s
    if end_s is not None and end_s <= start_s:
        raise RowError("times-reversed", f"It ends at {end_s:g} s and starts at {start_s:g} s.")
    try:
        whole_s = length_s(utterance.audio)
    except InputFault as fault:
        raise RowError(fault.key, fault.sentence("en")) from fault
    if max(start_s, end_s or 0) > whole_s + _ROUNDING_S:
        last_s = start_s if end_s is None else end_s
        raise RowError("past-the-end", f"It goes on to {last_s:g} s, but “{utterance.audio}” is {whole_s:.2f} s long.")
    seconds = min(whole_s if end_s is None else end_s, whole_s) - start_s
    if seconds <= 0 or seconds < settings.shortest_s:
        raise RowError("too-short", f"It is {max(seconds, 0):.2f} s long; at least {settings.shortest_s:g} s.")
    if seconds > settings.longest_s:
        raise RowError("too-long", f"It is {seconds:.2f} s long; at most {settings.longest_s:g} s.")


def shown(name: str) -> str:
    """A name as it can be printed."""
    return name.encode("utf-8", "replace").decode()


def relative(path: str, folder: str) -> str:
    """Where a file is, seen from a folder; both as os.path.realpath gives them."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return path
