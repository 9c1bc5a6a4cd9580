"""A report goes in, the data of its triage view comes out: what is needed to write a decision about each finding."""

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
    """Return the data of decisions: for the exported file, for a baseline, and for suppression comments.

    Each item is [fingerprint, rule, page, line, message, content, number of equal findings in the baseline, opening and
    closing of a comment at its location, line of the comment, whether it goes above that line, severity]. `tree`
    identifies the tree in the browser's storage.
    """
    known = Counter(map(baseline.key, report.hidden)) if len(report.hidden) == report.baselined else Counter()
    sheet_of = _sheets(look)
    shown = [*report.findings, *report.hidden[:KNOWN]]
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
    from ...workflows.suppression_comment import HTML, Position, first_position

    page, rule, content = baseline.key(finding)
    line = finding.place.line
    position = Position(HTML, line) if sheet is None else first_position(sheet, line)
    comment = [position.marker.opening, position.marker.closing, position.line, int(position.above)]
    return [finding.fingerprint, rule, page, line, finding.message, content, known, *comment, finding.severity.label]
