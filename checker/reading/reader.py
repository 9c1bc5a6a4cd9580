"""Pages go in, their facts come out: of the trees read last, from the cache, or extracted, with workers where it pays.

Facts are always decoded from bytes, wherever these come from, so that the way makes no difference.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..page.facts import Facts
    from .cache import Cache
    from .outcome import Job, Outcome, Page

Progress = Callable[[int, int], None]

PAYS = 300_000
"""Characters of text below which starting processes takes about as long as it saves."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class Reader:
    """Reads the facts of trees, one tree after the other; pages that the last two trees hold are not read again.

    `jobs` is the most processes to extract with; `open_cache` is called when the first tree is read. `extracted`
    counts the pages that were extracted so far. `folder` is the one that the user named for the cache.
    """

    def __init__(
        self, jobs: int = 1, open_cache: Callable[[], Cache | None] | None = None, folder: Path | None = None
    ) -> None:
        self.jobs = jobs
        self.folder = folder
        self.extracted = 0
        self._open_cache = open_cache
        self._cache: Cache | None = None
        self._last: Mapping[bytes, bytes] = {}
        self._before: Mapping[bytes, bytes] = {}

    @property
    def cache(self) -> Cache | None:
        """The cache, once a tree has been read."""
        return self._cache

    @property
    def is_cached(self) -> bool:
        """Whether what is read is cached."""
        return self._cache is not None or self._open_cache is not None

    def read(
        self, pages: Sequence[Page], progress: Progress | None = None, wanted: Sequence[str] | None = None
    ) -> list[Facts | str]:
        """Return the facts of each page, or the reason why there are none; `progress` is told (done, total).

        `wanted` are the names of the readers whose facts are asked for, else all.

        Raises `CacheError` when the cache that the user named cannot be used.
        """
        from ..rules import readers
        from .record import decoded

        if self._open_cache is not None:
            self._cache, self._open_cache = self._open_cache(), None
        wanted = list(readers()) if wanted is None else wanted
        keys = self._keys(pages)
        known = self._known(keys)
        jobs = self._jobs(keys, pages, known, wanted)
        if progress is not None:
            progress(len(pages) - len(jobs), len(pages))
        both = {**known, **self._extracted(jobs, progress, len(pages))}
        self._before, self._last = self._last, {key: one for key in keys if isinstance(one := both[key], bytes)}
        found = [decoded(both[key], wanted) for key in keys]  # each page its own, even if two have the same text
        return [facts for facts in found if facts is not None]

    def _jobs(
        self, keys: Sequence[bytes], pages: Sequence[Page], known: Mapping[bytes, bytes], wanted: Sequence[str]
    ) -> dict[bytes, Job]:
        """Return what is to be read, by key: pages that nothing is known of, and those that lack a reader's facts."""
        from .outcome import Job
        from .record import missing

        jobs: dict[bytes, Job] = {}
        for key, (path, text) in zip(keys, pages, strict=True):
            data = known.get(key)
            lacking = None if data is None else missing(data, wanted)
            if lacking is None:
                jobs[key] = Job(path, text, None, wanted)
            elif lacking:
                jobs[key] = Job(path, text, data, lacking)
        return jobs

    def _keys(self, pages: Sequence[Page]) -> list[bytes]:
        from .cache import key

        extractor = self._cache.extractor if self._cache is not None else b""
        return [key(path, text, extractor) for path, text in pages]

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        known = {key: data for held in (self._before, self._last) for key in keys if (data := held.get(key))}
        if self._cache is not None:
            known.update(self._cache.load(key for key in keys if key not in known))
        return known

    def _extracted(self, jobs: Mapping[bytes, Job], progress: Progress | None, total: int) -> dict[bytes, Outcome]:
        """Return what extraction makes of pages; what has come is kept, even if it is interrupted."""
        keys = list(jobs)
        fresh: dict[bytes, Outcome] = {}
        try:
            for index, result in self._outcomes(list(jobs.values())):
                fresh[keys[index]] = result
                if progress is not None:
                    progress(total - len(keys) + len(fresh), total)
        finally:
            self.extracted += len(fresh)
            if self._cache is not None:
                self._cache.save({key: result for key, result in fresh.items() if isinstance(result, bytes)})
        return fresh

    def _outcomes(self, jobs: Sequence[Job]) -> Iterable[tuple[int, Outcome]]:
        if self.jobs > 1 and sum(len(job.text) for job in jobs) >= PAYS:
            from .workers import outcomes

            return outcomes(jobs, self.jobs)
        from .outcome import outcome

        return ((index, outcome(job)) for index, job in enumerate(jobs))
