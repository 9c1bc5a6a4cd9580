"""A graph goes in; the names of products that are not written as their owners write them come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...graph import DocsGraph, Page
from ...page.facts import Misnomer

_OWN_WAY = 3


def misnomers(graph: DocsGraph) -> Iterator[tuple[Page, Misnomer]]:
    """Yield the misspelled names outside of diaries; what the tree prefers, at least three times, is its own way."""
    found = [
        (page, one)
        for page in graph.pages
        if page.facts.misnomers and not page.history.page_is_chronicle
        for one in page.facts.misnomers
    ]
    written = Counter((one.name, one.span.slice(page.text)) for page, one in found)
    right = {name: sum(page.text.count(name) for page in graph.pages) for name, _ in sorted(written)}
    for page, one in found:
        uses = written[one.name, one.span.slice(page.text)]
        if uses < _OWN_WAY or uses <= right[one.name]:
            yield page, one
