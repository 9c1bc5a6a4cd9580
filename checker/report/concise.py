"""A `Report` goes in, a text with one line for each finding comes out, in the form that editors and `grep` know."""

from __future__ import annotations

from ..findings import Finding, Report
from . import Look
from .excerpt import printable
from .terminal import closing, in_order


def render(report: Report, look: Look) -> str:
    """Return a line for each finding, then what could not be checked, and the summary."""
    lines = [_line(one, look) for one in in_order(report.findings, look)]
    lines += [""] if lines else []
    lines += closing(report, look, {})
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _line(finding: Finding, look: Look) -> str:
    place, severity = finding.place, finding.severity.label
    where = look.paint(f"{printable(place.path)}:{place.line}:{place.column}:", "path")
    return f"{where} {look.paint(severity, severity)}: {printable(finding.message)} [{finding.rule}]"
