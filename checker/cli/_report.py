"""A report goes in and is written: in the format that its destination expects, with copies in files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..report import FORMATS, WITH_GRAPH
from ._output import JobError, did_you_mean, look_of, note, show, write

if TYPE_CHECKING:
    from ..findings import Report
    from ..graph import DocsGraph
    from ..report import Look

_COMPLETE = frozenset({"text", "full", "concise", "github"})
"""Formats that include what could not be checked, and the summary."""


@dataclass(frozen=True)
class Delivery:
    """Where a report goes: its format, its file or standard output, and copies as (format, file)."""

    format: str
    output: Path | None
    copies: Sequence[tuple[str, Path]] = ()
    statistics: bool = False
    group_by: str = "file"
    most: int = 0

    @property
    def files(self) -> list[Path]:
        """The files that are written."""
        return [*([self.output] if self.output else []), *(file for _, file in self.copies)]

    @property
    def shows_graph(self) -> bool:
        """Whether more of the tree is shown than the findings."""
        return not WITH_GRAPH.isdisjoint((self.format, *(name for name, _ in self.copies)))


def expected_format(output: Path | None, statistics: bool) -> str:
    """Return the default format: text, or what the CI service of this run shows.

    GitHub reads annotations from the log, GitLab reads a code quality report from a file.
    """
    if statistics:
        return "text"
    if output is None and os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    if output is not None and os.environ.get("GITLAB_CI") == "true":
        return "gitlab"
    return "text"


def copies_of(given: Sequence[str]) -> list[tuple[str, Path]]:
    """Parse the values of `--report FORMAT=FILE`.

    Raises `click.UsageError` for any other form, and for an unknown format.
    """
    copies = []
    for text in given:
        name, equals, file = text.partition("=")
        if not equals or not file:
            raise click.UsageError(f"--report takes FORMAT=FILE, not `{text}`")
        if name not in FORMATS:
            raise click.UsageError(f"--report: no such format `{name}`{did_you_mean(name, FORMATS)}")
        copies.append((name, Path(file)))
    return copies


def deliver(report: Report, to: Delivery, *, root: Path, fail_on: str, graph: DocsGraph | None = None) -> None:
    """Write a report to its destinations, and to standard error what is easily missed there."""
    from ..report import render

    look = look_of(None if to.output else sys.stdout, to.statistics)
    look = replace(look, prefix=prefix_of(root), fail_on=fail_on, graph=graph, group_by=to.group_by, most=to.most)
    show(render(report, to.format, look), to.format, to.output)
    for name, file in to.copies:
        write(render(report, name, replace(look, colour=False, width=120, statistics=False, most=0)), file)
    if to.format == "github" and to.output is None:
        _step_summary(report, look)
    if to.output or to.format not in _COMPLETE:
        note(report, closing=to.output is not None)


def prefix_of(root: Path) -> str:
    """Return the path from the top of the git work tree to a folder: `docs/`, or an empty string."""
    from ..config import work_tree

    folder = root.resolve()
    inside = folder.relative_to(work_tree(folder) or folder).as_posix()
    return "" if inside == "." else f"{inside}/"


def _step_summary(report: Report, look: Look) -> None:
    from ..report.github import step_summary

    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    try:
        with open(file, "ab") as stream:  # keep what earlier commands of the step wrote
            stream.write(step_summary(report, look).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise JobError(f"cannot write the step summary {file}: {error.strerror or error}") from error
