"""A tree goes in; its pages with all harmless fixes applied come out, and nothing is written yet.

Fixes are tried together on the tree in memory, and the whole tree is checked again. A fix is kept only if its finding
is gone and no other finding was introduced; the fixes to blame are found by bisection. Overlapping fixes wait for the
next round.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .. import run
from ..config import Config
from ..edit import patch
from ..edit.patch import Change
from ..findings import Edit, Finding, Fix, Place, Report, Safety
from ..reading.reader import Progress, Reader
from ..tree.overlay import HeldSource, OverlaySource
from ..tree.sources import FolderSource

_ROUNDS = 50


@dataclass(frozen=True)
class Dropped:
    """A fix that was not applied, and why."""

    finding: Finding
    why: str


@dataclass
class Outcome:
    """The result of fixing: reports before and after, and the pages that differ.

    `fixed` are the findings whose fix was applied, with their places at that time.
    """

    before: Report
    after: Report
    fixed: list[Finding] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def fix(
    source: FolderSource,
    config: Config,
    *,
    as_of: dt.date | None = None,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] = lambda _: True,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Return a tree with safe fixes applied, and with `unsafe` unsafe ones too; `wanted` filters the findings.

    Raises as `run.check` does. Fixing the result again changes nothing.
    """
    tree = _Tree(source, config, as_of or dt.date.today(), reader)
    pages: dict[str, bytes] = {}
    report = tree.check(pages, progress)
    outcome = Outcome(report, report)
    rejected: dict[tuple[str, Fix], Dropped] = {}
    progressed = False
    for _ in range(_ROUNDS):
        fixable = [one for one in report.findings if can_fix(one, unsafe) and wanted(one)]
        batch = non_overlapping(one for one in fixable if _identity(one) not in rejected)
        if not batch and not (rejected and progressed):
            break
        if not batch:  # a rejected fix may be harmless after other fixes
            rejected, progressed = {}, False
            continue
        trial = _Trial(tree, pages, report)
        trial.add(batch)
        rejected.update({_identity(one.finding): one for one in trial.dropped})
        progressed = progressed or bool(trial.kept)
        pages, report = trial.pages, trial.report
        outcome.fixed += trial.kept
    outcome.after = report
    outcome.dropped = sorted(rejected.values(), key=lambda one: one.finding.order)
    outcome.changes = tree.changes(pages)
    return outcome


