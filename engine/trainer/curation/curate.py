"""`laaj-trainer curate`: from corpora as they lie on the disk to a training set, and a report that shows what is in it.

Into `out`:
    00-import.jsonl, 01-decode.jsonl …     what each stage left; curated.jsonl is what the last one left
    train.jsonl, dev.jsonl, test.jsonl     what is kept and has sound and Wolof: for data.train and data.evaluate
    pairs.jsonl, wolof.txt                 Wolof with its French, and Wolof, to train on: data.pairs, data.wolof_text
    problems.jsonl                         lines of the corpora that are no rows
    report.html                            to look at and to listen to
    curation.json, parts/, sound/, vectors/     what a stopped run needs to go on
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.whole_file import make_folder
from engine.trainer import manifest
from engine.trainer.curation import pipeline, report
from engine.trainer.curation import row as rows
from engine.trainer.curation.pipeline import Runner
from engine.trainer.curation.recipe import Curation, Source
from engine.trainer.curation.row import HELD_OUT, Row
from engine.trainer.importers import registry
from engine.trainer.importers.gathering import Request
from engine.trainer.manifest import Problem, TextPair
from engine.trainer.progress import tell
from faults import InputFault


def curate(recipe: Curation, runner: Runner, say: Callable[[str], None] = tell) -> str:
    """Import, run the stages, write the training set and the report; may be stopped and run again. Returns a summary.

    Raises InputFault corpus-layout, corpus-empty, folder-busy, disk-full, not-writable, and what a stage needs and does
    not find.
    """
    folder = recipe.out.resolve()
    make_folder(folder)
    with _alone(folder):
        stages = recipe.stages(folder)
        for stage in stages:
            getattr(stage, "check", lambda: None)()  # a model that is not there stops the run before it begins
        notes = gather(recipe.sources, folder, say)
        imported, *others = pipeline.run(stages, folder, runner, say)
        done = [replace(imported, notes=tuple(notes)), *others]
        write_training_set(folder)
        page = report.write(folder, report.records(folder, done))
        return f"{report.summary(folder)}\n{page}"


def gather(sources: Sequence[Source], folder: Path, say: Callable[[str], None]) -> list[str]:
    """Write 00-import.jsonl and problems.jsonl; returns notes: what whoever uses the corpora should know.

    Raises InputFault corpus-layout, corpus-empty, disk-full, not-writable, and what reading raises.
    """
    problems: list[Problem] = []
    notes: list[str] = []
    known: set[str] = set()

    def every() -> Iterator[Row]:
        for source in sources:
            before = len(known)
            for row in _rows(source, problems, notes):
                if row.id in known:
                    what = f"The id “{row.id}” stands in an earlier row or source."
                    problems.append(Problem(source.path, 0, "duplicate-id", what))
                    continue
                known.add(row.id)
                yield row
            say(f"{source.name or source.path}: {len(known) - before:,} rows")

    rows.write(pipeline.manifest_path(folder, 0, "import"), every())
    told = ({"where": f"{one.manifest}, line {one.line}", "key": one.key, "what": one.what} for one in problems)
    manifest.write_lines(folder / "problems.jsonl", (json.dumps(one, ensure_ascii=False) for one in told))
    if not known:
        raise InputFault("corpus-empty", path=sources[0].path if sources else folder, count=len(problems))
    return notes


def _rows(source: Source, problems: list[Problem], notes: list[str]) -> Iterator[Row]:
    """The rows of one source, on the side of the split that the source names."""
    if source.kind == "manifest":
        found = rows.read(source.path, problems)
    else:
        gathering = registry.gather(_request(source))
        problems += gathering.problems
        notes += [f"{source.name}: {note}" for note in gathering.notes]
        found = gathering.rows()
    return (replace(row, split=row.split or source.split) for row in found)


def _request(source: Source) -> Request:
    importer = registry.IMPORTERS[source.kind]
    name = source.name or importer.source or source.path.resolve().name
    licence = importer.licence if source.licence is None else source.licence
    return Request(source.kind, source.path, name, source.part, licence, source.speaker_prefix)


def write_training_set(folder: Path) -> None:
    """The manifests that a recipe of the trainer names, from curated.jsonl. Raises InputFault."""

    def kept(*splits: str) -> Iterator[Row]:
        return (row for row in rows.read(folder / "curated.jsonl") if row.kept and row.wolof and row.split in splits)

    for split in ("train", *HELD_OUT):
        spoken = (row for row in kept(split) if row.audio and (split == "train" or _by_a_person(row)))
        rows.write(folder / f"{split}.jsonl", spoken)
    evaluated = {manifest.key(row.french) for row in kept(*HELD_OUT)}
    manifest.write_pairs(folder / "pairs.jsonl", (pair(row, evaluated) for row in kept("train") if row.french))
    manifest.write_lines(folder / "wolof.txt", dict.fromkeys(row.wolof for row in kept("train")))


def pair(row: Row, evaluated: Container[str] = ()) -> TextPair:
    """What a row with French teaches the text model; `evaluated`: keys of French that it must not see."""
    negatives = tuple(text for text in row.negatives if manifest.key(text) not in evaluated)
    return TextPair(row.wolof, row.french, row.french, row.source, negatives=negatives)


def _by_a_person(row: Row) -> bool:
    """What is measured is measured against what people wrote."""
    return row.wolof_from != "recognised" and row.french_from in ("", "human")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Raises InputFault folder-busy while another run writes there; the lock goes with its process, even killed."""
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InputFault("folder-busy", path=folder) from error
    try:
        yield
    finally:
        lock.release()
