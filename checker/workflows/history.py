"""A range of commits goes in; each contradiction comes out: when it was introduced and resolved, how long it existed.

Each commit is checked as of its own date, with today's configuration and the catalog file of that time. Between two
commits a finding is followed by its rule and content, along lines and pages that moved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .. import run
from ..config import Config
from ..findings import Finding, Ground, NotChecked, Report, Severity
from ..reading.reader import Progress, Reader
from ..selection import all_options, selected
from ..tree import changes, disk, git
from ..tree.changes import Changes
from ..tree.git_sources import RevisionSource
from ..tree.sources import FolderSource, NoPageError, Source, SourceError

EVERY = ("commit", "day", "week", "month")
"""Which commits are checked: all, or the last one of each day, ISO week or month."""
_RANGE = re.compile(r"(?P<first>.*?)\.\.\.?(?P<last>.*)")


@dataclass(frozen=True)
class Commit:
    """A commit: its id, the day of the commit, and the first line of its message."""

    id: str
    day: dt.date
    subject: str = ""


@dataclass(frozen=True)
class Span:
    """The commits of a branch in order; `whole` is whether the first one has no predecessor.

    `left_out` counts the commits in between that are not checked, and `warning` says what is missing, and how to get
    it.
    """

    commits: Sequence[Commit]
    whole: bool
    left_out: int = 0
    warning: str = ""


@dataclass
class Life:
    """A contradiction, from the commit that introduced it to the one that resolved it, if any.

    `finding` is how it was last `seen`. If not `exact`, it was already present when the history began.
    """

    finding: Finding
    introduced: Commit
    exact: bool
    seen: Commit
    resolved: Commit | None = None

    @property
    def by_calendar(self) -> bool:
        """Whether it appeared because a date passed, not because of a commit."""
        return self.finding.evidence.ground is Ground.CALENDAR

    @property
    def days(self) -> int:
        """How many days it existed; for an open one, so far."""
        return max(0, ((self.resolved or self.seen).day - self.introduced.day).days)


@dataclass(frozen=True)
class Moment:
    """The state at a commit: number of pages, findings by severity, and how many were introduced and resolved."""

    commit: Commit
    pages: int
    found: Counter[Severity]
    introduced: int
    resolved: int


@dataclass
class History:
    """The history of a tree's findings: open ones by age, oldest first, then resolved ones.

    `not_checked` is what could not be checked in the last commit; `warnings` are about earlier ones.
    """

    root: str
    span: Span
    moments: list[Moment] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[Life]:
        """The contradictions in the last commit."""
        return [one for one in self.lives if one.resolved is None]

    @property
    def closed(self) -> list[Life]:
        """The resolved contradictions, latest first."""
        return [one for one in self.lives if one.resolved is not None]


# -- which commits


def span(source: Source, written: str, every: str = "commit") -> Span:
    """Return the commits that `A..B` or `B` names, along first parents; with A, the one before them comes first.

    Of these, commits that changed something below the root are checked, and the last; `every` samples them.

    Raises `SourceError` where there is no repository, no such revision or nothing in between, or a clone is too
    shallow; the message has the command that fetches what is missing.
    """
    try:
        return _span(source.repository, written, every)
    except git.GitError as error:
        raise SourceError(f"{source.root} has no history that can be read: {error}") from error


def _span(repository: git.Repository, written: str, every: str) -> Span:
    match = _RANGE.fullmatch(written)
    names = (match["first"], match["last"] or "HEAD") if match else ("", written)
    last = changes.commit_of(repository, names[1])
    asked = [last]
    if names[0]:
        first = changes.commit_of(repository, names[0])
        asked = [last, f"^{changes.merge_base(repository, first, last, names[0])}"]
    every_commit = _listed(repository, asked)
    if not every_commit:
        raise SourceError(f"there are no commits after {names[0]} up to {names[1]}")
    before = repository.commit(f"{every_commit[0].id}^")
    cut = not before and every_commit[0].id in _boundaries(repository)
    start = _listed(repository, [before], "-1") if before else []
    touching = {one.id for one in _listed(repository, asked, only_below=True)} | {every_commit[-1].id}
    if not start:
        touching.add(every_commit[0].id)
    kept = [*start, *_sampled([one for one in every_commit if one.id in touching], every)]
    warning = (
        f"this clone is shallow: nothing before {kept[0].day} is known; {changes.deepen(repository)}" if cut else ""
    )
    return Span(kept, not start and not cut, len(every_commit) + len(start) - len(kept), warning)


def _listed(repository: git.Repository, asked: Sequence[str], *options: str, only_below: bool = False) -> list[Commit]:
    below = ["--", "."] if only_below else ["--"]
    form = ["--first-parent", "--reverse", "--encoding=UTF-8", "--format=%cs %s"]
    raw = repository.run("rev-list", *form, *options, *asked, *below).decode("utf-8", "replace")
    found = []
    lines = iter(raw.split("\n"))
    for line in lines:
        if line.startswith("commit "):
            day, _, subject = next(lines).partition(" ")
            found.append(Commit(line.removeprefix("commit ").strip(), git.date(day), subject))
    return found


def _boundaries(repository: git.Repository) -> frozenset[str]:
    """Return the commits where a shallow clone ends."""
    file = repository.root / repository.text("rev-parse", "--git-path", "shallow")
    try:
        return frozenset(disk.read(file).decode("ascii", "replace").split())
    except OSError:
        return frozenset()


def _sampled(commits: Sequence[Commit], every: str) -> list[Commit]:
    """Return the last commit of each day, week or month, or every commit."""
    if every == "commit":
        return list(commits)
    last: dict[tuple[int, ...], Commit] = {}
    for one in commits:
        week = one.day.isocalendar()
        period = {"day": (one.day.toordinal(),), "week": (week.year, week.week), "month": (one.day.year, one.day.month)}
        last[period[every]] = one
    return sorted(last.values(), key=commits.index)


# -- what they have


@dataclass
class _Source(RevisionSource):
    """The tree of a commit; blobs that it shares with the previous one are read once."""

    held: dict[str, bytes] = field(default_factory=dict)

    def _blob(self, id_: str) -> bytes:
        if id_ not in self.held:
            missing = [one for one in dict.fromkeys((id_, *self._turns)) if one not in self.held]
            try:
                self.held.update(self.repository.blobs(missing))
            except git.GitError as error:
                raise OSError(str(error)) from error
        return self.held[id_]

    def drop_unused(self) -> None:
        """Drop the blobs that this tree does not have."""
        for one in self.held.keys() - {entry.id for entry in self.entries().values()}:
            del self.held[one]


def follow(
    source: FolderSource,
    config: Config,
    commits: Span,
    *,
    reader: Reader | None = None,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> History:
    """Check each commit and follow the findings; `only` keeps those that involve one of these paths.

    `progress` is called with (commits done, all commits). Raises `ConfigError` for invalid settings.
    """
    history = History(str(source.root), commits, warnings=[commits.warning] if commits.warning else [])
    reader = reader or Reader()
    active: list[Life] = []
    pages: list[int] = []
    held: dict[str, bytes] = {}
    gaps: dict[tuple[str, str], list[Commit]] = defaultdict(list)
    for number, commit in enumerate(commits.commits):
        tree = _Source(source.root, source.folders, source.exclude, revision=commit.id, held=held)
        tree.repository = source.repository
        report = _checked(tree, config, commit, reader)
        tree.drop_unused()
        moved = changes.between(tree, commits.commits[number - 1].id) if number else None
        before, active = active, _carried(active, report, commit, moved, exact=bool(number) or commits.whole)
        history.lives.extend(_resolved(before, active, commit))
        pages.append(report.pages)
        for one in report.not_checked:
            gaps[one.path, one.reason].append(commit)
        history.not_checked = report.not_checked
        if progress is not None:
            progress(number + 1, len(commits.commits))
    history.lives = [one for one in (*active, *reversed(history.lives)) if _concerns(one, only)]
    history.lives.sort(key=_by_age)
    history.moments = list(_moments(history, pages))
    history.warnings.extend(_gap_warnings(gaps, history))
    return history


def _checked(source: RevisionSource, config: Config, commit: Commit, reader: Reader) -> Report:
    """Check a commit as of its date; one without pages has no findings."""
    report = Report(str(source.root))
    try:
        loaded = run.load(source, config, reader=reader)
    except NoPageError:
        return report
    report.pages = len(loaded.graph.pages)
    report.not_checked.extend(loaded.not_checked)
    report.findings = run.examine(loaded.graph, selected(config), all_options(config, commit.day), config, report)
    return report


def _carried(
    active: Sequence[Life], report: Report, commit: Commit, moved: Changes | None, *, exact: bool
) -> list[Life]:
    """Return what is open at a commit: what continues, what is new, and what could not be checked this time."""
    continued = _same(active, report.findings, moved) if moved else {}
    now: list[Life] = []
    for number, finding in enumerate(report.findings):
        life = continued.get(number)
        if life is None:
            now.append(Life(finding, commit, exact, commit))
        else:
            life.finding, life.seen = finding, commit
            now.append(life)
    unread = {one.path for one in report.not_checked}
    if unread and moved:
        matched = {id(life) for life in continued.values()}
        now.extend(life for life in active if id(life) not in matched and _unseen(life, unread, moved))
    return now


def _unseen(life: Life, unread: Collection[str], moved: Changes) -> bool:
    paths = {moved.moved.get(place.path, place.path) for place in life.finding.places}
    return not paths.isdisjoint(unread) or f"rule {life.finding.rule}" in unread


def _same(active: Iterable[Life], found: Sequence[Finding], moved: Changes) -> dict[int, Life]:
    """Return which finding (by number) continues which earlier one: on the line that it became, else on its page."""
    same: dict[int, Life] = {}
    left = list(active)
    for by_line in (True, False):
        waiting: dict[tuple[str, str, int, str], deque[Life]] = defaultdict(deque)
        for life in left:
            one = life.finding
            path = moved.moved.get(one.place.path, one.place.path)
            line = moved.line_now(path, one.place.line) if by_line else 0
            waiting[one.rule, path, line, one.content].append(life)
        for number, one in enumerate(found):
            key = (one.rule, one.place.path, one.place.line if by_line else 0, one.content)
            if number not in same and waiting.get(key):
                same[number] = waiting[key].popleft()
        matched = {id(life) for life in same.values()}
        left = [life for life in left if id(life) not in matched]
    return same


def _resolved(before: Iterable[Life], now: Iterable[Life], commit: Commit) -> list[Life]:
    """Mark what is no longer open as resolved by a commit, and return it."""
    present = {id(life) for life in now}
    resolved = [life for life in before if id(life) not in present]
    for life in resolved:
        life.resolved = commit
    return resolved


def _concerns(life: Life, only: Collection[str] | None) -> bool:
    return only is None or any(place.path in only for place in life.finding.places)


def _moments(history: History, pages: Sequence[int]) -> Iterator[Moment]:
    """Yield the state at each commit, given how many pages it has."""
    introduced: dict[str, list[Life]] = defaultdict(list)
    resolved: dict[str, list[Life]] = defaultdict(list)
    for life in history.lives:
        introduced[life.introduced.id].append(life)
        if life.resolved is not None:
            resolved[life.resolved.id].append(life)
    found: Counter[Severity] = Counter()
    for commit, number in zip(history.span.commits, pages, strict=True):
        found.update(life.finding.severity for life in introduced[commit.id])
        found.subtract(life.finding.severity for life in resolved[commit.id])
        yield Moment(commit, number, found.copy(), len(introduced[commit.id]), len(resolved[commit.id]))


def _by_age(life: Life) -> tuple[object, ...]:
    """Sort open ones before resolved ones; the former by age, the latter by when they were resolved, then by place."""
    place = life.finding.order
    if life.resolved is None:
        return (0, life.introduced.day, place, life.introduced.id)
    return (1, -life.resolved.day.toordinal(), place, life.introduced.day, life.introduced.id)


def _gap_warnings(gaps: dict[tuple[str, str], list[Commit]], history: History) -> Iterable[str]:
    """Yield what could not be checked in commits before the last, each thing once."""
    now = {(one.path, one.reason) for one in history.not_checked}
    for (path, reason), commits in sorted(gaps.items()):
        if (path, reason) not in now:
            more = f" and {len(commits) - 1} more" if len(commits) > 1 else ""
            yield f"in commit {commits[0].id[:10]} ({commits[0].day}){more}: {path}: {reason}"
