"""Counts, names and locations go in; the phrases of statements come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..graph.roles import Role
from .change import Item, Location

_TAGS = re.compile(r"<[^<>]{0,200}>|[*_]{1,3}")
_CODE = re.compile(r"`([^`]+)`")


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural if necessary."""
    plural = noun if number == 1 else f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number:,} {plural}"


def listed(parts: Sequence[str], most: int = 6) -> str:
    """Return parts as a list in words; of more than `most`, the last ones only as a number."""
    if len(parts) > most:
        parts = [*parts[: most - 1], f"{len(parts) - most + 1:,} more"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def code(text: str) -> str:
    """Return a text in backticks, on one line."""
    flat = " ".join(text.replace("`", "'").split())
    return f"`{flat if len(flat) <= 80 else flat[:79] + '…'}`"


def quoted(text: str, most: int = 60) -> str:
    """Return a text in quotation marks, without emphasis, on one line."""
    flat = " ".join(_TAGS.sub(" ", text).replace("`", "").split())
    return f"“{flat if len(flat) <= most else flat[: most - 1] + '…'}”"


def row_name(cell: str) -> str:
    """Return the name of a table row, from its first cell: its first code span, else its text."""
    match = _CODE.search(cell)
    return code(match[1]) if match else quoted(cell, 40)


_ROLES: dict[Role, str] = {
    "declared": "table row",
    "required": "requirement",
    "used": "sample",
    "shown": "sample output",
    "announced": "announcement",
    "listed": "list entry",
    "mentioned": "sentence",
}


def in_roles(items: Sequence[Item], more: str = "") -> str:
    """Return how many items are in which roles: `3 samples`, or `5 places (3 samples and 2 sentences)`.

    `more` is put before the noun.
    """
    counts = Counter(item.role for item in items)
    parts = [count(counts[role], f"{more} {word}".strip()) for role, word in _ROLES.items() if counts[role]]
    if len(parts) == 1:
        return parts[0]
    inside = listed([count(counts[role], word) for role, word in _ROLES.items() if counts[role]], 9)
    return f"{count(len(items), f'{more} place'.strip())} ({inside})"


def pages(locations: Iterable[Location]) -> list[str]:
    """Return the paths of locations, each once, in order."""
    return list(dict.fromkeys(location.place.path for location in locations))


def in_places(locations: Sequence[Location]) -> str:
    """Describe in how many places and pages something is."""
    paths = pages(locations)
    if len(paths) == 1:
        return f"in {count(len(locations), 'place')} on {code(paths[0].rsplit('/', 1)[-1])}"
    return f"in {count(len(locations), 'place')} on {count(len(paths), 'page')}"
