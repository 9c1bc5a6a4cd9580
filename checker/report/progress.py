"""Progress goes in, a progress bar on a terminal's standard error comes out, once it takes more than a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

_PATIENCE = 1.0
"""Seconds after which a bar appears."""


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function that takes (done, total), or None without a terminal; the bar is removed when the block ends.

    Where CI is set there is none: programs read the log line by line, and what removes a bar is part of the next line.
    """
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield None
        return
    with ExitStack() as stack:
        started = time.monotonic()
        move: Callable[[int, int], None] | None = None

        def progress(done: int, total: int) -> None:
            nonlocal move
            if move is None and time.monotonic() - started > _PATIENCE:
                move = _start(stack, label)
            if move is not None:
                move(done, total)

        yield progress


def _start(stack: ExitStack, label: str) -> Callable[[int, int], None]:
    from rich.console import Console
    from rich.progress import Progress

    display = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = display.add_task(label, total=None)
    return lambda done, total: display.update(task, completed=done, total=total)
