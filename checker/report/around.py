"""A fix and the texts of pages go in, what it changes comes out: for each page, the lines that go and that come."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import groupby

from .. import patch
from ..findings import Edit, Fix


def changes(fix: Fix, texts: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each page that a fix edits and whose text is given, with the lines of its diff, each behind its sign.

    A fix that cannot be made has no lines.
    """
    edits = sorted(fix.edits, key=lambda one: one.place)
    for path, group in groupby(edits, key=lambda one: one.place.path):
        if path in texts:
            yield path, list(_changed(texts[path], list(group)))


def _changed(text: str, edits: list[Edit]) -> Iterator[str]:
    """Yield the lines that edits take and bring, with the lines between them."""
    old = text.split("\n")
    try:
        new = patch.apply(text.encode("utf-8", "surrogatepass"), edits).decode("utf-8").split("\n")
    except (ValueError, UnicodeError):
        return  # such a fix cannot be made, and is not shown as if it could
    first, behind = edits[0].place.line - 1, len(old) - max(one.place.end_line for one in edits)
    before, after = old[first : len(old) - behind], new[first : len(new) - behind]
    yield from (line for line in list(difflib.unified_diff(before, after, lineterm=""))[2:] if line[:2] != "@@")
