"""`checker history`: a range of commits goes in; when each contradiction was introduced and resolved comes out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..report.history import FORMATS
from ._output import CLEAN, FAILED, look_of, report_gaps, say, show
from ._selection import with_rules
from ._tree import tree_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree
    from ..workflows.history import History

EPILOG = "Exit codes: 0 done, 2 error, or the last commit could not be checked completely."


@click.command(epilog=EPILOG, short_help="Show when contradictions were introduced and resolved.")
@tree_options
@click.option("--rev-range", metavar="A..B", default="HEAD", help="Commits after A up to B (default: all up to HEAD).")
@click.option(
    "--every",
    type=click.Choice(["commit", "day", "week", "month"]),
    default="commit",
    help="Check only the last commit of each day, week or month.",
)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="Output format.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to FILE.")
@click.option("--select", multiple=True, metavar="RULE,..", help="Follow only findings of these rules.")
@click.option("--extend-select", multiple=True, metavar="RULE,..", help="Run these rules in addition.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Do not run these rules.")
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
    """Show when each contradiction was introduced, when it was resolved, and how long it existed.

    Commits are followed along first parents, and each is checked as of its own date. Folders and files in PATHS work as
    in `checker check`; the baseline is not used.
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
    look = look_of(None if output else sys.stdout)
    show(render(found, format_, look), format_, output)
    if output is not None or format_ != "text":
        _note(found, output)
    return FAILED if found.not_checked else CLEAN


def _note(found: History, output: Path | None) -> None:
    """Print to standard error what is easily missed when the report goes to a file or a program."""
    from ..report.history import summary

    report_gaps(found.not_checked, found.warnings)
    if output is not None:
        say(f"Wrote {output}. {summary(found)}")
