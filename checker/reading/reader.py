"""Pages go in, their facts come out: of the trees read last, from the cache, or extracted, with workers where it pays.

Facts are always decoded from bytes, wherever these come from, so that the way makes no difference.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import yaml

from ..page.facts import Facts
from ..page.readers import encoded
from ..rules import readers
from . import extraction
from .fingerprints import of_reader

if TYPE_CHECKING:
    from .cache import Cache

Page = tuple[str, str]
"""The path of a page and its text."""
Outcome = bytes | str
"""A page's record, encoded, or the reason why it could not be read."""
Progress = Callable[[int, int], None]

NONE = msgspec.msgpack.encode([])
"""The encoded facts of a reader that found nothing."""
PAYS = 300_000
"""Characters of text below which starting processes takes about as long as it saves."""


def reason(error: Exception) -> str:
    """Return in words why a page could not be read."""
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
    if isinstance(error, yaml.YAMLError):
        return "no valid YAML: " + " ".join(str(error).split())
    if not isinstance(error, OSError | ValueError | RecursionError):
        return f"reading it crashed: {type(error).__name__}: {error}"
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error) or type(error).__name__


class Record(msgspec.Struct, array_like=True, gc=False):
    """A page as it is stored: its shared facts and what each reader has found, by the reader's key; both encoded.

    `failed` holds by the names of readers why they found nothing; they are tried again by the next run.
    """

    facts: msgspec.Raw
    own: dict[str, msgspec.Raw]
    failed: dict[str, str] = {}


class Job(NamedTuple):
    """A page to read: what is known of it already, as an encoded record, and the names of the readers to run."""

    path: str
    text: str
    known: bytes | None
    wanted: Sequence[str]


def outcome(job: Job) -> Outcome:
    """Return the record of a page with what it lacked; what is known of the page is not read again."""
    try:
        page = extraction.parsed(job.path, job.text)
        if job.known is None:
            extraction.read_shared(page, is_yaml=extraction.is_yaml(job.path))
            facts, own = msgspec.Raw(msgspec.msgpack.encode(page.facts)), {}
        else:
            record = msgspec.msgpack.decode(job.known, type=Record)
            page.facts, facts = msgspec.msgpack.decode(record.facts, type=Facts), record.facts
            current = {key(name) for name in readers()}
            own = {name: data for name, data in record.own.items() if name in current}
        found, failed = extraction.read_own(page, job.wanted)
        own |= {key(name): encoded(some) for name, some in found.items()}
        return msgspec.msgpack.encode(Record(facts, own, failed))
    except Exception as error:  # one page must not take the others with it
        return reason(error)


@cache
def key(name: str) -> str:
    """Return what the facts of a reader are stored under: its name and its fingerprint."""
    return f"{name} {of_reader(readers()[name])}"


def missing(data: bytes, wanted: Sequence[str]) -> list[str] | None:
    """Return which of some readers a record has nothing of; None for bytes that are no record."""
    try:
        own = msgspec.msgpack.decode(data, type=Record).own
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return [name for name in wanted if key(name) not in own]


def decoded(result: Outcome | None, wanted: Sequence[str]) -> Facts | str | None:
    """Return the facts that a record holds, with those of some readers; a reason as it is, and None for no record."""
    if not isinstance(result, bytes):
        return result
    try:
        record = msgspec.msgpack.decode(result, type=Record)
        facts = msgspec.msgpack.decode(record.facts, type=Facts)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    own = {name: record.own.get(key(name)) for name in wanted}
    facts.own = {name: data for name, data in own.items() if data is not None and bytes(data) != NONE}
    facts.failed = {name: why for name, why in record.failed.items() if name in wanted}
    return facts


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class Reader:
    """Reads the facts of trees, one tree after the other; pages that the last two trees hold are not read again.

    `jobs` is the most processes to extract with; `open_cache` is called when the first tree is read. `extracted`
    counts the pages that were extracted so far.
    """

    def __init__(self, jobs: int = 1, open_cache: Callable[[], Cache | None] | None = None) -> None:
        self.jobs = jobs
        self.extracted = 0
        self._open_cache = open_cache
        self._cache: Cache | None = None
        self._last: Mapping[bytes, bytes] = {}
        self._before: Mapping[bytes, bytes] = {}

    def read(
        self, pages: Sequence[Page], progress: Progress | None = None, wanted: Sequence[str] | None = None
    ) -> list[Facts | str]:
        """Return the facts of each page, or the reason why there are none; `progress` is told (done, total).

        `wanted` are the names of the readers whose facts are asked for, else all.

        Raises `CacheError` when the cache that the user named cannot be used.
        """
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
        keys, fresh = list(jobs), dict[bytes, Outcome]()
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
        return ((index, outcome(job)) for index, job in enumerate(jobs))
