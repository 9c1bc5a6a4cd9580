"""Where a fact is in its page's text: the struct `Span`, and the offsets of line starts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import msgspec


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


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line starts."""
    return starts_of(text.split("\n"))


def starts_of(lines: Sequence[str]) -> list[int]:
    """Return the offset at which each line starts in a text, given its lines."""
    return [0, *accumulate([len(line) + 1 for line in lines])][:-1]
