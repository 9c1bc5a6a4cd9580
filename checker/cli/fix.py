"""`checker fix`: a tree goes in, its pages are mended, or shown as a diff."""

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
    for warning in (*tree.warnings, *_left_out(tree)):
        click.echo(f"warning: {warning}", err=True)
    from ..edit import patch

    config = _with_rules(tree.config, _names(select), [], _names(ignore))
    outcome = mend(tree, config, as_of.date() if as_of else None, unsafe=unsafe)
    if diff:
        write(patch.diff(outcome.changes), None)
    problems = [] if diff else patch.write(tree.source.root, outcome.changes)
    tell(outcome, problems, unsafe=unsafe, dry=diff)
    if problems or outcome.after.not_checked:
        return FAILED
    return FOUND if diff and outcome.changes else CLEAN


def mend(
    tree: Tree,
    config: Config,
    as_of: dt.date | None,
    *,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] = lambda _: True,
) -> Outcome:
    """Make the fixes of a configuration's rules; every rule of the tree still watches that nothing else comes."""
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


def mend_reported(tree: Tree, config: Config, as_of: dt.date | None, report: Report) -> list[NotChecked]:
    """Make the safe fixes of what a report holds, for `checker check --fix`; return what could not be written."""
    from ..edit import patch

    reported = {(one.rule, one.place.path, one.content) for one in report.findings}
    outcome = mend(tree, config, as_of, wanted=lambda one: (one.rule, one.place.path, one.content) in reported)
    problems = patch.write(tree.source.root, outcome.changes)
    tell(outcome, problems, unsafe=False, dry=False)
    return problems


def tell(outcome: Outcome, problems: Sequence[NotChecked], *, unsafe: bool, dry: bool) -> None:
    """Tell on the error stream what was fixed, and what was not and why."""
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
    for problem in (*outcome.after.not_checked, *problems):
        say(f"Not done: {problem.path}: {problem.reason}")
    pages = {path for one in fixed for path in _pages(one)}
    say(f"{'Would fix' if dry else 'Fixed'} {_count(len(fixed), 'finding')} in {_count(len(pages), 'page')}.")
    more = sum(can_fix(one, unsafe=True) and not can_fix(one, unsafe=False) for one in outcome.after.findings)
    if more and not unsafe:
        say(f"{_count(more, 'more fix', 'more fixes')} with --unsafe.")


def _pages(finding: Finding) -> set[str]:
    return {edit.place.path for edit in finding.fix.edits} if finding.fix else set()


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
