"""A report goes in, the data of its overview comes out: what was checked, and the findings in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ...findings import Finding, Report, Safety, Severity
from .. import Look
from ..terminal import not_shown, unknown_links
from .folders import folders

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION)
_TOP, _GONE = 15, 200


@dataclass(frozen=True)
class Row:
    """A row of a table: a name, its number of findings by severity, and how many of them have a fix."""

    name: str
    counts: Mapping[Severity, int]
    fixable: int = 0

    @property
    def total(self) -> int:
        """Its number of findings."""
        return sum(self.counts.values())


def data(report: Report, look: Look) -> dict[str, Any]:
    """Return what the template needs."""
    del look
    findings = report.findings
    folder = folders(one.place.path for one in findings)
    return {
        "markup": {
            "severities": [(severity, report.count(severity)) for severity in SEVERITIES],
            "rules": _rows(findings, [one.rule for one in findings]),
            "folders": _rows(findings, [folder[one.place.path] for one in findings]),
            "pages": _rows(findings, [one.place.path for one in findings])[:_TOP],
            "page_count": len({one.place.path for one in findings}),
            "not_shown": not_shown(report),
            "unknown_links": unknown_links(report),
            "comparisons": [(one, one.gone[:_GONE], len(one.gone) - _GONE) for one in report.comparisons],
            "rule_pages": _rule_pages({one.rule for one in [*findings, *report.hidden]}),
            "safe": sum(one.fix is not None and one.fix.safety is Safety.SAFE for one in findings),
            "fixable": sum(one.fix is not None for one in findings),
        }
    }


def _rows(findings: list[Finding], names: Iterable[str]) -> list[Row]:
    """Return a row for each name, those with the most findings first; `names` are parallel to `findings`."""
    counts: dict[str, Counter[Severity]] = {}
    fixable: Counter[str] = Counter()
    for one, name in zip(findings, names, strict=True):
        counts.setdefault(name, Counter())[one.severity] += 1
        fixable[name] += one.fix is not None
    rows = [Row(name, held, fixable[name]) for name, held in counts.items()]
    return sorted(rows, key=lambda row: (-row.total, row.name))


def _rule_pages(names: set[str]) -> dict[str, Markup]:
    """Return the pages of these rules as HTML, by name; unknown names are left out."""
    from ...page.document import to_html
    from ...rules import check_rules
    from ..rule_page import readable, rule_page

    rules = check_rules()
    pages = {name: readable(rule_page(rules[name])) for name in sorted(names & rules.keys())}
    return {name: Markup(to_html(page.partition("\n")[2])) for name, page in pages.items()}
