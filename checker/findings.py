"""What rules say: `Finding`, its places and its fix, and the `Report` that holds all of a run."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from dataclasses import dataclass, field


class Severity(enum.IntEnum):
    """How much a finding matters; ordered, so that `>=` compares with `--fail-on`."""

    SUGGESTION = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name that users write and read: `error`, `warning` or `suggestion`."""
        return self.name.lower()


FAIL_LEVELS = ("error", "warning", "suggestion", "never")
"""What a run may be told to fail from: a severity, or nothing."""


class Safety(enum.StrEnum):
    """Whether a fix may be applied unseen."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Confidence(enum.IntEnum):
    """How sure a finding is; what is less than `HIGH` weighs less than its rule says."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        """The name that users read: `high`, `medium` or `low`."""
        return self.name.lower()

    @property
    def most(self) -> Severity:
        """The most that a finding of this confidence may weigh."""
        return Severity(self.value)


class Ground(enum.StrEnum):
    """What a finding rests on."""

    TEXT = "text"  # the place shows the fault by itself
    TARGET = "target"  # a file or an anchor is there or not
    TABLE = "table"  # an authoritative table of the tree, or the catalog
    CONTRADICTION = "contradiction"  # two places that must agree do not
    MAJORITY = "majority"  # most of several places that should agree
    CALENDAR = "calendar"  # a date and the day that counts as today
    HISTORY = "history"  # what the git history tells
    PATTERN = "pattern"  # it looks like a fault, by a shape that is seldom anything else


@dataclass(frozen=True)
class Evidence:
    """Why a finding is believed. Of a majority, `agreeing` of `among` places say the same."""

    ground: Ground = Ground.TEXT
    agreeing: int = 0
    among: int = 0

    @property
    def confidence(self) -> Confidence:
        """How sure it makes: a majority of two is a guess, one under three quarters is not sure, as is a pattern."""
        if self.ground is Ground.PATTERN:
            return Confidence.MEDIUM
        if self.ground is not Ground.MAJORITY:
            return Confidence.HIGH
        if self.agreeing <= 2:
            return Confidence.LOW
        return Confidence.HIGH if self.agreeing * 4 >= self.among * 3 else Confidence.MEDIUM

    def __str__(self) -> str:
        """Say it in words."""
        if self.ground is Ground.MAJORITY:
            return f"{self.agreeing} of {self.among} places agree"
        return _GROUNDS[self.ground]


_GROUNDS = {
    Ground.TEXT: "the text shows it by itself",
    Ground.TARGET: "the target is not there",
    Ground.TABLE: "a table or the catalog tells",
    Ground.CONTRADICTION: "two places that must agree do not",
    Ground.CALENDAR: "the day has passed",
    Ground.HISTORY: "the git history tells",
    Ground.PATTERN: "it has the shape of a fault",
}


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of a page: path relative to the root, 1-based lines and columns (code points), end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Related:
    """Another end of a contradiction, and what it says."""

    place: Place
    message: str


@dataclass(frozen=True)
class Edit:
    """Replace the text of a place."""

    place: Place
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that mend a finding."""

    safety: Safety
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """One contradiction or fault, with both ends.

    `key` is the content that identifies it when lines move (the text found and what it stands against).
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
        """All ends: its own place, then the related ones."""
        return (self.place, *(one.place for one in self.related))

    @property
    def content(self) -> str:
        """What identifies it on its page when lines move."""
        return self.key or self.message

    def fails(self, level: str) -> bool:
        """Tell whether it is severe enough to fail a run; `level` is one of `FAIL_LEVELS`."""
        return level != "never" and self.severity >= Severity[level.upper()]

    def fingerprint_for(self, occurrence: int) -> str:
        """Return a digest of rule, path, content and the number of equal findings before it on the page."""
        raw = "\0".join((self.rule, self.place.path, self.content, str(occurrence)))
        return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class NotChecked:
    """Something that could not be looked at, and why; its presence makes the exit code 2."""

    path: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """How a run compares with what it was held against: a baseline or a revision, as `against` names it.

    Of what is found now, `new` findings were not there and `known` ones were. `gone` are those that are there no
    longer, as (path, rule, content).
    """

    against: str
    new: int
    known: int
    gone: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Report:
    """The outcome of a run: findings in order, what was looked at, and what could not be.

    `texts` gives the source text of each page that a finding or a related place names. `suppressed`, `baselined`
    and `older` count the findings that were passed over, the last ones since the change since the revision `since` does
    not concern them; `passed` holds what was found and is not reported: a baseline knows it, no change concerns it, or
    it was not asked for. `as_of` is the day that counted as today.
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
    passed: list[Finding] = field(default_factory=list)
    as_of: dt.date | None = None
    comparisons: list[Comparison] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)
