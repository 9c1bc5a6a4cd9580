"""What is stored of a page: a `Record` goes in, the facts that a run asks for come out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec

from ..page.fact import encoded
from ..page.facts import Facts, NotRead
from ..rules import readers
from .fingerprints import of_reader

NONE = encoded([])
"""The encoded facts of a reader that found nothing."""


_LISTS = [one.name for one in msgspec.structs.fields(Facts) if one.default_factory is list]
_NO_FACTS: list[Any] = []
"""What the empty lists of all pages are, which would take a sixth of the room; decoded facts are never changed."""
_NONE_FAILED: dict[str, str] = {}


class Record(msgspec.Struct, array_like=True, gc=False):
    """A page as it is stored: its shared facts and what each reader has found, by the reader's key; both encoded.

    `failed` holds by the names of readers why they found nothing; they are tried again by the next run. `not_read` has
    by the key of a reader what was too much for it.
    """

    facts: msgspec.Raw
    own: dict[int, msgspec.Raw]
    failed: dict[str, str] = {}
    not_read: dict[int, list[NotRead]] = {}

    def keep(self, current: Iterable[int]) -> None:
        """Drop what is of no current reader."""
        keys = frozenset(current)
        self.own = {key: data for key, data in self.own.items() if key in keys}
        self.not_read = {key: some for key, some in self.not_read.items() if key in keys}


@cache
def stored_as(name: str) -> int:
    """Return what the facts of a reader are stored under: a hash of its name and its fingerprint."""
    told = f"{name} {of_reader(readers()[name])}".encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest())


def missing(data: bytes, wanted: Sequence[str]) -> list[str] | None:
    """Return which of some readers a record has nothing of; None for bytes that are no record."""
    try:
        own = msgspec.msgpack.decode(data, type=Record).own
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return [name for name in wanted if stored_as(name) not in own]


def decoded(result: bytes | str | None, wanted: Sequence[str]) -> Facts | str | None:
    """Return the facts that a record holds, with those of some readers; a reason as it is, and None for no record."""
    if not isinstance(result, bytes):
        return result
    try:
        record = msgspec.msgpack.decode(result, type=Record)
        facts = msgspec.msgpack.decode(record.facts, type=Facts)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    for name in _LISTS:
        if not getattr(facts, name):
            setattr(facts, name, _NO_FACTS)
    own = {name: record.own.get(stored_as(name)) for name in wanted}
    # copied, since each would keep the whole record alive
    facts.own = {name: data.copy() for name, data in own.items() if data is not None and data != NONE}
    facts.failed = {name: why for name, why in record.failed.items() if name in wanted} or _NONE_FAILED
    if record.not_read:
        too_much = (one for name in wanted for one in record.not_read.get(stored_as(name), ()))
        facts.not_read = [*facts.not_read, *too_much]
    return facts
