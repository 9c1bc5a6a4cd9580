"""A report goes in, what the view of its triage needs comes out: what a decision about each finding is written with."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from ... import baseline
from ...findings import Finding, Report
from .. import Look
from .findings import KNOWN

if TYPE_CHECKING:
    from ...workflows.suppression_comment import Sheet


def data(report: Report, look: Look) -> dict[str, Any]:
    """Return the findings as decisions are written: for the exported file, for a baseline, and as a comment to paste.

    Each item is [fingerprint, rule, page, line, message, content, equal findings that the baseline knows, opening and
    closing of a comment at its place, line that the comment belongs to, whether it belongs above that line, severity].
    `tree` tells apart what the browser keeps for several trees.
    """
    known = Counter(map(baseline.key, report.passed)) if len(report.passed) == report.baselined else Counter()
    sheet_of = _sheets(look)
    shown = [*report.findings, *report.passed[:KNOWN]]
    return {
        "tree": hashlib.sha256(report.root.encode("utf-8", "surrogateescape")).hexdigest()[:16],
        "items": [_item(one, known[baseline.key(one)], sheet_of(one.place.path)) for one in shown],
    }


def _sheets(look: Look) -> Any:
    from ...workflows.suppression_comment import Sheet

    @cache
    def sheet_of(path: str) -> Sheet | None:
        page = look.graph.by_path.get(path) if look.graph is not None else None
        return None if page is None else Sheet(path, page.text, page.facts)

    return sheet_of


def _item(finding: Finding, known: int, sheet: Sheet | None) -> list[Any]:
    from ...workflows.suppression_comment import HTML, Spot, first_spot

    page, rule, content = baseline.key(finding)
    line = finding.place.line
    spot = Spot(HTML, line) if sheet is None else first_spot(sheet, line)
    mark = [spot.mark.opening, spot.mark.closing, spot.line, int(spot.above)]
    return [finding.fingerprint, rule, page, line, finding.message, content, known, *mark, finding.severity.label]
