"""A tree and what to do with it go in; it is done again whenever a file of the tree changes, until interrupted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from ._output import JobError, say
from ._tree import job_errors

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree

_EVERY = 0.5
"""Seconds between two looks at the files; what changes within as many more is taken together."""


def watched(tree: Tree, once: Callable[[Tree], int]) -> NoReturn:
    """Call `once` with the tree, and with what the same arguments name then after each change.

    What goes wrong is shown and does not end it: a configuration may be invalid while it is edited.
    """
    from ..tree.stamps import stamps

    current = tree
    while True:
        before = stamps(tree.source.top)
        _attempt(current, once)
        say(f"Watching {tree.source.top} for changes; press Ctrl+C to stop.")
        _wait(tree, before)
        current = _renewed(tree) or current


def _attempt(tree: Tree, once: Callable[[Tree], int]) -> None:
    try:
        with job_errors():
            once(tree)
    except JobError as error:
        say(f"Error: {error.format_message()}")


def _renewed(tree: Tree) -> Tree | None:
    """Return what the arguments name now, with the reader that knows the pages; None, and a message, for nothing."""
    assert tree.again is not None
    try:
        with job_errors():
            return replace(tree.again(), reader=tree.reader)
    except JobError as error:
        say(f"Error: {error.format_message()}")
        return None


def _wait(tree: Tree, before: dict[str, tuple[int, int, int]]) -> None:
    """Return when a file differs from before, and none has changed since the last look."""
    from ..tree.stamps import differing, stamps

    seen = before
    while True:
        now = stamps(tree.source.top)
        if differing(before, now) and not differing(seen, now):
            return
        seen = now
        time.sleep(_EVERY)
