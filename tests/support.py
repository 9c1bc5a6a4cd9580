"""What several tests need: where things are, and a check of a folder in one call."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from checker.config import Config, find, load
from checker.findings import Report
from checker.run import check
from checker.sources import FolderSource

TOP = Path(__file__).resolve().parent.parent
CORPORA = TOP / "corpora"
SHARED = TOP.parent / "shared"
SEED_DAY = dt.date(2025, 2, 6)
CORPUS_DAY = dt.date(2025, 6, 1)

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real pages are not beside this checkout")


def run(root: Path, as_of: dt.date = CORPUS_DAY, *, select: tuple[str, ...] = (), partial: bool = False) -> Report:
    """Check a folder with its own configuration, if it has one."""
    file = find(root)
    config = load(file) if file is not None and file.is_relative_to(root) else Config()
    config.select = list(select) or config.select
    config.partial = partial or config.partial
    return check(FolderSource(root, config.paths or ("",), config.exclude), config, as_of=as_of)


def found(report: Report) -> set[tuple[str, int, str]]:
    """Return a report as (path, line, rule)."""
    return {(one.place.path, one.place.line, one.rule) for one in report.findings}
