"""A `Report` and its tree go in; nodes, edges and a map of clusters come out as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...findings import Report
from ...graph.roles import ROLES
from .. import Look
from ..excerpt import printable
from .clusters import Cluster, Edges, cluster
from .layout import arranged
from .nodes import Entities, Entity, collect

if TYPE_CHECKING:
    from ...graph import DocsGraph

SMALL = 24
"""A tree with at most this many nodes is shown as a whole, not as clusters."""

BOX, NODE = (232, 84), (196, 44)
"""Width and height of a cluster and of a node on the map."""

_EDGES = 3
_LINKS = 60
"""How many links of a page are kept; a page with more is a table of contents."""

_SIGNS = dict(zip(ROLES, "drusalm", strict=True))
"""One letter for each role: d(eclared), r(equired), u(sed), s(hown), a(nnounced), l(isted), m(entioned)."""


def data(report: Report, look: Look) -> dict[str, Any]:
    """Return pages, entities, the edges between them, clusters and the map; without a graph only `given`, false.

    Pages are [folder, name, cluster, findings], entities [id, kind, label, owner, cluster]; all refer to each other by
    number, -1 for none. `named` holds, for each entity, page after page, each followed by its roles, such as `u4r1`.
    """
    graph = look.graph
    if graph is None:
        return {"given": False}
    entities = collect(graph)
    edges = _edges(graph, entities)
    paths = [page.path for page in graph.pages]
    clusters = cluster(edges, paths)
    homes = _homes(clusters)
    folders = sorted({path.rpartition("/")[0] for path in paths})
    places = {folder: number for number, folder in enumerate(folders)}
    found = Counter(finding.place.path for finding in report.findings)
    return {
        "given": True,
        "folders": folders,
        "pages": [
            [places[path.rpartition("/")[0]], path.rpartition("/")[2], homes.get(("page", number), -1), found[path]]
            for number, path in enumerate(paths)
        ],
        "entities": [
            [one.id, one.kind, printable(one.label), edges.owners[number], homes.get(("entity", number), -1)]
            for number, one in enumerate(entities.all)
        ],
        "named": [_named(entity) for entity in entities.all],
        "replaced": _replaced(graph, entities),
        "links": edges.links,
        "includes": edges.includes,
        "families": edges.families,
        "clusters": [_summary(one) for one in clusters],
        "map": _map(entities, edges, clusters),
        "unconnected": len(paths) - sum(len(one.pages) for one in clusters),
    }


def _edges(graph: DocsGraph, entities: Entities) -> Edges:
    numbers = {page.path: number for number, page in enumerate(graph.pages)}
    index = entities.number
    links: list[list[int]] = []
    for page in graph.pages:
        found = (graph.linked(page, link) for link in page.facts.links if link.kind != "include")
        inside = (numbers[one.path] for one in found if one is not None)
        links.append(_once(number for number in inside if number >= 0 and number != numbers[page.path])[:_LINKS])
    return Edges(
        [Counter(one.page for one in entity.occurrences) for entity in entities.all],
        [index.get(entity.owner, -1) for entity in entities.all],
        [entity.known for entity in entities.all],
        links,
        [_once(numbers[one.child] for one in graph.children.get(page.path, ())) for page in graph.pages],
        _families(graph, numbers),
    )


def _families(graph: DocsGraph, numbers: dict[str, int]) -> list[list[int]]:
    """Return the families of whole pages; zones and tabs of one page are not nodes here."""
    found = (_once(numbers[member.page.path] for member in family.members) for family in graph.families)
    return [members for members in found if len(members) > 1]


def _once(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers))


def _homes(clusters: Sequence[Cluster]) -> dict[tuple[str, int], int]:
    homes: dict[tuple[str, int], int] = {}
    for number, one in enumerate(clusters):
        homes.update({("page", page): number for page in one.pages})
        homes.update({("entity", entity): number for entity in one.entities})
    return homes


def _named(entity: Entity) -> list[int | str]:
    """Return the pages of an entity, each followed by how often it occurs there in which role."""
    counts: dict[int, Counter[str]] = {}
    for one in entity.occurrences:
        counts.setdefault(one.page, Counter())[one.role] += 1
    flat: list[int | str] = []
    for page, roles in sorted(counts.items()):
        flat.extend((page, "".join(f"{_SIGNS[role]}{roles[role]}" for role in ROLES if role in roles)))
    return flat


def _replaced(graph: DocsGraph, entities: Entities) -> list[list[int]]:
    """Return [model, model that replaces it], from the retirements in the catalog."""
    index = entities.number
    pairs: set[tuple[int, int]] = set()
    for number, entity in enumerate(entities.all):
        model, _, version = entity.name.partition("@")
        retirement = graph.catalog.retirement(model, version) if entity.kind in ("model", "version") else None
        if retirement is not None and retirement.replacement:
            other = index.get(f"model:{graph.catalog.resolve(retirement.replacement).model}", -1)
            this = number if entity.kind == "model" else index.get(entity.owner, -1)
            if other >= 0 and this >= 0 and other != this:
                pairs.add((this, other))
    return [list(pair) for pair in sorted(pairs)]


def _summary(one: Cluster) -> dict[str, Any]:
    return {"folder": printable(one.folder), "pages": len(one.pages), "entities": one.entities, "rest": one.rest}


def _map(entities: Entities, edges: Edges, clusters: Sequence[Cluster]) -> dict[str, Any]:
    """Return the start view: `nodes` as [id, x, y] and `edges` as [from, to, weight from 1 to 9] between them."""
    pages = sorted(page for one in clusters for page in one.pages)
    named = [number for number in range(len(entities.all)) if edges.named[number]]
    small = len(pages) + len(named) <= SMALL
    if small:
        names = [f"page:{page}" for page in pages] + [f"entity:{number}" for number in named]
        weights = _small_weights(pages, named, edges)
    else:
        names = [f"cluster:{number}" for number in range(len(clusters))]
        weights = {(low, high): weight for low, one in enumerate(clusters) for high, weight in sorted(one.to.items())}
    places = arranged(len(names), weights, *(NODE if small else BOX))
    most = max(weights.values(), default=1.0)
    drawn = weights if small else _strongest(weights)
    return {
        "whole": small,
        "nodes": [[name, x, y] for name, (x, y) in zip(names, places, strict=True)],
        "edges": [[low, high, max(1, round(9 * weight / most))] for (low, high), weight in sorted(drawn.items())],
    }


def _strongest(weights: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Return the edges that are among the strongest of one of their nodes, so that the map stays readable."""
    kept: dict[tuple[int, int], float] = {}
    counts: Counter[int] = Counter()
    for pair, weight in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        if any(counts[end] < _EDGES for end in pair):
            kept[pair] = weight
        counts.update(pair)
    return kept


def _small_weights(pages: Sequence[int], named: Sequence[int], edges: Edges) -> dict[tuple[int, int], float]:
    """Return the edges of a small tree; entities are numbered after the pages."""
    at = {page: number for number, page in enumerate(pages)}
    weights: dict[tuple[int, int], float] = {}
    for number, entity in enumerate(named, start=len(pages)):
        weights.update({(at[page], number): 1.0 + count for page, count in edges.named[entity].items()})
    pairs = [(page, other) for joined in (edges.links, edges.includes) for page in pages for other in joined[page]]
    pairs += [(members[0], other) for members in edges.families for other in members[1:]]
    for one, other in pairs:
        low, high = sorted((at[one], at[other]))
        if low != high:
            weights[low, high] = 1.0
    return weights
