"""The networkx graph of a tree goes in; GraphML, node-link JSON or DOT comes out, in a stable order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .excerpt import printable

if TYPE_CHECKING:
    import networkx as nx


def export(network: nx.MultiDiGraph[str], format: str) -> str:  # noqa: A002  the name that users know
    """Return a graph as `graphml`, `json` or `dot`, with a final newline."""
    return {"graphml": _graphml, "json": _json, "dot": _dot}[format](_sorted(network))


def _sorted(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    import networkx as nx

    ordered: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    # The stubs lose the types of nodes and edges with their data.
    nodes: Any = network.nodes(data=True)
    edges: Any = network.edges(keys=True, data=True)
    for node, data in sorted(nodes, key=lambda one: one[0]):
        ordered.add_node(node, **data)
    for one, other, key, data in sorted(edges, key=lambda edge: edge[:3]):
        ordered.add_edge(one, other, key=key, **data)
    return ordered


def _graphml(network: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    # XML cannot represent control characters, not even as escapes.
    safe = nx.relabel_nodes(network, {node: printable(node) for node in network})
    for _, data in safe.nodes(data=True):
        _make_printable(data)
    for _, _, data in safe.edges(data=True):
        _make_printable(data)
    return "\n".join(nx.generate_graphml(safe)) + "\n"


def _make_printable(data: dict[str, Any]) -> None:
    data.update({key: printable(value) for key, value in data.items() if isinstance(value, str)})


def _json(network: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.node_link_data(network, edges="edges"), indent=2, ensure_ascii=False) + "\n"


def _dot(network: nx.MultiDiGraph[str]) -> str:
    lines = ["digraph checker {", "  rankdir=LR;", "  node [shape=box];"]
    for node, data in network.nodes(data=True):
        kind = str(data.get("kind", "")).replace(" ", "-")  # a space separates classes
        lines.append(f"  {_quoted(node)} [label={_quoted(data.get('label', node))}, class={_quoted(kind)}];")
    for one, other, data in network.edges(data=True):
        count = f" ({data['count']})" if data["count"] > 1 else ""
        lines.append(f"  {_quoted(one)} -> {_quoted(other)} [label={_quoted(data['kind'] + count)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
