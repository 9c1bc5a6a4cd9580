"""What is stored of a page: a `Record` goes in, the facts that a run asks for come out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import msgspec

from ..page.facts import Facts, NotRead
from ..rules import readers
from .fingerprints import of_reader

_SIZE = 8
"""Bytes of a reader's key."""
_LISTS = [one.name for one in msgspec.structs.fields(Facts) if one.default_factory is list]
_NO_FACTS: list[Any] = []
"""What the empty lists of all pages are, which would take a sixth of the room; decoded facts are never changed."""
_NONE_FAILED: dict[str, str] = {}


class Record(msgspec.Struct, array_like=True, gc=False):
    """A page as it is stored: its shared facts and what readers have found, where that is something; both encoded.

    `read` are the keys of all readers that have read the page, packed. `failed` holds by the names of readers why they
    could not; they are tried again by the next run. `not_read` has by the keys of readers what was too much for them.
    """

    facts: msgspec.Raw
    read: bytes
    own: dict[int, msgspec.Raw]
    failed: dict[str, str] = {}
    not_read: dict[int, list[NotRead]] = {}

    def keep(self, current: Iterable[int]) -> None:
        """Drop what is of no current reader."""
        known = unpacked(self.read).intersection(current)
        self.read = packed(known)
        self.own = {key: data for key, data in self.own.items() if key in known}
        self.not_read = {key: some for key, some in self.not_read.items() if key in known}


@cache
def stored_as(name: str) -> int:
    """Return what the facts of a reader are stored under: a hash of its name and its fingerprint."""
    told = f"{name} {of_reader(readers()[name])}".encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=_SIZE).digest())


def packed(keys: Iterable[int]) -> bytes:
    """Return keys as a record tells which readers have read its page."""
    return b"".join(key.to_bytes(_SIZE) for key in sorted(keys))


def unpacked(data: bytes) -> set[int]:
    """Return the keys that were packed."""
    return {int.from_bytes(data[at : at + _SIZE]) for at in range(0, len(data), _SIZE)}


@lru_cache(maxsize=64)
def with_read(data: bytes, names: tuple[str, ...]) -> bytes:
    """Return packed keys with those of more readers; nearly all pages of a run have the same."""
    return packed(unpacked(data).union(map(stored_as, names)))


def opened(data: bytes) -> Record | None:
    """Return the record that bytes hold, or None for bytes that are none."""
    try:
        return msgspec.msgpack.decode(data, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class Wanted:
    """The readers whose facts a run asks for, by their names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._by_key = {stored_as(name): name for name in names}
        self._lacking: dict[bytes, list[str]] = {}

    def missing(self, record: Record) -> list[str]:
        """Return which of the readers have not read a page."""
        lacking = self._lacking.get(record.read)
        if lacking is None:
            known = unpacked(record.read)
            lacking = self._lacking[record.read] = [name for key, name in self._by_key.items() if key not in known]
        return lacking

    def facts(self, record: Record) -> Facts | None:
        """Return the facts that a record holds, with those of the readers; None where they cannot be decoded."""
        try:
            facts = msgspec.msgpack.decode(record.facts, type=Facts)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return self.completed(facts, record)

    def completed(self, facts: Facts, record: Record) -> Facts:
        """Return the shared facts of a record with what it holds of the readers."""
        for field in _LISTS:
            if not getattr(facts, field):
                setattr(facts, field, _NO_FACTS)
        # copied, since each would keep the whole record alive
        facts.own = {name: data.copy() for key, data in record.own.items() if (name := self._by_key.get(key))}
        facts.failed = {name: why for name, why in record.failed.items() if name in self.names} or _NONE_FAILED
        if record.not_read:
            too_much = (one for key in self._by_key for one in record.not_read.get(key, ()))
            facts.not_read = [*facts.not_read, *too_much]
        return facts

    def decoded(self, result: bytes | str) -> Facts | str | None:
        """Return the facts that an encoded record holds; a reason as it is, and None for bytes that are no record."""
        record = opened(result) if isinstance(result, bytes) else None
        return result if isinstance(result, str) else self.facts(record) if record is not None else None
