"""Days of the journal: which one it is, what a week came to, and what is too old.

The clock of an old computer may stand in 1970. A day before Laaj was made is not believed: what is kept then takes the
day of what was kept last. A week is read in the order of keeping: it begins with the first thing of its seven days, and
whatever was kept after that belongs to it, on the day of the one before where its own day is another. So a clock
that goes back and forth moves counts from one day to the next, and a clock far ahead loses counts at most: kept cards
and consented questions have no age.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import sqlite_utils

LONGEST_DAYS = 90
MOST_ROWS = 10_000
"""Of questions, and of openings: where the clock stands still, the oldest go by number."""
WEEK_DAYS = 7
MOST_OPENED = 10
FIRST_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Week:
    """Seven days in numbers. `silence` counts questions in which nobody was heard, silence and noise alike."""

    days: tuple[tuple[date, int], ...]
    """Each day with its number of questions, today last."""
    spoken: int
    typed: int
    sure: int
    unsure: int
    nothing: int
    silence: int
    refused: int
    """ "None of these"."""
    opened: tuple[tuple[str, int], ...]
    """The documents most opened, the first most."""


def believed(database: sqlite_utils.Database, clock: date) -> date:
    """The day of the clock or, where that can't be, of what was kept last."""
    if clock >= FIRST_DAY:
        return clock
    sql = """SELECT max(day) FROM (SELECT * FROM (SELECT day FROM questions ORDER BY number DESC LIMIT 1)
             UNION ALL SELECT * FROM (SELECT day FROM opened ORDER BY number DESC LIMIT 1))"""
    (last,) = database.execute(sql).fetchone()
    return date.fromisoformat(last) if last else FIRST_DAY


def week(database: sqlite_utils.Database, clock: date) -> Week:
    """The seven days that end today."""
    today = believed(database, clock)
    days = [today - timedelta(days=before) for before in reversed(range(WEEK_DAYS))]
    span = [days[0].isoformat(), days[-1].isoformat()]
    questions = database.execute(
        """SELECT day, way, heard, confidence, refused FROM questions
           WHERE number >= (SELECT min(number) FROM questions WHERE day BETWEEN ? AND ?) ORDER BY number""",
        span,
    )
    counts, counted = dict.fromkeys(days, 0), days[0]
    went: Counter[str] = Counter()
    for said, way, heard, confidence, refused in questions:
        day = date.fromisoformat(said)
        counted = day if day in counts else counted
        counts[counted] += 1
        went.update([way, "silence" if heard in ("silence", "noise") else confidence])
        went["refused"] += refused
    opened = database.execute(
        """SELECT document, count(*) FROM opened
           WHERE number >= (SELECT min(number) FROM opened WHERE day BETWEEN ? AND ?)
           GROUP BY document ORDER BY count(*) DESC, max(number) DESC LIMIT ?""",
        [*span, MOST_OPENED],
    ).fetchall()
    fields = {name: went[name] for name in ("spoken", "typed", "sure", "unsure", "nothing", "silence", "refused")}
    return Week(days=tuple(counts.items()), opened=tuple(opened), **fields)


def forget_the_old(database: sqlite_utils.Database, clock: date) -> None:
    oldest = (believed(database, clock) - timedelta(days=LONGEST_DAYS)).isoformat()
    for table in ("questions", "opened"):
        database.execute(
            f"DELETE FROM {table} WHERE day < ? OR number <= (SELECT max(number) FROM {table}) - ?",
            [oldest, MOST_ROWS],
        )
