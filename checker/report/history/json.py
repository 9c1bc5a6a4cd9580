"""A `History` goes in, JSON of a stable shape comes out."""

from __future__ import annotations

import json
from typing import Any

from ...findings import Severity
from ...workflows.history import Commit, History, Life, Moment
from .. import Look
from ..json import finding_data
from . import by_rule

VERSION = 1


def render(history: History, look: Look) -> str:
    """Return the history as JSON; nothing in it depends on `look`."""
    del look
    return json.dumps(data(history), indent=2, ensure_ascii=False) + "\n"


def data(history: History) -> dict[str, Any]:
    """Return the whole history: the commits in order, the contradictions by age, and a row for each rule."""
    return {
        "version": VERSION,
        "whole": history.span.whole,
        "left_out": history.span.left_out,
        "commits": [_moment(one) for one in history.moments],
        "contradictions": [_life(one) for one in history.lives],
        "rules": [
            {
                "rule": row.rule,
                "found": row.found,
                "went": row.resolved,
                "left": row.open,
                "median_days": row.median,
                "oldest_days": row.oldest,
            }
            for row in by_rule(history)[:-1]
        ],
        "not_checked": [{"path": one.path, "reason": one.reason} for one in history.not_checked],
        "warnings": history.warnings,
    }


def _commit(commit: Commit) -> dict[str, str]:
    return {"commit": commit.id, "date": commit.day.isoformat(), "subject": commit.subject}


def _moment(one: Moment) -> dict[str, Any]:
    found = {severity.label: one.found[severity] for severity in reversed(Severity)}
    return {**_commit(one.commit), "pages": one.pages, "found": found, "came": one.introduced, "went": one.resolved}


def _life(life: Life) -> dict[str, Any]:
    return {
        "days": life.days,
        "came": {**_commit(life.introduced), "exact": life.exact, "by_calendar": life.by_calendar},
        "seen": _commit(life.seen),
        "went": _commit(life.resolved) if life.resolved else None,
        "finding": finding_data(life.finding),
    }
