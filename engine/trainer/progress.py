"""How far a long piece of work is, and how long it may yet take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

Item = TypeVar("Item")
EVERY_S = 5.0


def tell(line: str) -> None:
    """On standard error, where results do not go."""
    print(line, file=sys.stderr, flush=True)


def watched(
    items: Iterable[Item],
    what: str,
    say: Callable[[str], None] = tell,
    *,
    total: int | None = None,
    more: Callable[[int], str] | None = None,
    every_s: float = EVERY_S,
) -> Iterator[Item]:
    """The items, with a line now and then; what is done sooner says nothing.

    `total` where the items do not know their number; `more` adds to the line, given how many are done.
    """
    if total is None:
        total = len(items) if isinstance(items, Sized) else 0
    started = said = time.monotonic()
    for done, item in enumerate(items):
        now = time.monotonic()
        if done and now - said >= every_s:
            said = now
            left_s = (now - started) / done * max(0, total - done)
            add = f", {more(done)}" if more else ""
            say(f"{what}: {done} of {total}{add}, {left_s // 60:.0f} min {left_s % 60:.0f} s left")
        yield item
    if said > started:
        add = f", {more(total)}" if more else ""
        say(f"{what}: {total}{add}, in {(time.monotonic() - started) / 60:.1f} min")
