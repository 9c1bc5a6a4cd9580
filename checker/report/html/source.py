"""Lines of pages and marks on them go in; pieces to show come out: marked or not, cut if they are long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...findings import Finding, Place
from ..excerpt import printable

AROUND = 2
"""How many lines are shown before and after a mark."""

_LINE, _BEFORE, _AFTER = 400, 120, 240
_TALL = 8
"""How many lines of one place are shown."""


@dataclass(frozen=True)
class Mark:
    """A range of a line (0-based columns, end exclusive), and its kind: `own`, `other` or a number."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Piece:
    """A part of a line to show: plain, marked (the mark's kind), or a note on what was cut (`cut`)."""

    text: str
    kind: str = ""


@dataclass
class Window:
    """Some lines of a page, from line `first`; `messages` describe the marks, as (line, column, message)."""

    path: str
    first: int
    lines: list[list[Piece]] = field(default_factory=list)
    messages: list[tuple[int, int, str]] = field(default_factory=list)


def pieces(line: str, marks: Iterable[Mark], most: int = _LINE, beyond: tuple[int, int] = (0, 0)) -> list[Piece]:
    """Return a line as pieces; one longer than `most` characters is cut around its marks, with notes on what was cut.

    An empty mark is not shown, but what is around it is. `beyond` is how many characters the line has before and after
    those that are given.
    """
    wanted = sorted((mark for mark in marks if mark.start <= mark.end), key=lambda one: (one.start, one.end))
    found: list[Piece] = []
    position = -beyond[0]
    for low, high in _kept(line, wanted, most):
        if low > position:
            found.append(_left_out(low - position))
        found.extend(_marked(line, low, high, wanted))
        position = high
    if position < len(line) + beyond[1]:
        found.append(_left_out(len(line) + beyond[1] - position))
    return found


def _left_out(number: int) -> Piece:
    return Piece(f"… {number:,} characters …", "cut")


def _kept(line: str, marks: Sequence[Mark], most: int) -> Iterator[tuple[int, int]]:
    """Yield the disjoint ranges of a line that are shown."""
    if len(line) <= most:
        yield 0, len(line)
        return
    low = high = 0
    for start, end in [(one.start, min(one.end, one.start + _AFTER)) for one in marks[:_TALL]] or [(0, 0)]:
        first, last = max(0, start - _BEFORE), min(len(line), end + _AFTER)
        if first > high and high > low:
            yield low, high
        if first > high or high == low:
            low = first
        high = max(high, last)
    yield low, high


def _marked(line: str, low: int, high: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the pieces of `[low, high)`; where marks overlap, the one that starts first gets the common part."""
    position = low
    for mark in marks:
        start, end = max(mark.start, position), min(mark.end, high)
        if start >= end:
            continue
        if start > position:
            yield Piece(printable_line(line[position:start]))
        yield Piece(printable_line(line[start:end]), mark.kind)
        position = end
    if position < high:
        yield Piece(printable_line(line[position:high]))


def printable_line(text: str) -> str:
    """Return a piece of a line with invisible characters except tabs made visible."""
    return text if text.isprintable() else "\t".join(map(printable, text.split("\t")))


def line_marks(place: Place, line: int, length: int, kind: str) -> Mark:
    """Return the part of a place that is on a line of this length."""
    start = place.column - 1 if line == place.line else 0
    return Mark(start, min(length, place.end_column - 1) if line == place.end_line else length, kind)


def windows(finding: Finding, texts: Mapping[str, Sequence[str]]) -> list[Window]:
    """Return the source around all locations of a finding, the primary one first; nearby locations share a window.

    `texts` are the lines of pages; a location on a page without a text has a window without lines.
    """
    ends = [(finding.place, "own", ""), *((one.place, "other", one.message) for one in finding.related)]
    found: list[Window] = []
    taken: set[int] = set()
    for index, (place, _, _) in enumerate(ends):
        if index in taken:
            continue
        lines = texts.get(place.path, ())
        first, last = _range(place, len(lines))
        group = [index]
        for number in range(index + 1, len(ends)):
            other = ends[number][0]
            low, high = _range(other, len(lines))
            if number not in taken and other.path == place.path and low <= last + 1 and first <= high + 1:
                group.append(number)
                first, last = min(first, low), max(last, high)
        taken.update(group)
        found.append(_window(place.path, first, last, [ends[number] for number in group], lines))
    return found


def _range(place: Place, lines: int) -> tuple[int, int]:
    """Return the first and the last line around a place."""
    last = min(place.end_line, place.line + _TALL - 1)
    return max(1, place.line - AROUND), min(lines, last + AROUND)


def _window(path: str, first: int, last: int, ends: list[tuple[Place, str, str]], lines: Sequence[str]) -> Window:
    window = Window(path, first)
    window.messages = [(place.line, place.column, message) for place, _, message in ends]
    for number in range(first, last + 1):
        line = lines[number - 1]
        marks = [
            line_marks(place, number, len(line), kind)
            for place, kind, _ in ends
            if place.line <= number <= place.end_line
        ]
        window.lines.append(pieces(line, marks))
    return window
