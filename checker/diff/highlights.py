"""Statements of a tree and of its pages go in; what a reader should know first comes out: highlights and summary."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace

from ..findings import Finding, Severity
from .change import Change, Statement
from .kinds import Kind, Part
from .tree import counted
from .words import code, count, listed

_OF_PAGES = frozenset(
    {
        Kind.NEW_PAGE,
        Kind.REMOVED_PAGE,
        Kind.MOVED_PAGE,
        Kind.NEWS,
        Kind.ROWS_GAINED,
        Kind.ROWS_LOST,
        Kind.ROWS_CHANGED,
        Kind.SAMPLE_ADDED,
        Kind.SAMPLE_REMOVED,
        Kind.SECTION_ADDED,
        Kind.SECTION_REMOVED,
        Kind.ANCHOR_MOVED,
        Kind.LINK_MOVED,
        Kind.LINK_ADDED,
        Kind.LINK_REMOVED,
    }
)
"""Kinds that are listed per page; models and versions are summarized for the whole tree."""


def highlights(change: Change, whole: Sequence[Statement]) -> list[Statement]:
    """Return the highlights, part by part: statements about the whole tree, then about single pages."""
    found = list(whole)
    for one in change.files:
        name = code(one.file.path.rsplit("/", 1)[-1])
        found.extend(
            replace(statement, text=f"{name}: {statement.text}", subject=statement.subject or one.file.path)
            for statement in one.statements
            if statement.kind in _OF_PAGES
        )
    parts = list(Part)
    return sorted(found, key=lambda one: (parts.index(one.kind.part), one.kind.rank))


def title_of(change: Change) -> str:
    """Return the title of the report, with the folder of all changed files."""
    paths = [one.file.path for one in change.files]
    folder = posixpath.commonpath([posixpath.dirname(path) for path in paths]) if paths else ""
    return f"Changes in {folder}" if folder else "Changes"


def summary(change: Change, named: Sequence[Statement], introduced: Sequence[Finding], fixed: Sequence[Finding]) -> str:
    """Summarize the change in a few sentences."""
    sentences = [counted(change)]
    for kind, words in (
        (Kind.MODEL_INTRODUCED, "mentioned for the first time"),
        (Kind.MODEL_WITHDRAWN, "no longer mentioned"),
        (Kind.API_VERSION_INTRODUCED, "used as an API version for the first time"),
        (Kind.API_VERSION_WITHDRAWN, "no longer used as an API version"),
    ):
        subjects = [code(one.subject.partition(":")[2]) for one in named if one.kind is kind]
        if subjects:
            sentences.append(f"{words}: {listed(subjects)}")
    sentences.extend(one.text.partition(", ")[0] for one in named if one.kind is Kind.MODEL_RENAMED)
    for kind in (Kind.MODEL_SWITCHED, Kind.API_VERSION_SWITCHED):
        sentences.extend([one.text for one in named if one.kind is kind and len(one.locations) > 2][:2])
    sentences.append(f"findings: {balance(introduced, fixed)}")
    return " ".join(f"{text[:1].upper()}{text[1:]}." for text in sentences)


def balance(introduced: Sequence[Finding], fixed: Sequence[Finding]) -> str:
    """Describe how many findings were introduced (by severity) and fixed."""
    severities = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION)
    counts = [(sum(one.severity is severity for one in introduced), severity.label) for severity in severities]
    by_severity = listed([count(number, label) for number, label in counts if number])
    return f"{len(introduced):,} introduced{f' ({by_severity})' if by_severity else ''}, {len(fixed):,} fixed"
