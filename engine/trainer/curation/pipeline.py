"""Stages in a row, each from manifest to manifest: `00-import.jsonl` becomes `01-decode.jsonl`, and so on.

A stage that was run on the same manifest with the same settings is not run again. A part stage goes through its
manifest part by part, and what came of each part is kept: a run that was stopped goes on, a corpus that grew costs what
is new.
The manifests are the same bytes however often a run was stopped, and on however many processes or machines it ran.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import os
import shutil
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from corpus.whole_file import make_folder, whole_file
from engine.trainer import manifest
from engine.trainer import processes as workers
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.progress import tell, watched
from engine.trainer.recipe import Section
from faults import InputFault

_TEXTS_A_PART = 2000  # where only sound costs time
VERSION = 1  # of what stages make of a row; parts of another version are made anew


@runtime_checkable
class PartStage(Protocol):
    """Rows to rows. Nothing is kept between calls, so that parts may be computed anywhere, in any order."""

    name: str
    rows_a_part: int
    settings: Section

    def __call__(self, rows: Sequence[Row]) -> list[Row]: ...


@runtime_checkable
class WholeStage(Protocol):
    """Rows to rows, where each depends on others. `notes`: what whoever reads the report should know."""

    name: str
    settings: Section
    notes: list[str]

    def __call__(self, rows: Callable[[], Iterator[Row]]) -> Iterator[Row]: ...


Stage = PartStage | WholeStage


@dataclass(frozen=True)
class Done:
    """What is kept of a stage in curation.json. The costs are of the parts that were computed, not of those kept."""

    name: str
    key: str
    rows: int
    seconds: float = 0.0
    work_s: float = 0.0
    """Of one processor core, over all parts that were computed."""
    work_rows: int = 0
    work_hours: float = 0.0
    """Of sound, in those parts."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What came of a part: lines of a manifest, and what they cost."""

    lines: list[str]
    work_s: float = 0.0
    sound_s: float = 0.0


Part = list[str]  # lines of a manifest
# Results of parts in their order, lazily: few of them are in memory at once.
Runner = Callable[[PartStage, Path, Iterable[Part]], Iterator[Result]]


def run(stages: Sequence[Stage], folder: Path, runner: Runner, say: Callable[[str], None] = tell) -> list[Done]:
    """Run the stages on `folder/00-import.jsonl`; returns what is known of each, the first for the import.

    Raises InputFault disk-full, not-writable, worker-lost, and what a stage raises.
    """
    source = manifest_path(folder, 0, "import")
    known = {done.name: done for done in read_done(folder)}
    found = [known.get("import") or Done("import", "", _count(source))]
    for number, stage in enumerate(stages, start=1):
        target = manifest_path(folder, number, stage.name)
        key = _key(stage, manifest.digest(source))
        done = known.get(stage.name)
        if done is None or done.key != key or not target.is_file():
            started = time.monotonic()
            if isinstance(stage, PartStage):
                done = _run_parts(stage, key, source, target, folder, runner, say)
            else:
                done = _run_whole(stage, key, source, target, say)
            earlier = known.get(stage.name)
            if earlier and not done.work_rows:  # everything was there: what it cost is known from then
                done = replace(done, work_s=earlier.work_s, work_rows=earlier.work_rows, work_hours=earlier.work_hours)
            done = replace(done, seconds=round(time.monotonic() - started, 2))
        found.append(done)
        write_done(folder, [*found, *(other for other in known.values() if other.name not in {d.name for d in found})])
        source = target
    _copy(source, folder / "curated.jsonl")
    write_done(folder, found)
    _tidy(folder, {manifest_path(folder, n, done.name).name for n, done in enumerate(found)})
    return found


def manifest_path(folder: Path, number: int, name: str) -> Path:
    return Path(folder) / f"{number:02}-{name}.jsonl"


