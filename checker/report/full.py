"""A `Report` goes in, a longer text for people comes out: lines around each finding, its fix, and its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill

from ..findings import Finding, Fix, Place, Report
from . import Look
from .excerpt import excerpt, printable
from .fix_diff import changes
from .terminal import chosen, closing, finding_lines, grouped

_AROUND = 2


def render(report: Report, look: Look) -> str:
    """Return the findings with context and fixes, then the explanations of their rules."""
    look = replace(look, prefix="")
    texts = {path: text.split("\n") for path, text in report.texts.items()}
    lines: list[str] = []
    shown, also = chosen(report.findings, texts, look)
    for head, findings in grouped(shown, look):
        lines.append(head)
        for finding in findings:
            lines.extend(
                [*finding_lines(finding, texts, look, also.get(finding, ())), *_around(finding.place, texts, look)]
            )
            lines.extend([*_diff(finding.fix, texts, look), ""])
    lines.extend(_reasons(shown, look))
    lines.extend(closing(report, look, also))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _around(place: Place, texts: dict[str, list[str]], look: Look) -> Iterator[str]:
    """Yield the line of a place with the lines before and after it."""
    lines = texts.get(place.path, [])
    if not 0 < place.line <= len(lines):
        return
    first, last = max(1, place.line - _AROUND), min(len(lines), max(place.line, place.end_line) + _AROUND)
    width = len(str(last))
    yield f"    {look.paint('context:', 'dim')}"
    for number in range(first, last + 1):
        sign = ">" if place.line <= number <= place.end_line else " "
        shown = excerpt(lines[number - 1], 0, 0, max(20, look.width - width - 10)).text
        yield f"    {look.paint(f'{sign} {number:>{width}} |', 'dim')} {shown}"


def _diff(fix: Fix | None, texts: dict[str, list[str]], look: Look) -> Iterator[str]:
    """Yield what a fix changes, as a diff for each page."""
    if fix is None:
        return
    for path, lines in changes(fix, texts):
        yield f"    {look.paint(f'{fix.safety} fix in {printable(path)}:', 'dim')}"
        for line in lines:
            style = {"-": "error", "+": "good"}.get(line.sign, "dim")
            shown = excerpt(line.text, 0, 0, max(20, look.width - 6)).text
            yield f"    {look.paint(line.sign + shown, style)}"


def _reasons(findings: list[Finding], look: Look) -> Iterator[str]:
    """Yield each rule with findings, with the text of its page before the examples."""
    from ..rules import check_rules
    from .sarif_rules import explanation

    rules = check_rules()
    for name in sorted({one.rule for one in findings} & rules.keys()):
        yield look.paint(name, "path")
        for paragraph in explanation(rules[name]).split("\n\n"):
            yield fill(paragraph, min(look.width, 100), initial_indent="  ", subsequent_indent="  ")
        yield f"  {look.paint(f'More, with examples: checker rule {name}', 'dim')}"
        yield ""
