"""Pages and entities with the edges between them go in; named clusters of closely connected ones come out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MOST = 12
"""How many clusters the map shows individually; the smaller ones are combined."""


@dataclass
class Cluster:
    """A cluster: its pages and entities by number, the most specific entities first; most pages are in `folder`.

    `rest` is the number of small clusters that it combines, or 0.
    """

    pages: list[int]
    entities: list[int]
    folder: str = ""
    rest: int = 0
    to: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Edges:
    """What connects pages to entities and to each other, by numbers."""

    named: Sequence[Mapping[int, int]]
    """By entity, how often each page mentions it."""
    owners: Sequence[int]
    """By entity, the number of its model or service, or -1."""
    known: Sequence[bool]
    """By entity, whether it is in the catalog."""
    links: Sequence[Sequence[int]]
    includes: Sequence[Sequence[int]]
    families: Sequence[Sequence[int]]


def cluster(edges: Edges, paths: Sequence[str]) -> list[Cluster]:
    """Return clusters, the largest first; an unconnected node is in none."""
    from ...graph.networkx_view import communities

    weights = _weights(edges, len(paths))
    groups = communities(weights)
    if len(groups) > MOST:
        rest = sorted(node for group in groups[MOST - 1 :] for node in group)
        found = [_cluster(group, edges, paths) for group in groups[: MOST - 1]]
        found.append(_cluster(rest, edges, paths))
        found[-1].rest = len(groups) - MOST + 1
    else:
        found = [_cluster(group, edges, paths) for group in groups]
    found.sort(key=lambda one: (bool(one.rest), -len(one.pages), -len(one.entities), one.pages))
    _bridge(found, weights, len(paths))
    return found


def _weights(edges: Edges, pages: int) -> dict[tuple[int, int], float]:
    """Return how strongly nodes are connected; entities are numbered after the pages.

    An entity that few pages mention counts more than one that all mention.
    """
    weights: dict[tuple[int, int], float] = defaultdict(float)

    def join(one: int, other: int, weight: float) -> None:
        if one != other:
            weights[min(one, other), max(one, other)] += weight

    for entity, named in enumerate(edges.named):
        for page, count in named.items():
            join(page, pages + entity, (1 + math.log(count)) / math.log2(1 + len(named)))
        if edges.owners[entity] >= 0 and named:
            join(pages + entity, pages + edges.owners[entity], 0.5)
    for page, targets in enumerate(edges.links):
        for target in targets:
            join(page, target, 0.3 / math.log2(1 + len(targets)))
    for page, targets in enumerate(edges.includes):
        for target in targets:
            join(page, target, 1.5)
    for members in edges.families:
        for member in members[1:]:
            join(members[0], member, 1.0)
    return dict(weights)


def _cluster(group: Iterable[int], edges: Edges, paths: Sequence[str]) -> Cluster:
    pages = [node for node in group if node < len(paths)]
    inside = set(pages)
    specific: list[tuple[bool, float, int, int]] = []
    for number in (node - len(paths) for node in group if node >= len(paths)):
        named = edges.named[number]
        here = sum(page in inside for page in named)
        specific.append((not edges.known[number], -here * here / max(1, len(named)), -sum(named.values()), number))
    return Cluster(pages, [number for *_, number in sorted(specific)], _folder([paths[page] for page in pages]))


def _folder(paths: Sequence[str]) -> str:
    """Return the deepest folder with at least 60% of some pages; empty for the root."""
    counts: Counter[str] = Counter()
    for path in paths:
        parts = path.split("/")[:-1]
        counts.update("/".join(parts[: length + 1]) for length in range(len(parts)))
    held = [folder for folder, count in counts.items() if count * 10 >= len(paths) * 6]
    return max(held, key=lambda folder: (folder.count("/"), counts[folder], folder), default="")


def _bridge(found: list[Cluster], weights: Mapping[tuple[int, int], float], pages: int) -> None:
    """Record for each cluster how strongly it is connected to those after it."""
    home: dict[int, int] = {}
    for number, one in enumerate(found):
        home.update(dict.fromkeys(one.pages, number))
        home.update({pages + entity: number for entity in one.entities})
    for (one_node, other_node), weight in weights.items():
        low, high = sorted((home[one_node], home[other_node]))
        if low != high:
            found[low].to[high] = found[low].to.get(high, 0.0) + weight
