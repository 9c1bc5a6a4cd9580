"""The data model of a comparison: changed files, items on both sides, statements, and the whole change."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from ..findings import Finding, NotChecked, Place
from ..tree.changes import Changes, Hunk

if TYPE_CHECKING:
    from ..graph import DocsGraph, Page
    from ..graph.roles import Role
    from ..page.facts import Span
    from .kinds import Kind

Status = Literal["A", "M", "D", "R"]
STATUS_WORDS: Mapping[Status, str] = {"A": "added", "M": "modified", "D": "removed", "R": "renamed"}


class Side(enum.StrEnum):
    """Which of the two trees a place is in."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, order=True)
class Location:
    """A place in one of the two trees."""

    side: Side
    place: Place


@dataclass(frozen=True)
class Statement:
    """Something that the change did: its kind, a sentence without a period, and all locations that it is about.

    `subject` is what it is about (`model:gpt-4o`, a page's path), for lookups.
    """

    kind: Kind
    text: str
    locations: tuple[Location, ...]
    subject: str = ""


@dataclass(frozen=True)
class FileChange:
    """A changed file: its paths on both sides (the same unless it moved), line counts, hunks and patch.

    `patch` has the hunks of a unified diff without the file headers; it is empty for binary files.
    """

    status: Status
    path: str
    old_path: str
    added: int = 0
    deleted: int = 0
    hunks: tuple[Hunk, ...] = ()
    patch: str = ""
    is_page: bool = True

    @property
    def changed(self) -> int:
        """Lines added and deleted together, as GitHub counts a file's changes."""
        return self.added + self.deleted


@dataclass(frozen=True)
class Item:
    """A model or an API version at a location: `key` is what it is, `text` how it is written there.

    For a model, `key` is its id and `version` the version that is named with it; for an API version, `key` is the
    version and `version` the service.
    """

    sort: Literal["model", "api"]
    key: str
    version: str
    text: str
    span: Span
    location: Location
    role: Role


@dataclass(frozen=True)
class Switch:
    """An item that replaced another."""

    old: Item
    new: Item


@dataclass
class FilePage:
    """A changed file, with what the change did to its page; the page is None on a side without one."""

    file: FileChange
    before: Page | None
    after: Page | None
    switches: list[Switch] = field(default_factory=list)
    respelled: list[Switch] = field(default_factory=list)
    added: list[Item] = field(default_factory=list)
    removed: list[Item] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    not_compared: list[str] = field(default_factory=list)
    """Where which line became which was not looked for, with how many there are, as a warning says it."""

    @property
    def kind(self) -> Kind:
        """The main kind of change of this file."""
        return self.statements[0].kind

    @property
    def title(self) -> str:
        """The change of this file in one line."""
        text = self.statements[0].text
        return text[:1].upper() + text[1:]


@dataclass
class Change:
    """Two trees and what differs between them: the input of change rules. `day` is the date of the later tree."""

    before: DocsGraph
    after: DocsGraph
    files: Sequence[FilePage]
    day: dt.date = dt.date.min

    @cached_property
    def by_path(self) -> dict[str, FilePage]:
        """Changed files by current path; removed ones by the path that they had."""
        return {one.file.path: one for one in self.files}

    @cached_property
    def moved(self) -> dict[str, str]:
        """Current paths of moved files, by their old paths."""
        return {one.file.old_path: one.file.path for one in self.files if one.file.status == "R"}

    @property
    def switches(self) -> Iterable[Switch]:
        """Every item that replaced another, in the order of the pages."""
        return (switch for one in self.files for switch in one.switches)

    @cached_property
    def model_switches(self) -> dict[tuple[str, str], list[Switch]]:
        """Where one model replaced another, by the ids of both."""
        found: dict[tuple[str, str], list[Switch]] = defaultdict(list)
        for switch in self.switches:
            if switch.old.sort == "model" and switch.old.key != switch.new.key:
                found[switch.old.key, switch.new.key].append(switch)
        return dict(found)

    @cached_property
    def lines(self) -> Changes:
        """The change as lines, to follow a place from one tree to the other."""
        hunks = {one.file.path: one.file.hunks for one in self.files if one.file.status in "MR"}
        added = frozenset(one.file.path for one in self.files if one.file.status == "A")
        return Changes("", hunks, added, self.moved)


@dataclass(frozen=True)
class Remark:
    """What only the whole change shows: how complete a rename is, where a new model is covered."""

    topic: Literal["extent", "rename", "coverage", "siblings", "findings"]
    text: str
    locations: tuple[Location, ...] = ()


@dataclass
class Insight:
    """The report of a change: names of its two sides, files with statements, highlights, insights, and findings.

    `persisting` counts the findings that are on both sides. `texts` are the texts of the pages with findings, by side
    and path.
    """

    base: str
    head: str
    date: str
    permalink: str
    title: str
    summary: str
    change: Change
    highlights: list[Statement]
    insights: list[Remark]
    introduced: list[Finding]
    fixed: list[Finding]
    persisting: int = 0
    not_checked: list[NotChecked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    texts: dict[Side, dict[str, str]] = field(default_factory=dict)