def read_done(folder: Path) -> list[Done]:
    """What is known of the stages of an earlier run; nothing where the record cannot be read."""
    try:
        table = json.loads((Path(folder) / "curation.json").read_text(encoding="utf-8"))
        return [Done(**{**entry, "notes": tuple(entry["notes"])}) for entry in table["stages"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # then every stage is run again, on the parts that are kept


def write_done(folder: Path, stages: Iterable[Done]) -> None:
    table = {"version": VERSION, "stages": [asdict(done) for done in stages]}
    manifest.write_lines(Path(folder) / "curation.json", [json.dumps(table, indent=1, ensure_ascii=False)])


def _key(stage: Stage, source: str) -> str:
    """All that the outcome of a stage depends on; `depends_on()` of a stage gives digests of other files it reads."""
    others: list[str] = getattr(stage, "depends_on", list)()
    return _digest(stage.name, str(VERSION), stage.settings.model_dump_json(), source, *others)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _run_whole(stage: WholeStage, key: str, source: Path, target: Path, say: Callable[[str], None]) -> Done:
    count = _count(source)

    def read() -> Iterator[Row]:
        return watched(rows.read(source), f"{stage.name}, rows", say, total=count)

    started, written = time.monotonic(), 0

    def counted() -> Iterator[Row]:
        nonlocal written
        for row in stage(read):
            written += 1
            yield row

    rows.write(target, counted())
    work_s = round(time.monotonic() - started, 3)
    return Done(stage.name, key, written, work_s=work_s, work_rows=count, notes=tuple(stage.notes))


def _run_parts(
    stage: PartStage, key: str, source: Path, target: Path, folder: Path, runner: Runner, say: Callable[[str], None]
) -> Done:
    kept = Kept(stage, folder)
    cut = functools.partial(parts, source, stage.rows_a_part, _TEXTS_A_PART if kept.reads_sound else 0)
    total = sum(not kept.path(part).is_file() for part in cut())
    order: deque[tuple[Path, int]] = deque()  # files of the parts on their way; rows of those that are computed, or 0
    done = Done(stage.name, key, 0)

    def missing() -> Iterator[Part]:
        for part in cut():
            path = kept.path(part)
            there = path.is_file()
            order.append((path, 0 if there else len(part)))
            if not there:
                yield part

    def every() -> Iterator[str]:
        """Lines of all parts in their order: from the disk, or as they are computed."""
        nonlocal done
        results = watched(runner(stage, folder, missing()), f"{stage.name}, parts", say, total=total)
        for result in itertools.chain(results, [None]):
            while order:
                path, work_rows = order.popleft()
                if work_rows:
                    if result is None:
                        raise AssertionError(f"the runner lost a part of {stage.name}")
                    kept.keep(path, result.lines)
                    done = replace(
                        done, work_s=done.work_s + result.work_s, work_rows=done.work_rows + work_rows,
                        work_hours=done.work_hours + result.sound_s / 3600,
                    )  # fmt: skip
                lines = result.lines if work_rows and result else kept.read(path)
                done = replace(done, rows=done.rows + len(lines))
                yield from lines
                if work_rows:
                    break

    manifest.write_lines(target, every())
    kept.tidy()
    return replace(done, work_s=round(done.work_s, 3), work_hours=round(done.work_hours, 5))


class Kept:
    """What came of parts of a stage, one file each, named by all that it depends on."""

    def __init__(self, stage: PartStage, folder: Path) -> None:
        self.folder = Path(folder) / "parts" / stage.name
        self._out = Path(folder)
        self._settings = (stage.name, str(VERSION), stage.settings.model_dump_json())
        self.reads_sound = getattr(stage, "reads_sound", False)
        self._used: set[str] = set()

    def path(self, part: Part) -> Path:
        files = _states(part, self._out) if self.reads_sound else ""
        name = _digest(*self._settings, files, *part)
        return self.folder / name[:2] / f"{name}.jsonl"

    def read(self, path: Path) -> list[str]:
        self._used.add(path.name)
        return [line.decode("utf-8") for _, line in manifest.numbered_lines(path)]

    def keep(self, path: Path, lines: list[str]) -> None:
        """Raises InputFault disk-full or not-writable."""
        self._used.add(path.name)
        make_folder(path.parent)
        manifest.write_lines(path, lines)

    def tidy(self) -> None:
        """Drop what came of other settings, or of parts that are no more."""
        for path in self.folder.glob("*/*"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)


def _states(part: Part, folder: Path) -> str:
    """Size and time of the sound files of a part: a file that was changed is read again."""
    found = []
    for audio in sorted({rows.from_line(line, folder).audio or Path() for line in part}):
        with contextlib.suppress(OSError, ValueError):  # what cannot be found is the stage's to tell
            state = audio.stat()
            found.append(f"{audio.name} {state.st_size} {state.st_mtime_ns}")
    return json.dumps(found)


def parts(path: Path, rows_a_part: int, texts_a_part: int = 0) -> Iterator[Part]:
    """The lines of a manifest in parts of about so many, never between two rows of one sound file.

    `texts_a_part`: of rows without sound, where those cost less.

    Where a part ends depends on the lines around it alone: a row that is new changes its own part and no other
    (content-defined chunking: Muthitacharoen, Chen and Mazières, 2001).
    """
    part: Part = []
    before, filled = None, 0.0
    for _, content in manifest.numbered_lines(path):
        line = content.decode("utf-8")
        audio = json.loads(line).get("audio")
        most = rows_a_part if before else texts_a_part or rows_a_part
        ends = part and (zlib.crc32(part[-1].encode()) % most == 0 or filled >= 4)
        if ends and (audio is None or audio != before):
            yield part
            part, filled = [], 0.0
        part.append(line)
        filled += 1 / (rows_a_part if audio else texts_a_part or rows_a_part)
        before = audio
    if part:
        yield part


def compute(stage: PartStage, folder: Path, part: Part) -> Result:
    """Run a stage on lines of a manifest. A row that a stage fails on is marked; the others go on.

    Raises InputFault: what the machine lacks, such as room on the disk.
    """
    started = time.process_time()
    given = [rows.from_line(line, folder) for line in part]
    made = _attempt(stage, given)
    sound_s = sum(row.seconds or 0 for row in given) or sum(row.seconds or 0 for row in made)
    return Result([rows.to_line(row, folder) for row in made], time.process_time() - started, sound_s)


def _attempt(stage: PartStage, given: list[Row]) -> list[Row]:
    try:
        return stage(given)
    except InputFault:
        raise
    except Exception as error:
        if len(given) > 1:
            return [row for one in given for row in _attempt(stage, [one])]
        return [given[0].leave_out(f"{stage.name}.failed", f"The stage failed: {type(error).__name__}: {error}")]


def run_here(stage: PartStage, folder: Path, wanted: Iterable[Part]) -> Iterator[Result]:
    """A Runner in this process."""
    return (compute(stage, folder, part) for part in wanted)


def run_in_processes(processes: int) -> Runner:
    """A Runner over processes of this machine. What kills a process, such as a broken decoder, is found and marked."""
    return run_here if processes < 2 else functools.partial(_run_in_processes, processes)


def _run_in_processes(processes: int, stage: PartStage, folder: Path, wanted: Iterable[Part]) -> Iterator[Result]:
    waiting: deque[tuple[Part, Future[Result]]] = deque()
    pool = workers.pool(processes)
    try:
        source = iter(wanted)
        while True:
            while len(waiting) < 2 * processes and (part := next(source, None)) is not None:
                waiting.append((part, pool.submit(compute, stage, folder, part)))
            if not waiting:
                return
            part, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=True)
                pool = workers.pool(processes)
                yield compute_alone(stage, folder, part)
                waiting = deque((part, pool.submit(compute, stage, folder, part)) for part, _ in waiting)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def compute_alone(stage: PartStage, folder: Path, part: Part) -> Result:
    """A part in a process of its own; the row that ends the process is marked.

    Raises InputFault worker-ended where no process lives at all.
    """
    with workers.pool(1) as pool:
        try:
            return pool.submit(compute, stage, folder, part).result()
        except BrokenProcessPool:
            pass
    if len(part) > 1:
        half = len(part) // 2
        first, second = compute_alone(stage, folder, part[:half]), compute_alone(stage, folder, part[half:])
        return Result(first.lines + second.lines, first.work_s + second.work_s, first.sound_s + second.sound_s)
    with workers.pool(1) as pool:
        try:
            pool.submit(os.getpid).result()
        except BrokenProcessPool as error:  # no process lives here: it is not the row
            raise InputFault("worker-ended") from error
    row = rows.from_line(part[0], folder)
    marked = row.leave_out(f"{stage.name}.crashed", "The process that worked on it was ended from outside or crashed.")
    return Result([rows.to_line(marked, folder)])


def _count(path: Path) -> int:
    return sum(1 for _ in manifest.numbered_lines(path))


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as file, whole_file(target) as copy:
        shutil.copyfileobj(file, copy)


def _tidy(folder: Path, used: set[str]) -> None:
    """Remove manifests of stages that are no more in the recipe."""
    for path in Path(folder).glob("[0-9][0-9]-*.jsonl"):
        if path.name not in used:
            path.unlink()
