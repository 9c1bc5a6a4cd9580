"""A `Report` goes in, SARIF 2.1.0 comes out, within the limits of GitHub's code scanning."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

from ..findings import Finding, Fix, Place, Related, Report
from . import Look
from .escape import uri
from .excerpt import printable
from .locations import worst_first
from .sarif_rules import LEVELS, descriptors
from .terminal import advice, count

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS, LOCATIONS, BYTES = 25_000, 1_000, 10_000_000
"""GitHub's limits for an upload: results, locations of a result, and bytes when compressed."""

_LINKED = 10
_BASE = "%SRCROOT%"


def render(report: Report, look: Look) -> str:
    """Return the report as SARIF; of too many findings, the least severe are left out, with a notification."""
    kept = RESULTS
    while True:
        text = _log(report, look, kept)
        size = len(gzip.compress(text.encode("utf-8", "backslashreplace"), mtime=0)) if len(text) > BYTES else 0
        if size <= BYTES or not kept:
            return text
        kept = min(kept, len(report.findings)) * BYTES * 9 // (size * 10)


def _log(report: Report, look: Look, limit: int) -> str:
    from .. import __version__

    findings = _most_severe(report.findings, limit)
    texts = {path: text.split("\n") for path, text in report.texts.items()}
    rules = descriptors({one.rule: one.severity for one in report.findings})
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "checker", "semanticVersion": __version__, "rules": rules}},
        "invocations": [_invocation(report, len(report.findings) - len(findings))],
        "originalUriBaseIds": {_BASE: {"uri": _top(report.root, look.prefix)}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.rule], texts, look) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _most_severe(findings: Sequence[Finding], limit: int) -> list[Finding]:
    """Return at most `limit` findings, in the order of the report."""
    if len(findings) <= limit:
        return list(findings)
    return sorted(worst_first(findings)[:limit], key=lambda one: one.order)


def _top(root: str, prefix: str) -> str:
    """Return the URI of the folder that the paths are relative to."""
    folder = Path(root).absolute()
    for _ in PurePath(prefix).parts:
        folder = folder.parent
    return folder.as_uri().rstrip("/") + "/"


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notes = [_note("error", f"not checked: {one.path}: {one.reason}") for one in report.not_checked]
    notes.extend(_note("warning", text) for text in report.warnings)
    if left_out:
        notes.append(
            _note("warning", f"{count(left_out, 'finding')} left out, the least severe, to stay within GitHub's limits")
        )
    invocation: dict[str, Any] = {"executionSuccessful": not report.not_checked}
    return invocation | ({"toolExecutionNotifications": notes} if notes else {})


def _note(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _literal(text)}}


def _result(finding: Finding, index: int, texts: Mapping[str, Sequence[str]], look: Look) -> dict[str, Any]:
    related = finding.related[: LOCATIONS - 1]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding.message, related)},
        "locations": [{"physicalLocation": _physical(finding.place, look)}],
        "partialFingerprints": {"checkerFinding/v1": finding.fingerprint},
    }
    if related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(one.place, look),
                "message": {"text": _literal(one.message)},
            }
            for number, one in enumerate(related, 1)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix, advice(finding, texts), look)]
    return result


def _message(text: str, related: Iterable[Related]) -> str:
    """Return a message with a link to each related location, by its id."""
    places = list(related)
    links = [f"[{_literal(one.message) or 'here'}]({number})" for number, one in enumerate(places[:_LINKED], 1)]
    if len(places) > _LINKED:
        links.append(f"and {len(places) - _LINKED} more")
    return _literal(text) + (f" (see {', '.join(links)})" if links else "")


def _literal(text: str) -> str:
    """Return a text with its brackets escaped, so that none is taken for a link."""
    shown = printable(text).replace("\\", "\\\\")
    return shown.replace("[", "\\[").replace("]", "\\]")


def _physical(place: Place, look: Look) -> dict[str, Any]:
    return {"artifactLocation": _artifact(place.path, look), "region": _region(place)}


def _artifact(path: str, look: Look) -> dict[str, str]:
    return {"uri": uri(look.prefix + path), "uriBaseId": _BASE}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(fix: Fix, description: str, look: Look) -> dict[str, Any]:
    edits = sorted(fix.edits, key=lambda one: one.place)
    changes = [
        {
            "artifactLocation": _artifact(path, look),
            "replacements": [
                {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}} for edit in group
            ],
        }
        for path, group in groupby(edits, key=lambda one: one.place.path)
    ]
    return {"description": {"text": _literal(description)}, "artifactChanges": changes}
