"""An `Insight` goes in, the text of one format comes out; each format is a module, imported on demand."""

from __future__ import annotations

import hashlib
import importlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .. import Look

if TYPE_CHECKING:
    from ...diff.change import Insight, Location

FORMATS = {"text": "text", "markdown": "markdown", "json": "json", "html": "html"}
"""Formats by the name that users write, with their modules."""

PARTS = {
    "new_features": ("New features", "Nothing is mentioned, declared or announced for the first time."),
    "breaking_changes": ("Breaking changes", "Nothing was withdrawn, renamed or moved."),
    "other_updates": ("Other updates", "There are no other notable changes."),
}
"""The parts of the highlights, with their headings and a text for when they are empty."""


def render(insight: Insight, format: str, look: Look | None = None) -> str:  # noqa: A002  the name that users know
    """Return an insight in a format of `FORMATS`, with a final newline.

    Raises `KeyError` for an unknown format.
    """
    module = importlib.import_module(f".{FORMATS[format]}", __name__)
    text: str = module.render(insight, look or Look())
    return text


def anchor(path: str) -> str:
    """Return the anchor of a file in a report, the same in every report."""
    return f"file-{hashlib.sha256(path.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


def shown_locations(locations: Sequence[Location]) -> list[Location]:
    """Return the locations that a reader needs: the current ones or, without any, the previous ones."""
    after = [one for one in locations if one.side.value == "after"]
    return after or list(locations)


def by_page(locations: Iterable[Location]) -> dict[tuple[str, str], list[int]]:
    """Return the lines of locations by side and path, each once, in order."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in locations:
        lines = found[one.side.value, one.place.path]
        if one.place.line not in lines:
            lines.append(one.place.line)
    return dict(found)


def places(locations: Sequence[Location], most: int) -> tuple[list[str], int]:
    """Return locations as `path:6, 7`, with at most so many lines, and how many more there are."""
    shown, left, more = [], most, 0
    for (side, path), lines in by_page(shown_locations(locations)).items():
        if left > 0:
            kept = ", ".join(map(str, sorted(lines[:left])))
            shown.append(f"{'before the change, ' if side == 'before' else ''}{path}:{kept}")
        more += max(0, len(lines) - max(left, 0))
        left -= len(lines)
    return shown, more


def capped(patch: str, most: int) -> tuple[list[str], int]:
    """Return the lines of a patch, at most so many, and how many more there are."""
    lines = patch.rstrip("\n").split("\n") if patch else []
    return lines[:most], max(0, len(lines) - most)
