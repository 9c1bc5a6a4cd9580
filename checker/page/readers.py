"""The struct and the function with which a rule reads pages for itself go in; a `FactReader` comes out.

What several rules read are the fields of `Facts`. What one rule alone reads stands in the file of that rule: the struct
inherits `Fact`, the function is decorated with `@reads`. Readers are discovered like rules, run in the process that
reads the page, and know no configuration and no other page. Each is cached under a fingerprint of its own, so that a
change to one of them makes that one read again, and one that no selected rule needs does not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fact import F, Fact, Slip

if TYPE_CHECKING:
    from .page_text import PageText

__all__ = ["F", "Fact", "FactReader", "Slip", "in_order", "reads"]


@dataclass(frozen=True)
class FactReader:
    """A reader as declared: its type of fact, its function, and the types that must have been read before it."""

    fact: type[Fact]
    function: Callable[[PageText], Iterator[Fact]]
    after: tuple[type[Fact], ...] = ()

    @property
    def name(self) -> str:
        """What the reader's facts are stored under: the name of their type, which no other reader has."""
        return self.fact.__name__

    @property
    def module(self) -> str:
        """The module that declares the reader."""
        return self.function.__module__


def reads(fact: type[F], *, after: tuple[type[Fact], ...] = ()) -> Callable[[Callable[..., Iterator[F]]], FactReader]:
    """Turn a generator over a `PageText` into the reader of a type of fact; `after` are types that it asks for."""

    def make(function: Callable[[PageText], Iterator[F]]) -> FactReader:
        return FactReader(fact, function, after)

    return make


def in_order(readers: Iterable[FactReader], known: Mapping[str, FactReader]) -> list[FactReader]:
    """Return readers with those that they come after, each behind all that it comes after; otherwise by name.

    Raises `ValueError` where readers wait for each other.
    """
    found: dict[str, FactReader] = {}
    waiting: list[str] = []

    def add(reader: FactReader) -> None:
        if reader.name in waiting:
            raise ValueError(f"readers wait for each other: {' -> '.join([*waiting, reader.name])}")
        if reader.name not in found:
            waiting.append(reader.name)
            for fact in reader.after:
                add(known[fact.__name__])
            waiting.pop()
            found[reader.name] = reader

    for reader in sorted(readers, key=lambda one: one.name):
        add(reader)
    return list(found.values())