def fix_chosen(
    source: FolderSource,
    config: Config,
    choose: Callable[[Report], Sequence[Finding]],
    *,
    as_of: dt.date | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Return a tree with the fixes of the findings that `choose` returns, as far as they do no harm.

    `choose` is called again with the new report until it returns nothing; what it returns at a time must be
    `non_overlapping`, and each finding only once. Raises as `run.check` does.
    """
    tree = _Tree(source, config, as_of or dt.date.today(), reader)
    pages: dict[str, bytes] = {}
    report = tree.check(pages)
    outcome = Outcome(report, report)
    while batch := choose(report):
        trial = _Trial(tree, pages, report)
        trial.add(batch)
        outcome.fixed += trial.kept
        outcome.dropped += trial.dropped
        pages, report = trial.pages, trial.report
    outcome.after, outcome.changes = report, tree.changes(pages)
    return outcome


def _identity(finding: Finding) -> tuple[str, Fix]:
    assert finding.fix is not None
    return finding.fingerprint, finding.fix


def can_fix(finding: Finding, unsafe: bool) -> bool:
    """Return whether a finding has a fix that may be applied."""
    return finding.fix is not None and (unsafe or finding.fix.safety is Safety.SAFE)


def non_overlapping(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings whose fixes can be applied together: in order, without those that overlap an earlier one."""
    chosen: list[Finding] = []
    taken: dict[str, list[Place]] = {}
    for finding in findings:
        places = _edited(finding)
        if any(patch.overlap(place, other) for place in places for other in taken.get(place.path, ())):
            continue
        for place in places:
            taken.setdefault(place.path, []).append(place)
        chosen.append(finding)
    return chosen


class _Tree:
    """A tree that is checked repeatedly; unchanged pages are not read again."""

    def __init__(self, source: FolderSource, config: Config, as_of: dt.date, reader: Reader | None) -> None:
        self.source = HeldSource(source)
        self._config = config
        self._as_of = as_of
        self._reader = reader or Reader()

    def check(self, pages: dict[str, bytes], progress: Progress | None = None) -> Report:
        """Check the tree with these pages instead of its own."""
        source = OverlaySource(self.source, pages)
        return run.check(source, self._config, as_of=self._as_of, reader=self._reader, progress=progress)

    def changes(self, pages: dict[str, bytes]) -> list[Change]:
        """Return the changes from the tree's own pages to these."""
        return [Change(path, self.source.read(path), new) for path, new in sorted(pages.items())]


class _Trial:
    """A round: batches of fixes are tried on the tree that the round starts from."""

    def __init__(self, tree: _Tree, pages: dict[str, bytes], report: Report) -> None:
        self._tree = tree
        self._start = pages
        self._before = report
        self.pages = pages
        self.report = report
        self.kept: list[Finding] = []
        self.dropped: list[Dropped] = []

    def add(self, batch: Sequence[Finding]) -> None:
        """Keep the harmless fixes of a batch, in addition to those already kept."""
        together = [*self.kept, *batch]
        try:
            pages = self._applied(together)
            report = self._tree.check(pages)
        except ValueError as error:
            self._split(batch, [], str(error))
            return
        gained = _gained(self._before, report)
        if gained or len(report.not_checked) > len(self._before.not_checked):
            self._split(batch, gained, _harm(gained))
        elif not _fixed(self._before, report, together):
            self._split(batch, [], "it would not fix the finding")
        else:
            self.kept, self.pages, self.report = together, pages, report

    def _split(self, batch: Sequence[Finding], gained: list[Finding], why: str) -> None:
        if len(batch) == 1:
            self.dropped.append(Dropped(batch[0], why))
            return
        lines = {(place.path, place.line) for one in gained for place in one.places}
        blamed = [one for one in batch if any((place.path, place.line) in lines for place in _edited(one))]
        if 0 < len(blamed) < len(batch):
            self.add([one for one in batch if one not in blamed])
            self.add(blamed)
        else:
            middle = len(batch) // 2
            self.add(batch[:middle])
            self.add(batch[middle:])

    def _applied(self, batch: Iterable[Finding]) -> dict[str, bytes]:
        edits: dict[str, list[Edit]] = {}
        for finding in batch:
            for edit in finding.fix.edits if finding.fix else ():
                edits.setdefault(edit.place.path, []).append(edit)
        source = OverlaySource(self._tree.source, self._start)
        return self._start | {path: patch.apply(source.read(path), some) for path, some in edits.items()}


def _edited(finding: Finding) -> list[Place]:
    return [edit.place for edit in finding.fix.edits] if finding.fix else []


def _harm(gained: list[Finding]) -> str:
    if not gained:
        return "it would make a page unreadable"
    return f"it would introduce {gained[0].rule} at {gained[0].place.path}:{gained[0].place.line}"


def _kind(finding: Finding) -> tuple[str, str, str]:
    """Return what identifies a finding when lines move."""
    return finding.rule, finding.place.path, finding.content


def _gained(before: Report, after: Report) -> list[Finding]:
    """Return the findings that occur more often than before."""
    more = Counter(map(_kind, after.findings)) - Counter(map(_kind, before.findings))
    return [one for one in after.findings if _kind(one) in more]


def _fixed(before: Report, after: Report, batch: Iterable[Finding]) -> bool:
    """Return whether the finding of each fix is gone."""
    had, has = Counter(map(_kind, before.findings)), Counter(map(_kind, after.findings))
    return all(has[kind] <= had[kind] - number for kind, number in Counter(map(_kind, batch)).items())
