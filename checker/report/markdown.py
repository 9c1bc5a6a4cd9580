"""A `Report` goes in, Markdown that fits into one pull request comment comes out, with a fold for each page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby

from ..findings import Finding, NotChecked, Place, Report, Severity
from . import Look
from .escape import code_span, cut, longest_ticks, markdown_text
from .excerpt import printable
from .locations import worst_first
from .repeats import shown_once
from .terminal import count, finding_lines, not_shown, summary, unknown_links

LIMIT = 65_536
"""The limit of a comment on GitHub; counted in bytes here, to be safe however GitHub counts."""

MARK = "<!-- checker -->"
"""The first line, by which a script finds the comment again to update it."""

_LINES, _PROBLEMS, _RESERVE = 40, 20, 200


def render(report: Report, look: Look) -> str:
    """Return the report as Markdown of at most `LIMIT` bytes."""
    return compose(report, look, LIMIT)


def compose(report: Report, look: Look, limit: int) -> str:
    """Return the report as Markdown of at most `limit` bytes of UTF-8; the least severe findings are left out first."""
    texts = {path: text.split("\n") for path, text in report.texts.items()}
    head = "\n".join([MARK, *_head(report), ""])
    room = limit - _size(head) - _RESERVE
    kept: dict[int, str] = {}
    pages: set[str] = set()
    shown, also = shown_once(report.findings, texts)
    for finding in worst_first(shown):
        block = _block(finding, texts, look, also.get(finding, ()))
        page = finding.place.path
        cost = _size(block) + (0 if page in pages else _size(_fold(page, len(shown), "", look)))
        if cost > room:
            break
        room -= cost
        kept[id(finding)] = block
        pages.add(page)
    parts = [head]
    for path, group in groupby(shown, key=lambda one: one.place.path):
        findings = [one for one in group if id(one) in kept]
        if findings:
            parts.append(_fold(path, len(findings), "".join(kept[id(one)] for one in findings), look))
    left = len(shown) - len(kept)
    if left:
        parts.append(f"\n{count(left, 'further finding')} did not fit; the most severe ones are shown.\n")
    return "".join(parts)


def _head(report: Report) -> list[str]:
    severities = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION)
    found = ", ".join(count(report.count(one), one.label) for one in severities if report.count(one))
    clean = not report.findings and not report.not_checked
    checked, *_ = summary(report, Look())
    nothing = "no new problems found" if report.older else "no problems found"
    lines = [
        f"### checker: {nothing if clean else found or 'no findings'}",
        "",
        checked,
        *not_shown(report),
        *unknown_links(report),
        "",
    ]
    if report.not_checked:
        lines.extend([f"**{len(report.not_checked):,} not checked:**", ""])
        lines.extend(f"- {code_span(cut(one.path, 300))}: {markdown_text(one.reason)}" for one in _few(report))
        if len(report.not_checked) > _PROBLEMS:
            lines.append(f"- and {len(report.not_checked) - _PROBLEMS:,} more")
        lines.append("")
    lines.extend(f"- warning: {markdown_text(one)}" for one in report.warnings[:_PROBLEMS])
    if report.warnings[_PROBLEMS:]:
        lines.append(f"- and {count(len(report.warnings) - _PROBLEMS, 'more warning')}")
    return [*lines, ""] if report.warnings else lines


def _few(report: Report) -> list[NotChecked]:
    return report.not_checked[:_PROBLEMS]


def _fold(path: str, number: int, body: str, look: Look) -> str:
    name = html.escape(cut(printable(look.prefix + path), 300))
    title = f"<code>{name}</code>: {count(number, 'finding')}"
    return f"<details><summary>{title}</summary>\n\n{body}</details>\n\n"


def _block(finding: Finding, texts: dict[str, list[str]], look: Look, also: Sequence[Place]) -> str:
    place = finding.place
    message = markdown_text(finding.message)
    head = f"- **{finding.severity.label}** {place.line}:{place.column} {message} ({code_span(finding.rule)})\n"
    plain = Look(width=100, prefix=look.prefix)
    lines = [line.rstrip()[4:] for line in finding_lines(finding, texts, plain, also)][1:]
    if not lines:
        return head + "\n"
    if len(lines) > _LINES:
        lines[_LINES:] = [f"and {len(lines) - _LINES} more lines"]
    body = [cut(line, 400) for line in lines]
    fence = "`" * max(3, longest_ticks("\n".join(body)) + 1)
    return head + "".join(f"  {line}".rstrip() + "\n" for line in ["", f"{fence}text", *body, fence, ""])


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))
