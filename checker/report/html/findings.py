"""A report goes in, the data of its findings view comes out: each with its source, its fix and values to filter by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ...findings import Finding, Place, Report
from .. import Look
from ..fix_diff import Line, changes
from ..terminal import advice
from .folders import folders
from .nodes import is_free
from .page import well_formed
from .source import Mark, Piece, Window, pieces, windows

if TYPE_CHECKING:
    from ...graph import Page
    from ...page.facts import Span

KNOWN = 500
"""How many known findings (in the baseline, or unrelated to the changes) a report shows."""

_DIFF, _TALL = 40, 50
_WORD = re.compile(r"[\w.-]")
_ONE_TO_ONE = re.compile(r"[^-]-\+[^+]")
_ByLine = Mapping[int, list[tuple[Place, str]]]


@dataclass(frozen=True)
class Item:
    """A finding to show: its source, and its fix as lines of (sign, pieces) by page; a `known` one is not reported."""

    finding: Finding
    known: bool
    windows: list[Window]
    fix: list[tuple[str, list[tuple[str, list[Piece]]]]]
    advice: str


def data(report: Report, look: Look) -> dict[str, Any]:
    """Return the findings for the template, and for the script what they can be filtered and grouped by, in that order.

    For each finding the script gets its fingerprint and severity, whether it is known, and as indexes into lists of
    values: rule, folder, page, cause, fix, confidence, models and API versions. Findings of one cause are those of a
    rule with the same content, wherever they are; its value is the message of the first.
    """
    texts = texts_of(report, look)
    lines = {path: text.split("\n") for path, text in texts.items()}
    known_findings = report.hidden[:KNOWN]
    items = [
        Item(
            one,
            known,
            windows(one, lines),
            [] if one.fix is None else list(_fix(one, lines)),
            advice(one, lines),
        )
        for known, group in ((False, report.findings), (True, known_findings))
        for one in group
    ]
    markup = {"items": items, "left": len(report.hidden) - len(known_findings), "summaries": _summaries(items)}
    return {**_facets(items, look), "markup": markup}


def texts_of(report: Report, look: Look) -> dict[str, str]:
    """Return the texts of the pages with findings, including known ones if the tree is given."""
    texts = dict(report.texts)
    if look.graph is not None:
        for one in report.hidden[:KNOWN]:
            for place in one.places:
                page = look.graph.by_path.get(place.path)
                if page is not None:
                    texts.setdefault(place.path, page.text)
    return texts


def _summaries(items: Iterable[Item]) -> dict[str, str]:
    """Return the summary of each rule with findings."""
    from ...rules import check_rules

    rules = check_rules()
    return {name: rules[name].summary for name in sorted({one.finding.rule for one in items} & rules.keys())}


def _facets(items: list[Item], look: Look) -> dict[str, Any]:
    models, versions = _named(items, look)
    folder = folders(one.finding.place.path for one in items)
    columns: dict[str, list[list[str]]] = {
        "rule": [[one.finding.rule] for one in items],
        "folder": [[folder[one.finding.place.path]] for one in items],
        "page": [[one.finding.place.path] for one in items],
        "cause": [[message] for message in _causes(items)],
        "fix": [[one.finding.fix.safety.value if one.finding.fix else "none"] for one in items],
        "confidence": [[one.finding.evidence.confidence.label] for one in items],
        "model": models,
        "version": versions,
    }
    facets = {}
    for name, values in columns.items():
        values = [list(map(well_formed, some)) for some in values]  # they go into URLs
        known = sorted({value for some in values for value in some})
        number = {value: index for index, value in enumerate(known)}
        facets[name] = {"values": known, "of": [[number[value] for value in some] for some in values]}
    return {
        "fingerprints": [one.finding.fingerprint for one in items],
        "severity": [one.finding.severity.value for one in items],
        "known": [int(one.known) for one in items],
        "facets": facets,
    }


def _causes(items: list[Item]) -> list[str]:
    """Return the cause of each finding, as the message of the first finding that has it."""
    first: dict[tuple[str, str], str] = {}
    return [first.setdefault((one.finding.rule, one.finding.content), one.finding.message) for one in items]


def _named(items: list[Item], look: Look) -> tuple[list[list[str]], list[list[str]]]:
    """Return the models (their ids) and the API versions at the locations of each finding."""
    graph = look.graph
    if graph is None:
        return [[] for _ in items], [[] for _ in items]

    @cache
    def held(path: str) -> tuple[_ByLine, _ByLine]:
        page = graph.by_path.get(path)
        if page is None:
            return {}, {}
        models = [(one.span, one.model) for one in graph.by_page.get(path, ()) if not is_free(one)]
        versions = [(one.fact.span, one.fact.text) for one in graph.api_by_page.get(path, ())]
        return _by_line(page, models), _by_line(page, versions)

    def at_locations(finding: Finding, kind: int) -> list[str]:
        return sorted({text for place in finding.places for text in _overlapping(held(place.path)[kind], place)})

    return [at_locations(one.finding, 0) for one in items], [at_locations(one.finding, 1) for one in items]


def _by_line(page: Page, spans: Iterable[tuple[Span, str]]) -> _ByLine:
    found: dict[int, list[tuple[Place, str]]] = defaultdict(list)
    for span, text in spans:
        place = page.place(span)
        found[place.line].append((place, text))
    return found


def _overlapping(held: _ByLine, place: Place) -> list[str]:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return [
        text
        for line in range(place.line, min(place.end_line, place.line + _TALL) + 1)
        for other, text in held.get(line, ())
        if (other.line, other.column) < end and start < (other.end_line, other.end_column)
    ]


def _fix(finding: Finding, pages: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, list[tuple[str, list[Piece]]]]]:
    """Yield each page that a fix changes, with its lines; differences are marked."""
    assert finding.fix is not None
    for path, lines in changes(finding.fix, pages):
        shown = list(_differing(lines[:_DIFF]))
        if len(lines) > _DIFF:
            shown.append((" ", [Piece(f"… {len(lines) - _DIFF:,} more lines", "cut")]))
        yield path, shown


def _differing(lines: list[Line]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield the lines of a diff; if one line becomes one other, the difference is marked."""
    signs = "  " + "".join(line.sign for line in lines) + "  "
    for index, line in enumerate(lines):
        other = None
        if _ONE_TO_ONE.match(signs, index + 1):  # `signs` is two characters ahead
            other = lines[index + 1]
        elif index and _ONE_TO_ONE.match(signs, index):
            other = lines[index - 1]
        marks = [_difference(line.text, other.text)] if other else []
        yield line.sign, pieces(line.text, marks, beyond=(line.before, line.after))


def _difference(text: str, other: str) -> Mark:
    """Return the part of a text that is not in the other: without their common start and end, in whole words."""
    start = _common(text, other)
    end = len(text) - min(_common(text[::-1], other[::-1]), len(text) - start, len(other) - start)
    return Mark(start, end, "own")


def _common(text: str, other: str) -> int:
    """Return the length of the common start of two texts in whole words; by bisection, since lines may be very long."""
    low, high = 0, min(len(text), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if text[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    while low and _WORD.match(text, low - 1) and (_WORD.match(text, low) or _WORD.match(other, low)):
        low -= 1
    return low
