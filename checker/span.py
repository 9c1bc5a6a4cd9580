"""Where a fact stands in its page's text; in goes nothing, out comes the plain struct `Span`."""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True, gc=False, order=True):
    """Half-open character range `[start, end)` of a page's text."""

    start: int
    end: int

    def slice(self, text: str) -> str:
        """Return the text that the span names."""
        return text[self.start : self.end]

    def within(self, other: Span) -> bool:
        """Tell whether the span lies inside another."""
        return other.start <= self.start and self.end <= other.end
