"""Findings and places go in; what several formats say of them comes out: paths from the top, other ends, an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Place
from . import Look
from .excerpt import printable


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with the most severe first, and in the order of the report among equals."""
    return sorted(findings, key=lambda one: -one.severity)


def where(place: Place, look: Look) -> str:
    """Return a place as `path:line:column`, its path from the top of the repository."""
    return f"{printable(look.prefix + place.path)}:{place.line}:{place.column}"


def other_ends(finding: Finding, look: Look) -> Iterator[str]:
    """Yield each other end of a finding in words: where it is and what it says."""
    for one in finding.related:
        yield f"{where(one.place, look)}: {printable(one.message)}"


def in_words(finding: Finding, look: Look) -> str:
    """Return a finding's message with its other ends, a line each."""
    return "\n".join([printable(finding.message), *other_ends(finding, look)])
