"""A `Report` goes in, a text for people comes out: findings by page, with source lines of all their locations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from textwrap import wrap

from ..findings import Confidence, Edit, Finding, Place, Report, Safety, Severity
from . import Look
from .addresses import rule_address
from .excerpt import excerpt, printable
from .repeats import shown_once


def render(report: Report, look: Look) -> str:
    """Return the findings, or the counts by rule, then what could not be checked, and the summary."""
    lines: list[str] = []
    also: dict[Finding, list[Place]] = {}
    if look.statistics:
        lines.extend(_statistics(report, look))
    else:
        split = {path: text.split("\n") for path, text in report.texts.items()}
        shown, also = chosen(report.findings, split, look)
        lines.extend(_listed(shown, also, split, replace(look, prefix="")))
    lines.extend(closing(report, look, also))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def chosen(
    findings: Iterable[Finding], texts: Mapping[str, Sequence[str]], look: Look
) -> tuple[list[Finding], dict[Finding, list[Place]]]:
    """Return the findings to show, in order, and for each the places of others that say the same of an equal line."""
    shown, also = shown_once(findings, texts)
    shown = in_order(shown, look)
    return shown, {one: also[one] for one in shown if one in also}


def closing(report: Report, look: Look, also: Mapping[Finding, Sequence[Place]]) -> list[str]:
    """Return what follows the findings: what could not be checked, the summary, and what to do next.

    `also` has the places of findings that were listed with another one.
    """
    number = sum(map(len, also.values()))
    together = (
        [f"Combined: {count(number, 'finding')}, each listed with another one on an identical line."] if number else []
    )
    return [*problems(report, look), *summary(report, look, number), *together, *next_steps(report)]


def listing(findings: Iterable[Finding], texts: Mapping[str, str], look: Look) -> Iterator[str]:
    """Yield the lines that show findings, grouped as they should look, each with an empty line after it.

    `texts` are the pages' texts.
    """
    split = {path: text.split("\n") for path, text in texts.items()}
    yield from _listed(*chosen(findings, split, look), split, look)


def _listed(
    shown: list[Finding], also: Mapping[Finding, Sequence[Place]], texts: dict[str, list[str]], look: Look
) -> Iterator[str]:
    for head, group in grouped(shown, look):
        yield head
        for finding in group:
            yield from (*finding_lines(finding, texts, look, also.get(finding, ())), "")


def in_order(findings: Iterable[Finding], look: Look) -> list[Finding]:
    """Return the findings that are shown, in this order: by page, the pages with the most severe findings first.

    Or by rule, the rule with the most severe findings first. With a limit, they are the most severe ones.
    """
    found = list(findings)
    if look.most:
        found = sorted(found, key=lambda one: -one.severity)[: look.most]
        found.sort(key=lambda one: one.order)
    if look.group_by == "rule":
        ranks = {rule: rank for rank, (rule, _) in enumerate(_ranked(found))}
        return sorted(found, key=lambda one: ranks[one.rule])
    worst: dict[str, Severity] = {}
    for one in found:
        worst[one.place.path] = max(one.severity, worst.get(one.place.path, one.severity))
    return sorted(found, key=lambda one: (-worst[one.place.path], one.place.path))


def grouped(findings: Iterable[Finding], look: Look) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the findings of each page with its path, or those of each rule with its name and their number."""
    found = in_order(findings, look)
    if look.group_by == "rule":
        for rule, group in groupby(found, key=lambda one: one.rule):
            members = list(group)
            yield f"{look.paint(rule, 'path')}: {count(len(members), 'finding')}", members
    else:
        for path, group in groupby(found, key=lambda one: one.place.path):
            yield look.paint(printable(path), "path"), list(group)


def problems(report: Report, look: Look) -> list[str]:
    """Return what could not be checked, with reasons, and the warnings; each block ends with an empty line."""
    lines = []
    if report.not_checked:
        lines.append(look.paint("Not checked:", "error"))
        lines.extend(f"  {printable(one.path)}: {printable(one.reason)}" for one in report.not_checked)
        lines.append("")
    if report.warnings:
        lines.extend(f"{look.paint('warning:', 'warning')} {printable(one)}" for one in report.warnings)
        lines.append("")
    return lines


