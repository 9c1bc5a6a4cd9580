"""A range of commits goes in; each contradiction that they had comes out: when it came and went, how long it lived.

Each commit is checked as on its own day, with the configuration of today and the catalog file of that time. Between two
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
"""How many commits are looked at: all, or the last one of each day, ISO week or month."""
_RANGE = re.compile(r"(?P<first>.*?)\.\.\.?(?P<last>.*)")


@dataclass(frozen=True)
class Commit:
    """A commit: its id, the day that it was committed on, and the first line of its message."""

    id: str
    day: dt.date
    subject: str = ""


@dataclass(frozen=True)
class Span:
    """The commits of a branch in order; `whole` tells that nothing came before the first, so that all began here.

    `left_out` counts the commits in between that are not looked at, and `warning` says what is missing, and how to get
    it.
    """

    commits: Sequence[Commit]
    whole: bool
    left_out: int = 0
    warning: str = ""


@dataclass
class Life:
    """A contradiction from the commit that brought it to the one that has it no longer, if there is one.

    `finding` is how it was `seen` last. With `exact` false it was there when the history began.
    """

    finding: Finding
    came: Commit
    exact: bool
    seen: Commit
    went: Commit | None = None

    @property
    def by_calendar(self) -> bool:
        """Whether a day that passed brought it, and no commit."""
        return self.finding.evidence.ground is Ground.CALENDAR

    @property
    def days(self) -> int:
        """How long it lived, in days; one that is still there, so far."""
        return max(0, ((self.went or self.seen).day - self.came.day).days)


@dataclass(frozen=True)
class Moment:
    """What a commit looks like: its pages, what is found by severity, and how much came and went with it."""

    commit: Commit
    pages: int
    found: Counter[Severity]
    came: int
    went: int


@dataclass
class History:
    """What became of the findings of a tree: those still there by age, the oldest first, then those that went.

    `not_checked` is what could not be looked at in the last commit; `warnings` tell of earlier ones.
    """

    root: str
    span: Span
    moments: list[Moment] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[Life]:
        """The contradictions that the last commit has."""
        return [one for one in self.lives if one.went is None]

    @property
    def gone(self) -> list[Life]:
        """Those that it has no longer, the last to go first."""
        return [one for one in self.lives if one.went is not None]


# -- which commits


def span(source: Source, written: str, every: str = "commit") -> Span:
    """Return the commits that `A..B` or `B` names, along first parents; with A, the one before them is the first.

    Of them, those are looked at that changed something below the root, and the last; `every` chooses among these.

    Raises `SourceError` where there is no repository, no such revision or nothing in between, or a clone is too
    shallow, with the command that fetches what is missing.
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
        raise SourceError(f"there is no commit after {names[0]} up to {names[1]}")
    before = repository.commit(f"{every_commit[0].id}^")
    cut = not before and every_commit[0].id in _boundaries(repository)
    start = _listed(repository, [before], "-1") if before else []
    touching = {one.id for one in _listed(repository, asked, only_below=True)} | {every_commit[-1].id}
    if not start:
        touching.add(every_commit[0].id)
    kept = [*start, *_sampled([one for one in every_commit if one.id in touching], every)]
    warning = (
        f"this clone is shallow: what came before {kept[0].day} is not known; {changes.deepen(repository)}"
        if cut
        else ""
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
    """The tree of a commit; the blobs that it shares with the one before are read once."""

    held: dict[str, bytes] = field(default_factory=dict)

    def _blob(self, id_: str) -> bytes:
        if id_ not in self.held:
            missing = [one for one in dict.fromkeys((id_, *self._turns)) if one not in self.held]
            try:
                self.held.update(self.repository.blobs(missing))
            except git.GitError as error:
                raise OSError(str(error)) from error
        return self.held[id_]

    def let_go(self) -> None:
        """Forget the blobs that this tree does not have."""
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
    """Check each commit and follow what is found; `only` keeps what has an end in one of these paths.

    `progress` is told (commits done, commits in all). Raises `ConfigError` for unusable settings.
    """
    history = History(str(source.root), commits, warnings=[commits.warning] if commits.warning else [])
    reader = reader or Reader()
    living: list[Life] = []
    pages: list[int] = []
    held: dict[str, bytes] = {}
    troubles: dict[tuple[str, str], list[Commit]] = defaultdict(list)
    for number, commit in enumerate(commits.commits):
        tree = _Source(source.root, source.folders, source.exclude, revision=commit.id, held=held)
        tree.repository = source.repository
        report = _checked(tree, config, commit, reader)
        tree.let_go()
        moved = changes.between(tree, commits.commits[number - 1].id) if number else None
        before, living = living, _carried(living, report, commit, moved, exact=bool(number) or commits.whole)
        history.lives.extend(_gone(before, living, commit))
        pages.append(report.pages)
        for one in report.not_checked:
            troubles[one.path, one.reason].append(commit)
        history.not_checked = report.not_checked
        if progress is not None:
            progress(number + 1, len(commits.commits))
    history.lives = [one for one in (*living, *reversed(history.lives)) if _concerns(one, only)]
    history.lives.sort(key=_by_age)
    history.moments = list(_moments(history, pages))
    history.warnings.extend(_told(troubles, history))
    return history


def _checked(source: RevisionSource, config: Config, commit: Commit, reader: Reader) -> Report:
    """Check a commit as on its day; one without a page has no finding."""
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
    living: Sequence[Life], report: Report, commit: Commit, moved: Changes | None, *, exact: bool
) -> list[Life]:
    """Return what lives in a commit: what goes on, what is new, and what could not be looked at this time."""
    going_on = _same(living, report.findings, moved) if moved else {}
    now: list[Life] = []
    for number, finding in enumerate(report.findings):
        life = going_on.get(number)
        if life is None:
            now.append(Life(finding, commit, exact, commit))
        else:
            life.finding, life.seen = finding, commit
            now.append(life)
    unread = {one.path for one in report.not_checked}
    if unread and moved:
        told = {id(life) for life in going_on.values()}
        now.extend(life for life in living if id(life) not in told and _unseen(life, unread, moved))
    return now


