"""A `Report` goes in, a GitLab code quality report comes out: a JSON list with an entry for each finding."""

from __future__ import annotations

import json
from typing import Any

from ..findings import Finding, NotChecked, Report, Severity
from . import Look
from .excerpt import printable
from .locations import in_words

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.SUGGESTION: "info"}


def render(report: Report, look: Look) -> str:
    """Return the report for GitLab; what could not be checked is an entry too, since there is no other place for it."""
    entries = [_gap(one, look) for one in report.not_checked]
    entries.extend(_finding(finding, look) for finding in report.findings)
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Finding, look: Look) -> dict[str, Any]:
    place = finding.place
    return {
        "description": in_words(finding, look),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": look.prefix + place.path,
            "lines": {"begin": place.line, "end": max(place.line, place.end_line)},
        },
    }


def _gap(one: NotChecked, look: Look) -> dict[str, Any]:
    from hashlib import sha256

    return {
        "description": f"not checked: {printable(one.path)}: {printable(one.reason)}",
        "check_name": "not-checked",
        "fingerprint": sha256(f"not-checked\0{one.path}".encode("utf-8", "surrogateescape")).hexdigest()[:16],
        "severity": "blocker",
        "location": {"path": look.prefix + one.path, "lines": {"begin": 1}},
    }
