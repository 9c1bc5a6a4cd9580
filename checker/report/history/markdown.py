"""A `History` goes in, a Markdown page comes out: what is left by age, what went, the rules, and a line over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...workflows.history import History, Life
from .. import Look
from ..escape import code_span, markdown_text
from . import by_rule, days, summary, title
from .text import line, sampled


def render(history: History, look: Look) -> str:
    """Return the history as a page that GitHub and Learn can show; nothing in it depends on `look`."""
    del look
    first, last = history.span.commits[0].day, history.span.commits[-1].day
    lines = [f"# History: {title(history)}", "", summary(history), ""]
    lines += ["```text", f"{first} {line(sampled(history, 60))} {last}", "```", ""]
    lines += [*_lives("Still there, the oldest first", history.open), *_lives("Gone, the latest first", history.gone)]
    lines += _table(history)
    if history.not_checked or history.warnings:
        lines += ["## Not everything could be looked at", ""]
        lines += [f"- {code_span(one.path)}: {markdown_text(one.reason)}" for one in history.not_checked]
        lines += [f"- {markdown_text(one)}" for one in history.warnings]
    return "\n".join(lines).rstrip("\n") + "\n"


def _lives(heading: str, lives: Sequence[Life]) -> Iterator[str]:
    if not lives:
        return
    yield from [f"## {heading}", "", "| Days | Severity | Where | What | Came | Went |", "|--:|---|---|---|---|---|"]
    for life in lives:
        one = life.finding
        what = f"{markdown_text(one.message)} ({code_span(one.rule)})"
        came = _commit(life.came.day, life.came.id) if life.exact else f"before {life.came.day}"
        came += ", by the calendar" if life.by_calendar else ""
        went = _commit(life.went.day, life.went.id) if life.went else ""
        where = code_span(f"{one.place.path}:{one.place.line}")
        cells = (days(life), one.severity.label, where, what, came, went)
        yield f"| {' | '.join(_in_cell(cell) for cell in cells)} |"
    yield ""


def _commit(day: object, id_: str) -> str:
    return f"{day} {code_span(id_[:10])}"


def _in_cell(text: str) -> str:
    """Return Markdown as it may stand in a cell, where a bare `|` would end it, in code too."""
    return text.replace("\\|", "|").replace("|", "\\|")


def _table(history: History) -> Iterator[str]:
    rows = by_rule(history)
    if not rows:
        return
    yield from [
        "## By rule",
        "",
        "| Rule | In all | Went | Left | Median days | Oldest left |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        median = "" if row.median is None else f"{row.median:,.0f}"
        oldest = "" if row.oldest is None else f"{row.oldest:,}"
        yield f"| {row.rule} | {row.found:,} | {row.went:,} | {row.left:,} | {median} | {oldest} |"
    yield ""
