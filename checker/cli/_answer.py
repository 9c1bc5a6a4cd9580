"""A docs tree goes in, its report comes out: that of the last run where nothing has changed since, else a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config import Config
    from ..findings import Report
    from ..graph import DocsGraph
    from ..reading.run_snapshot import RunSnapshot
    from ..tree.sources import Source
    from ..workflows.docs_tree import Tree


@dataclass(frozen=True)
class Question:
    """What is asked of a tree: with which configuration, of which day, and how far the report is narrowed.

    `source` is what is checked, if it is not the work tree; `since` is the revision that it is compared with.
    """

    tree: Tree
    config: Config
    day: dt.date | None = None
    source: Source | None = None
    since: str | None = None
    whole_files: bool = False


def snapshot_of(asked: Question, outputs: Collection[Path]) -> RunSnapshot | None:
    """Return what keeps the report of a question; None where the cache is off or the work tree does not decide it all.

    `outputs` are the files that the run will write.
    """
    reader = asked.tree.reader
    if reader is None or not reader.is_cached or asked.source is not None or asked.since is not None:
        return None
    if asked.tree.source.overlaid:
        return None
    from ..reading.run_snapshot import Arguments, RunSnapshot

    given = Arguments(asked.tree.only, asked.whole_files, asked.day, asked.tree.file, outputs)
    try:
        return RunSnapshot(asked.tree.source, asked.config, given, reader.folder)
    except (OSError, ValueError):  # to read the first page says what is wrong with the cache, or a name is not text
        return None


def answer(asked: Question) -> tuple[Report, DocsGraph]:
    """Check a tree and return its report and its graph; raises as `run.check` does."""
    from .. import run
    from ..report import progress

    tree, source = asked.tree, asked.source or asked.tree.source
    with progress.bar("Reading pages") as moved:
        loaded = run.load(source, asked.config, moved, tree.reader)
        report = run.check(
            source,
            asked.config,
            as_of=asked.day,
            only=tree.only,
            since=asked.since,
            whole_files=asked.whole_files,
            reader=tree.reader,
            loaded=loaded,
        )
    return report, loaded.graph


def asks_history(config: Config) -> bool:
    """Return whether a rule that the configuration selects asks git for the history."""
    from ..rules import Needs
    from ..selection import rules_to_run, selected

    return any(rule.needs is Needs.LATER_CHANGES for rule in rules_to_run(selected(config), config))
