"""A `History` goes in, a text for people comes out: open and resolved contradictions, the rules, a line over time."""

from __future__ import annotations

from collections.abc import Iterator

from ...workflows.history import History, Life
from .. import Look
from ..excerpt import printable
from . import by_rule, days, summary, title

_BLOCKS = " ▁▂▃▄▅▆▇█"
_WIDEST = 60


def render(history: History, look: Look) -> str:
    """Return the history, with the oldest contradictions first."""
    lines = [look.paint(f"History: {title(history)}", "path"), ""]
    if history.open:
        lines += [look.paint("Open, oldest first", "path"), *_lives(history.open, look), ""]
    if history.closed:
        lines += [look.paint("Resolved, latest first", "path"), *_lives(history.closed, look), ""]
    lines += [*_table(history, look), *_over_time(history, look), summary(history)]
    lines += [f"Not checked: {printable(one.path)}: {printable(one.reason)}" for one in history.not_checked]
    lines += [look.paint(f"warning: {printable(one)}", "warning") for one in history.warnings]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lives(lives: list[Life], look: Look) -> Iterator[str]:
    for life in lives:
        one = life.finding
        severity = look.paint(f"{one.severity.label:<10}", one.severity.label)
        where = printable(f"{one.place.path}:{one.place.line}")
        yield f"  {days(life):>19}  {severity}  {look.paint(where, 'path')}  {printable(one.message)}  [{one.rule}]"
        yield look.paint(f"{'':21}  {printable(when(life))}", "dim")


def when(life: Life) -> str:
    """Return when a contradiction was introduced and resolved."""
    first, last = life.introduced, life.resolved
    how = "a date passed, first seen" if life.by_calendar else "introduced"
    text = f"{how} {first.day} in {first.id[:10]} {first.subject}"
    if not life.exact:
        text = f"already there on {first.day}, when the history begins"
    return text if last is None else f"{text}; resolved {last.day} in {last.id[:10]} {last.subject}"


def _table(history: History, look: Look) -> Iterator[str]:
    rows = by_rule(history)
    if not rows:
        return
    width = max(len(row.rule) for row in rows)
    head = f"  {'rule':<{width}}  {'total':>6}  {'resolved':>8}  {'open':>6}  {'median days':>12}  {'oldest, days':>13}"
    yield from [look.paint("By rule", "path"), look.paint(head, "dim")]
    for row in rows:
        median = "" if row.median is None else f"{row.median:,.0f}"
        oldest = "" if row.oldest is None else f"{row.oldest:,}"
        yield f"  {row.rule:<{width}}  {row.found:>6,}  {row.resolved:>8,}  {row.open:>6,}  {median:>12}  {oldest:>13}"
    yield ""


def _over_time(history: History, look: Look) -> Iterator[str]:
    first, last = history.span.commits[0].day, history.span.commits[-1].day
    counts = sampled(history, _WIDEST)
    yield look.paint(f"Over time ({min(counts):,} to {max(counts):,} at once)", "path")
    yield from [f"  {first} {line(counts)} {last}", ""]


def sampled(history: History, most: int) -> list[int]:
    """Return how many contradictions were open at the end of each of at most so many equal periods."""
    first = history.span.commits[0].day
    length = max(1, (history.span.commits[-1].day - first).days)
    width = min(most, length + 1)
    found: list[int | None] = [None] * width
    for one in history.moments:
        place = min(width - 1, max(0, (one.commit.day - first).days * width // (length + 1)))
        found[place] = one.found.total()
    counts: list[int] = []
    for number in found:
        counts.append(number if number is not None else counts[-1])
    return counts


def line(counts: list[int]) -> str:
    """Return numbers as a line of blocks of proportional height."""
    most = max(1, *counts)
    return "".join(_BLOCKS[-(-number * (len(_BLOCKS) - 1) // most)] for number in counts)
