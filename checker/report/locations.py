"""Findings and places go in; what several formats need comes out: paths from the top, related locations, an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Place
from . import Look
from .excerpt import printable


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with the most severe first, else in the order of the report."""
    return sorted(findings, key=lambda one: -one.severity)


def where(place: Place, look: Look) -> str:
    """Return a place as `path:line:column`, its path from the top of the repository."""
    return f"{printable(look.prefix + place.path)}:{place.line}:{place.column}"


def related_locations(finding: Finding, look: Look) -> Iterator[str]:
    """Yield each related location of a finding as text: where it is, and what is there."""
    for one in finding.related:
        yield f"{where(one.place, look)}: {printable(one.message)}"


def in_words(finding: Finding, look: Look) -> str:
    """Return a finding's message and its related locations, a line each."""
    return "\n".join([printable(finding.message), *related_locations(finding, look)])
