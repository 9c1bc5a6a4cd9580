"""A `Report` and its tree go in; what is known and mentioned of each entity comes out as plain data."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ...catalog import naming
from ...findings import Finding, Place, Report
from .. import Look
from ..excerpt import printable
from .entity_lines import Lines, cap_for, roles
from .knowledge import known_of
from .matrix import matrix
from .nodes import Entities, collect

if TYPE_CHECKING:
    from ...graph import DocsGraph

_NEIGHBOURS = 15
_FINDINGS = 50
_CROWD = 150
"""Of a page that mentions more entities than this, only the first ones are neighbours of each other."""


def data(report: Report, look: Look) -> dict[str, Any]:
    """Return the entities with their occurrences, sources, neighbours and findings, and the matrix.

    Without a graph there is only `given`, which is false. Pages, entities and lines refer to each other by their
    numbers in the lists; `findings` are numbers in the report's list.
    """
    graph = look.graph
    if graph is None:
        return {"given": False}
    entities = collect(graph)
    lines = Lines(graph.pages)
    return {
        "given": True,
        "entities": list(_described(report, graph, entities, lines)),
        "lines": lines.all,
        "paths": [page.path for page in graph.pages],
        "left_out": entities.left_out,
        "matrix": matrix(graph, entities),
    }


def _described(report: Report, graph: DocsGraph, entities: Entities, lines: Lines) -> Iterator[dict[str, Any]]:
    """Yield what is known and mentioned of each entity; the lines that show it are added to `lines`."""
    cap, index = cap_for(entities.all), entities.number
    shared = _neighbours(entities)
    concerned = _concerned(report.findings, entities, graph)
    for number, entity in enumerate(entities.all):
        found = concerned.get(number, [])
        yield {
            "id": entity.id,
            "kind": entity.kind,
            "label": printable(entity.label),
            "owner": index.get(entity.owner, -1),
            "sort": naming.kind(entity.name) if entity.kind == "model" else "",
            "count": len(entity.occurrences),
            "pages": len({one.page for one in entity.occurrences}),
            "samples": len({(one.page, one.sample) for one in entity.occurrences if one.sample >= 0}),
            "roles": roles(entity, lines, cap),
            "known": known_of(graph.catalog, entity),
            **shared[number],
            "findings": found[:_FINDINGS],
            "findings_left": max(0, len(found) - _FINDINGS),
        }


def _neighbours(entities: Entities) -> list[dict[str, Any]]:
    """Return, for each entity, the others that share pages with it, as [number, pages, samples], the closest first.

    A model and its versions, and a service and its versions, are not listed as each other's neighbours.
    """
    pages: list[Counter[int]] = [Counter() for _ in entities.all]
    samples: list[Counter[int]] = [Counter() for _ in entities.all]
    by_page, by_sample = _together(entities)
    for groups, counts in ((by_page, pages), (by_sample, samples)):
        for group in groups:
            for one in group[:_CROWD]:
                counts[one].update(group[:_CROWD])
    index = entities.number
    found = []
    for number, entity in enumerate(entities.all):
        kin = {number, index.get(entity.owner, number)}
        others = [
            (other, count, samples[number][other])
            for other, count in pages[number].items()
            if other not in kin and entities.all[other].owner != entity.id
        ]
        others.sort(key=lambda one: (-(one[1] + one[2]), one[0]))
        found.append({"near": others[:_NEIGHBOURS], "near_left": max(0, len(others) - _NEIGHBOURS)})
    return found


def _together(entities: Entities) -> tuple[list[list[int]], list[list[int]]]:
    """Return the entities that share a page, and those that share a sample; in each group, the most frequent first."""
    by_page: dict[int, Counter[int]] = defaultdict(Counter)
    by_sample: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for number, entity in enumerate(entities.all):
        for one in entity.occurrences:
            by_page[one.page][number] += 1
            if one.sample >= 0:
                by_sample[one.page, one.sample][number] += 1
    return [_ranked(one) for one in by_page.values()], [_ranked(one) for one in by_sample.values()]


def _ranked(counts: Counter[int]) -> list[int]:
    return sorted(counts, key=lambda number: (-counts[number], number))


def _concerned(findings: Iterable[Finding], entities: Entities, graph: DocsGraph) -> dict[int, list[int]]:
    """Return, for each entity, the findings with a location that overlaps one of its occurrences."""
    occurrences: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, entity in enumerate(entities.all):
        for one in entity.occurrences:
            occurrences[graph.pages[one.page].path].append((one.span.start, one.span.end, number))
    longest = {path: max(end - start for start, end, _ in here) for path, here in occurrences.items()}
    for here in occurrences.values():
        here.sort()
    found: dict[int, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        touched: set[int] = set()
        for place in finding.places:
            here = occurrences.get(place.path, [])
            if here:
                start, end = _offsets(graph, place)
                first = bisect_left(here, (start - longest[place.path], 0, 0))
                last = bisect_left(here, (end, 0, 0))
                touched.update(entity for low, high, entity in here[first:last] if high > start and low < end)
        for entity_number in sorted(touched):
            found[entity_number].append(number)
    return found


def _offsets(graph: DocsGraph, place: Place) -> tuple[int, int]:
    starts = graph.by_path[place.path].line_starts
    return starts[place.line - 1] + place.column - 1, starts[place.end_line - 1] + place.end_column - 1
