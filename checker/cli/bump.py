"""`checker bump`: a service and an API version go in; a diff, or changed pages, and what is left over come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ._tree import tree_options
from .rename import EPILOG, carry_out

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree


@click.command(epilog=EPILOG, short_help="Call a service with another API version.")
@click.argument("service")
@click.argument("version")
@tree_options
@click.option("--any-channel", is_flag=True, help="Change preview versions to a GA one too, and the other way round.")
@click.option("--write", "write_", is_flag=True, help="Change the pages; without it, the diff is printed only.")
def bump(tree: Tree, service: str, version: str, any_channel: bool, write_: bool) -> int:
    """Call SERVICE (such as azure-openai) with the API version VERSION, in samples, URLs and the text that tells to.

    A GA version takes the place of GA versions, a preview of previews. History, tables, what the text claims of a
    version, and newer versions are left to a person, and listed. PATHS narrow what is changed; the whole tree is read.
    """
    from ..edit import codemod

    return carry_out(
        tree, write_, lambda graph, inside: codemod.bump(graph, service, version, inside, any_channel=any_channel)
    )
