"""Spots of entities go in; by role, the source lines that show them come out, each line once, with its marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.roles import ROLES
from ..excerpt import excerpt
from .nodes import Entity, Spot

if TYPE_CHECKING:
    from ...graph import Page

CAPS = (40, 20, 10, 5, 2, 1)
"""How many lines a role of an entity shows: the first of these with which all of them stay below `MOST_LINES`."""

MOST_LINES = 8000
_WIDTH = 140
_AROUND = 3 * _WIDTH


@dataclass
class Lines:
    """The lines that spots show, each once: page number, line, and text as far as it can be shown."""

    pages: Sequence[Page]
    all: list[tuple[int, int, str]] = field(default_factory=list)
    _numbers: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def number(self, spot: Spot) -> tuple[int, int, int]:
        """Return which line shows a spot, and from where to where in its text it stands."""
        page = self.pages[spot.page]
        line = page.line(spot.span.start)
        start = page.line_starts[line - 1]
        end = page.line_starts[line] - 1 if line < len(page.line_starts) else len(page.text)
        low, high = max(start, spot.span.start - _AROUND), min(end, spot.span.end + _AROUND)
        text = page.text[low:high].rstrip()
        indent = len(text) - len(text.lstrip())
        shown = excerpt(text.lstrip(), spot.span.start - low - indent, spot.span.end - low - indent, _WIDTH)
        key = (spot.page, line, shown.text)
        number = self._numbers.setdefault(key, len(self.all))
        if number == len(self.all):
            self.all.append(key)
        return number, len(shown.before), len(shown.before) + len(shown.marked)


def cap_for(entities: Iterable[Entity]) -> int:
    """Return how many spots each role of an entity may show, so that all of them together stay few."""
    sizes: list[int] = []
    for entity in entities:
        counts: dict[str, int] = defaultdict(int)
        for spot in entity.spots:
            counts[spot.role] += 1
        sizes.extend(counts.values())
    return next((cap for cap in CAPS if sum(min(cap, size) for size in sizes) <= MOST_LINES), CAPS[-1])


def roles(entity: Entity, lines: Lines, cap: int) -> list[dict[str, Any]]:
    """Return an entity's spots by role: how many there are, on how many pages, and up to `cap` of them as `shown`.

    Each one shown is [line number, start, end, start, end, ...]; the rest is counted as `left`.
    """
    return [_role(role, [spot for spot in entity.spots if spot.role == role], lines, cap) for role in _roles(entity)]


def _roles(entity: Entity) -> Iterator[str]:
    held = {spot.role for spot in entity.spots}
    yield from (role for role in ROLES if role in held)


def _role(role: str, spots: list[Spot], lines: Lines, cap: int) -> dict[str, Any]:
    kept = sorted(_spread(spots)[:cap], key=lambda one: (one.page, one.span))
    shown: dict[int, list[int]] = {}
    for spot in kept:
        number, start, end = lines.number(spot)
        shown.setdefault(number, []).extend((start, end))
    marks = [[number, *marks] for number, marks in shown.items()]
    return {
        "role": role,
        "count": len(spots),
        "pages": len({spot.page for spot in spots}),
        "shown": marks,
        "left": len(spots) - len(kept),
    }


def _spread(spots: list[Spot]) -> list[Spot]:
    """Order spots so that the first of each page come first: what is cut off then repeats a page that is shown."""
    seen: dict[int, int] = defaultdict(int)
    ranked = []
    for spot in sorted(spots, key=lambda one: (one.page, one.span)):
        ranked.append((seen[spot.page], spot.page, spot.span, spot))
        seen[spot.page] += 1
    return [spot for *_, spot in sorted(ranked, key=lambda one: one[:3])]
