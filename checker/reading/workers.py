"""Pages go in, their facts come out, extracted by several processes at once.

Texts go to a process and encoded facts come back; tokens and syntax trees never leave it. A forked process has the
texts already and is told their indexes: what is sent to processes that die is small enough for the pipe to take it,
else the executor of early releases of Python 3.11 waits for ever (https://github.com/python/cpython/issues/94777).
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Literal

from .outcome import Job, Outcome, outcome

_CHUNK = 100_000
"""Characters that a process is given at once."""
_AHEAD = 2
"""Chunks for each process that are under way: one that it works on, and one that waits for it."""
_SPAWN_PAYS = 1_500_000
"""Characters of text below which it does not pay to start processes that have to import everything first."""
_NO_PROCESS = (BrokenProcessPool, OSError, NotImplementedError, ImportError)
CRASHED = "reading it crashed the process that read it"


def outcomes(pages: Sequence[Job], jobs: int) -> Iterator[tuple[int, Outcome]]:
    """Yield the index of each page with what extraction makes of it, in any order; at most `jobs` processes work.

    A page that takes its process down is told by its reason. Where no process can be had, this one does the work.
    """
    waiting = deque(_chunks(pages))
    if _method() == "spawn" and sum(len(page.text) for page in pages) < _SPAWN_PAYS:
        yield from _here(pages, range(len(pages)))
        return
    while waiting:
        suspects = yield from _together(pages, waiting, jobs)
        if not suspects and not waiting:
            return
        if not suspects or not _processes_run():
            yield from _here(pages, [*suspects, *(index for chunk in waiting for index in chunk)])
            return
        yield from _one_by_one(pages, suspects)


def _here(pages: Sequence[Job], indexes: Iterable[int]) -> Iterator[tuple[int, Outcome]]:
    for index in indexes:
        yield index, outcome(pages[index])


def _chunks(pages: Sequence[Job]) -> Iterator[range]:
    """Yield the indexes of pages in groups that take a process about as long."""
    first = size = 0
    for index, page in enumerate(pages):
        size += len(page.text)
        if size >= _CHUNK:
            yield range(first, index + 1)
            first, size = index + 1, 0
    if first < len(pages):
        yield range(first, len(pages))


def _together(
    pages: Sequence[Job], waiting: deque[range], jobs: int
) -> Generator[tuple[int, Outcome], None, list[int]]:
    """Yield what processes make of the waiting chunks; when one dies, return the pages that were under way."""
    under_way: dict[Future[list[Outcome]], range] = {}
    try:
        with _pool(min(jobs, len(waiting), 61), pages) as submit:
            while waiting or under_way:
                while waiting and len(under_way) < jobs * _AHEAD:
                    future = submit(waiting[0])
                    under_way[future] = waiting.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    results = future.result()
                    yield from zip(under_way.pop(future), results, strict=True)
    except _NO_PROCESS:
        return [index for chunk in under_way.values() for index in chunk]
    return []


def _one_by_one(pages: Sequence[Job], suspects: Sequence[int]) -> Iterator[tuple[int, Outcome]]:
    """Yield what becomes of pages when a process reads one at a time: it is known which one takes it down."""
    rest = deque(suspects)
    while rest:
        with _pool(1, pages) as submit:
            try:
                while rest:
                    [result] = submit([rest[0]]).result()
                    yield rest.popleft(), result
            except BrokenProcessPool:
                yield rest.popleft(), CRASHED


def _processes_run() -> bool:
    """Tell whether a process can be had at all."""
    try:
        with _pool(1, ()) as submit:
            return submit([]).result() == []
    except _NO_PROCESS:
        return False


@contextmanager
def _pool(jobs: int, pages: Sequence[Job]) -> Iterator[Callable[[Sequence[int]], Future[list[Outcome]]]]:
    """Give what lets some processes read pages, by their indexes."""
    method = _method()
    forked = method == "fork"
    start = partial(_start, pages if forked else ())
    pool = ProcessPoolExecutor(jobs, mp_context=get_context(method), initializer=start)
    try:
        yield lambda indexes: pool.submit(_outcomes, indexes if forked else [pages[index] for index in indexes])
    finally:
        pool.shutdown(cancel_futures=True)


def _method() -> Literal["fork", "spawn"]:
    """Return how processes are started: by a fork where that is safe, which is many times as quick."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


_inherited: list[Job] = []
"""The pages of the tree, in a forked process."""


def _outcomes(given: Sequence[Job] | Sequence[int]) -> list[Outcome]:
    """Return what extraction makes of pages, or of inherited ones by their indexes."""
    return [outcome(_inherited[page] if isinstance(page, int) else page) for page in given]


def _start(pages: Sequence[Job]) -> None:
    """Make a new process end at once when it is interrupted, and soon after the one that it works for."""
    _inherited[:] = pages
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # as for the pages that this process reads by itself
    if hasattr(os, "getppid"):
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
