"""`checker fix`: a tree goes in, its pages are fixed, or the fixes are shown as a diff."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from ._fixes import apply_fixes, print_outcome
from ._output import CLEAN, FAILED, FOUND, say, write
from ._selection import with_rules
from ._tree import tree_options

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree

_EPILOG = (
    "Exit codes: 0 done, or nothing to fix; 1 with --diff, if there is something to fix; 2 error or incomplete check. "
    "Findings without a fix do not matter here: see `checker check`."
)


@click.command(epilog=_EPILOG, short_help="Fix unambiguous problems.")
@tree_options
@click.option("--unsafe", is_flag=True, help="Also apply unsafe fixes, which decide which of two places is right.")
@click.option("--diff", is_flag=True, help="Print the changes as a diff for `git apply`; change nothing.")
@click.option("--select", multiple=True, metavar="RULE,..", help="Fix only findings of these rules.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Do not fix findings of these rules.")
@click.option("--no-baseline", is_flag=True, help="Fix findings in the baseline too.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today.")
def fix(
    tree: Tree,
    unsafe: bool,
    diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    no_baseline: bool,
    as_of: dt.datetime | None,
) -> int:
    """Fix unambiguous problems: repeated words, stray backticks, links to pages that moved, and the like.

    Folders and files in PATHS work as in `checker check`; if files are named, only those are changed. A fix that would
    introduce another finding is not applied.
    """
    for warning in (*tree.warnings, *tree.left_out()):
        say(f"warning: {warning}")
    import msgspec

    from ..edit import patch

    config = with_rules(tree.config, select, ignore=ignore)
    if no_baseline:
        config = msgspec.structs.replace(config, baseline="")
    outcome = apply_fixes(tree, config, as_of.date() if as_of else None, unsafe=unsafe)
    if diff:
        write(patch.diff(outcome.changes), None)
    problems = [] if diff else patch.write(tree.source.root, outcome.changes)
    fixed = print_outcome(outcome, problems, unsafe=unsafe, dry=diff)
    if no_baseline and fixed and tree.config.baseline and not diff:
        say(f"Next: `checker baseline --update` removes what was fixed from {tree.config.baseline}.")
    if problems or outcome.after.not_checked:
        return FAILED
    return FOUND if diff and outcome.changes else CLEAN
