"""A fix and the lines of pages go in, its diff comes out: for each page, removed and added lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from ..edit import patch
from ..findings import Edit, Fix

ROOM = 1_000
"""How many characters of a line are included on both sides of what a fix changes in it."""

_CONTEXT = 3


@dataclass(frozen=True)
class Line:
    """A line of a diff: its sign, its text, and how many characters of the line were cut before and after that text."""

    sign: str
    text: str
    before: int = 0
    after: int = 0


def changes(fix: Fix, pages: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, list[Line]]]:
    """Yield each page that a fix edits, if its lines are given, with the lines of its diff.

    A fix that cannot be applied has no lines. The cost depends on the changed lines, not on the size of the page.
    """
    edits = sorted(fix.edits, key=lambda one: one.place)
    for path, group in groupby(edits, key=lambda one: one.place.path):
        if path in pages:
            yield path, list(_changed(pages[path], list(group)))


def _changed(page: Sequence[str], edits: list[Edit]) -> Iterator[Line]:
    """Yield the lines that edits remove and add, with the lines between them."""
    first, last = edits[0].place.line, max(one.place.end_line for one in edits)
    if not 1 <= first <= last <= len(page):
        return
    low = max(0, min(one.place.column for one in edits if one.place.line == first) - 1 - ROOM)
    high = max(one.place.end_column for one in edits if one.place.end_line == last) - 1 + ROOM
    after = max(0, len(page[last - 1]) - high)
    old = list(page[first - 1 : last])
    old[-1] = old[-1][:high]
    old[0] = old[0][low:]
    try:
        new = _edited(old, last < len(page), [_moved(one, first, low) for one in edits])
    except (ValueError, UnicodeError):
        return  # the fix cannot be applied, so it is not shown
    yield from _compared(_lines(old, low, after), _lines(new, low, after))


def _moved(edit: Edit, first: int, low: int) -> Edit:
    """Return an edit of a page as an edit of its lines from `first` on, the first of them without `low` characters."""
    place = edit.place
    return replace(
        edit,
        place=replace(
            place,
            line=place.line - first + 1,
            column=place.column - (low if place.line == first else 0),
            end_line=place.end_line - first + 1,
            end_column=place.end_column - (low if place.end_line == first else 0),
        ),
    )


def _edited(old: list[str], more: bool, edits: list[Edit]) -> list[str]:
    """Return lines with edits applied; `more` is whether other lines follow them."""
    # The line above keeps a byte order mark inside the page from being taken for one at its start.
    below = [
        replace(one, place=replace(one.place, line=one.place.line + 1, end_line=one.place.end_line + 1))
        for one in edits
    ]
    text = "\n".join(["", *old, *[""] * more])
    new = patch.apply(text.encode("utf-8", "surrogatepass"), below).decode("utf-8").split("\n")
    return new[1 : len(new) - more]


def _lines(lines: list[str], before: int, after: int) -> list[Line]:
    """Return lines without signs; the first and the last of them may be cut."""
    last = len(lines) - 1
    return [Line(" ", text, before * (at == 0), after * (at == last)) for at, text in enumerate(lines)]


def _compared(old: list[Line], new: list[Line]) -> Iterator[Line]:
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT):
        for tag, first, last, start, end in group:
            if tag == "equal":
                yield from old[first:last]
            else:
                yield from (replace(one, sign="-") for one in old[first:last])
                yield from (replace(one, sign="+") for one in new[start:end])
