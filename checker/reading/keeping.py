"""Pages go in, their facts come out; those of pages that did not change are the same objects again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .reader import Progress, Reader

_FEW = 5
"""Pages that may have been typed in just now, so that it does not pay to cache what they say."""

if TYPE_CHECKING:
    from pathlib import Path

    from ..page.facts import Facts
    from .cache import Cache
    from .outcome import Page


class KeepingReader(Reader):
    """A reader for a tree that is read again and again; nothing may change the facts that it gives."""

    def __init__(
        self, jobs: int = 1, open_cache: Callable[[], Cache | None] | None = None, folder: Path | None = None
    ) -> None:
        super().__init__(jobs, open_cache, folder)
        self._asked: list[str] | None = None
        self._kept: dict[str, tuple[str, Facts | str]] = {}

    def read(
        self, pages: Sequence[Page], progress: Progress | None = None, wanted: Sequence[str] | None = None
    ) -> list[Facts | str]:
        """Return the facts of each page, or the reason why there are none; raises as `Reader.read` does."""
        asked = None if wanted is None else list(wanted)
        known = self._kept if asked == self._asked else {}
        fresh = [page for page in pages if (held := known.get(page[0])) is None or held[0] != page[1]]
        read = self._typed(fresh, wanted) if known and len(fresh) <= _FEW else super().read(fresh, progress, wanted)
        new = {path: (text, facts) for (path, text), facts in zip(fresh, read, strict=True)}
        self._asked, self._kept = asked, {path: new.get(path) or known[path] for path, _ in pages}
        return [self._kept[path][1] for path, _ in pages]

    def _typed(self, pages: Sequence[Page], wanted: Sequence[str] | None) -> list[Facts | str]:
        """Return the facts of pages without the cache."""
        from ..rules import readers
        from .outcome import Job, outcome
        from .record import Wanted

        asked = Wanted(list(readers()) if wanted is None else wanted)
        found = (asked.decoded(outcome(Job(path, text, None, asked.names))) for path, text in pages)
        return [facts for facts in found if facts is not None]
