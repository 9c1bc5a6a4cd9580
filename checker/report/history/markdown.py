"""A `History` goes in, a Markdown page comes out: open and resolved contradictions, the rules, and a line over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...workflows.history import History, Life
from .. import Look
from ..escape import code_span, markdown_text
from . import by_rule, days, summary, title
from .text import line, sampled


def render(history: History, look: Look) -> str:
    """Return a page that GitHub and Microsoft Learn can render; nothing in it depends on `look`."""
    del look
    first, last = history.span.commits[0].day, history.span.commits[-1].day
    lines = [f"# History: {title(history)}", "", summary(history), ""]
    lines += ["```text", f"{first} {line(sampled(history, 60))} {last}", "```", ""]
    lines += [*_lives("Open, oldest first", history.open), *_lives("Resolved, latest first", history.closed)]
    lines += _table(history)
    if history.not_checked or history.warnings:
        lines += ["## Not everything could be checked", ""]
        lines += [f"- {code_span(one.path)}: {markdown_text(one.reason)}" for one in history.not_checked]
        lines += [f"- {markdown_text(one)}" for one in history.warnings]
    return "\n".join(lines).rstrip("\n") + "\n"


def _lives(heading: str, lives: Sequence[Life]) -> Iterator[str]:
    if not lives:
        return
    yield from [
        f"## {heading}",
        "",
        "| Age | Severity | Location | Finding | Introduced | Resolved |",
        "|--:|---|---|---|---|---|",
    ]
    for life in lives:
        one = life.finding
        what = f"{markdown_text(one.message)} ({code_span(one.rule)})"
        first, last = life.introduced, life.resolved
        introduced = _commit(first.day, first.id) if life.exact else f"before {first.day}"
        introduced += ", a date passed" if life.by_calendar else ""
        resolved = _commit(last.day, last.id) if last else ""
        where = code_span(f"{one.place.path}:{one.place.line}")
        cells = (days(life), one.severity.label, where, what, introduced, resolved)
        yield f"| {' | '.join(_in_cell(cell) for cell in cells)} |"
    yield ""


def _commit(day: object, id_: str) -> str:
    return f"{day} {code_span(id_[:10])}"


def _in_cell(text: str) -> str:
    """Return Markdown for a cell, where a bare `|` would end it, even in code."""
    return text.replace("\\|", "|").replace("|", "\\|")


def _table(history: History) -> Iterator[str]:
    rows = by_rule(history)
    if not rows:
        return
    yield from [
        "## By rule",
        "",
        "| Rule | Total | Resolved | Open | Median days | Oldest open |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        median = "" if row.median is None else f"{row.median:,.0f}"
        oldest = "" if row.oldest is None else f"{row.oldest:,}"
        yield f"| {row.rule} | {row.found:,} | {row.resolved:,} | {row.open:,} | {median} | {oldest} |"
    yield ""
