"""Where a fact is in its page's text: the struct `Span`, and the offsets of line starts."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Span(msgspec.Struct, frozen=True, array_like=True, gc=False, order=True):
    """Half-open character range `[start, end)` of a page's text."""

    start: int
    end: int

    def slice(self, text: str) -> str:
        """Return the text of the span."""
        return text[self.start : self.end]

    def within(self, other: Span) -> bool:
        """Return whether the span is inside another."""
        return other.start <= self.start and self.end <= other.end


class Ranges:
    """Ranges, first and last, which may overlap, to be asked whether one of them holds another range, or meets it."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        ordered = sorted(ranges)
        self._firsts = [first for first, _ in ordered]
        self._furthest = list(accumulate((last for _, last in ordered), max))

    def hold(self, first: int, last: int) -> bool:
        """Return whether one of them goes from `first` or before it to `last` or beyond."""
        begun = bisect_right(self._firsts, first)
        return begun > 0 and self._furthest[begun - 1] >= last

    def meet(self, first: int, last: int) -> bool:
        """Return whether one of them has something of `first` to `last`, both included."""
        return self.hold(last, first)


class Innermost(Generic[T]):
    """Things at spans, which may overlap, to be asked for the one with the shortest span around an offset."""

    def __init__(self, things: Iterable[tuple[Span, T]]) -> None:
        numbered = [(span.end - span.start, number, span, thing) for number, (span, thing) in enumerate(things)]
        starting = sorted(numbered, key=lambda one: one[2].start, reverse=True)
        self._from = sorted({at for _, _, span, _ in numbered for at in (span.start, span.end)})
        self._things: list[T | None] = []
        open_: list[tuple[int, int, Span, T]] = []
        for at in self._from:
            while starting and starting[-1][2].start <= at:
                heapq.heappush(open_, starting.pop())
            while open_ and open_[0][2].end <= at:
                heapq.heappop(open_)
            self._things.append(open_[0][3] if open_ else None)

    def at(self, offset: int) -> T | None:
        """Return what is around an offset with the shortest span, the first of several; None for nothing."""
        index = bisect_right(self._from, offset) - 1
        return self._things[index] if index >= 0 else None


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line starts."""
    return starts_of(text.split("\n"))


def starts_of(lines: Sequence[str]) -> list[int]:
    """Return the offset at which each line starts in a text, given its lines."""
    return [0, *accumulate([len(line) + 1 for line in lines])][:-1]
