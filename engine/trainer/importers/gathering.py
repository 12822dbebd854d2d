"""What is gathered from a corpus on its way into a manifest: rows, and what is wrong with the other lines."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engine import recording
from engine.trainer import manifest
from engine.trainer.manifest import Problem, RowError, TextPair, Utterance
from engine.trainer.progress import watched
from engine.trainer.recipe import Data
from faults import InputFault

# A corpus is taken as it is, whatever the lengths; a recipe may ask for less when it trains.
_ANY_LENGTH = Data(shortest_s=0.0, longest_s=1e7)


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
    """Fills up with utterances or text pairs, problems by line, and notes: what whoever imports should know."""

    request: Request
    utterances: list[Utterance] = field(default_factory=list)
    pairs: list[TextPair] = field(default_factory=list)
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
            self.problems.append(Problem(path, number, bad.key, bad.what))

    def lines(self, path: Path) -> Iterator[tuple[int, str]]:
        """Lines of a text file that hold something, with their numbers; one that is not UTF-8 becomes a problem.

        Raises InputFault file-missing, not-a-file or file-refused.
        """
        for number, content in watched(list(manifest.numbered_lines(path)), f"{path.name}, lines"):
            text = None
            with self.line(path, number):
                try:
                    text = content.decode("utf-8").rstrip("\r")
                except UnicodeDecodeError as error:
                    raise RowError("not-utf8", f"The line is not UTF-8 (byte {error.start + 1}).") from error
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
        if row.id in self._lines_by_id:
            raise RowError("duplicate-id", f"“{name}” stands in {self._lines_by_id[row.id]} already.")
        writable(str(audio))
        manifest.judge_length(row, _ANY_LENGTH, self._length_s)
        self._lines_by_id[row.id] = f"{path.name}, line {line},"
        self.utterances.append(row)
        self.seconds += duration_s(row, self._length_s(audio))

    def pair(self, wolof: str, french: str) -> None:
        """A Wolof text and the French it should find. Raises RowError where one of them is empty."""
        wolof, french = spoken(wolof), spoken(french, "French")
        self.pairs.append(TextPair(wolof, french, french, self.request.source))

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
