"""What git holds of a tree goes in; what was found in exactly the same tree before comes out, if anything was.

A check of what is staged, or of what changed since a revision, needs the findings of the tree before the change too.
That tree is told by the ids of all its files, so that no change of it goes unnoticed. What is found is an entry of the
cache, sealed like the others.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from ..config import Config
from ..findings import Finding
from ..tree.git_sources import GitSource
from ..tree.sources import Source, beside
from .cache import Cache
from .fingerprints import of_everything


@dataclass(frozen=True)
class KeptFindings:
    """The findings of trees that git holds, with one configuration on one day; nothing is kept without a cache."""

    cache: Cache | None
    config: Config
    day: dt.date

    def load(self, source: Source) -> list[Finding] | None:
        """Return the findings of a tree, in order; None where they are not known."""
        key = self._key(source)
        data = self.cache.load([key]).get(key) if self.cache is not None and key is not None else None
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=list[Finding])
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None

    def save(self, source: Source, found: Sequence[Finding]) -> None:
        """Keep the findings of a tree."""
        key = self._key(source)
        if self.cache is None or key is None:
            return
        try:
            self.cache.save({key: msgspec.msgpack.encode(found)})
        except (TypeError, ValueError, OverflowError):  # a file name that is not text
            return

    def _key(self, source: Source) -> bytes | None:
        """Return a digest of all that the findings depend on; None where that is not known."""
        program = of_everything()
        if program is None or not isinstance(source, GitSource) or source.missed or source.warnings:
            return None
        digest = hashlib.blake2b(program + self.day.isoformat().encode(), digest_size=20)
        told = (list(source.folders), list(source.exclude), self.config)
        try:
            digest.update(msgspec.json.encode(told, order="sorted"))
            digest.update(source.state())
            for name in filter(None, (self.config.catalog, self.config.baseline)):
                data = beside(source, name)
                digest.update(b"none" if data is None else b"file" + hashlib.blake2b(data).digest())
        except (OSError, ValueError):  # the latter for a name that is not text
            return None
        return digest.digest()
