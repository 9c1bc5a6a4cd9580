"""Pages go in, their facts come out: of the trees read last, from the cache, or extracted, with workers where it pays.

Facts are the same whether they come from the cache, from a worker or from this process; a test holds that.
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
    from .outcome import Job, Outcome, Page, Read
    from .record import Record, Wanted

Progress = Callable[[int, int], None]

PAYS = 300_000
"""Characters of text below which starting processes takes about as long as it saves."""
_AT_ONCE = 5000
"""Pages that are looked up or cached at once: more than most trees have, and few enough to be held encoded."""
_REMEMBERED = 32 * 1024 * 1024
"""Bytes of encoded facts that are remembered of a tree without a cache; those of 10,000 pages of prose are fewer."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class Reader:
    """Reads the facts of trees, one tree after the other; pages that the last two trees hold are not read again.

    They are in the cache; without one, no more is remembered of a tree than `_REMEMBERED`. `jobs` is the
    most processes to extract with; `open_cache` is called when the first tree is read. `extracted` counts the pages
    that were extracted so far. `folder` is the one that the user named for the cache. Who reads one tree only sets
    `reads_once`: without a cache, nothing is encoded then but what several pages or processes need.
    """

    def __init__(
        self, jobs: int = 1, open_cache: Callable[[], Cache | None] | None = None, folder: Path | None = None
    ) -> None:
        self.jobs = jobs
        self.folder = folder
        self.extracted = 0
        self.reads_once = False
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
        from .record import Wanted

        if self._open_cache is not None:
            self._cache, self._open_cache = self._open_cache(), None
        wanted = list(readers()) if wanted is None else wanted
        keys = self._keys(pages)
        room = 0 if self._cache is not None or self.reads_once else _REMEMBERED
        found = _Found(keys, Wanted(wanted), room)
        jobs = self._take_known(found, pages)
        if progress is not None:
            progress(len(pages) - len(jobs), len(pages))
        self._extract(found, jobs, progress)
        self._before, self._last = self._last, found.remembered
        return [facts for facts in found.facts if facts is not None]

    def _take_known(self, found: _Found, pages: Sequence[Page]) -> dict[bytes, Job]:
        """Take what is known of pages, and return by key what is left to read: whole pages, or what a reader lacks."""
        from .outcome import Job
        from .record import opened

        jobs: dict[bytes, Job] = {}
        every = list(found.places)
        for start in range(0, len(every), _AT_ONCE):
            keys = every[start : start + _AT_ONCE]
            known = self._known(keys)
            for key in keys:
                data, (path, text) = known.get(key), pages[found.places[key][0]]
                record = None if data is None else opened(data)
                if data is None or record is None:
                    jobs[key] = Job(path, text, None, found.wanted.names)
                elif lacking := found.wanted.missing(record):
                    jobs[key] = Job(path, text, data, lacking)
                else:
                    found.take_known(key, data, record)
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

    def _extract(self, found: _Found, jobs: Mapping[bytes, Job], progress: Progress | None) -> None:
        """Take what extraction makes of pages; what has come is cached, even if it is interrupted."""
        keys, total, done = list(jobs), len(found.facts), 0
        fresh: dict[bytes, bytes] = {}
        try:
            for index, result in self._outcomes(found, jobs):
                data = found.take(keys[index], result)
                done += 1
                if self._cache is not None and data:
                    fresh[keys[index]] = data
                    if len(fresh) >= _AT_ONCE:
                        self._cache.save(fresh)
                        fresh = {}
                if progress is not None:
                    progress(total - len(keys) + done, total)
        finally:
            self.extracted += done
            if self._cache is not None:
                self._cache.save(fresh)

    def _outcomes(self, found: _Found, jobs: Mapping[bytes, Job]) -> Iterable[tuple[int, Outcome | Read]]:
        if self.jobs > 1 and sum(len(job.text) for job in jobs.values()) >= PAYS:
            from .workers import outcomes

            return outcomes(list(jobs.values()), self.jobs)
        from .outcome import read

        once = self.reads_once and self._cache is None
        return (
            (index, read(job, stored=not once or len(found.places[key]) > 1))
            for index, (key, job) in enumerate(jobs.items())
        )


class _Found:
    """The facts of pages as they come in; encoded ones are `remembered` by key, as far as there is `room` (bytes).

    `places` tells by key which pages have it: each gets facts of its own, even if two have the same text.
    """

    def __init__(self, keys: Sequence[bytes], wanted: Wanted, room: int) -> None:
        self.wanted = wanted
        self.facts: list[Facts | str | None] = [None] * len(keys)
        self.remembered: dict[bytes, bytes] = {}
        self._room = room
        self.places: dict[bytes, list[int]] = {}
        for index, key in enumerate(keys):
            self.places.setdefault(key, []).append(index)

    def take(self, key: bytes, result: Outcome | Read) -> bytes:
        """Take what has become of the pages with a key, and return it encoded; nothing for what cannot be read."""
        first, *more = self.places[key]
        data = result if isinstance(result, (bytes, str)) else result.data
        if isinstance(result, (bytes, str)):
            self.facts[first] = self.wanted.decoded(result)
        else:
            self.facts[first] = self.wanted.completed(result.facts, result.record)
        for index in more:
            self.facts[index] = self.wanted.decoded(data)
        if isinstance(data, str):
            return b""
        self._remember(key, data)
        return data

    def take_known(self, key: bytes, data: bytes, record: Record) -> None:
        """Decode the record of the pages with a key, which `data` holds."""
        for index in self.places[key]:
            self.facts[index] = self.wanted.facts(record)
        self._remember(key, data)

    def _remember(self, key: bytes, data: bytes) -> None:
        if 0 < len(data) <= self._room:
            self._room -= len(data)
            self.remembered[key] = data
