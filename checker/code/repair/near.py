"""The part of a code sample around an error, and the change of it that may repair it: what the makers get and give."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .brackets import Scan


@dataclass(frozen=True)
class Repair:
    """A place (offsets into the sample) and what is wrong there; `at`, `cut` and `put` say how it is mended.

    From `at` on, `cut` characters give way to the text `put`.
    """

    start: int
    end: int
    why: str
    at: int
    cut: int = 0
    put: str = ""

    def apply(self, text: str) -> str:
        """Return a text with the repair made."""
        return text[: self.at] + self.put + text[self.at + self.cut :]

    def before(self, other: Repair) -> Repair:
        """Return the repair at its place in the text as it was before another one was made."""
        by = len(other.put) - other.cut

        def moved(offset: int) -> int:
            return offset - by if offset > other.at else offset

        return replace(self, start=moved(self.start), end=moved(self.end), at=moved(self.at))


@dataclass(frozen=True)
class Near:
    """The sample as written and as tried, and the part of it around an error."""

    code: str
    text: str
    name: str
    scan: Scan
    low: int
    high: int
    framed: bool

    def inside(self, offset: int) -> bool:
        """Return whether an offset lies inside brackets, those that were put around the sample among them."""
        return self.framed or self.scan.inside(offset)


_INDENT = re.compile(r"[ \t]*")


def indent_at(text: str, at: int) -> str:
    """Return the white space before the line that an offset lies in."""
    match = _INDENT.match(text, text.rfind("\n", 0, at) + 1)
    return match[0] if match else ""
