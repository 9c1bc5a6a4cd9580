"""A report goes in, the data of its pages view comes out: each page involved in a finding, as source with marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...findings import Finding, Place, Report
from .. import Look
from .findings import texts_of
from .source import Mark, line_marks, pieces, printable_line

WHOLE, TOGETHER = 200_000, 2_500_000
"""The maximum number of characters of a page that is shown in full, and of all pages together."""

_LINE, _NEAR, _TALL = 1_000, 10, 40


@dataclass
class _Sheet:
    """A page to show: its lines, and locations of findings on it as (number of the finding, place, whether primary)."""

    lines: Sequence[str]
    locations: list[tuple[int, Place, bool]] = field(default_factory=list)


def data(report: Report, look: Look) -> dict[str, Any]:
    """Return the pages for the script, and the findings that their marks refer to.

    A finding is [fingerprint, severity, number of its rule, message, number of its page, line]. Each page has its
    `path`, how many `findings` involve it, and `parts`: stretches of source as [first line, text]. `marked` gives lines
    with marks as pieces, [text] or [text, kind, number of the finding], where kind is `own`, `other` or `cut`; `notes`
    the findings to list below a line, as [line, number, whether it is the primary location]; `cut` describes what is
    not shown.
    """
    findings = report.findings
    texts = texts_of(report, look)
    room = TOGETHER
    pages = []
    for path, sheet in sorted(_sheets(findings, texts).items()):
        size = sum(map(len, sheet.lines)) + len(sheet.lines)
        whole = size <= min(WHOLE, room)
        room -= size if whole else 0
        pages.append(_page(path, sheet, whole))
    rules = sorted({one.rule for one in findings})
    number = {name: index for index, name in enumerate(rules)}
    places = {page["path"]: index for index, page in enumerate(pages)}
    return {
        "pages": pages,
        "rules": rules,
        "findings": [
            [one.fingerprint, one.severity.value, number[one.rule], one.message, places[one.place.path], one.place.line]
            for one in findings
        ],
    }


def _sheets(findings: Sequence[Finding], texts: Mapping[str, str]) -> dict[str, _Sheet]:
    sheets: dict[str, _Sheet] = {}
    for number, finding in enumerate(findings):
        for index, place in enumerate(finding.places):
            if place.path not in sheets:
                sheets[place.path] = _Sheet(texts.get(place.path, "").split("\n") if place.path in texts else [])
            sheets[place.path].locations.append((number, place, index == 0))
    return sheets


def _page(path: str, sheet: _Sheet, whole: bool) -> dict[str, Any]:
    lines = sheet.lines
    marks = _marks(sheet)
    ranges = [(1, len(lines))] if whole else list(_near(sorted(marks), len(lines)))
    shown = sum(last - first + 1 for first, last in ranges)
    cut = f"Only lines near findings are shown ({shown:,} of {len(lines):,})." if shown < len(lines) else ""
    return {
        "path": path,
        "findings": len({number for number, _, _ in sheet.locations}),
        "lines": len(lines),
        "parts": [[first, "\n".join(map(_plain, lines[first - 1 : last]))] for first, last in ranges],
        "marked": {line: _pieces(lines[line - 1], found, sheet) for line, found in sorted(marks.items())},
        "notes": sorted([place.line, number, int(own)] for number, place, own in sheet.locations),
        "cut": cut if lines else "The source of this page is not available.",
    }


def _marks(sheet: _Sheet) -> dict[int, list[Mark]]:
    """Return the marks of each line; their kind is the index of the location."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for index, (_, place, _) in enumerate(sheet.locations):
        for line in range(place.line, min(place.end_line, place.line + _TALL, len(sheet.lines)) + 1):
            if line >= 1:
                found[line].append(line_marks(place, line, len(sheet.lines[line - 1]), str(index)))
    return dict(found)


def _near(lines: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    """Yield disjoint ranges of lines around these lines."""
    first, last = 0, -1
    for line in lines:
        low, high = max(1, line - _NEAR), min(count, line + _NEAR)
        if last >= 0 and low > last + 1:
            yield first, last
            first = low
        elif last < 0:
            first = low
        last = high
    if last >= 0:
        yield first, last


def _plain(line: str) -> str:
    """Return a line without marks, cut if it is long."""
    return "".join(piece.text for piece in pieces(line, (), _LINE)) if len(line) > _LINE else printable_line(line)


def _pieces(line: str, marks: Sequence[Mark], sheet: _Sheet) -> list[list[Any]]:
    found: list[list[Any]] = []
    for piece in pieces(line, marks, _LINE):
        if piece.kind.isdigit():
            number, _, own = sheet.locations[int(piece.kind)]
            found.append([piece.text, "own" if own else "other", number])
        else:
            found.append([piece.text, piece.kind] if piece.kind else [piece.text])
    return found
