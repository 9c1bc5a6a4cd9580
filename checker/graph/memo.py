"""What functions make of single pages goes in; it comes out again as long as these pages are the same.

Two kinds of functions may have it kept: those that look at one page and at nothing else, and those that look at where
its links lead too. In an editor a memo goes from graph to graph; between two runs of the program it is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec

T = TypeVar("T")


class Stored(msgspec.Struct, array_like=True):
    """What a function made of each page, encoded, by the path of the page; of all others that are known, nothing.

    `of_links` tells that it looks at where links lead.
    """

    of_links: bool
    some: dict[str, msgspec.Raw]


@dataclass
class Made:
    """What the function with a name made of pages, by their paths: a list; of those in `none` it made nothing."""

    name: str
    of_links: bool
    some: dict[str, list[Any]] = field(default_factory=dict)
    none: set[str] = field(default_factory=set)

    def keep(self, path: str, value: list[T]) -> list[T]:
        """Keep what the function made of a page, and return it."""
        if value:
            self.some[path] = value
        else:
            self.none.add(path)
        return value

    def forget(self, paths: Iterable[str]) -> None:
        """Forget what the function made of some pages."""
        for path in paths:
            self.some.pop(path, None)
            self.none.discard(path)


class Memo:
    """What functions, by their names, made of pages, by their paths: always a list.

    `stored` is what an earlier run knew of the pages at the paths `same`; where links lead has not changed since.
    """

    def __init__(self, stored: Mapping[str, Stored] | None = None, same: Collection[str] = ()) -> None:
        self._stored = stored or {}
        self._same = same
        self._made: dict[str, Made] = {}
        self._asked: set[str] = set()

    def of(self, name: str, kind: Any, *, of_links: bool) -> Made:
        """Return what a function has made of pages, lists of the type `kind`, to be added to."""
        self._asked.add(name)
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = Made(name, of_links)
            one = self._stored.get(name)
            if one is not None and one.of_links is of_links:
                decode = msgspec.msgpack.Decoder(kind).decode
                with suppress(msgspec.DecodeError, ValueError, RecursionError):
                    made.some = {path: decode(data) for path, data in one.some.items() if path in self._same}
                    made.none = set(self._same).difference(made.some)
        return made

    def forget(self, paths: Collection[str]) -> None:
        """Forget what was made of pages that have changed, and what nobody has asked for since the last change."""
        self._made = {name: one for name, one in self._made.items() if name in self._asked}
        self._asked = set()
        self._same = set(self._same).difference(paths)
        for made in self._made.values():
            made.forget(paths)

    def forget_links(self) -> None:
        """Forget what depends on where links lead."""
        self._stored = {name: one for name, one in self._stored.items() if not one.of_links}
        self._made = {name: one for name, one in self._made.items() if not one.of_links}

    def stored(self, paths: Collection[str]) -> dict[str, Stored]:
        """Return what is known of all these pages, and not only of some of them, encoded."""
        whole = {name: one for name, one in self._made.items() if one.none.union(one.some).issuperset(paths)}
        return {name: Stored(one.of_links, _encoded(one.some, paths)) for name, one in whole.items()}


def _encoded(some: Mapping[str, list[Any]], paths: Iterable[str]) -> dict[str, msgspec.Raw]:
    return {path: msgspec.Raw(msgspec.msgpack.encode(some[path])) for path in paths if path in some}


@cache
def kind_of(make: Callable[..., object]) -> Any:
    """Return the type of what a function makes, as its annotations say."""
    return get_type_hints(make)["return"]


def name_of(make: Callable[..., object], given: tuple[Hashable, ...] = ()) -> str:
    """Return the name of a function together with what it is given beside the page."""
    name = f"{make.__module__}.{make.__qualname__}"
    return f"{name} {digest(given)}" if given else name


def digest(value: object) -> str:
    """Return a digest of plain data; sets count as sorted."""
    return hashlib.blake2b(msgspec.json.encode(value, order="deterministic"), digest_size=16).hexdigest()
