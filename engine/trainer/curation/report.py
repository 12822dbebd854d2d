"""The report of a curation: one page to look at and to listen to, computed from the manifests alone.

The page holds all it shows, also sound; it asks nothing of a network, and a text of a row cannot make it: the page's
own policy forbids scripts and requests. The same manifests give the same page, but for the times that stages took.
"""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from engine.trainer import manifest, pages
from engine.trainer.curation import drawings, figures, listening, pipeline, splits
from engine.trainer.curation import row as rows
from engine.trainer.curation.figures import Change, Contents, Passed, Reason, Tally
from engine.trainer.curation.listening import Clip
from engine.trainer.curation.pipeline import Done
from engine.trainer.curation.row import Row
from engine.trainer.curation.splits import Leak

PAGE = "report.html"
_GROUPS_SHOWN, _PROBLEMS_SHOWN = 12, 5


@dataclass(frozen=True)
class StageRecord:
    """What is known of a stage beside the manifest that it left."""

    name: str
    manifest: Path
    seconds: float = 0.0
    """It took, the last time."""
    notes: Sequence[str] = ()
    skipped: bool = False
    work_s: float = 0.0
    """Of one processor core, for work_rows rows and work_hours of sound."""
    work_rows: int = 0
    work_hours: float = 0.0


@dataclass(frozen=True)
class Sample:
    """A row as a stage left it, what the stage changed, and its sound."""

    row: Row
    changes: list[Change]
    clip: Clip


@dataclass
class Step:
    """A stage, as the page shows it."""

    record: StageRecord
    passed: Passed
    reasons: dict[str, Reason] = field(default_factory=dict)
    """Those that the stage before did not have; of others, the rows that are more."""
    samples: dict[str, list[Sample]] = field(default_factory=dict)


@dataclass
class Problems:
    """Lines of the corpora of one kind of fault: how many, and the first."""

    count: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)
    """Where, and what."""


def records(folder: Path, done: Sequence[Done]) -> list[StageRecord]:
    """The stages of a curation in `folder`, in their order."""
    return [
        StageRecord(
            one.name, pipeline.manifest_path(folder, number, one.name), one.seconds, one.notes,
            work_s=one.work_s, work_rows=one.work_rows, work_hours=one.work_hours,
        )
        for number, one in enumerate(done)
    ]  # fmt: skip


def write(folder: Path, stages: Sequence[StageRecord]) -> Path:
    """Write report.html from the manifests of `stages`, curated.jsonl and problems.jsonl; returns its path.

    Raises InputFault disk-full, not-writable, and what reading a manifest raises.
    """
    folder = Path(folder)
    contents, found = _contents(folder)
    page = _template().render(
        name=folder.resolve().name,
        contents=contents,
        steps=list(_steps(stages)),
        leaks=found,
        evaluated=[side for side in ("dev", "test") if side in contents.groups["Split"]],
        compared=list(splits.SHARED),
        problems=read_problems(folder),
        groups={name: contents.largest(name, _GROUPS_SHOWN) for name in figures.GROUPS},
    )
    manifest.write_lines(folder / PAGE, [page])
    return folder / PAGE


def summary(folder: Path) -> str:
    """What came of a curation, in a few lines. Raises what reading a manifest raises."""
    contents, found = _contents(Path(folder))
    total = contents.total
    lines = [
        f"{total.kept:,} of {total.rows:,} rows are kept, {hours(total.kept_s)} of {hours(total.seconds)} of sound; "
        f"{contents.pairs:,} of them have French."
    ]
    for side, tally in contents.largest("Split", 4)[0]:
        speakers = len(contents.speakers.get(side, ()))
        lines.append(
            f"  {side:<12} {some(tally.kept, 'row'):>14}  {hours(tally.kept_s):>8}  {some(speakers, 'speaker')}"
        )
    if contents.reasons:
        lines.append("Left out, each for one reason or several:")
    width = max(map(len, contents.reasons), default=0)
    for name, reason in sorted(contents.reasons.items()):
        lines.append(f"  {name:<{width}}  {some(reason.rows, 'row'):>14}  {hours(reason.seconds):>8}  {reason.example}")
    if found:
        lines.append("LEAKS: what is evaluated on stands in another split too.")
        lines += [f"  {_told(leak)}" for leak in found]
    elif {"dev", "test"} & set(contents.groups["Split"]):
        lines.append(f"No leak between splits; compared: {', '.join(splits.SHARED)}.")
    else:
        lines.append("Nothing is held out, neither in dev nor in test.")
    if problems := read_problems(Path(folder)):
        counts = ", ".join(f"{one.count:,} {key}" for key, one in problems.items())
        lines.append(f"Lines of the corpora that are no rows, see problems.jsonl: {counts}.")
    return "\n".join(lines)


