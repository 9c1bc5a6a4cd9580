"""A `Report` goes in, GitHub workflow commands come out: annotations within the limits, and the rest in the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..findings import Finding, Report, Severity
from . import Look, markdown
from .escape import command_data, command_property
from .excerpt import printable
from .locations import in_words, related_locations, where, worst_first
from .terminal import count, summary

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}
_PER_KIND = 10
"""GitHub shows the first ten annotations of each kind for a step, and drops the others silently."""

_LISTED = 20
_SUMMARY_LIMIT = 1_000_000
"""The limit of a step summary is 1 MiB."""


def render(report: Report, look: Look) -> str:
    """Return annotations, the most severe first; what GitHub would not show is counted in a notice and logged."""
    shown, left = _divide(report)
    lines = [*_gaps(report), *(_annotation(finding, look) for finding in shown)]
    if left:
        lines.append(f"::notice title=checker::{_left_out(left)}")
        lines.append("::group::Findings without an annotation")
        lines.extend(line for one in left for line in _in_log(one, look))
        lines.append("::endgroup::")
    lines.extend(f"warning: {printable(one)}" for one in report.warnings)
    # In the runner's older syntax, `##[` starts a command anywhere in a line.
    return "\n".join([*lines, *summary(report, Look())]).replace("##[", "## [") + "\n"


def step_summary(report: Report, look: Look) -> str:
    """Return the Markdown for `$GITHUB_STEP_SUMMARY`, with every finding that fits into it."""
    return markdown.compose(report, look, _SUMMARY_LIMIT)


def _divide(report: Report) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that get an annotation, and the others, the most severe first."""
    room = dict.fromkeys(_KINDS, _PER_KIND)
    room[Severity.ERROR] -= bool(report.not_checked)
    counts = Counter(one.severity for one in report.findings)
    if any(counts[severity] > room[severity] for severity in room):
        room[Severity.SUGGESTION] -= 1  # the notice about the others is one, too
    shown: list[Finding] = []
    left: list[Finding] = []
    for finding in worst_first(report.findings):
        (shown if room[finding.severity] > 0 else left).append(finding)
        room[finding.severity] -= 1
    return shown, left


def _left_out(left: list[Finding]) -> str:
    counts = Counter(one.severity for one in left)
    parts = ", ".join(count(counts[one], one.label) for one in _KINDS if counts[one])
    return f"{count(len(left), 'finding')} without an annotation ({parts}): see the step summary and the log"


def _in_log(finding: Finding, look: Look) -> Iterator[str]:
    """Yield the lines of a finding; none begins with text from a page, which a runner may take for a command."""
    place = where(finding.place, look)
    yield printable(f"{finding.severity.label}: {place}: {finding.message} [{finding.rule}]")
    yield from (printable(f"  see {one}") for one in related_locations(finding, look))


def _gaps(report: Report) -> Iterator[str]:
    """Yield a single annotation for all that was not checked."""
    if report.not_checked:
        lines = [f"{one.path}: {one.reason}" for one in report.not_checked]
        lines[_LISTED:] = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
        yield f"::error title=checker%3A not checked::{command_data(chr(10).join(map(printable, lines)))}"


def _annotation(finding: Finding, look: Look) -> str:
    place = finding.place
    given = {
        "title": f"checker: {finding.rule}",
        "file": printable(look.prefix + place.path),
        "line": str(place.line),
        "endLine": str(max(place.line, place.end_line)),
    }
    if place.end_line == place.line:  # GitHub accepts columns only within one line
        given |= {"col": str(place.column), "endColumn": str(place.end_column)}
    properties = ",".join(f"{key}={command_property(value)}" for key, value in given.items())
    message = command_data(f"{where(place, look)}: {in_words(finding, look)}")
    return f"::{_KINDS[finding.severity]} {properties}::{message}"
