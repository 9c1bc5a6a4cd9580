"""A page goes in; its record, which is how its facts are stored, or the reason why it cannot be read comes out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import msgspec
import yaml

from ..page.fact import encoded
from ..page.facts import Facts
from ..page.file_types import is_yaml
from ..rules import readers
from . import extraction
from .fingerprints import of_reader

Page = tuple[str, str]
"""The path of a page and its text."""
Outcome = bytes | str
"""A page's record, encoded, or the reason why it could not be read."""
NONE = msgspec.msgpack.encode([])
"""The encoded facts of a reader that found nothing."""


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
            extraction.read_shared(page, yaml=is_yaml(job.path))
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
