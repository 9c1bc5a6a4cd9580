"""A rule goes in; what it finds on its labelled corpus, and what the labels expect of it, come out.

The corpus of a rule over one tree is that tree. The corpus of a rule over a change has two, `before/` and `after/`;
its labels stand in `after/`.
"""

from __future__ import annotations

from pathlib import Path

from checker.config import Config
from checker.rules import CHANGE, all_rules
from checker.tree.sources import FolderSource
from checker.workflows.compare import Sides, compare

from . import CORPORA, CORPUS_DAY, found, run
from .labels import Expected, unlabelled

CHANGED = "after/"


def is_change(rule: str) -> bool:
    """Return whether a rule compares two trees."""
    return all_rules()[rule].group == CHANGE


def outcome(rule: str, into: Path) -> tuple[Expected, Expected]:
    """Return what a rule finds on its corpus, copied without labels into a folder, and what is expected of it."""
    expected = unlabelled(CORPORA / "rules" / rule, into)
    if not is_change(rule):
        report = run(into, CORPUS_DAY, select=(rule,))
        assert not report.not_checked
        return found(report), expected
    assert all(path.startswith(CHANGED) for path, _, _ in expected), "labels of a change stand in after/"
    insight = compare(
        FolderSource(into / "before"),
        FolderSource(into / "after"),
        Config(select=[rule]),
        Sides("before", "after", CORPUS_DAY.isoformat()),
        as_of=CORPUS_DAY,
    )
    assert not insight.not_checked
    got = {(f"{CHANGED}{one.place.path}", one.place.line, one.rule) for one in insight.introduced}
    return got, expected
