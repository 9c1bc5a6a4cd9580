"""Fixes, as several commands apply them: a tree and its rules go in, changed pages and what was done come out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ._output import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..config import Config
    from ..findings import Finding, NotChecked, Report
    from ..workflows.docs_tree import Tree
    from ..workflows.fix import Outcome


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
        inside = tree.only is None or pages_of(finding) <= set(tree.only)
        return inside and finding.rule in rules and wanted(finding)

    with progress.bar("Reading pages") as moved:
        outcome = fixing.fix(
            tree.source, watching, as_of=as_of, unsafe=unsafe, wanted=chosen, progress=moved, reader=tree.reader
        )
    outcome.after.hidden = [one for one in outcome.after.hidden if chosen(one)]
    return outcome


def fix_reported(tree: Tree, config: Config, as_of: dt.date | None, report: Report) -> list[NotChecked]:
    """Apply the safe fixes of a report's findings, for `checker check --fix`; return what could not be written."""
    from ..edit import patch

    reported = {(one.rule, one.place.path, one.content) for one in report.findings}
    outcome = apply_fixes(tree, config, as_of, wanted=lambda one: (one.rule, one.place.path, one.content) in reported)
    problems = patch.write(tree.source.root, outcome.changes)
    print_outcome(outcome, problems, unsafe=False, dry=False)
    return problems


def print_outcome(outcome: Outcome, problems: Sequence[NotChecked], *, unsafe: bool, dry: bool) -> int:
    """Print to standard error what was fixed, and what was not and why; return how many findings were."""
    from ..workflows.fix import can_fix

    unwritten = {one.path for one in problems}
    fixed = [one for one in outcome.fixed if not pages_of(one) & unwritten]
    for one in fixed:
        say(f"{'Would fix' if dry else 'Fixed'} {one.place.path}:{one.place.line} {one.rule}: {one.message}")
    for dropped in outcome.dropped:
        place = dropped.finding.place
        say(f"Not fixed: {place.path}:{place.line} {dropped.finding.rule}: {dropped.why}")
    for gap in outcome.after.not_checked:
        say(f"Not checked: {gap.path}: {gap.reason}")
    for problem in problems:
        say(f"Failed: {problem.path}: {problem.reason}")
    pages = {path for one in fixed for path in pages_of(one)}
    say(f"{'Would fix' if dry else 'Fixed'} {count(len(fixed), 'finding')} in {count(len(pages), 'page')}.")
    more = sum(can_fix(one, unsafe=True) and not can_fix(one, unsafe=False) for one in outcome.after.findings)
    if more and not unsafe:
        say(f"{count(more, 'more fix', 'more fixes')} available with --unsafe.")
    known = sum(can_fix(one, unsafe) for one in outcome.after.hidden)
    if known:
        say(f"{count(known, 'more fix', 'more fixes')} for findings in the baseline: add --no-baseline.")
    return len(fixed)


def pages_of(finding: Finding) -> set[str]:
    """Return the pages that a finding's fix changes."""
    return {edit.place.path for edit in finding.fix.edits} if finding.fix else set()


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, singular or plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
