"""What rules return: `Finding`, its locations and its fix, and the `Report` of a whole run."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


class Severity(enum.IntEnum):
    """How much a finding matters; ordered, so that `>=` compares with `--fail-on`."""

    SUGGESTION = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name that users see: `error`, `warning` or `suggestion`."""
        return self.name.lower()


FAIL_LEVELS = ("error", "warning", "suggestion", "never")
"""Values of `fail-on`: the lowest severity that fails a run, or none."""


class Safety(enum.StrEnum):
    """Whether a fix may be applied without review."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Confidence(enum.IntEnum):
    """How certain a finding is; below `HIGH`, its severity is capped."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        """The name that users see: `high`, `medium` or `low`."""
        return self.name.lower()

    @property
    def cap(self) -> Severity:
        """The highest severity that a finding of this confidence may have."""
        return Severity(self.value)


class Ground(enum.StrEnum):
    """What a finding is based on."""

    TEXT = "text"  # the text itself is wrong
    TARGET = "target"  # a file or an anchor exists or not
    TABLE = "table"  # an authoritative table of the tree, or the catalog
    CONTRADICTION = "contradiction"  # two places contradict each other
    MAJORITY = "majority"  # most of several places that should agree
    CALENDAR = "calendar"  # a date, compared with today
    HISTORY = "history"  # the git history
    PATTERN = "pattern"  # a pattern that is rarely anything but a mistake


@dataclass(frozen=True)
class Evidence:
    """Why a finding is believed to be right. For a majority, `agreeing` of `among` places agree.

    `source` is where a fact is known from that the page itself does not have, such as a public table with its date.
    """

    ground: Ground = Ground.TEXT
    agreeing: int = 0
    among: int = 0
    source: str = ""

    @property
    def confidence(self) -> Confidence:
        """How certain it is: a majority of two is a guess, one under three quarters uncertain, as is a pattern."""
        if self.ground is Ground.PATTERN:
            return Confidence.MEDIUM
        if self.ground is not Ground.MAJORITY:
            return Confidence.HIGH
        if self.agreeing <= 2:
            return Confidence.LOW
        return Confidence.HIGH if self.agreeing * 4 >= self.among * 3 else Confidence.MEDIUM

    def __str__(self) -> str:
        """Describe it in a few words."""
        if self.ground is Ground.MAJORITY:
            return f"{self.agreeing} of {self.among} places agree"
        return f"{_GROUNDS[self.ground]}, known from {self.source}" if self.source else _GROUNDS[self.ground]


_GROUNDS = {
    Ground.TEXT: "the text itself is wrong",
    Ground.TARGET: "the target does not exist",
    Ground.TABLE: "it contradicts a table or the catalog",
    Ground.CONTRADICTION: "two places contradict each other",
    Ground.CALENDAR: "the date has passed",
    Ground.HISTORY: "the git history shows it",
    Ground.PATTERN: "it matches a pattern that is usually a mistake",
}


@dataclass(frozen=True, order=True)
class Place:
    """A range of a page: path relative to the root, 1-based lines and columns (code points), end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Related:
    """A related location of a finding, and what is there."""

    place: Place
    message: str


@dataclass(frozen=True)
class Edit:
    """Replaces the text of a place."""

    place: Place
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that fix a finding."""

    safety: Safety
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """One contradiction or mistake, with all its locations.

    `key` is the content that identifies it when lines move: the text found, and what it contradicts. Baselines and
    fingerprints rely on it, so it must not change when the message is reworded.
    """

    rule: str
    severity: Severity
    message: str
    place: Place
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    key: str = ""
    fingerprint: str = ""
    evidence: Evidence = Evidence()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order of reports: path, line, column, rule, message."""
        return (self.place.path, self.place.line, self.place.column, self.rule, self.message)

    @property
    def places(self) -> tuple[Place, ...]:
        """All locations: its own, then the related ones."""
        return (self.place, *(one.place for one in self.related))

    @property
    def content(self) -> str:
        """What identifies it on its page when lines move; the message only where a rule gave no key."""
        return self.key or self.message

    def fails(self, level: str) -> bool:
        """Return whether it is severe enough to fail a run; `level` is one of `FAIL_LEVELS`."""
        return level != "never" and self.severity >= Severity[level.upper()]

    def fingerprint_for(self, occurrence: int) -> str:
        """Return a digest of rule, path, content and the number of equal findings before it on the page."""
        raw = "\0".join((self.rule, self.place.path, self.content, str(occurrence)))
        return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class NotChecked:
    """Something that could not be checked, and why; it makes the exit code 2."""

    path: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """How a run compares with a baseline or a revision, which `against` names.

    Of the current findings, `new` were not there and `known` were. `gone` are those that no longer occur, as (path,
    rule, content).
    """

    against: str
    new: int
    known: int
    gone: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class LinkCounts:
    """How many links within the site were judged, and how many not: for each reason its name, its words and a number.

    The words follow "links to".
    """

    judged: int
    unknown: tuple[tuple[str, str, int], ...] = ()


MOST_CATALOG_DAYS = 180
"""A catalog that is older than these days lacks models and dates that pages may well be about."""


@dataclass
class Report:
    """The result of a run: findings in order, what was checked, and what could not be.

    `texts` has the source text of each page with a location of a finding. `suppressed`, `baselined` and `older` count
    the findings that are not reported, the last ones because they are unrelated to the changes since the revision
    `since`; `hidden` has those that are not suppressed and not reported. `as_of` is the date used as today.
    `links` counts the links, if rules on links ran. `off` counts the rules of each opt-in group that did not run.
    `below` counts the findings that are not shown because they are below `min_severity`. `catalog_day` is the day that
    the newest table of the catalog describes.
    """

    root: str
    findings: list[Finding] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pages: int = 0
    samples: int = 0
    mentions: int = 0
    rules: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    suppressed: int = 0
    baselined: int = 0
    older: int = 0
    since: str = ""
    hidden: list[Finding] = field(default_factory=list)
    as_of: dt.date | None = None
    comparisons: list[Comparison] = field(default_factory=list)
    links: LinkCounts | None = None
    off: Mapping[str, int] = field(default_factory=dict)
    below: int = 0
    min_severity: str = ""
    catalog_day: dt.date | None = None

    @property
    def catalog_age(self) -> int:
        """How many days before the date used as today the catalog is of; 0 where that is not known."""
        if self.catalog_day is None or self.as_of is None:
            return 0
        return max(0, (self.as_of - self.catalog_day).days)

    @property
    def is_catalog_old(self) -> bool:
        """Whether the catalog is too old to know what pages are about."""
        return self.catalog_age > MOST_CATALOG_DAYS

    def show_from(self, severity: str) -> None:
        """Keep only the findings of at least a severity; `below` counts the others."""
        shown = [one for one in self.findings if one.fails(severity)]
        self.below, self.min_severity = len(self.findings) - len(shown), severity
        self.findings = shown

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)
