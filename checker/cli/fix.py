"""`checker fix`: a tree goes in, its pages are mended, or shown as a diff."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from ._fixes import mend, tell
from ._output import CLEAN, FAILED, FOUND, write
from ._selection import with_rules
from ._tree import tree_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree

_EPILOG = (
    "Exit codes: 0 done, or nothing to fix; 1 with --diff, if there is something to fix; 2 could not do the job. "
    "Findings that have no fix do not count here: see `checker check`."
)


@click.command(epilog=_EPILOG, short_help="Mend what has one right reading.")
@tree_options
@click.option("--unsafe", is_flag=True, help="Make unsafe fixes too: those that decide which end of two is right.")
@click.option("--diff", is_flag=True, help="Print what would change, as a diff for `git apply`, and change nothing.")
@click.option("--select", multiple=True, metavar="RULE,..", help="Fix what these rules find only.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Leave alone what these rules find.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day that counts as today.")
def fix(
    tree: Tree,
    unsafe: bool,
    diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.datetime | None,
) -> int:
    """Mend what has one right reading: doubled words, stray backticks, links whose page has moved, and the like.

    Folders and files in PATHS count as for `checker check`; only files in PATHS are changed, if any are named. A fix
    that would bring another finding is not made.
    """
    for warning in (*tree.warnings, *tree.left_out()):
        click.echo(f"warning: {warning}", err=True)
    from ..edit import patch

    config = with_rules(tree.config, select, ignore=ignore)
    outcome = mend(tree, config, as_of.date() if as_of else None, unsafe=unsafe)
    if diff:
        write(patch.diff(outcome.changes), None)
    problems = [] if diff else patch.write(tree.source.root, outcome.changes)
    tell(outcome, problems, unsafe=unsafe, dry=diff)
    if problems or outcome.after.not_checked:
        return FAILED
    return FOUND if diff and outcome.changes else CLEAN
