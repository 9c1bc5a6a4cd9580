"""`checker bump`: a service and an API version go in; a diff or changed pages, and what needs review, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ._tree import tree_options
from .rename import EPILOG, apply_plan, writing_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree


@click.command(epilog=EPILOG, short_help="Update the API version of a service.")
@click.argument("service")
@click.argument("version")
@tree_options
@click.option("--any-channel", is_flag=True, help="Replace preview versions with a GA version too, and vice versa.")
@writing_options
def bump(tree: Tree, service: str, version: str, any_channel: bool, write_: bool) -> int:
    """Update the API version of SERVICE (such as azure-openai) to VERSION, in samples, URLs and instructions.

    A GA version replaces GA versions, a preview version replaces previews. History, tables, statements about a version
    and newer versions are listed for manual review. PATHS limit what is changed; the whole tree is read.
    """
    from ..edit import codemod

    return apply_plan(
        tree, write_, lambda graph, inside: codemod.bump(graph, service, version, inside, any_channel=any_channel)
    )
