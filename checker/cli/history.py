"""`checker history`: a range of commits goes in; when each contradiction came and went, and who is old, comes out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..report.history import FORMATS
from ._output import CLEAN, FAILED, look_of, tell_gaps, write
from ._selection import with_rules
from ._tree import tree_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree
    from ..workflows.history import History

EPILOG = "Exit codes: 0 told, 2 could not do the job, or could not look at all of the last commit."


@click.command(epilog=EPILOG, short_help="Tell when each contradiction came and went.")
@tree_options
@click.option("--rev-range", metavar="A..B", default="HEAD", help="The commits after A up to B (else all up to HEAD).")
@click.option(
    "--every",
    type=click.Choice(["commit", "day", "week", "month"]),
    default="commit",
    help="Look at the last commit of each day, week or month only.",
)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="How to report.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to a file.")
@click.option("--select", multiple=True, metavar="RULE,..", help="Follow what these rules find only.")
@click.option("--extend-select", multiple=True, metavar="RULE,..", help="Run these rules besides the usual ones.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Leave these rules out.")
def history(
    tree: Tree,
    rev_range: str,
    every: str,
    format_: str,
    output: Path | None,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> int:
    """Tell when each contradiction came into the docs, when it went, and how long it lived.

    Commits are followed along first parents, and checked each as on its own day. Folders and files in PATHS count as
    for `checker check`; the baseline plays no part.
    """
    from ..findings import NotChecked
    from ..report import progress
    from ..report.history import render
    from ..workflows import history as histories

    config = with_rules(tree.config, select, extend_select, ignore)
    commits = histories.span(tree.source, rev_range, every)
    with progress.bar("Reading commits") as moved:
        found = histories.follow(tree.source, config, commits, reader=tree.reader, only=tree.only, progress=moved)
    found.warnings[:0] = tree.warnings
    found.not_checked.extend(NotChecked(*one) for one in tree.source.missed.items())
    write(render(found, format_, look_of(None if output else sys.stdout)), output)
    if output is not None or format_ != "text":
        _note(found, output)
    return FAILED if found.not_checked else CLEAN


def _note(found: History, output: Path | None) -> None:
    """Tell on the error stream what a person would miss when the report goes elsewhere."""
    from ..report.history import summary

    tell_gaps(found.not_checked, found.warnings)
    if output is not None:
        click.echo(f"Wrote {output}. {summary(found)}", err=True)
