"""`checker where`, `catalog` and `graph`: what is known about a tree, looked up, listed or exported."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._output import FOUND, look_of, say, show, write
from ._tree import read_graph, tree_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree


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


@click.command(short_help="Print the catalog and its sources.")
@tree_options
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Export the catalog to FILE, for another repository.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date of the export.")
def catalog(tree: Tree, export: Path | None, as_of: dt.datetime | None) -> int:
    """Print the known models, versions, API versions and services, and the source of each."""
    from ..catalog import files
    from ..report.where import catalog_lines

    graph, code = read_graph(tree)
    if export is None:
        show("\n".join(catalog_lines(graph.catalog, look_of(sys.stdout))) + "\n")
        return code
    day = as_of.date() if as_of else dt.date.today()
    write(files.export(graph.catalog, tree.source.root.name, day), export)
    say(f"Wrote {len(graph.catalog.models):,} models to {export}")
    return code


@click.command()
@tree_options
@click.option(
    "--format", "format_", type=click.Choice(["graphml", "json", "dot"]), required=True, help="Output format."
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the graph to FILE.")
def graph(tree: Tree, format_: str, output: Path | None) -> int:
    """Export the cross-reference graph as GraphML, JSON or DOT."""
    from ..report.export import export

    docs, code = read_graph(tree)
    show(export(docs.network, format_), format_, output)
    return code
