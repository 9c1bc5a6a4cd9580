"""The tree's own tables: facts of all pages go in; which tables declare models, and what they say, comes out."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from .. import patterns
from ..config import TableKind
from ..page.facts import Cell, Facts, Name, Span, Table
from ..patterns import models
from ..patterns.models import MODEL_NAME
from . import Catalog, Origin, Resolved, Retirement, naming
from .naming import canonical, split_version

_MODEL_HEADER = re.compile(r"^[\s*`]*(?:base\s+)?model(?:\s*(?:id|name|\(s\)))?s?[\s*`]*(?:\(|$)", re.I)
_RETIREMENT = re.compile(r"retire|retirement|end of life|deprecation date|shutdown", re.I)
_REPLACEMENT = re.compile(r"replac|successor|use instead|migrate to|upgrade to|alternative", re.I)
_VENDOR_HEADER = re.compile(r"^\W*(?:models?\s+)?(?:provider|publisher|vendor|family|series)s?\W*$", re.I)
_QUOTA = re.compile(r"\bTPM\b|\bRPM\b|per minute|quota|rate limit", re.I)
_DESCRIBES = re.compile(r"max\b|context|tokens|training data|description|dimensions|capabilit", re.I)
_DATE_PHRASE = re.compile(rf"no (?:earlier|sooner) than|\b(?:{patterns.LONG_DATE.pattern})", re.I)


@dataclass
class Row:
    """A row that declares a model: the name and version as written, and the span that shows it.

    If `is_start`, the name is only the start of that of another model, which no list has: “Command A Translate”.
    """

    resolved: Resolved
    written: str
    span: Span
    versions: list[str]
    cells: list[Cell]
    is_start: bool = False


@dataclass
class ModelTable:
    """A table that declares models, on a page."""

    path: str
    kind: TableKind
    table: Table
    rows: list[Row] = field(default_factory=list)

    def models(self) -> set[str]:
        """Return the ids of the declared models."""
        return {row.resolved.model for row in self.rows}

    @cached_property
    def last_rows(self) -> dict[tuple[str, str], Row]:
        """The last row of each model, of each series and of each kind, by `("series", name)` and the like."""
        found = {}
        for row in self.rows:
            model = row.resolved.model
            keys = ("model", model), ("series", naming.series(model)), ("kind", naming.kind(model))
            found.update(dict.fromkeys(keys, row))
        return found


def classify(table: Table) -> TableKind | None:
    """Tell what a table declares, by its header; rows without one by their cells."""
    if not table.header:
        return "retirement" if _looks_like_retirement(table) else None
    at = model_column(table)
    heads = [cell.text for cell in table.header[at:]]
    first = heads[0] if heads else ""
    if re.match(r"^\W*region", first, re.I) and any(MODEL_NAME.search(head) for head in heads[1:]):
        return "matrix"
    if not _MODEL_HEADER.match(first):
        return None
    rest = " | ".join(heads[1:])
    if _RETIREMENT.search(rest):
        return "retirement"
    if at:
        return None  # an overview of what several vendors offer declares nothing
    if _QUOTA.search(rest):
        return "quota"
    return "models" if _DESCRIBES.search(rest) else None


def model_column(table: Table) -> int:
    """Return the column that names the models: the first, or the second beside the models' vendors."""
    heads = [cell.text for cell in table.header[:2]]
    return int(len(heads) == 2 and bool(_VENDOR_HEADER.match(heads[0])) and bool(_MODEL_HEADER.match(heads[1])))


def replacement_column(table: Table, row: list[Cell]) -> int:
    """Return the column of a retirement table that tells what to use instead; -1 where a row has none."""
    column = next((i for i, cell in enumerate(table.header) if _REPLACEMENT.search(cell.text)), -1)
    if not table.header and len(row) > 3:
        column = len(row) - 1
    return column if column < len(row) else -1


def _named(path: str, facts: Facts, table: Table, catalog: Catalog) -> TableKind | None:
    """Tell what the user says that a table declares."""
    heading = facts.headings[table.heading].text.lower() if table.heading >= 0 else ""
    for named in catalog.tables:
        if named.holds(path) and fnmatchcase(heading, named.heading):
            return named.kind
    return None


