"""Edits of a repository go in; what the rules report where each was made, and no longer after it, comes out."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.findings import Finding, Report
from checker.reading.cache import open_cache
from checker.reading.reader import Reader
from checker.rules import OPT_IN, Needs, all_rules
from checker.run import check

from .edits import Edit
from .repositories import History

NEED_HISTORY = [name for name, rule in all_rules().items() if rule.needs is Needs.LATER_CHANGES]
"""Rules that depend on what happened after a page was changed, which has not happened yet at a commit."""


@dataclass(frozen=True)
class Outcome:
    """Which rules have found an edit's mistake: those by default, and those that run only when selected."""

    edit: Edit
    default: tuple[str, ...] = ()
    opt_in: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {**self.edit.data(), "found": list(self.default), "found_opt_in": list(self.opt_in)}


def outcomes(
    history: History, edits: Sequence[Edit], folders: Sequence[str], cache: Path, told: Callable[[str], None]
) -> Iterator[Outcome]:
    """Yield what came of each edit: the tree before each commit is checked, oldest first, and that after it if needed.

    `folders` are those that are checked, as if named on the command line. `cache` is the folder for the cache, and
    `told` is called with the commit that is checked next.
    """
    by_commit: dict[tuple[str, str, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        by_commit[edit.date, edit.commit, edit.parent].append(edit)
    reader = Reader(1, partial(open_cache, history.root, cache))
    for (date, commit, parent), some in sorted(by_commit.items()):
        told(commit)
        day = dt.date.fromisoformat(date)
        before = _checked(history, parent, folders, day, reader)
        there = {edit: [one for one in before.findings if _is_on(one, edit)] for edit in some}
        gone = Counter[tuple[str, str, str]]()
        if any(there.values()):
            gone = _counts(before) - _counts(_checked(history, commit, folders, day, reader))
        for edit, findings in there.items():
            yield _outcome(edit, {one.rule for one in findings if _identity(one) in gone})


def _checked(history: History, commit: str, folders: Sequence[str], day: dt.date, reader: Reader) -> Report:
    config = Config(extend_select=[*OPT_IN], ignore=NEED_HISTORY)
    return check(history.tree(commit, folders), config, as_of=day, reader=reader)


def _is_on(finding: Finding, edit: Edit) -> bool:
    """Return whether a finding has a location on the lines of an edit."""
    return any(
        place.path == edit.path and place.line < edit.lines.stop and place.end_line >= edit.lines.start
        for place in finding.places
    )


def _outcome(edit: Edit, names: Collection[str]) -> Outcome:
    usual = {name for name in names if all_rules()[name].default}
    return Outcome(edit, tuple(sorted(usual)), tuple(sorted({*names} - usual)))


def _identity(finding: Finding) -> tuple[str, str, str]:
    """Return what a finding is recognized by when lines move."""
    return finding.place.path, finding.rule, finding.content


def _counts(report: Report) -> Counter[tuple[str, str, str]]:
    return Counter(_identity(one) for one in report.findings)
