"""`laaj-trainer study`: measure part after part, keep what was found, and write the report.

Into `out`:
    parts/<name>.json   what a part found, and what it was found with
    report.html         everything, to look at
    summary.md          the figures that a README shows
    vectors/            whatever was encoded, for the next time

A part whose findings stand there, of the same bundle, data and settings, is not measured again.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from corpus.whole_file import make_folder, whole_file
from engine.trainer.run import digest
from engine.trainer.study import report, sealing, summary
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context, contents
from engine.trainer.study.settings import PartName, Study
from faults import InputFault


class Part(Protocol):
    """A module of engine.trainer.study.parts: one question about a model."""

    TITLE: str
    VERSION: int  # goes up when the same inputs give other findings

    def measure(self, context: Context) -> dict[str, Any]:
        """What there is to find, as JSON has it. Raises InputFault where something that it needs is not there."""

    def blocks(self, found: Mapping[str, Any]) -> Iterator[Block]:
        """Everything that the report shows of it."""

    def aims(self, found: Mapping[str, Any]) -> Iterator[Aim]:
        """The figures that were asked for, and whether they were reached."""

    def summary(self, found: Mapping[str, Any]) -> Iterator[Block]:
        """The little that the README shows of it: sentences and small tables."""


@dataclass(frozen=True)
class Findings:
    """A part and what it found; or, in a sentence, why it found nothing."""

    name: str
    part: Part
    found: Mapping[str, Any] | None
    fault: str = ""
    seconds: float = 0.0


def study(settings: Study, readme: Path | None = None, seal: bool = False) -> str:
    """Measure and write; returns where the report is and how it stands with what was asked for. A part that lacks
    something is told so there, and the others go on.

    `readme` is a Markdown file that gets the summary between its marks; with `seal` the bundle gets the aims, into its
    manifest and its card.

    Raises:
        RecipeError: the model's recipe is not one.
        InputFault: a bundle that does not open, disk-full, not-writable; file-missing, file-refused, summary-marks of
            `readme`; study-in-part of `seal`.
    """
    if readme:
        summary.surroundings(readme)  # a wrong name is told before hours of measuring
    if seal:
        sealing.check(settings)
    context = Context(settings)
    make_folder(settings.out / "parts")
    findings = []
    for name in settings.parts:
        context.say(f"— {name}")
        findings.append(_findings(name, context))
    told = report.write(settings.out, context, findings)
    if readme:
        summary.insert(readme, (settings.out / report.SUMMARY).read_text(encoding="utf-8"))
    if seal:
        sealing.seal_findings(settings.bundle, findings)
    return told


def part(name: PartName) -> Part:
    return cast(Part, importlib.import_module(f"engine.trainer.study.parts.{name}"))


def _findings(name: PartName, context: Context) -> Findings:
    module = part(name)
    path = context.out / "parts" / f"{name}.json"
    made_with = _made_with(name, module, context)
    kept = _read(path)
    if kept and kept["made_with"] == made_with:
        return Findings(name, module, kept["found"], seconds=kept["seconds"])
    started = time.monotonic()
    try:
        found = module.measure(context)
    except InputFault as fault:
        context.say(f"{name}: {fault.sentence('en')}")
        return Findings(name, module, None, fault.sentence("en"))
    seconds = round(time.monotonic() - started, 1)
    kept = {"made_with": made_with, "seconds": seconds, "found": found}
    with whole_file(path, "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=1, ensure_ascii=False)
    return Findings(name, module, json.loads(json.dumps(found)), seconds=seconds)


def _made_with(name: PartName, module: Part, context: Context) -> str:
    """One hash of all that a part's findings depend on, but for the program's own text."""
    settings, recipe = context.settings, context.recipe
    data = [*sorted(recipe.preparation.out.glob("*.jsonl")), recipe.preparation.out / "french.txt"]
    told = [
        name, module.VERSION, contents(context.bundle), context.bundle.manifest.confidence,
        recipe.model_dump(mode="json"),
        settings.model_dump(mode="json", include={"run", "exact", "clips", "draws", "training"}),
        [digest(path) for path in data if path.is_file()],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # then it is measured