def summary(report: Report, look: Look, together: int = 0) -> list[str]:
    """Return the summary: what was checked, and what was found; `together` findings were listed with another one."""
    checked = [
        count(report.pages, "page"),
        count(report.samples, "sample"),
        f"{count(report.mentions, 'mention')} with {count(report.rules, 'rule')}",
    ]
    severities = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION)
    found = [
        look.paint(count(number, severity.label), severity.label) if number else count(0, severity.label)
        for severity in severities
        for number in [report.count(severity)]
    ]
    gaps = f"; {look.paint(f'{len(report.not_checked)} not checked', 'error')}" if report.not_checked else ""
    clean = not report.findings and not report.not_checked
    nothing = f"No {'new ' if report.older else ''}problems found."
    verdict = look.paint(nothing, "good") if clean else f"Found {_listing(found)}{gaps}."
    by_rule = [] if look.statistics else rules_found(report)
    rest = (*not_shown(report, look.most, together), *unknown_links(report), *groups_off(report), *old_catalog(report))
    return [f"Checked {_listing(checked)}.", verdict, *by_rule, *rest]


_MOST_RULES = 5
"""How many rules the summary names; the rest is in `--statistics`."""


def rules_found(report: Report) -> list[str]:
    """Return the line with the number of findings by rule, the most severe first; none for a single finding."""
    counts = Counter(one.rule for one in report.findings)
    ranked = _ranked(report.findings)
    most = _MOST_RULES if len(ranked) > _MOST_RULES + 1 else len(ranked)
    named = [f"{number:,} {rule}" for rule, number in ranked[:most]]
    if others := sum(number for _, number in ranked[most:]):
        named.append(f"{others:,} by {len(ranked) - most} other rules")
    return [f"By rule: {_listing(named)}."] if counts.total() > 1 else []


def _ranked(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    """Return the rules of findings and how many each has: the most severe first, then the most frequent."""
    counts = Counter(one.rule for one in findings)
    worst = {one.rule: one.severity for one in sorted(findings, key=lambda one: one.severity)}
    return sorted(counts.items(), key=lambda item: (-worst[item[0]], -item[1], item[0]))


def next_steps(report: Report) -> list[str]:
    """Return the line that names the commands for what was found, or nothing where nothing was."""
    if not report.findings:
        return []
    safe = sum(one.fix is not None and one.fix.safety is Safety.SAFE for one in report.findings)
    first = _ranked(report.findings)[0][0]
    are_all = not (report.below or report.older or report.baselined)
    fixes = count(safe, "safe fix", "safe fixes") if are_all else "safe fixes"
    steps = [f"`checker fix` applies {fixes}"] if safe else []
    steps += [_explained(first), "`checker report` shows everything in a browser"]
    return [f"Next: {_listing(steps)}."]


def _explained(rule: str) -> str:
    """Return how to read about a rule: by a command, and at its address if it has one."""
    address = rule_address(rule)
    return f"`checker rule {rule}`{f' or {address}' if address else ''} explains the rule"


def not_shown(report: Report, most: int = 0, together: int = 0) -> list[str]:
    """Return the line with how many findings are not shown, and why, or nothing if all are.

    `most` is how many are listed, if that is limited, and `together` how many were listed with one of these.
    """
    reasons = (
        (max(0, len(report.findings) - together - most) if most else 0, f"beyond `--max {most}`"),
        (report.suppressed, "suppressed"),
        (report.baselined, "in the baseline"),
        (report.older, f"older than the changes since {printable(report.since)}"),
        (report.below, f"below `--min-severity {report.min_severity}`"),
    )
    counts = [f"{number:,} {why}" for number, why in reasons if number]
    return [f"Not shown: {_listing(counts)}."] if counts else []


def unknown_links(report: Report) -> list[str]:
    """Return the line that says how many links could not be judged, and why; none where all were."""
    if report.links is None or not report.links.unknown:
        return []
    parts = [f"{number:,} to {words}" for _, words, number in report.links.unknown]
    return [f"Links not judged: {_listing(parts)}; {count(report.links.judged, 'link')} judged."]


def groups_off(report: Report) -> list[str]:
    """Return the lines that name the opt-in groups that did not run."""
    return [
        f"Not run: {count(number, 'rule')} on {group}; `--extend-select {group}` adds them."
        for group, number in report.off.items()
    ]


def old_catalog(report: Report) -> list[str]:
    """Return the line that says how old the catalog is, if it is old."""
    if not report.is_catalog_old:
        return []
    return [
        f"The catalog of models is of {report.catalog_day}, {report.catalog_age:,} days old; "
        "`checker catalog update` takes a newer table."
    ]


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, in the plural if necessary."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _listing(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _statistics(report: Report, look: Look) -> Iterator[str]:
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    widest = len(str(max(counts.values(), default=0)))
    for (rule, severity), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>{widest}}  {look.paint(f'{severity.label:<10}', severity.label)}  {rule}"
    if counts:
        yield ""


