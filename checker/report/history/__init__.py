"""A `History` goes in, the text of one format comes out; each format is a module, imported on demand."""

from __future__ import annotations

import importlib
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import Look

if TYPE_CHECKING:
    from ...workflows.history import History, Life

FORMATS = {"text": "text", "markdown": "markdown", "json": "json", "html": "html"}
"""Formats by the name that users write, with their modules."""


def render(history: History, format: str, look: Look | None = None) -> str:  # noqa: A002  the name that users know
    """Return a history in a format of `FORMATS`, with a final newline.

    Raises `KeyError` for an unknown format.
    """
    module = importlib.import_module(f".{FORMATS[format]}", __name__)
    text: str = module.render(history, look or Look())
    return text


@dataclass(frozen=True)
class RuleRow:
    """The findings of a rule: how many there were in total, and how many were resolved.

    `median` is the median age in days of the latter, `oldest` the age in days of the oldest open one.
    """

    rule: str
    found: int
    resolved: int
    median: float | None
    oldest: int | None

    @property
    def open(self) -> int:
        """How many are open."""
        return self.found - self.resolved


def by_rule(history: History) -> list[RuleRow]:
    """Return a row for each rule with findings, and finally one for all."""
    lives: dict[str, list[Life]] = defaultdict(list)
    for life in history.lives:
        lives[life.finding.rule].append(life)
    rows = [_row(rule, some) for rule, some in sorted(lives.items())]
    return [*rows, _row("all", history.lives)] if rows else []


def _row(rule: str, lives: Sequence[Life]) -> RuleRow:
    resolved = [one.days for one in lives if one.resolved is not None]
    open_ = [one.days for one in lives if one.resolved is None]
    median = statistics.median(resolved) if resolved else None
    return RuleRow(rule, len(lives), len(resolved), median, max(open_, default=None))


def days(life: Life) -> str:
    """Return the age of a contradiction in words; of one that was there at the start, its minimum."""
    number = f"{life.days:,}"
    at_least = "" if life.exact else "at least "
    return f"{at_least}{number} day{'' if life.days == 1 else 's'}"


def title(history: History) -> str:
    """Return the title: how many commits, from when to when."""
    commits = history.span.commits
    number = f"{len(commits):,} commit{'' if len(commits) == 1 else 's'}"
    left_out = f" ({history.span.left_out:,} more not checked)" if history.span.left_out else ""
    return f"{number}{left_out}, {commits[0].day} to {commits[-1].day}"


def summary(history: History) -> str:
    """Summarize all findings in one sentence."""
    introduced = sum(one.exact for one in history.lives)
    first = f"{len(history.lives) - introduced:,} at the start, " if not history.span.whole else ""
    counts = f"{introduced:,} introduced, {len(history.closed):,} resolved, {len(history.open):,} open"
    return f"Contradictions: {first}{counts}."
