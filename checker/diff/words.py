"""Counts, names and places go in; the words that statements are made of come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..graph.roles import Role
from .change import Item, Spot

_TAGS = re.compile(r"<[^<>]{0,200}>|[*_]{1,3}")
_CODE = re.compile(r"`([^`]+)`")


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be."""
    plural = noun if number == 1 else f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number:,} {plural}"


def listed(parts: Sequence[str], most: int = 6) -> str:
    """Return parts as a list in words, the last ones as a number where there are many."""
    if len(parts) > most:
        parts = [*parts[: most - 1], f"{len(parts) - most + 1:,} more"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def code(text: str) -> str:
    """Return a text as it stands between backticks in a sentence, on one line."""
    flat = " ".join(text.replace("`", "'").split())
    return f"`{flat if len(flat) <= 80 else flat[:79] + '…'}`"


def quoted(text: str, most: int = 60) -> str:
    """Return a text in quotation marks, without marks of emphasis, on one line."""
    flat = " ".join(_TAGS.sub(" ", text).replace("`", "").split())
    return f"“{flat if len(flat) <= most else flat[: most - 1] + '…'}”"


def row_name(cell: str) -> str:
    """Return what a table row is called by its first cell: the first code span in it, else its text."""
    match = _CODE.search(cell)
    return code(match[1]) if match else quoted(cell, 40)


_ROLES: dict[Role, str] = {
    "declared": "table row",
    "required": "requirement",
    "used": "sample",
    "shown": "sample output",
    "announced": "announcement",
    "listed": "list entry",
    "told": "sentence",
}


def stands(items: Sequence[Item], more: str = "") -> str:
    """Return how many items stand where: `3 samples`, or `5 places (3 samples and 2 sentences)`.

    `more` stands before the noun.
    """
    counts = Counter(item.role for item in items)
    told = [count(counts[role], f"{more} {word}".strip()) for role, word in _ROLES.items() if counts[role]]
    if len(told) == 1:
        return told[0]
    inside = listed([count(counts[role], word) for role, word in _ROLES.items() if counts[role]], 9)
    return f"{count(len(items), f'{more} place'.strip())} ({inside})"


def pages(spots: Iterable[Spot]) -> list[str]:
    """Return the paths of spots, each once, in order."""
    return list(dict.fromkeys(spot.place.path for spot in spots))


def on_pages(spots: Sequence[Spot]) -> str:
    """Return in how many places and pages something stands."""
    paths = pages(spots)
    if len(paths) == 1:
        return f"in {count(len(spots), 'place')} of {code(paths[0].rsplit('/', 1)[-1])}"
    return f"in {count(len(spots), 'place')} on {count(len(paths), 'page')}"
