"""Occurrences of entities go in; by role, the source lines that show them come out, each line once, with its marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.roles import ROLES
from ..excerpt import excerpt
from .nodes import Entity, Occurrence

if TYPE_CHECKING:
    from ...graph import Page

CAPS = (40, 20, 10, 5, 2, 1)
"""How many lines to show per role of an entity: the first of these for which the total stays below `MOST_LINES`."""

MOST_LINES = 8000
_WIDTH = 140
_AROUND = 3 * _WIDTH


@dataclass
class Lines:
    """The lines that show occurrences, each once: page number, line, and excerpt."""

    pages: Sequence[Page]
    all: list[tuple[int, int, str]] = field(default_factory=list)
    _numbers: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def number(self, one: Occurrence) -> tuple[int, int, int]:
        """Return the number of the line that shows an occurrence, and its range in the line's text."""
        page = self.pages[one.page]
        line = page.line(one.span.start)
        start = page.line_starts[line - 1]
        end = page.line_starts[line] - 1 if line < len(page.line_starts) else len(page.text)
        low, high = max(start, one.span.start - _AROUND), min(end, one.span.end + _AROUND)
        text = page.text[low:high].rstrip()
        indent = len(text) - len(text.lstrip())
        shown = excerpt(text.lstrip(), one.span.start - low - indent, one.span.end - low - indent, _WIDTH)
        key = (one.page, line, shown.text)
        number = self._numbers.setdefault(key, len(self.all))
        if number == len(self.all):
            self.all.append(key)
        return number, len(shown.before), len(shown.before) + len(shown.marked)


def cap_for(entities: Iterable[Entity]) -> int:
    """Return how many occurrences to show per role of an entity, so that the total stays limited."""
    sizes: list[int] = []
    for entity in entities:
        counts: dict[str, int] = defaultdict(int)
        for one in entity.occurrences:
            counts[one.role] += 1
        sizes.extend(counts.values())
    return next((cap for cap in CAPS if sum(min(cap, size) for size in sizes) <= MOST_LINES), CAPS[-1])


def roles(entity: Entity, lines: Lines, cap: int) -> list[dict[str, Any]]:
    """Return an entity's occurrences by role: their number, their number of pages, and up to `cap` of them as `shown`.

    Each one shown is [line number, start, end, start, end, ...]; the rest is counted as `left`.
    """
    return [_role(role, [one for one in entity.occurrences if one.role == role], lines, cap) for role in _roles(entity)]


def _roles(entity: Entity) -> Iterator[str]:
    held = {one.role for one in entity.occurrences}
    yield from (role for role in ROLES if role in held)


def _role(role: str, occurrences: list[Occurrence], lines: Lines, cap: int) -> dict[str, Any]:
    kept = sorted(_spread(occurrences)[:cap], key=lambda one: (one.page, one.span))
    shown: dict[int, list[int]] = {}
    for one in kept:
        number, start, end = lines.number(one)
        shown.setdefault(number, []).extend((start, end))
    marks = [[number, *marks] for number, marks in shown.items()]
    return {
        "role": role,
        "count": len(occurrences),
        "pages": len({one.page for one in occurrences}),
        "shown": marks,
        "left": len(occurrences) - len(kept),
    }


def _spread(occurrences: list[Occurrence]) -> list[Occurrence]:
    """Order occurrences so that the first of each page come first: what is cut off is then on a page that is shown."""
    seen: dict[int, int] = defaultdict(int)
    ranked = []
    for one in sorted(occurrences, key=lambda one: (one.page, one.span)):
        ranked.append((seen[one.page], one.page, one.span, one))
        seen[one.page] += 1
    return [one for *_, one in sorted(ranked, key=lambda one: one[:3])]
