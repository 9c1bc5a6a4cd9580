"""An `Insight` goes in, the text of one format comes out; each format is a module, imported when asked for."""

from __future__ import annotations

import hashlib
import importlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .. import Look

if TYPE_CHECKING:
    from ...diff.change import Insight, Spot

FORMATS = {"text": "text", "markdown": "markdown", "json": "json", "html": "html"}
"""Formats by the name that users write, with the module that makes them."""

PARTS = {
    "new_features": ("New features", "Nothing is named, declared or announced for the first time."),
    "breaking_changes": ("Breaking changes", "Nothing was withdrawn, renamed or moved."),
    "other_updates": ("Other updates", "Nothing else stands out."),
}
"""The parts of the highlights, with their headings and what is said where there is nothing to say."""


def render(insight: Insight, format: str, look: Look | None = None) -> str:  # noqa: A002  the name that users know
    """Return an insight in a format of `FORMATS`, with a line end at its end.

    Raises `KeyError` for a format that does not exist.
    """
    module = importlib.import_module(f".{FORMATS[format]}", __name__)
    text: str = module.render(insight, look or Look())
    return text


def anchor(path: str) -> str:
    """Return the anchor of a file in a report, the same in every report."""
    return f"file-{hashlib.sha256(path.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


def shown_spots(spots: Sequence[Spot]) -> list[Spot]:
    """Return the places that a reader needs: those of today, or those that were where there are none today."""
    after = [spot for spot in spots if spot.side.value == "after"]
    return after or list(spots)


def by_page(spots: Iterable[Spot]) -> dict[tuple[str, str], list[int]]:
    """Return the lines of places by side and path, each once, in the order that they came in."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for spot in spots:
        lines = found[spot.side.value, spot.place.path]
        if spot.place.line not in lines:
            lines.append(spot.place.line)
    return dict(found)


def places(spots: Sequence[Spot], most: int) -> tuple[list[str], int]:
    """Return places as `path:6, 7`, at most so many lines of them, and how many more there are."""
    told, left, more = [], most, 0
    for (side, path), lines in by_page(shown_spots(spots)).items():
        if left > 0:
            kept = ", ".join(map(str, sorted(lines[:left])))
            told.append(f"{'before the change, ' if side == 'before' else ''}{path}:{kept}")
        more += max(0, len(lines) - max(left, 0))
        left -= len(lines)
    return told, more


def capped(patch: str, most: int) -> tuple[list[str], int]:
    """Return the lines of a patch, at most so many, and how many more there are."""
    lines = patch.rstrip("\n").split("\n") if patch else []
    return lines[:most], max(0, len(lines) - most)