def _unseen(life: Life, unread: Collection[str], moved: Changes) -> bool:
    paths = {moved.moved.get(place.path, place.path) for place in life.finding.places}
    return not paths.isdisjoint(unread) or f"rule {life.finding.rule}" in unread


def _same(living: Iterable[Life], found: Sequence[Finding], moved: Changes) -> dict[int, Life]:
    """Return which finding (by its number) is which earlier one: on the line that its line became, else on its page."""
    same: dict[int, Life] = {}
    left = list(living)
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
        told = {id(life) for life in same.values()}
        left = [life for life in left if id(life) not in told]
    return same


def _gone(before: Iterable[Life], now: Iterable[Life], commit: Commit) -> list[Life]:
    there = {id(life) for life in now}
    gone = [life for life in before if id(life) not in there]
    for life in gone:
        life.went = commit
    return gone


def _concerns(life: Life, only: Collection[str] | None) -> bool:
    return only is None or any(place.path in only for place in life.finding.places)


def _moments(history: History, pages: Sequence[int]) -> Iterator[Moment]:
    """Yield what each commit looks like, given how many pages it has."""
    came: dict[str, list[Life]] = defaultdict(list)
    went: dict[str, list[Life]] = defaultdict(list)
    for life in history.lives:
        came[life.came.id].append(life)
        if life.went is not None:
            went[life.went.id].append(life)
    found: Counter[Severity] = Counter()
    for commit, number in zip(history.span.commits, pages, strict=True):
        found.update(life.finding.severity for life in came[commit.id])
        found.subtract(life.finding.severity for life in went[commit.id])
        yield Moment(commit, number, found.copy(), len(came[commit.id]), len(went[commit.id]))


def _by_age(life: Life) -> tuple[object, ...]:
    """Sort what is there before what is gone; the former by age, the latter by when it went, then by place."""
    place = life.finding.order
    if life.went is None:
        return (0, life.came.day, place, life.came.id)
    return (1, -life.went.day.toordinal(), place, life.came.day, life.came.id)


def _told(troubles: dict[tuple[str, str], list[Commit]], history: History) -> Iterable[str]:
    """Yield what could not be looked at in commits before the last, each thing once."""
    now = {(one.path, one.reason) for one in history.not_checked}
    for (path, reason), commits in sorted(troubles.items()):
        if (path, reason) not in now:
            more = f" and in {len(commits) - 1} more" if len(commits) > 1 else ""
            yield f"in {commits[0].id[:10]} of {commits[0].day}{more}, {path}: {reason}"