def _looks_like_retirement(table: Table) -> bool:
    rows = [row for row in table.rows if len(row) >= 3]
    named = [row for row in rows if MODEL_NAME.match(row[0].text.strip("` *"))]
    dated = [row for row in named if any(_DATE_PHRASE.search(cell.text) for cell in row[2:])]
    return len(named) == len(table.rows) and len(dated) * 2 > len(rows) >= 2


def model_tables(path: str, facts: Facts, names: Sequence[Name], catalog: Catalog) -> Iterator[ModelTable]:
    """Yield the tables of a page that declare models, with their rows resolved; `names` are the names on the page."""
    starts = [name.span.start for name in names]
    for table in facts.tables:
        kind = _named(path, facts, table, catalog) or classify(table)
        if kind is not None:
            at = 0 if kind == "matrix" else model_column(table)
            rows = [[cell] for cell in table.header[1:]] if kind == "matrix" else table.rows
            found = ModelTable(path, kind, table)
            for row in rows:
                if at < len(row):
                    found.rows.extend(_rows(row[at], row, names, starts, catalog))
            if found.rows:
                yield found


def _rows(cell: Cell, cells: list[Cell], names: Sequence[Name], starts: list[int], catalog: Catalog) -> Iterator[Row]:
    """Yield the models that a cell of a row names as ids; a display name beside an id declares nothing."""
    here = names_in(cell.span, names, starts)
    ids = [name for name in here if name.code] or [name for name in here if "-" in name.text and " " not in name.text]
    for name in ids or here[:1]:
        resolved = catalog.resolve(name.text)
        versions = [text for version in name.versions if not is_api_version(text := version.text.lower())]
        if resolved.version and not versions:
            versions = [resolved.version]
        is_start = not name.code and models.goes_on(name.text, cell.text.partition(name.text)[2])
        yield Row(resolved, name.text, name.span, versions, cells, is_start)


def is_api_version(text: str) -> bool:
    """Tell whether what stands in a model version's place can only be an API version: a date and `-preview`."""
    match = patterns.API_VERSION_WELL_FORMED.fullmatch(text)
    return match is not None and match["channel"] is not None


def names_in(span: Span, names: Sequence[Name], starts: list[int]) -> list[Name]:
    """Return which of a page's names lie in a span; they are in order, and start at the offsets `starts`."""
    return list(names[bisect_left(starts, span.start) : bisect_left(starts, span.end)])


def learn(catalog: Catalog, path: str, facts: Facts, names: Sequence[Name], line_of: Callable[[int], int]) -> None:
    """Add to a catalog what a page's own tables declare; `names` are the names on the page."""
    for found in model_tables(path, facts, names, catalog):
        for row in found.rows:
            origin = Origin("tree", f"{path}:{line_of(row.span.start)}")
            declared, _, tail = split_version(canonical(row.written))
            bare = declared == canonical(row.written)
            model = catalog.add_model(row.written if bare else row.resolved.model if tail else declared, origin)
            versions = [catalog.add_version(model, version, origin) for version in row.versions]
            if found.kind == "retirement" and not row.is_start:
                retirement = _retirement(found.table, row, origin)
                for version in versions:
                    version.retirements.append(retirement)
                if not versions:
                    model.retirements.append(retirement)


def _retirement(table: Table, row: Row, origin: Origin) -> Retirement:
    date_column = next((i for i, cell in enumerate(table.header) if _RETIREMENT.search(cell.text)), 2)
    column = replacement_column(table, row.cells)
    text = row.cells[date_column].text if date_column < len(row.cells) else ""
    match = patterns.LONG_DATE.search(text)
    day = _date(match) if match else None
    floor = bool(re.search(r"no (?:earlier|sooner) than|to be upgraded", text, re.I))
    replacement = ""
    if column > date_column:
        named = MODEL_NAME.search(row.cells[column].text)
        replacement = named.group() if named else ""
    return Retirement(None if floor else day, day if floor else None, replacement, origin)


def _date(match: re.Match[str]) -> dt.date | None:
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    try:
        return dt.date(int(match["year"]), months.index(match["month"][:3].lower()) + 1, int(match["dayno"]))
    except ValueError:
        return None
