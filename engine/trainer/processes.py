"""Pools of processes that work ahead, and that are gone when whoever started them is."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from faults import InputFault

Job = TypeVar("Job")
Result = TypeVar("Result")


def pool(
    processes: int, start: Callable[..., None] | None = None, arguments: tuple[Any, ...] = ()
) -> ProcessPoolExecutor:
    """Spawned processes that leave Ctrl-C to their parent and end with it; each first calls `start`."""
    return ProcessPoolExecutor(processes, get_context("spawn"), _start, (start, arguments))


def in_order(
    executor: ProcessPoolExecutor, work: Callable[[Job], Result], jobs: Iterable[Job], ahead: int
) -> Generator[Result]:
    """Results in the order of their jobs, of which so many are under way at once.

    The executor is shut down at the end, or when the generator is closed. Raises what `work` raises, and InputFault
    worker-ended when a process is killed, as an operating system without memory does.
    """
    waiting: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            waiting.append(executor.submit(work, job))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise InputFault("worker-ended") from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start(start: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if start:
        start(*arguments)


def _end_with_parent() -> None:
    """A parent that is killed cannot end its children, who would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