def finding_lines(
    finding: Finding, texts: dict[str, list[str]], look: Look, also: Sequence[Place] = ()
) -> Iterator[str]:
    """Yield the lines of one finding: its message, then its locations with source; `texts` are the pages' lines.

    `also` are the places of findings that say the same of an equal line.
    """
    place, severity = finding.place, finding.severity.label
    path = f"{printable(place.path)}:" if look.group_by == "rule" else ""
    head = f"{path}{place.line}:{place.column}  {look.paint(severity, severity)}  {printable(finding.message)}"
    yield f"  {head}  {look.paint(f'[{finding.rule}]', 'dim')}"
    gutter = len(str(max(place.line, *(one.place.line for one in finding.related), 0)))
    yield from _source(place, texts, look, gutter, "^", "mark")
    for one in finding.related:
        where = f"{printable(look.prefix + one.place.path)}:{one.place.line}:{one.place.column}"
        yield f"    {' ' * gutter} {look.paint('-->', 'related')} {where}  {printable(one.message)}"
        yield from _source(one.place, texts, look, gutter, "-", "related")
    if finding.evidence.source:
        yield f"    {' ' * gutter} {look.paint('=', 'dim')} known from {printable(finding.evidence.source)}"
    if finding.fix is not None:
        yield f"    {' ' * gutter} {look.paint('=', 'dim')} {advice(finding, texts)}"
    if finding.evidence.confidence is not Confidence.HIGH:
        why = f"{finding.evidence.confidence.label} confidence: {finding.evidence}"
        yield f"    {' ' * gutter} {look.paint('=', 'dim')} {why}"
    if also:
        places = ", ".join(f"{printable(look.prefix + one.path)}:{one.line}" for one in also)
        for number, line in enumerate(
            wrap(f"also at {places}", max(40, look.width - gutter - 9), break_on_hyphens=False)
        ):
            yield f"    {' ' * gutter} {look.paint(' ' if number else '=', 'dim')} {line}"


def _source(place: Place, texts: dict[str, list[str]], look: Look, gutter: int, sign: str, style: str) -> Iterator[str]:
    """Yield the first line of a place and the marks under it."""
    lines = texts.get(place.path, [])
    if not 0 < place.line <= len(lines):
        return
    line = lines[place.line - 1]
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    bar = look.paint("|", "dim")
    shown = excerpt(line, place.column - 1, end, max(20, look.width - gutter - 7))
    yield f"    {look.paint(f'{place.line:>{gutter}}', 'dim')} {bar} {shown.text}"
    indent = shown.marks(sign)
    spaces = len(indent) - len(indent.lstrip())
    yield f"    {' ' * gutter} {bar} {indent[:spaces]}{look.paint(indent[spaces:], style)}"


def advice(finding: Finding, texts: Mapping[str, Sequence[str]]) -> str:
    """Return what the fix of a finding does, in a few words, or an empty string; `texts` are the pages' lines."""
    fix = finding.fix
    if fix is None:
        return ""
    what = _edit(fix.edits[0], finding.place, texts) if len(fix.edits) == 1 else f"{len(fix.edits)} edits"
    return f"{fix.safety} fix: {what}"


def _edit(edit: Edit, marked: Place, texts: Mapping[str, Sequence[str]]) -> str:
    """Describe an edit to someone who sees the marked place: what is added, deleted or replaced."""
    place = edit.place
    if (place.line, place.column) == (place.end_line, place.end_column):
        at_end = (place.path, place.line, place.column) == (marked.path, marked.end_line, marked.end_column)
        return f"add {_quoted(edit.text)}" + ("" if at_end else f" at {place.line}:{place.column}")
    old = _text(place, texts)
    if not edit.text:
        return f"delete {_quoted(old)}" if old else "delete the marked text"
    return (
        f"replace with {_quoted(edit.text)}"
        if place == marked or not old
        else (f"replace {_quoted(old)} with {_quoted(edit.text)}")
    )


def _text(place: Place, texts: Mapping[str, Sequence[str]]) -> str:
    """Return the text of a place within one line, if it is known."""
    lines = texts.get(place.path, ())
    if place.line != place.end_line or not 0 < place.line <= len(lines):
        return ""
    return lines[place.line - 1][place.column - 1 : place.end_column - 1]


def _quoted(text: str) -> str:
    """Return a text as code, without the spaces around it; spaces alone are named."""
    shown = printable(text.strip(" "))
    if not shown:
        return "a space" if len(text) == 1 else f"{len(text)} spaces"
    return f"“{shown}”" if "`" in shown else f"`{shown}`"
