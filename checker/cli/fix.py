"""`checker fix`: a tree goes in, its pages are fixed, or the fixes are shown as a diff."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from ._output import CLEAN, FAILED, FOUND, look_of, write
from ._tree import Tree, tree_options
from .check import _left_out, _names, _with_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..config import Config
    from ..findings import Finding, NotChecked, Report
    from ..workflows.fix import Outcome

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
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today.")
def fix(
    tree: Tree,
    unsafe: bool,
    diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.datetime | None,
) -> int:
    """Fix unambiguous problems: repeated words, stray backticks, links to pages that moved, and the like.

    Folders and files in PATHS work as in `checker check`; if files are named, only those are changed. A fix that would
    introduce another finding is not applied.
    """
    for warning in (*tree.warnings, *_left_out(tree)):
        click.echo(f"warning: {warning}", err=True)
    from ..edit import patch

    config = _with_rules(tree.config, _names(select), [], _names(ignore))
    outcome = apply_fixes(tree, config, as_of.date() if as_of else None, unsafe=unsafe)
    if diff:
        write(patch.diff(outcome.changes), None)
    problems = [] if diff else patch.write(tree.source.root, outcome.changes)
    print_outcome(outcome, problems, unsafe=unsafe, dry=diff)
    if problems or outcome.after.not_checked:
        return FAILED
    return FOUND if diff and outcome.changes else CLEAN


def apply_fixes(
    tree: Tree,
    config: Config,
    as_of: dt.date | None,
    *,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] = lambda _: True,
) -> Outcome:
    """Apply the fixes of a configuration's rules; all rules of the tree check that nothing new is introduced."""
    import msgspec

    from ..report import progress
    from ..selection import selected
    from ..workflows import fix as fixing

    rules = {rule.name for rule in selected(config)}
    watching = msgspec.structs.replace(
        config,
        select=sorted({*tree.config.select, *rules}) if tree.config.select else [],
        ignore=[name for name in tree.config.ignore if name not in rules],
    )

    def chosen(finding: Finding) -> bool:
        inside = tree.only is None or _pages(finding) <= set(tree.only)
        return inside and finding.rule in rules and wanted(finding)

    with progress.bar("Reading pages") as moved:
        return fixing.fix(
            tree.source, watching, as_of=as_of, unsafe=unsafe, wanted=chosen, progress=moved, reader=tree.reader
        )


def fix_reported(tree: Tree, config: Config, as_of: dt.date | None, report: Report) -> list[NotChecked]:
    """Apply the safe fixes of a report's findings, for `checker check --fix`; return what could not be written."""
    from ..edit import patch

    reported = {(one.rule, one.place.path, one.content) for one in report.findings}
    outcome = apply_fixes(tree, config, as_of, wanted=lambda one: (one.rule, one.place.path, one.content) in reported)
    problems = patch.write(tree.source.root, outcome.changes)
    print_outcome(outcome, problems, unsafe=False, dry=False)
    return problems


def print_outcome(outcome: Outcome, problems: Sequence[NotChecked], *, unsafe: bool, dry: bool) -> None:
    """Print to standard error what was fixed, and what was not and why."""
    from ..report.excerpt import printable
    from ..workflows.fix import can_fix

    look = look_of(sys.stderr)

    def say(line: str) -> None:
        click.echo(printable(line), err=True, color=look.colour)

    unwritten = {one.path for one in problems}
    fixed = [one for one in outcome.fixed if not _pages(one) & unwritten]
    for one in fixed:
        say(f"{'Would fix' if dry else 'Fixed'} {one.place.path}:{one.place.line} {one.rule}: {one.message}")
    for dropped in outcome.dropped:
        place = dropped.finding.place
        say(f"Not fixed: {place.path}:{place.line} {dropped.finding.rule}: {dropped.why}")
    for gap in outcome.after.not_checked:
        say(f"Not checked: {gap.path}: {gap.reason}")
    for problem in problems:
        say(f"Failed: {problem.path}: {problem.reason}")
    pages = {path for one in fixed for path in _pages(one)}
    say(f"{'Would fix' if dry else 'Fixed'} {_count(len(fixed), 'finding')} in {_count(len(pages), 'page')}.")
    more = sum(can_fix(one, unsafe=True) and not can_fix(one, unsafe=False) for one in outcome.after.findings)
    if more and not unsafe:
        say(f"{_count(more, 'more fix', 'more fixes')} available with --unsafe.")


def _pages(finding: Finding) -> set[str]:
    return {edit.place.path for edit in finding.fix.edits} if finding.fix else set()


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
