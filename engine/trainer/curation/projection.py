"""What a curation would take for much more sound, on paper: from what its stages cost, as curation.json says.

Two assumptions. A stage costs in proportion to the sound, with as many rows in an hour of it as there were. Stages that
go part by part share all cores of all machines, `efficiency` of them being of use; one that sees all rows at once
runs on one core.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.trainer.curation.pipeline import Done
from engine.trainer.tables import markdown

RAW_BYTES = 1.4e12  # the raw sound of the paper that Laaj is measured against
BYTES_AN_HOUR = {
    "16-bit, 16 kHz, mono": 16_000 * 2 * 3600,
    "MP3 at 64 kb/s": 64_000 // 8 * 3600,
}
EFFICIENCY = 0.9


@dataclass(frozen=True)
class Cost:
    """What a stage costs: seconds of one core for an hour of sound. `alone`: it sees all rows, on one core."""

    name: str
    core_s: float
    alone: bool


def costs(stages: Iterable[Done]) -> list[Cost]:
    """Of the stages that took time, where sound went through at least one of them; else none.

    A stage that knows no hours is charged by the row, with as many rows an hour as went through the last that does.
    """
    worked = [done for done in stages if done.work_s and done.work_rows]
    dense = [done.work_rows / done.work_hours for done in worked if done.work_hours]
    return [
        Cost(done.name, done.work_s / done.work_hours, False)
        if done.work_hours
        else Cost(done.name, done.work_s / done.work_rows * dense[-1], True)
        for done in worked
        if dense
    ]


def hours_needed(
    found: Iterable[Cost], sound_hours: float, machines: int, cores: int, efficiency: float = EFFICIENCY
) -> float:
    """Hours by the clock for so much sound, on machines of so many cores each."""
    found = list(found)
    shared_s = sum(cost.core_s for cost in found if not cost.alone) / (machines * cores * efficiency)
    alone_s = sum(cost.core_s for cost in found if cost.alone)
    return sound_hours * (shared_s + alone_s) / 3600


def report(stages: Iterable[Done], machines: Sequence[int] = (1, 4, 16, 64), cores: int = 16) -> str:
    """Two Markdown tables: what each stage costs, and how long 1.4 TB would take on how many machines."""
    found = costs(stages)
    whole_s = sum(cost.core_s for cost in found)
    by_stage = markdown(
        ("stage", "core seconds an hour of sound", "share", "runs on"),
        [
            (
                cost.name,
                f"{cost.core_s:,.1f}",
                f"{cost.core_s / whole_s:.0%}",
                "one core" if cost.alone else "all cores",
            )
            for cost in found
        ],
    )
    by_size = markdown(
        ("1.4 TB as", "hours of sound", *(f"{count} × {cores} cores" for count in machines)),
        [
            (kind, f"{hours:,.0f}", *(f"{hours_needed(found, hours, count, cores):,.1f} h" for count in machines))
            for kind, hours in ((kind, RAW_BYTES / each) for kind, each in BYTES_AN_HOUR.items())
        ],
    )
    return f"{by_stage}\n\n{by_size}"