def _contents(folder: Path) -> tuple[Contents, list[Leak]]:
    contents = Contents()
    for row in rows.read(folder / "curated.jsonl"):
        contents.add(row)
    return contents, splits.leaks(lambda: rows.read(folder / "curated.jsonl"))


def _told(leak: Leak) -> str:
    one, other = leak.splits
    return f"{leak.count:,} × {leak.kind} in {one} and {other}: “{leak.example}” ({leak.rows[0]}, {leak.rows[1]})"


def _steps(stages: Sequence[StageRecord]) -> Iterator[Step]:
    """The manifests are read once each, from the last to the first: the rows drawn from one are looked up in the one
    before."""
    steps: list[Step] = []
    sought: set[str] = set()  # ids of rows before the stage that was read last
    for record in reversed([record for record in stages if not record.skipped]):
        step = Step(record, Passed(record.name))
        before: dict[str, Row] = {}
        for row in rows.read(record.manifest):
            step.passed.add(row)
            if row.id in sought:
                before[row.id] = row
        if steps:
            _compare(steps[-1], step.passed.reasons, before)
        steps.append(step)
        sought = set(step.passed.wanted())
    if steps:
        _compare(steps[-1], {}, None)
    by_name = {step.record.name: step for step in steps}
    for record in stages:
        yield by_name.get(record.name) or Step(record, Passed(record.name))


def _compare(step: Step, reasons: dict[str, Reason], before: dict[str, Row] | None) -> None:
    """Fill in what a stage changed; `before` None: it was the first."""
    for name, reason in sorted(step.passed.reasons.items()):
        earlier = reasons.get(name, Reason("", ""))
        if reason.rows > earlier.rows:
            more = Reason(reason.example, reason.id, reason.rows - earlier.rows, reason.seconds - earlier.seconds)
            step.reasons[name] = more
    for kind in figures.DRAWN:
        drawn = step.passed.sample(kind)
        earlier_rows = [(before or {}).get(row.id) or (before or {}).get(row.parent) for row in drawn]
        step.samples[kind] = [
            Sample(row, figures.changes(earlier, row), listening.clip(row))
            for row, earlier in zip(drawn, earlier_rows, strict=True)
        ]


def read_problems(folder: Path) -> dict[str, Problems]:
    """What stands in problems.jsonl, by kind, the most frequent first; nothing where the file is not there."""
    path = folder / "problems.jsonl"
    found: dict[str, Problems] = {}
    if path.is_file():
        for _, line in manifest.numbered_lines(path):
            problem: dict[str, str] = json.loads(line)
            kind = found.setdefault(problem["key"], Problems())
            kind.count += 1
            if len(kind.first) < _PROBLEMS_SHOWN:
                kind.first.append((problem["where"], problem["what"]))
    return dict(sorted(found.items(), key=lambda item: (-item[1].count, item[0])))


def hours(seconds: float) -> str:
    """A time in the unit in which it reads best."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds else "0"
    return f"{seconds / 60:,.1f} min" if seconds < 3600 else f"{seconds / 3600:,.1f} h"


def of_sound(tally: Tally) -> str:
    """How much sound is kept, where that is known."""
    if tally.unmeasured and not tally.seconds:
        return "how long they last is not known yet"
    return f"{hours(tally.kept_s)} of {hours(tally.seconds)} of sound"


def some(number: int, what: str) -> str:
    """ "1 speaker", "2 speakers"."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def marked(change: Change) -> Markup:
    """A text with the words that are gone and those that are new."""
    if not change.before:
        return escape(change.after)
    old, new = change.before.split(), change.after.split()
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(escape(" ".join(old[a:b])))
            continue
        parts += [Markup("<del>{}</del>").format(" ".join(old[a:b]))] if a < b else []
        parts += [Markup("<ins>{}</ins>").format(" ".join(new[c:d]))] if c < d else []
    return Markup(" ").join(parts)


@functools.cache
def _template() -> Any:
    filters: dict[str, Callable[..., Any]] = {
        "hours": hours, "of_sound": of_sound, "some": some, "marked": marked, "histogram": drawings.histogram,
        "count": "{:,}".format, "share": lambda part, whole: f"{100 * part / whole:.1f}%" if whole else "0%",
    }  # fmt: skip
    return pages.template(Path(__file__).with_name("report.html.j2"), filters)
