"""A graph goes in; the mentions of models that its pages really use come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...graph import DocsGraph, Mention


def in_use(graph: DocsGraph, roles: Collection[str]) -> Iterator[Mention]:
    """Yield the mentions of known models in one of these roles, without those in text about the past."""
    for one in graph.mentions:
        if one.role in roles and one.resolved.known and not one.page.is_past(one.block):
            yield one
