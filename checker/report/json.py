"""A `Report` goes in, JSON of a stable shape comes out; the README documents it, and `version` changes with it."""

from __future__ import annotations

import json
from typing import Any

from ..findings import Evidence, Finding, Fix, Place, Report, Severity
from . import Look

VERSION = 1


def render(report: Report, look: Look) -> str:
    """Return the report as JSON; nothing in it depends on `look`."""
    del look
    data = {
        "version": VERSION,
        "root": report.root,
        "summary": summary_data(report),
        "findings": [finding_data(finding) for finding in report.findings],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def summary_data(report: Report) -> dict[str, Any]:
    """Return what was checked, how much was found, what could not be checked, and what else the text format shows."""
    severities = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION)
    return {
        "pages": report.pages,
        "samples": report.samples,
        "mentions": report.mentions,
        "rules": report.rules,
        "findings": {severity.label: report.count(severity) for severity in severities},
        "not_checked": [{"path": one.path, "reason": one.reason} for one in report.not_checked],
        "links": _links(report),
        "passed_over": {"suppressed": report.suppressed, "baseline": report.baselined, "older": report.older},
        "since": report.since or None,
        "not_run": dict(report.off),
        "warnings": report.warnings,
        "catalog": _catalog(report),
    }


def _catalog(report: Report) -> dict[str, Any] | None:
    """Return the day that the catalog is of and whether it is old; None where that is not known."""
    if report.catalog_day is None:
        return None
    return {"as_of": report.catalog_day.isoformat(), "old": report.is_catalog_old}


def _links(report: Report) -> dict[str, Any] | None:
    """Return how many links were judged, and how many not for each reason; None where no rule judges links."""
    if report.links is None:
        return None
    return {"judged": report.links.judged, "unknown": {name: number for name, _, number in report.links.unknown}}


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return one finding with all its locations and its fix."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        **_place(finding.place),
        "related": [{**_place(one.place), "message": one.message} for one in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix),
        "fingerprint": finding.fingerprint,
        "confidence": finding.evidence.confidence.label,
        "evidence": _evidence(finding.evidence),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    counts = {"agreeing": evidence.agreeing, "among": evidence.among} if evidence.among else {}
    source = {"source": evidence.source} if evidence.source else {}
    return {"ground": evidence.ground.value, **counts, **source}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "safety": fix.safety.value,
        "edits": [{**_place(edit.place), "text": edit.text} for edit in fix.edits],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
