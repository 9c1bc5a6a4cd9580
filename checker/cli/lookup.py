"""`checker where` and `graph`: what is known about a tree, looked up or exported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._output import FOUND, did_you_mean, look_of, say, show
from ._tree import read_graph, tree_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree

KINDS = ("models", "versions", "services", "pages")
"""Kinds of nodes that the graph can be limited to."""
_MOST_EDGES = 1000


@click.command()
@click.argument("name")
@tree_options
def where(tree: Tree, name: str) -> int:
    """Show where NAME is mentioned, and in which role.

    NAME is a model (`gpt-4o`), a model version (`gpt-4o@2024-11-20`), an API version (`2024-10-21`) or a page.
    """
    from ..report.where import describe, nearest

    graph, code = read_graph(tree)
    look = look_of(sys.stdout)
    lines = describe(graph, name, look)
    if lines:
        show("\n".join(lines) + "\n")
        return code
    near = nearest(graph, name)
    hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
    say(f"No model, version, API version or page is called `{name}`{hint}")
    return code or FOUND


@click.command(short_help="Export the cross-reference graph.")
@tree_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["dot", "graphml", "json"]),
    default="dot",
    help="Output format (default: dot).",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the graph to FILE.")
@click.option(
    "--around",
    metavar="NAME",
    help="Keep only what NAME is: a model, API version, service or page, and its neighbors.",
)
@click.option(
    "--depth", type=click.IntRange(min=1), default=1, metavar="N", help="With --around, how far (default: 1)."
)
@click.option("--only", multiple=True, metavar="KIND,..", help=f"Keep only these kinds of nodes: {', '.join(KINDS)}.")
def graph(tree: Tree, format_: str, output: Path | None, around: str | None, depth: int, only: tuple[str, ...]) -> int:
    """Export the cross-reference graph as DOT for Graphviz, GraphML or JSON.

    Without --only, DOT has models, versions, services and pages, and the other formats have sections and samples too.
    """
    from ..report.export import export
    from ..workflows.part_of_graph import named, part

    kinds = [one.strip() for text in only for one in text.split(",") if one.strip()]
    for kind in kinds:
        if kind not in KINDS:
            raise click.UsageError(f"--only: no such kind `{kind}`{did_you_mean(kind, KINDS)}")
    docs, code = read_graph(tree)
    network = docs.network
    start = named(network, around) if around else []
    if around and not start:
        say(f"No model, API version, service or page is called `{around}`")
        return code or FOUND
    shown = part(network, kinds or (list(KINDS) if format_ == "dot" else []), start, depth)
    show(export(shown, format_), format_, output)
    if format_ == "dot" and shown.number_of_edges() > _MOST_EDGES:
        say(f"The graph has {shown.number_of_edges():,} edges, which Graphviz may not draw; --around limits it.")
    return code
