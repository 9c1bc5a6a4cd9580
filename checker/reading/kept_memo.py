"""A tree as it is read goes in; what functions made of its pages last time comes out, of those that are the same.

A page is the same if its path and text are. Where links lead is the same if that is so of all other files, and of all
that sites look at of the pages. Everything holds for one configuration and one program alone. What is known of a tree
is one entry of the cache, sealed like the others.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterable
from urllib.parse import unquote

import msgspec

from ..config import Config
from ..graph import Page
from ..graph.kept import Kept, structure
from ..graph.memo import Memo, Stored
from ..site.sites import Sites
from ..tree.git_sources import GitSource
from ..tree.sources import FolderSource, Source, beside
from ..tree.sweep import MOST_FRESH, Sweep, digest_of, sweep
from .cache import Cache
from .fingerprints import of_everything


class _Noted(msgspec.Struct, array_like=True):
    """What tells whether a page has changed: digests of its text and of what sites look at.

    `shown` are the names of the files that it may include in its headings, whose anchors are made of their texts.
    """

    text: bytes
    structure: bytes
    shown: list[str]


class _Entry(msgspec.Struct, array_like=True):
    """What is known of the pages of a tree, by their paths, and what that depends on beside the pages."""

    state: bytes
    links: bytes
    pages: dict[str, _Noted]
    made: dict[str, Stored]


class KeptMemo(Kept):
    """What functions made of the pages of one tree; of the graph that was, nothing else is kept."""

    def __init__(self, cache: Cache, source: Source, config: Config, readers: Iterable[str]) -> None:
        super().__init__(None)
        self._cache, self._source = cache, source
        told = (type(source).__name__, str(source.root), list(source.folders), list(source.exclude), config)
        self._told = msgspec.json.encode((told, sorted(readers)), order="sorted")
        self._key = hashlib.blake2b(b"memo\0" + self._told, digest_size=20).digest()
        self._catalog = config.catalog
        self._noted: dict[str, _Noted] = {}
        self._links = self._state = b""
        self._swept: Sweep | None = None

    def sites(self, source: Source, pages: dict[str, Page]) -> Sites | None:
        """Return no sites, but load what is known of these pages."""
        self._source = source
        data = self._cache.load([self._key]).get(self._key)
        try:
            last = None if data is None else msgspec.msgpack.decode(data, type=_Entry)
        except (msgspec.DecodeError, ValueError, RecursionError):
            last = None
        self._state = self._stated()
        if last is not None and last.state != self._state:
            last = None
        self._noted = {path: _noted(page, last) for path, page in pages.items()}
        self._links = self._linked() if self._state else b""
        if last is not None and self._state:
            same = {path for path, one in self._noted.items() if path in last.pages and last.pages[path] is one}
            self._memo = Memo(last.made, same)
            if not self._links or last.links != self._links:
                self._memo.forget_links()
        return None

    def save(self) -> None:
        """Keep what functions have made of the pages, if nothing has changed since they were read."""
        if not self._links or self._linked() != self._links or not self._tells_all():
            return
        made = self._memo.stored(self._noted)
        try:
            data = msgspec.msgpack.encode(_Entry(self._state, self._links, self._noted, made))
        except (TypeError, ValueError, OverflowError):  # a file name that is not text
            return
        self._cache.save({self._key: data})

    def _stated(self) -> bytes:
        """Return a digest of program and configuration; empty where these are not known."""
        program = of_everything()
        if program is None:
            return b""
        digest = hashlib.blake2b(program + self._told)
        if self._catalog:
            try:
                data = beside(self._source, self._catalog)
            except OSError:
                return b""
            digest.update(b"none" if data is None else data)
        return digest.digest()

    def _linked(self) -> bytes:
        """Return a digest of all that decides where links lead; empty where that is not known."""
        around = self._around()
        if not around:
            return b""
        digest = hashlib.blake2b(around)
        shown = {name for one in self._noted.values() for name in one.shown}
        for path, one in self._noted.items():
            digest.update(os.fsencode(path) + b"\0" + one.structure)
            if shown and _name(path) in shown:
                digest.update(one.text)
        return digest.digest()

    def _around(self) -> bytes:
        """Return a digest of all files but the texts of pages; empty where a change could go unnoticed."""
        source = self._source
        if source.missed or source.warnings:
            return b""
        if isinstance(source, GitSource):
            return source.state(self._noted)
        if not isinstance(source, FolderSource) or source.overlaid:
            return b""
        inner = os.path.relpath(os.path.realpath(source.root), source.top).replace(os.sep, "/")
        self._swept = sweep(source.top, named=[posixpath.normpath(f"{inner}/{path}") for path in self._noted])
        if self._swept is None or len(self._swept.fresh) > MOST_FRESH:
            return b""
        content = digest_of(source.top, self._swept.fresh)
        return b"" if content is None else self._swept.digest + content

    def _tells_all(self) -> bool:
        """Return whether the last sweep has seen all that the run has looked at."""
        if not isinstance(self._source, FolderSource):
            return True
        return self._swept is not None and all(map(self._swept.tells, self._source.looked_at()))


def _noted(page: Page, last: _Entry | None) -> _Noted:
    """Return the digests of a page: the very same object as last time where its text is the same."""
    text = hashlib.blake2b(page.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    known = last.pages.get(page.path) if last is not None else None
    if known is not None and known.text == text:
        return known
    told = msgspec.msgpack.encode(structure(page))
    return _Noted(text, hashlib.blake2b(told, digest_size=16).digest(), _shown(page))


def _shown(page: Page) -> list[str]:
    if not any("[!" in one.span.slice(page.text) for one in page.facts.headings):
        return []
    return sorted({_name(one.target) for one in page.facts.links if one.kind == "include"})


def _name(path: str) -> str:
    """Return the name of a file in a path or a target, without ending and in lower case."""
    return posixpath.basename(unquote(path.partition("?")[0].partition("#")[0])).partition(".")[0].lower()
