"""A `History` goes in, the text of one format comes out; each format is a module, imported when asked for."""

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
"""Formats by the name that users write, with the module that makes them."""


def render(history: History, format: str, look: Look | None = None) -> str:  # noqa: A002  the name that users know
    """Return a history in a format of `FORMATS`, with a line end at its end.

    Raises `KeyError` for a format that does not exist.
    """
    module = importlib.import_module(f".{FORMATS[format]}", __name__)
    text: str = module.render(history, look or Look())
    return text


@dataclass(frozen=True)
class RuleRow:
    """What became of the findings of a rule: how many there were in all, and how many of them went.

    `median` is of the days that the latter lived, `oldest` the days of the oldest that is left.
    """

    rule: str
    found: int
    went: int
    median: float | None
    oldest: int | None

    @property
    def left(self) -> int:
        """How many are there still."""
        return self.found - self.went


def by_rule(history: History) -> list[RuleRow]:
    """Return a row for each rule that found something, and at last one for all."""
    lives: dict[str, list[Life]] = defaultdict(list)
    for life in history.lives:
        lives[life.finding.rule].append(life)
    rows = [_row(rule, some) for rule, some in sorted(lives.items())]
    return [*rows, _row("all", history.lives)] if rows else []


def _row(rule: str, lives: Sequence[Life]) -> RuleRow:
    went = [one.days for one in lives if one.went is not None]
    left = [one.days for one in lives if one.went is None]
    return RuleRow(rule, len(lives), len(went), statistics.median(went) if went else None, max(left) if left else None)


def days(life: Life) -> str:
    """Return how long a contradiction lived, in words; one that was there at the start, at least."""
    number = f"{life.days:,}"
    at_least = "" if life.exact else "at least "
    return f"{at_least}{number} day{'' if life.days == 1 else 's'}"


def title(history: History) -> str:
    """Return the headline: how many commits, from when to when."""
    commits = history.span.commits
    number = f"{len(commits):,} commit{'' if len(commits) == 1 else 's'}"
    left_out = f" ({history.span.left_out:,} more not looked at)" if history.span.left_out else ""
    return f"{number}{left_out}, {commits[0].day} to {commits[-1].day}"


def summary(history: History) -> str:
    """Return what became of all findings, in one sentence."""
    came, left = sum(one.exact for one in history.lives), len(history.open)
    there = len(history.lives) - came
    first = f"{there:,} there at the start, " if not history.span.whole else ""
    verb = "is" if left == 1 else "are"
    return f"Contradictions: {first}{came:,} came, {len(history.gone):,} went, {left:,} {verb} left."
