"""The folders of a workspace go in; a `Root` for each docs tree comes out, which is checked whenever something changes.

Checks run in one thread beside the event loop, one at a time. A change restarts a short pause, and a check that a
change overtakes is not shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from ..workflows.live_tree import Checked, LiveTree, encoded

if TYPE_CHECKING:
    from ..reading.reader import Progress

PAUSE = 0.15
"""Seconds without a change after which a check starts by itself."""


class Root:
    """A docs tree that is open in the editor.

    `buffers` gives the texts of its open documents by path. `shown` is called with each result that is up to date, and
    `failed` with the error of a check that could not be made.
    """

    def __init__(
        self,
        live: LiveTree,
        buffers: Callable[[Root], Mapping[str, str]],
        shown: Callable[[Root], Awaitable[None]],
        failed: Callable[[Root, Exception], None],
        executor: Executor,
    ) -> None:
        self.live = live
        self.looks = False
        self.progress: Progress | None = None
        self.checked: Checked | None = None
        self._buffers, self._shown, self._failed, self._executor = buffers, shown, failed, executor
        self._wanted, self._done = 1, 0
        self._changed, self._urgent, self._finished = asyncio.Event(), asyncio.Event(), asyncio.Condition()
        self._changed.set()
        self._task = asyncio.create_task(self._run())

    def touch(self) -> None:
        """Note that something changed."""
        self._wanted += 1
        self._changed.set()

    async def current(self) -> Checked | None:
        """Return the result for everything as it is now, as soon as it is there; None where no check can be made."""
        wanted = self._wanted
        if self._done < wanted:
            self._urgent.set()
            async with self._finished:
                await self._finished.wait_for(lambda: self._done >= wanted)
        return self.checked

    def close(self) -> None:
        """Check no more."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            await self._settle()
            number = self._wanted
            await self._check()
            self._done = number
            async with self._finished:
                self._finished.notify_all()
            if number == self._wanted and self.checked is not None:
                try:
                    await self._shown(self)
                except Exception as error:
                    self._failed(self, error)
                await asyncio.get_running_loop().run_in_executor(self._executor, self.live.tidy)

    async def _settle(self) -> None:
        """Return when nothing has changed for a moment, or at once when someone waits for the result."""
        while not self._urgent.is_set():
            self._changed.clear()
            waiting = [asyncio.create_task(one.wait()) for one in (self._changed, self._urgent)]
            done, pending = await asyncio.wait(waiting, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
            for one in pending:
                one.cancel()
            if not done:
                break
        self._changed.clear()
        self._urgent.clear()

    async def _check(self) -> None:
        loop = asyncio.get_running_loop()
        if self.looks:
            try:
                await loop.run_in_executor(self._executor, self.live.look)
            except Exception as error:  # an invalid configuration: the last one stays in effect
                self._failed(self, error)
        buffers = encoded(self._buffers(self))
        try:
            self.checked = await loop.run_in_executor(self._executor, self.live.check, buffers, self.progress)
        except Exception as error:  # whatever is wrong with a tree, the server goes on
            self.checked = None
            self._failed(self, error)


def innermost(roots: Mapping[Path, Root], file: Path) -> tuple[Root, str] | None:
    """Return the root that a file belongs to, the deepest of several, and its path there."""
    found = [(root, path) for root in roots.values() if (path := root.live.path_of(file)) is not None]
    return min(found, key=lambda one: len(one[1]), default=None)
