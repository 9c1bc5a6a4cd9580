"""A page goes in, with what is known of it; its record, encoded, or the reason why it cannot be read comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import yaml

from ..page.fact import encoded
from ..page.facts import Facts
from ..page.file_types import is_yaml
from ..rules import readers
from . import extraction
from .record import Record, stored_as, with_read

Page = tuple[str, str]
"""The path of a page and its text."""
Outcome = bytes | str
"""A page's record, encoded, or the reason why it could not be read."""


def reason(error: Exception | SystemExit) -> str:
    """Return in words why a page could not be read."""
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
    if isinstance(error, yaml.YAMLError):
        return "no valid YAML: " + " ".join(str(error).split())
    if not isinstance(error, OSError | ValueError | RecursionError):
        return f"reading it crashed: {type(error).__name__}: {error}"
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error) or type(error).__name__


class Job(NamedTuple):
    """A page to read: what is known of it already, as an encoded record, and the names of the readers to run."""

    path: str
    text: str
    known: bytes | None
    wanted: Sequence[str]


class Read(NamedTuple):
    """What was read of a page: its record, encoded and as it is, and its shared facts."""

    data: bytes
    record: Record
    facts: Facts


def outcome(job: Job) -> Outcome:
    """Return the record of a page with what it lacked, encoded; what is known of the page is not read again."""
    result = read(job)
    return result if isinstance(result, str) else result.data


def read(job: Job, *, stored: bool = True) -> Read | str:
    """Return what has become of a page, as `outcome` does, with the facts that it was made of.

    What is not to be `stored` is not encoded: `data` is empty then.
    """
    try:
        page = extraction.parsed(job.path, job.text)
        if job.known is None:
            extraction.read_shared(page, yaml=is_yaml(job.path))
            record = Record(msgspec.Raw(msgspec.msgpack.encode(page.facts) if stored else b""), b"", {})
        else:
            record = msgspec.msgpack.decode(job.known, type=Record)
            page.facts = msgspec.msgpack.decode(record.facts, type=Facts)
            record.keep(map(stored_as, readers()))
        own = extraction.read_own(page, job.wanted)
        record.read = with_read(record.read, tuple(own.found))
        record.own |= {stored_as(name): encoded(some) for name, some in own.found.items() if some}
        record.not_read |= {stored_as(name): some for name, some in own.not_read.items()}
        record.failed = own.failed
        return Read(msgspec.msgpack.encode(record) if stored else b"", record, page.facts)
    except (Exception, SystemExit) as error:  # one page must not take the others with it
        return reason(error)
