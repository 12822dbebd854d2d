"""What is gathered from a corpus on its way into a manifest: rows, and what is wrong with the other lines."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine import recording
from engine.trainer import manifest
from engine.trainer.curation.row import Row
from engine.trainer.manifest import Problem, RowError, TextPair, Utterance
from engine.trainer.progress import watched
from engine.trainer.recipe import Data
from faults import InputFault

# A corpus is taken as it is, whatever the lengths; a recipe may ask for less when it trains.
_ANY_LENGTH = Data(shortest_s=0.0, longest_s=1e7)
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Request:
    """What is asked of an import. `source` begins every id and, unless `speaker_prefix` is given, every speaker.

    `split` is the part of the corpus that is wanted; empty: the part for training, where it has parts.
    """

    kind: str
    folder: Path
    source: str
    split: str = ""
    licence: str = ""
    speaker_prefix: str = ""

    @property
    def part(self) -> str:
        return self.split or "train"

    def not_there(self, sought: str, parts: Iterable[str] = ()) -> InputFault:
        """The fault corpus-layout; `parts` of the corpus that are there instead are named."""
        if there := ", ".join(sorted(parts)):
            sought += f" (there is: {there})"
        return InputFault("corpus-layout", path=self.folder, kind=self.kind, sought=sought)


@dataclass
class Gathering:
    """Fills up with utterances, text pairs or rows, problems by line, and notes: what whoever imports should know.

    `ready` are rows that need not have a text: recordings, and what an export of the application holds.
    """

    request: Request
    utterances: list[Utterance] = field(default_factory=list)
    pairs: list[TextPair] = field(default_factory=list)
    ready: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._length_s = functools.cache(recording.seconds)
        self._lines_by_id: dict[str, str] = {}

    @contextlib.contextmanager
    def line(self, path: Path, number: int) -> Iterator[None]:
        """What is raised as RowError inside becomes a problem of that line."""
        try:
            yield
        except RowError as bad:
            self.problems.append(Problem(Path(manifest.shown(str(path))), number, bad.key, manifest.shown(bad.what)))

    def lines(self, path: Path) -> Iterator[tuple[int, str]]:
        """Lines of a text file that hold something, with their numbers.

        A file is Windows-1252 where most of its lines beyond ASCII are not UTF-8 and no mark at its beginning says that
        they are; a note names it. In another, each line that is not UTF-8 becomes a problem. UTF-16 is one problem.
        Raises InputFault file-missing, not-a-file or file-refused.
        """
        with manifest.opened(path) as file:
            begins = file.read(len(_UTF8_MARK))
        held = list(manifest.numbered_lines(path))
        if begins.startswith(_UTF16_MARKS) or _mostly_nul(held):
            with self.line(path, 1):
                raise RowError("not-text", "The file is UTF-16, or no text: save it as UTF-8.")
            return
        windows = begins != _UTF8_MARK and _is_windows(held)
        if windows:
            folder = os.path.realpath(self.request.folder)
            name = manifest.shown(manifest.relative(os.path.realpath(path), folder))
            self.notes.append(f"{name} is not UTF-8: it was read as Windows-1252.")
        for number, content in watched(held, f"{path.name}, lines"):
            text = None
            with self.line(path, number):
                text = _decoded(content, windows)
            if text is not None:
                yield number, text

    def utterance(
        self,
        path: Path,
        line: int,
        name: str,
        audio: Path,
        *,
        wolof: str,
        french: str = "",
        speaker: str = "",
        start_s: float = 0.0,
        end_s: float | None = None,
        document: str = "",
        licence: str = "",
    ) -> None:
        """One utterance, named by `name` within its corpus; its sound is judged by the header.

        Raises RowError for a text without a letter, a second row of the same name, times that cannot be and sound that
        cannot be read.
        """
        request = self.request
        wolof = spoken(wolof)
        prefix = request.speaker_prefix or request.source
        row = Utterance(
            f"{request.source}-{manifest.tidy(name)}", audio, start_s=start_s, end_s=end_s,
            speaker=f"{prefix}-{manifest.tidy(speaker)}" if speaker.strip() else "",
            wolof=wolof, french=manifest.tidy(french), source=request.source, document=manifest.tidy(document),
            licence=manifest.tidy(licence) or request.licence, manifest=path, line=line,
        )  # fmt: skip
        self._require_new(row.id)
        writable(str(audio))
        manifest.judge_length(row, _ANY_LENGTH, self._length_s)
        self._lines_by_id[row.id] = f"{path.name}, line {line},"
        self.utterances.append(row)
        self.seconds += duration_s(row, self._length_s(audio))

    def pair(self, wolof: str, french: str) -> None:
        """A Wolof text and the French it should find. Raises RowError where one of them is empty."""
        wolof, french = spoken(wolof), spoken(french, "French")
        self.pairs.append(TextPair(wolof, french, french, self.request.source))

    def recording(self, path: Path, name: str, speaker: str = "") -> None:
        """Sound of which nobody wrote what is said; whether it can be decoded is not looked at.

        Without `speaker`, whoever speaks is `speaker_prefix`, if that is given: one person in all of the corpus.
        Raises RowError for a second row of the same name and a file name that is not UTF-8.
        """
        request = self.request
        writable(os.path.realpath(path))
        prefix = request.speaker_prefix or request.source
        self.add(
            Row(
                f"{request.source}-{manifest.tidy(name)}", path,
                speaker=f"{prefix}-{manifest.tidy(speaker)}" if speaker.strip() else request.speaker_prefix,
                source=request.source, licence=request.licence,
            )
        )  # fmt: skip

    def add(self, row: Row, where: str = "another row") -> None:
        """A row as it stands, found at `where`. Raises RowError duplicate-id."""
        self._require_new(row.id)
        self._lines_by_id[row.id] = where
        self.ready.append(row)

    def rows(self) -> Iterator[Row]:
        """Everything gathered as rows of the data line; of equal text pairs one."""
        for heard in self.utterances:
            yield Row(
                heard.id, heard.audio, heard.start_s, heard.end_s, speaker=heard.speaker,
                wolof=heard.wolof, wolof_from="human", french=heard.french, french_from="human" if heard.french else "",
                source=heard.source, document=heard.document, licence=heard.licence,
            )  # fmt: skip
        for pair in dict.fromkeys(self.pairs):
            digest = hashlib.sha256(f"{pair.query}\0{pair.passage}".encode()).hexdigest()
            yield Row(
                f"{pair.source}-{digest[:12]}", wolof=pair.query, wolof_from="human", french=pair.passage,
                french_from="human", source=pair.source, licence=self.request.licence,
            )  # fmt: skip
        yield from self.ready

    def _require_new(self, name: str) -> None:
        """Raises RowError duplicate-id."""
        if name in self._lines_by_id:
            raise RowError("duplicate-id", f"“{name}” stands in {self._lines_by_id[name]} already.")

    def longer_than(self, longest_s: float) -> int:
        """How many utterances last longer."""
        return sum(duration_s(row, self._length_s(row.audio)) > longest_s for row in self.utterances)


def duration_s(utterance: Utterance, whole_s: float) -> float:
    """How long an utterance lasts, in a file of `whole_s`."""
    return (whole_s if utterance.end_s is None else min(utterance.end_s, whole_s)) - utterance.start_s


def spoken(text: str, language: str = "Wolof") -> str:
    """The text, tidied. Raises RowError text-empty where it has no letter and no digit."""
    text = manifest.tidy(writable(text))
    if not re.search(r"\w", text):
        raise RowError("text-empty", f"There is no {language} text.")
    return text


def _decoded(line: bytes, windows: bool) -> str:
    """A line as text; `windows`: what is not UTF-8 is Windows-1252. Raises RowError not-text or not-utf8."""
    if b"\0" in line:
        raise RowError("not-text", f"The line holds a NUL (byte {line.index(0) + 1}).")
    try:
        return line.decode("utf-8").rstrip("\r")
    except UnicodeDecodeError as error:
        if not windows:
            raise RowError("not-utf8", f"The line is not UTF-8 (byte {error.start + 1}).") from error
    try:
        return line.decode("cp1252").rstrip("\r")
    except UnicodeDecodeError as error:
        what = f"The line is neither UTF-8 nor Windows-1252 (byte {error.start + 1})."
        raise RowError("not-utf8", what) from error


def _is_windows(lines: Sequence[tuple[int, bytes]]) -> bool:
    """Whether at least half of the lines beyond ASCII are not UTF-8: Windows-1252 is hardly ever UTF-8 by chance."""
    beyond = [line for _, line in lines if not line.isascii()]
    broken = sum(not _is_utf8(line) for line in beyond)
    return broken > 0 and len(beyond) <= 2 * broken


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_nul(lines: Sequence[tuple[int, bytes]]) -> bool:
    """UTF-16 without a mark: of Latin letters every second byte is NUL."""
    return 4 * sum(line.count(0) for _, line in lines) > sum(len(line) for _, line in lines)


def writable(text: str) -> str:
    """The text. Raises RowError not-utf8 for half a character: JSON and file names can hold one, a manifest not."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RowError("not-utf8", "It holds a character that UTF-8 does not have.") from error
    return text


def time_s(text: str, what: str) -> float:
    """Seconds as they are written. Raises RowError wrong-type or wrong-value."""
    try:
        value = float(text)
    except ValueError as error:
        raise RowError("wrong-type", f"“{text}”, {what}, is not a number of seconds.") from error
    if not 0 <= value < 1e7:  # not so for NaN either
        raise RowError("wrong-value", f"“{text}”, {what}, is not a time in a recording.")
    return value
