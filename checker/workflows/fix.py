"""A tree goes in; its pages with the fixes made that can be made without harm come out, nothing is written yet.

Fixes are tried together on the tree in memory, and the whole tree is checked again. A fix stays only if its finding is
gone and no other finding came; the ones to blame are found by halving. Fixes that overlap wait for the next round.
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
from ..tree.sources import FolderSource

_ROUNDS = 50


@dataclass(frozen=True)
class Dropped:
    """A fix that was not made, and why."""

    finding: Finding
    why: str


@dataclass
class Outcome:
    """What fixing gave: the report of the tree as it was and as it would be, and the pages that differ.

    `fixed` are the findings whose fix was made, with their places at that moment.
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
    """Return a tree with its safe fixes made, and its unsafe ones if asked for; `wanted` chooses among the findings.

    Raises as `run.check` does. Fixing what was fixed changes nothing.
    """
    tree = _Tree(source, config, as_of or dt.date.today(), reader)
    pages: dict[str, bytes] = {}
    report = tree.check(pages, progress)
    outcome = Outcome(report, report)
    rejected: dict[tuple[str, Fix], Dropped] = {}
    went_on = False
    for _ in range(_ROUNDS):
        fixable = [one for one in report.findings if can_fix(one, unsafe) and wanted(one)]
        batch = apart(one for one in fixable if _identity(one) not in rejected)
        if not batch and not (rejected and went_on):
            break
        if not batch:  # what was in the way before may be harmless now
            rejected, went_on = {}, False
            continue
        trial = _Trial(tree, pages, report)
        trial.add(batch)
        rejected.update({_identity(one.finding): one for one in trial.dropped})
        went_on = went_on or bool(trial.kept)
        pages, report = trial.pages, trial.report
        outcome.fixed += trial.kept
    outcome.after = report
    outcome.dropped = sorted(rejected.values(), key=lambda one: one.finding.order)
    outcome.changes = tree.changes(pages)
    return outcome


def make(
    source: FolderSource,
    config: Config,
    choose: Callable[[Report], Sequence[Finding]],
    *,
    as_of: dt.date | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Return a tree with changes made that are the fixes of what `choose` picks, as far as they do no harm.

    It is asked again with the report of what was made, until it picks nothing; what it picks at a time must be `apart`,
    and picked once. Raises as `run.check` does.
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
    """Tell whether a finding has a fix that may be made."""
    return finding.fix is not None and (unsafe or finding.fix.safety is Safety.SAFE)


def apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings whose fixes can be made together: in order, leaving out what overlaps an earlier one."""
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


class _Source(FolderSource):
    """A working tree as it was when first read, with some pages replaced."""

    def __init__(self, source: FolderSource) -> None:
        super().__init__(source.root, source.folders, source.exclude, source.missed)
        self.replaced: dict[str, bytes] = {}
        self._held: dict[str, bytes] = {}
        self._paths: list[str] | None = None

    def pages(self) -> list[str]:
        """Return the paths of the pages, the same whenever asked."""
        if self._paths is None:
            self._paths = super().pages()
        return self._paths

    def read(self, path: str) -> bytes:
        """Return a page's bytes: replaced, or as first read."""
        return self.replaced[path] if path in self.replaced else self.original(path)

    def original(self, path: str) -> bytes:
        """Return a page's bytes as first read."""
        if path not in self._held:
            self._held[path] = super().read(path)
        return self._held[path]


class _Tree:
    """A tree that is checked again and again; pages that did not change are not read again."""

    def __init__(self, source: FolderSource, config: Config, as_of: dt.date, reader: Reader | None) -> None:
        self.source = _Source(source)
        self._config = config
        self._as_of = as_of
        self._reader = reader or Reader()

    def check(self, pages: dict[str, bytes], progress: Progress | None = None) -> Report:
        """Check the tree with these pages in place of its own."""
        self.source.replaced = pages
        return run.check(self.source, self._config, as_of=self._as_of, reader=self._reader, progress=progress)

    def changes(self, pages: dict[str, bytes]) -> list[Change]:
        """Return these pages as changes of the tree's own."""
        return [Change(path, self.source.original(path), new) for path, new in sorted(pages.items())]


class _Trial:
    """A round: a batch of fixes is tried over the tree that the round starts from."""

    def __init__(self, tree: _Tree, pages: dict[str, bytes], report: Report) -> None:
        self._tree = tree
        self._start = pages
        self._before = report
        self.pages = pages
        self.report = report
        self.kept: list[Finding] = []
        self.dropped: list[Dropped] = []

    def add(self, batch: Sequence[Finding]) -> None:
        """Keep what does no harm of a batch, beside what is kept already."""
        together = [*self.kept, *batch]
        try:
            pages = self._applied(together)
            report = self._tree.check(pages)
        except ValueError as error:
            self._split(batch, [], str(error))
            return
        gained = _gained(self._before, report)
        if gained or len(report.not_checked) > len(self._before.not_checked):
            self._split(batch, gained, f"it would bring {_described(gained)}")
        elif not _mended(self._before, report, together):
            self._split(batch, [], "it would not mend what was found")
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
        self._tree.source.replaced = self._start
        return self._start | {path: patch.apply(self._tree.source.read(path), some) for path, some in edits.items()}


def _edited(finding: Finding) -> list[Place]:
    return [edit.place for edit in finding.fix.edits] if finding.fix else []


def _described(gained: list[Finding]) -> str:
    if not gained:
        return "a page that cannot be read"
    return f"{gained[0].rule} at {gained[0].place.path}:{gained[0].place.line}"


def _kind(finding: Finding) -> tuple[str, str, str]:
    """Return what makes a finding the same one when lines move."""
    return finding.rule, finding.place.path, finding.content


def _gained(before: Report, after: Report) -> list[Finding]:
    """Return the findings of kinds that there are more of than before."""
    more = Counter(map(_kind, after.findings)) - Counter(map(_kind, before.findings))
    return [one for one in after.findings if _kind(one) in more]


def _mended(before: Report, after: Report, batch: Iterable[Finding]) -> bool:
    """Tell whether the finding of each fix is gone."""
    had, has = Counter(map(_kind, before.findings)), Counter(map(_kind, after.findings))
    return all(has[kind] <= had[kind] - number for kind, number in Counter(map(_kind, batch)).items())
