"""A `Report` goes in, a reviewdog diagnostic result (`rdjson`) comes out."""

from __future__ import annotations

import json
from typing import Any

from ..findings import Finding, Place, Report, Severity
from . import Look
from .addresses import rule_address
from .escape import markdown_text
from .locations import related_locations

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.SUGGESTION: "INFO"}


def render(report: Report, look: Look) -> str:
    """Return the report for reviewdog, which posts messages as Markdown and counts columns in bytes of UTF-8."""
    texts = {path: text.split("\n") for path, text in report.texts.items()}
    gaps = [
        {
            "message": f"Not checked: {markdown_text(one.reason)}",
            "location": {"path": look.prefix + one.path},
            "severity": "ERROR",
            "code": {"value": "not-checked"},
        }
        for one in report.not_checked
    ]
    found = [_diagnostic(finding, texts, look) for finding in report.findings]
    data = {"source": {"name": "checker"}, "diagnostics": gaps + found}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _diagnostic(finding: Finding, texts: dict[str, list[str]], look: Look) -> dict[str, Any]:
    lines = [markdown_text(finding.message), *(f"- {markdown_text(one)}" for one in related_locations(finding, look))]
    data: dict[str, Any] = {
        "message": "\n".join(lines),
        "location": _location(finding.place, texts, look),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if address := rule_address(finding.rule):
        data["code"]["url"] = address
    # Suggestions have no path: a fix that edits another page, too, would be incomplete.
    edits = finding.fix.edits if finding.fix else ()
    if edits and all(edit.place.path == finding.place.path for edit in edits):
        data["suggestions"] = [{"range": _range(edit.place, texts), "text": edit.text} for edit in edits]
    if finding.related:
        data["related_locations"] = [
            {"message": markdown_text(one.message), "location": _location(one.place, texts, look)}
            for one in finding.related
        ]
    return data


def _location(place: Place, texts: dict[str, list[str]], look: Look) -> dict[str, Any]:
    return {"path": look.prefix + place.path, "range": _range(place, texts)}


def _range(place: Place, texts: dict[str, list[str]]) -> dict[str, Any]:
    lines = texts.get(place.path, [])
    return {
        "start": _position(place.line, place.column, lines),
        "end": _position(place.end_line, place.end_column, lines),
    }


def _position(line: int, column: int, lines: list[str]) -> dict[str, int]:
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    beyond = max(0, column - 1 - len(text))
    return {"line": line, "column": len(text[: column - 1].encode("utf-8", "surrogatepass")) + beyond + 1}
