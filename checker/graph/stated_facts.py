"""A graph goes in; what its tables and sentences state of models comes out: dates, sizes, limits, each with its scope.

A statement is compared only with statements of the same model, version, attribute and scope: what qualifies it
(deployment type, tier, region, cloud, fine-tuning) is read from the other columns, the headings and the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..catalog.tables import ModelTable, Row
from ..page.facts import Cell, Span, Value

if TYPE_CHECKING:
    from .graph import DocsGraph
    from .page import Mention, Page


@dataclass(frozen=True)
class Attribute:
    """Something that is stated of models: its name, its kinds of value, and how headers and sentences say it.

    A `limit` depends on tier, region and deployment type; what is none depends on the cloud and on fine-tuning.
    """

    name: str
    kinds: tuple[str, ...]
    header: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str] | None = None
    limit: bool = False


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


_IS = r"\b[^;]{0,70}(?:\b(?:is|are|of|in|to|at|until|through)\b|:)[\s`*]*$"
ATTRIBUTES = (
    Attribute(
        "retirement date",
        ("day", "month"),
        _compiled(r"retire|end[- ]of[- ]life|shut ?down"),
        _compiled(
            r"\b(?:retires?|retired|retirement(?: date)?|reach(?:es)? (?:its )?end of life)(?: is| are|:)?"
            r"(?: on| in| effective)?(?: no (?:earlier|sooner) than)?[\s`*]*$"
        ),
    ),
    Attribute(
        "training data cut-off",
        ("month", "day"),
        _compiled(r"training data|knowledge cut-?off|cut-?off date"),
        _compiled(rf"\b(?:training data|trained on data|knowledge cut-?off){_IS}"),
    ),
    Attribute(
        "largest output",
        ("amount",),
        _compiled(r"max(?:imum)?\W+(?:\w+\W+){0,2}(?:output|completion|response)|output tokens"),
        _compiled(rf"\bmax(?:imum)? output{_IS}"),
        _compiled(r"^\W*(?:max(?:imum)? )?output tokens"),
    ),
    Attribute(
        "context window",
        ("amount",),
        _compiled(r"context (?:window|length)|max(?:imum)?\W+(?:request|input|context)|input tokens"),
        _compiled(rf"\b(?:context (?:window|length)|max(?:imum)? (?:request|input)){_IS}"),
        _compiled(r"^\W*(?:tokens? )?context (?:window|length)"),
    ),
    Attribute("dimensions", ("amount",), _compiled(r"dimensions"), _compiled(r"(?!)")),
    Attribute(
        "tokens per minute",
        ("amount",),
        _compiled(r"tokens per minute|\bTPM\b"),
        _compiled(r"(?!)"),
        _compiled(r"^\W{0,3}(?:TPM\b|tokens per minute)"),
        limit=True,
    ),
    Attribute(
        "requests per minute",
        ("amount",),
        _compiled(r"requests per minute|\bRPM\b"),
        _compiled(r"(?!)"),
        _compiled(r"^\W{0,3}(?:RPM\b|requests per minute)"),
        limit=True,
    ),
)
_CLOUD = _compiled(
    r"\b(?:government|gov|china|21vianet|non-azure|fine-?tun\w*|batch|provisioned|ptu|(?<!azure )openai)\b"
)
_TIER = _compiled(
    r"\b(?:global|data\W?zone|standard|regional|enterprise|default|free|trial|tier \w+|training|real-?time|priority|"
    r"flex|monthly|credit card|student|internal|paygo|pay-as-you-go|preview|deprecat\w*)\b"
)
_QUALIFYING = _compiled(r"tier|sku|deployment|offer|plan|cloud|usage|agreement|subscription")
_LIMITING = _compiled(r"type|region|location|modality|limit name")
_UPGRADE = re.compile(
    r"upgrad|auto-?update|deprecat|previous|original|extend|preview|launch|available|starting|was\b", re.I
)
_FLOOR = re.compile(r"\b(?:no|not)\s+(?:earlier|sooner|before)\b", re.I)
_ALL = re.compile(r"\b(?:each|every|all)\b", re.I)
_INPUT = re.compile(r"input|prompt|context|request", re.I)
_OUTPUT = re.compile(r"output|completion|response", re.I)


@dataclass(frozen=True)
class Statement:
    """One value that one place gives to an attribute of a model; `floor` means that it is the earliest possible day.

    `source` tells apart the tables and sentences of a tree.
    """

    page: Page
    model: str
    version: str
    attribute: str
    scope: frozenset[str]
    value: Value
    source: tuple[str, int]
    floor: bool = False

    @property
    def key(self) -> tuple[str, str, str, frozenset[str]]:
        """What statements must share to be comparable."""
        return self.model, self.version, self.attribute, self.scope


def statements(graph: DocsGraph) -> list[Statement]:
    """Return what the tables and sentences of a tree state, outside of its diaries, in page order."""
    found: list[Statement] = []
    naming_parts = [part for service in graph.catalog.services.values() for part in service.page_paths]
    for table in graph.tables:
        page = graph.by_path[table.path]
        if table.kind != "matrix" and not page.history.chronicle(table.table.heading):
            found.extend(_of_table(page, table, naming_parts))
    for page in graph.pages:
        found.extend(_of_prose(graph, page, naming_parts))
    return sorted(found, key=lambda one: (one.page.path, one.value.span))


def attribute_of(header: str) -> Attribute | None:
    """Return the attribute that a column holds."""
    return next((one for one in ATTRIBUTES if one.header.search(header)), None)


def values_in(page: Page, span: Span) -> list[Value]:
    """Return the values inside a span."""
    values = page.facts.values
    first, last = (bisect_left(values, at, key=lambda value: value.span.start) for at in (span.start, span.end))
    return values[first:last]


@lru_cache(maxsize=4096)
def words(text: str, *, limit: bool) -> frozenset[str]:
    """Return the qualifying words of a text, in one spelling; those of tiers too for a `limit`."""
    found = [*_CLOUD.finditer(text), *(_TIER.finditer(text) if limit else ())]
    return frozenset(re.sub(r"[\W_]", "", match.group().lower())[:8] for match in found)


def _surroundings(page: Page, heading: int, offset: int, naming_parts: list[str], *, limit: bool) -> frozenset[str]:
    """Return what the page, the headings above a place and the zone around it say of the scope.

    The `naming_parts` of a path name a service, which is not a statement about the cloud.
    """
    path = page.path.lower()
    for part in naming_parts:
        path = path.replace(part, " ")
    texts = [path.replace("/", " ").replace("-", " "), page.facts.title]
    while heading >= 0:
        texts.append(page.facts.headings[heading].text)
        heading = page.outer_headings[heading]
    zone = page.zone_of(offset)
    return words(" ".join(texts), limit=limit) | (frozenset({f"zone {zone.name}"}) if zone else frozenset())


def _of_table(page: Page, table: ModelTable, naming_parts: list[str]) -> Iterator[Statement]:
    header = table.table.header
    if not header:
        columns = {2: ATTRIBUTES[0]}  # rows of a retirement table that were cut off from their header
    else:
        columns = {i: found for i, cell in enumerate(header) if i and (found := attribute_of(cell.text))}
    for row in table.rows:
        if row.is_start:
            continue
        for column, attribute in columns.items():
            if column >= len(row.cells):
                continue
            around = _surroundings(page, table.table.heading, row.span.start, naming_parts, limit=attribute.limit)
            around |= _qualified(header, row, columns, attribute)
            for named, scope, value, floor in _cell(page, row.cells[column], attribute):
                for version in row.versions or [""]:
                    source = (page.path, table.table.line)
                    yield Statement(page, row.resolved.model, version, named, around | scope, value, source, floor)
        yield from _of_descriptions(page, table, row, columns, naming_parts)


def _of_descriptions(
    page: Page, table: ModelTable, row: Row, columns: dict[int, Attribute], naming_parts: list[str]
) -> Iterator[Statement]:
    """Yield what the other cells of a row say in words, such as “128K context window”."""
    others = [cell for column, cell in enumerate(row.cells) if column and column not in columns]
    for value in [value for cell in others for value in values_in(page, cell.span)]:
        attribute = next((one for one in ATTRIBUTES if not one.limit and _says(one, value)), None)
        if attribute is not None and not _UPGRADE.search(value.before):
            scope = _surroundings(page, table.table.heading, row.span.start, naming_parts, limit=False)
            scope |= words(f"{value.before} {value.after}", limit=False)
            floor = bool(_FLOOR.search(value.before))
            for version in row.versions or [""]:
                source = (page.path, -value.span.start)
                yield Statement(page, row.resolved.model, version, attribute.name, scope, value, source, floor)


def _qualified(header: list[Cell], row: Row, columns: dict[int, Attribute], attribute: Attribute) -> frozenset[str]:
    """Return what the header of a value and the other cells of its row qualify it by."""
    found: set[str] = set()
    for column, cell in enumerate(header):
        if columns.get(column) is attribute:
            found |= words(cell.text, limit=attribute.limit)
        if not column or column in columns or column >= len(row.cells):
            continue
        if _QUALIFYING.search(cell.text) or (attribute.limit and _LIMITING.search(cell.text)):
            told = " ".join(row.cells[column].text.lower().split())
            found.add(f"{' '.join(cell.text.lower().split())}={told}")
    return frozenset(found)


def _cell(page: Page, cell: Cell, attribute: Attribute) -> Iterator[tuple[str, frozenset[str], Value, bool]]:
    """Yield attribute, scope, value and whether it is the earliest possible one, for each value of a cell."""
    values = [value for value in values_in(page, cell.span) if value.kind in attribute.kinds]
    if _are_alternatives(values):
        yield from ((attribute.name, frozenset(), value, False) for value in values)
        return
    for value in values:
        if attribute.kinds[0] != "amount":
            if not _UPGRADE.search(value.before):
                yield attribute.name, frozenset(), value, bool(_FLOOR.search(value.before))
            continue
        label = re.sub(r"\W+", " ", value.before).strip().lower()
        note = re.match(r"\s*\((?P<note>[^)]*)\)", value.after)
        scope = frozenset({f"note={note['note'].lower()}"}) if note else frozenset()
        name = attribute.name
        if name in ("context window", "largest output") and label:
            if _OUTPUT.search(label) and not _INPUT.search(label):
                name, label = "largest output", ""
            elif _INPUT.search(label) and len(label.split()) < 3:
                name, label = "context window", ""
        yield name, scope | (frozenset({f"label={label}"}) if label else frozenset()), value, False


_BESIDE = re.compile(r"(?<!\s)\s*+(?:\([^()]*\)\s*+)?(?:(?:,|/|or|and)\s*+)+", re.I)


def _are_alternatives(values: list[Value]) -> bool:
    """Return whether the amounts of a cell are a choice: “1024 (default), 256, 512”, with nothing else between them."""
    amounts = len(values) > 1 and all(value.kind == "amount" for value in values)
    return amounts and all(_BESIDE.fullmatch(value.before) for value in values[1:])


def _of_prose(graph: DocsGraph, page: Page, naming_parts: list[str]) -> Iterator[Statement]:
    for value in page.facts.values:
        block = page.facts.blocks[value.block]
        if block.kind != "paragraph" or page.history.chronicle(block.heading):
            continue
        attribute = next((one for one in ATTRIBUTES if _says(one, value)), None)
        named = _subject(graph, page, value) if attribute else None
        if attribute is None or named is None or _UPGRADE.search(value.before):
            continue
        versions = [version.text.lower() for version in named.versions] or [
            named.resolved.version or named.linked_version
        ]
        if len(versions) == 1:
            scope = _surroundings(page, block.heading, value.span.start, naming_parts, limit=attribute.limit)
            scope |= words(f"{value.before} {value.after}", limit=attribute.limit)
            source = (page.path, -value.span.start)
            floor = bool(_FLOOR.search(value.before))
            yield Statement(page, named.model, versions[0], attribute.name, scope, value, source, floor)


def _says(attribute: Attribute, value: Value) -> bool:
    if value.kind not in attribute.kinds:
        return False
    told = attribute.before.search(value.before)
    return bool(told or (attribute.after is not None and attribute.after.search(value.after)))


def _subject(graph: DocsGraph, page: Page, value: Value) -> Mention | None:
    """Return the one model that the words before a value name."""
    first = value.span.start - len(value.before)
    mentions, last = graph.by_page.get(page.path, []), value.span.end + len(value.after)
    start, end = (bisect_left(mentions, at, key=lambda one: one.span.start) for at in (first, last))
    found = mentions[start:end]
    known = [one for one in found if one.resolved.known and not one.resolved.tail and not one.is_start]
    if len(known) != len(found) or len({one.model for one in found}) != 1 or found[0].span.start > value.span.start:
        return None
    follows = page.text[found[0].span.end : found[0].span.end + 12].strip("`* ")
    return None if re.match(r"(?:audio|mini|real-?time|family|series|and|or)\b", follows, re.I) else found[0]
