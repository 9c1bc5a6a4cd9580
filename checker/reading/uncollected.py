"""Work goes in and is done while the garbage collector pauses.

It would traverse all that was read of a tree again and again, though all of it is needed until the work is done.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(*, last: bool = False) -> Iterator[None]:
    """Pause the garbage collector, unless it pauses already; a context manager, and a decorator.

    After the `last` work of a process, what it leaves counts as old, so that it is not traversed at the very end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if last:
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()
