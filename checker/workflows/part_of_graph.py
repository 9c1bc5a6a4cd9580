"""The networkx graph of a tree goes in, the part of it that someone wants to see comes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

_KINDS = {
    "model": "models",
    "model version": "versions",
    "API version": "versions",
    "service": "services",
    "page": "pages",
}
"""What users call the kinds of nodes; those of parts of a page have no such name."""


def named(network: nx.MultiDiGraph[str], name: str) -> list[str]:
    """Return the nodes that a name means: by their label, else the pages whose paths end in it."""
    wanted = name.strip().lower()
    nodes: Any = network.nodes(data=True)
    labelled = [(node, str(data.get("label", ""))) for node, data in nodes if data.get("kind") in _KINDS]
    equal = [node for node, label in labelled if wanted in (label.lower(), node.partition(":")[2].lower())]
    return equal or [node for node, label in labelled if label.lower().endswith((f"/{wanted}", f" {wanted}"))]


def part(
    network: nx.MultiDiGraph[str], kinds: Collection[str], start: Collection[str] = (), depth: int = 1
) -> nx.MultiDiGraph[str]:
    """Return the part of a graph with nodes of these kinds (all, if there are none), at most `depth` from `start`.

    If parts of pages are left out, their edges are those of their pages. If pages are left out, models and versions
    that the same pages mention are linked, with the number of these pages.
    """
    if not kinds:
        return _near(network, start, depth)
    small = _of_kinds(_with_whole_pages(network), {*kinds, "pages"})
    if "pages" in kinds:
        return _near(small, start, depth)
    return _near(_without_pages(small, start), start, depth)


def _of_kinds(network: nx.MultiDiGraph[str], kinds: Collection[str]) -> nx.MultiDiGraph[str]:
    nodes: Any = network.nodes(data=True)
    return _induced(network, {node for node, data in nodes if _KINDS.get(data.get("kind", "")) in kinds})


def _induced(network: nx.MultiDiGraph[str], kept: Iterable[str]) -> nx.MultiDiGraph[str]:
    found: nx.MultiDiGraph[str] = network.subgraph(kept).copy()
    return found


def _with_whole_pages(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Return a graph in which what is inside a page is that page."""
    edges: Any = network.edges(keys=True, data=True)
    nodes: Any = network.nodes(data=True)
    page_of = {inner: page for page, inner, key, _ in edges if key == "contains"}
    whole = network.__class__()
    whole.add_nodes_from((node, data) for node, data in nodes if node not in page_of)
    for one, other, key, data in edges:
        first, second = page_of.get(one, one), page_of.get(other, other)
        # What a sample mentions, its page mentions too.
        if first != second and not (one in page_of and key != "sibling of"):
            whole.add_edge(first, second, key=key, **data)
    return whole


def _without_pages(network: nx.MultiDiGraph[str], start: Collection[str]) -> nx.MultiDiGraph[str]:
    """Return a graph without pages, in which what is on the same page is linked.

    With a start, only what is on the pages of the start is linked, and only to it, so that the picture stays small.
    """
    nodes: Any = network.nodes(data=True)
    pages = [node for node, data in nodes if data.get("kind") == "page"]
    shared: defaultdict[tuple[str, str], int] = defaultdict(int)
    for page in pages:
        on_page = sorted(set(network.successors(page)) - set(pages))
        first = [node for node in on_page if node in start] if start else on_page[:_MOST_ON_PAGE]
        for one in first:
            for other in on_page[:_MOST_ON_PAGE]:
                if other != one and not (other in first and other < one):
                    shared[one, other] += 1
    small = _induced(network, set(network) - set(pages))
    for (one, other), number in sorted(shared.items()):
        small.add_edge(one, other, key="on the same pages", kind="on the same pages", count=number, places="")
    return small


_MOST_ON_PAGE = 50
"""How many nodes of one page are linked with each other; a page that lists every model says little about two."""


def _near(network: nx.MultiDiGraph[str], start: Collection[str], depth: int) -> nx.MultiDiGraph[str]:
    """Return the part of a graph that is at most `depth` edges from a start, in any direction; all without one."""
    if not start:
        return network
    kept, edge = {node for node in start if node in network}, [node for node in start if node in network]
    for _ in range(depth):
        edge = sorted({other for node in edge for other in _neighbours(network, node)} - kept)
        kept.update(edge)
    return _induced(network, kept)


def _neighbours(network: nx.MultiDiGraph[str], node: str) -> Iterable[str]:
    yield from network.successors(node)
    yield from network.predecessors(node)
