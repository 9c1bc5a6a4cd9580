"""What pages require goes in, by where it applies; for a mention comes out which requirement applies to it, if any.

The requirements of a page, and those that its parents make for what they include, are sorted once: asking for each of
many samples does not go through all of them.
"""

from __future__ import annotations

import heapq
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..catalog import naming
from ..graph import DocsGraph, Include, Mention, Page
from ..page.facts import Span, Zone
from ._models import names_model

_EVERYWHERE = Span(0, sys.maxsize)
Pair = tuple[Mention, Zone | None]
"""A requirement, and the zone of its page that it applies in; None for all of the page."""
Key = Callable[[Mention], Hashable]
"""By what requirements are looked up: their model, its series, what it is for."""


def model_of(mention: Mention) -> Hashable:
    """Look requirements up by their model."""
    return mention.model


def series_of(mention: Mention) -> Hashable:
    """Look requirements up by the series of their model: two of one can be mistaken for each other."""
    return naming.series(mention.model)


@dataclass(frozen=True)
class Wanted:
    """The first of the requirements that apply, and whether all that apply name its model."""

    mention: Mention
    alone: bool


class Requirements:
    """What the pages of a graph require, each page's read when it is asked for."""

    def __init__(self, graph: DocsGraph) -> None:
        self._graph = graph
        self._pages: dict[str, list[_Layer]] = {}
        self._parents: dict[str, dict[Hashable, _Layer]] = {}

    def any(self, page: Page) -> bool:
        """Return whether anything is required of the samples of a page."""
        return bool(self._layers(page))

    def of(self, page: Page) -> Iterator[Mention]:
        """Yield what is required of the samples of a page, wherever on it."""
        return (one for layer in self._layers(page) for one, _ in layer.pairs)

    def first(self, mention: Mention, key: Key) -> Wanted | None:
        """Return what is required where a mention is and has the mention's key."""
        layers = self._layers(mention.page)
        found = [one for layer in layers if (one := layer.first(mention, key)) is not None]
        if not found:
            return None
        first = found[0].mention
        return Wanted(first, all(one.alone and one.mention.model == first.model for one in found))

    def _layers(self, page: Page) -> list[_Layer]:
        known = self._pages.get(page.path)
        if known is None:
            own = list(self._own(page))
            known = self._pages[page.path] = [_Layer(own)] if own else self._of_parents(page)
        return known

    def _own(self, page: Page) -> Iterator[Pair]:
        """Yield what a page requires itself, or by a page that it includes."""
        yield from ((one, page.zone_of(one.span.start)) for one in self._of(page.path))
        for include in self._graph.children.get(page.path, ()):
            yield from ((one, page.zone_of(include.offset)) for one in self._of(include.child))

    def _of_parents(self, page: Page) -> list[_Layer]:
        """Return what those require that include a page; together, unless asking each is less than joining them."""
        layers = [layer for include in self._graph.parents.get(page.path, ()) for layer in self._around(include)]
        size, asked = sum(len(one.pairs) for one in layers), len(self._graph.by_page.get(page.path, ()))
        return [_Layer([pair for one in layers for pair in one.pairs])] if 0 < size < asked * len(layers) else layers

    def _around(self, include: Include) -> Iterator[_Layer]:
        """Yield what a page requires where it includes another, and then what it requires everywhere."""
        parent = self._graph.by_path[include.parent]
        known = self._parents.get(parent.path)
        if known is None:
            by_zone: dict[Hashable, list[Pair]] = defaultdict(list)
            for one, zone in self._own(parent):
                by_zone[zone_key(zone)].append((one, None))
            known = self._parents[parent.path] = {zone: _Layer(pairs) for zone, pairs in by_zone.items()}
        yield from (
            known[key] for key in dict.fromkeys((zone_key(parent.zone_of(include.offset)), None)) if key in known
        )

    def _of(self, path: str) -> Iterator[Mention]:
        return (one for one in self._graph.by_page.get(path, ()) if one.role == "required" and names_model(one))


def zone_key(zone: Zone | None) -> Hashable:
    """Return a key of a zone: no other zone of its page has it."""
    return None if zone is None else (zone.span, zone.kind, zone.name)


class _Layer:
    """Requirements that are looked up together; by each key, where which of them is the first that applies."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = pairs
        self._keyed: dict[Key, dict[Hashable, list[Pair]]] = {}
        self._sweeps: dict[tuple[Key, Hashable], _Sweep] = {}

    def first(self, mention: Mention, key: Key) -> Wanted | None:
        wanted = key, key(mention)
        if wanted not in self._sweeps:
            if key not in self._keyed:
                groups: dict[Hashable, list[Pair]] = defaultdict(list)
                for pair in self.pairs:
                    groups[key(pair[0])].append(pair)
                self._keyed[key] = dict(groups)
            pairs = self._keyed[key].get(wanted[1])
            if pairs is None:
                return None
            self._sweeps[wanted] = _Sweep(pairs)
        return self._sweeps[wanted].at(mention.span.start)


class _Sweep:
    """Requirements and their zones, gone through once by offset."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        ordered = [(one, zone.span if zone else _EVERYWHERE) for one, zone in pairs]
        events = [(span.start, number, True) for number, (_, span) in enumerate(ordered)]
        events += [(span.end, number, False) for number, (_, span) in enumerate(ordered)]
        self._from: list[int] = []
        self._found: list[Wanted | None] = []
        waiting: list[int] = []
        ended: set[int] = set()
        live = Counter[str]()
        for at, number, opens in sorted(events):
            model = ordered[number][0].model
            live[model] += 1 if opens else -1
            if opens:
                heapq.heappush(waiting, number)
            else:
                ended.add(number)
            if not live[model]:
                del live[model]
            while waiting and waiting[0] in ended:
                heapq.heappop(waiting)
            self._from.append(at)
            self._found.append(Wanted(ordered[waiting[0]][0], len(live) == 1) if waiting else None)

    def at(self, offset: int) -> Wanted | None:
        index = bisect_right(self._from, offset) - 1
        return self._found[index] if index >= 0 else None
