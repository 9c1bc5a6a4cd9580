"""Pages go in, their facts come out: of the trees read last, from the cache, or extracted, with workers where it pays.

Facts are always decoded from bytes, wherever these come from, so that the way makes no difference.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


_AT_ONCE = 500
"""Entries of the cache that are in memory at once."""
_SAVED_AT_ONCE = 4_000_000
"""Bytes of facts that are collected before they are added to the cache."""


class _Found:
    """The facts of pages given by their keys: each gets facts of its own, even if two have the same text.

    With `keeps`, what is taken is held as `records` too.
    """

    def __init__(self, keys: Sequence[bytes], wanted: Sequence[str], *, keeps: bool) -> None:
        self.wanted = wanted
        self._keeps = keeps
        self.facts: list[Facts | str | None] = [None] * len(keys)
        self.records: dict[bytes, bytes] = {}
        self._places: dict[bytes, list[int]] = {}
        for index, key in enumerate(keys):
            self._places.setdefault(key, []).append(index)

    def take(self, key: bytes, result: Outcome) -> None:
        """Note what is known of a page."""
        from .record import decoded

        for index in self._places[key]:
            self.facts[index] = decoded(result, self.wanted)
        if self._keeps and isinstance(result, bytes):
            self.records[key] = result


class Reader:
    """Reads the facts of trees, one tree after the other.

    Pages that the cache has, or without a cache the last two trees, are not read again.

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

        if self._open_cache is not None:
            self._cache, self._open_cache = self._open_cache(), None
        wanted = list(readers()) if wanted is None else wanted
        keys = self._keys(pages)
        found = _Found(keys, wanted, keeps=self._cache is None)
        jobs = self._jobs(dict(zip(keys, pages, strict=True)), found)
        if progress is not None:
            progress(len(pages) - len(jobs), len(pages))
        for key, result in self._extracted(jobs, progress, len(pages)):
            found.take(key, result)
        if self._cache is None:
            self._before, self._last = self._last, found.records
        return [facts for facts in found.facts if facts is not None]

    def _jobs(self, pages: Mapping[bytes, Page], found: _Found) -> dict[bytes, Job]:
        """Return what is to be read, by key: pages that nothing is known of, and those that lack a reader's facts.

        What is known in full is found thereby.
        """
        from .outcome import Job
        from .record import missing

        jobs: dict[bytes, Job] = {}
        keys = list(pages)
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            known = self._known(some)
            for key in some:
                path, text = pages[key]
                data = known.get(key)
                lacking = None if data is None else missing(data, found.wanted)
                if data is None or lacking is None:
                    jobs[key] = Job(path, text, None, found.wanted)
                elif lacking:
                    jobs[key] = Job(path, text, data, lacking)
                else:
                    found.take(key, data)
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

    def _extracted(
        self, jobs: Mapping[bytes, Job], progress: Progress | None, total: int
    ) -> Iterator[tuple[bytes, Outcome]]:
        """Yield what extraction makes of pages; what has come is kept, even if it is interrupted."""
        keys = list(jobs)
        fresh: dict[bytes, bytes] = {}
        size = done = 0
        try:
            for index, result in self._outcomes(list(jobs.values())):
                done += 1
                if isinstance(result, bytes) and self._cache is not None:
                    fresh[keys[index]] = result
                    size += len(result)
                    if size > _SAVED_AT_ONCE:
                        self._cache.save(fresh)
                        fresh, size = {}, 0
                if progress is not None:
                    progress(total - len(keys) + done, total)
                yield keys[index], result
        finally:
            self.extracted += done
            if self._cache is not None:
                self._cache.save(fresh)

    def _outcomes(self, jobs: Sequence[Job]) -> Iterable[tuple[int, Outcome]]:
        if self.jobs > 1 and sum(len(job.text) for job in jobs) >= PAYS:
            from .workers import outcomes

            return outcomes(jobs, self.jobs)
        from .outcome import outcome

        return ((index, outcome(job)) for index, job in enumerate(jobs))
