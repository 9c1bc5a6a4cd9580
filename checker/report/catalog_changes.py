"""What a newer table of models changes goes in; lines by maker and platform, and a summary, come out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from ..catalog.updates import Change
from ..patterns import families
from . import Look
from .excerpt import printable

_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def change_lines(found: Sequence[Change], look: Look) -> Iterator[str]:
    """Yield the changes, which are in order, below a line for each maker and platform."""
    for (maker, platform), group in groupby(found, key=lambda one: (one.maker, one.platform)):
        titles = (families.load().makers[maker].title, families.platforms().platforms[platform].title)
        yield look.paint(" on ".join(dict.fromkeys(titles)), "path")
        rows = [(f"{_SIGNS[one.kind]} {printable(_name(one))}", _what(one)) for one in group]
        widest = min(60, max(len(name) for name, _ in rows))
        yield from (f"  {name:<{widest}}  {what}" for name, what in rows)


def _name(change: Change) -> str:
    return f"{change.model}@{change.version}" if change.version else change.model


def _what(change: Change) -> str:
    if change.kind == "added":
        return f"new, retires {change.new}" if change.new else "new"
    if change.kind == "removed":
        return "not in the table" + (f", retires {change.old}" if change.old else "")
    now = f"retires {change.new}" if change.new else "has no date"
    return f"{now}, {f'not {change.old}' if change.old else 'had no date'}"


def change_summary(found: Sequence[Change], name: str, day: dt.date) -> str:
    """Return the line that counts the changes."""
    counts = Counter(one.kind for one in found)
    kept = ", which the catalog keeps" if counts["removed"] else ""
    return (
        f"{printable(name)} ({day}): {counts['added']:,} added, {counts['changed']:,} with another date, "
        f"{counts['removed']:,} not in the table{kept}."
    )
