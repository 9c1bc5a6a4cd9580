"""The tables of two versions of a page go in; added, removed and changed rows come out."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..graph import DocsGraph, Page
from ..page.facts import Cell, Table
from .change import FilePage, Location, Side, Statement
from .kinds import Kind
from .steps import steps
from .words import count, listed, quoted, row_name

Row = list[Cell]
_NAMES = {"models": "table of models", "retirement": "retirement table", "quota": "quota table", "matrix": "matrix"}


@dataclass
class RowChanges:
    """The row changes of one table; changed rows as pairs of old and new."""

    name: str
    gained: list[Row] = field(default_factory=list)
    lost: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    header: list[Cell] = field(default_factory=list)


def table_statements(one: FilePage, before: DocsGraph, after: DocsGraph) -> Iterator[Statement]:
    """Yield what a change did to the tables of a page that exists on both sides."""
    assert one.before
    assert one.after
    for found in row_changes(one.before, one.after, before, after):
        if found.gained:
            text = f"the {found.name} gained {count(len(found.gained), 'row')}: {_names(found.gained)}"
            yield Statement(Kind.ROWS_GAINED, text, _locations(one.after, found.gained, Side.AFTER))
        if found.lost:
            text = f"the {found.name} lost {count(len(found.lost), 'row')}: {_names(found.lost)}"
            yield Statement(Kind.ROWS_LOST, text, _locations(one.before, found.lost, Side.BEFORE))
        if found.changed:
            now, then = [new for _, new in found.changed], [old for old, _ in found.changed]
            columns = list(dict.fromkeys(name for pair in found.changed for name in _columns(found.header, *pair)))
            rows = count(len(now), "row")
            text = f"{rows} of the {found.name} changed in {listed(columns, 4)}: {_names(now)}"
            locations = _locations(one.after, now, Side.AFTER) + _locations(one.before, then, Side.BEFORE)
            yield Statement(Kind.ROWS_CHANGED, text, locations)


def row_changes(before: Page, after: Page, then: DocsGraph, now: DocsGraph) -> Iterator[RowChanges]:
    """Yield the tables of a page whose rows differ; a new or removed table has gained or lost all its rows."""
    old, new = _keyed(before), _keyed(after)
    then_kinds, now_kinds = _kinds(before, then), _kinds(after, now)
    for key in [*new, *(key for key in old if key not in new)]:
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            table = other or one
            assert table is not None
            name = _name(after, other, now_kinds) if other else _name(before, table, then_kinds)
            rows = list(table.rows)
            yield RowChanges(name, rows if other else [], [] if other else rows, header=table.header)
            continue
        found = RowChanges(_name(after, other, now_kinds), header=other.header)
        _compare(one.rows, other.rows, found)
        if found.gained or found.lost or found.changed:
            yield found


def _keyed(page: Page) -> dict[tuple[str, int], Table]:
    """Return the tables of a page by the anchor of their section and their number there."""
    numbers: dict[str, int] = defaultdict(int)
    found = {}
    for table in page.facts.tables:
        slug = page.facts.headings[table.heading].slug if table.heading >= 0 else ""
        found[slug, numbers[slug]] = table
        numbers[slug] += 1
    return found


def _compare(old: list[Row], new: list[Row], into: RowChanges) -> None:
    """Record added, removed and changed rows; a changed row has the same first cell, or the same position."""
    for tag, i, k, j, m in steps([_text(row) for row in old], [_text(row) for row in new]):
        if tag == "equal":
            continue
        in_place = k - i == m - j
        by_first: dict[str, deque[int]] = defaultdict(deque)
        for number in range(j, m):
            by_first[_first(new[number])].append(number)
        taken: set[int] = set()
        alone: list[int] = []
        for number in range(i, k):
            same = by_first[_first(old[number])]
            if same:
                taken.add(same[0])
                into.changed.append((old[number], new[same.popleft()]))
            else:
                alone.append(number)
        for number in alone:
            place = j + number - i
            if in_place and place not in taken:
                taken.add(place)
                into.changed.append((old[number], new[place]))
            else:
                into.lost.append(old[number])
        into.gained.extend(new[number] for number in range(j, m) if number not in taken)


def _text(row: Row) -> tuple[str, ...]:
    return tuple(" ".join(cell.text.split()) for cell in row)


def _first(row: Row) -> str:
    return " ".join(row[0].text.split()) if row else ""


def _columns(header: list[Cell], old: Row, new: Row) -> Iterator[str]:
    """Yield the columns in which two rows differ, by header or, without one, by number."""
    one, other = _text(old), _text(new)
    for number in range(max(len(one), len(other))):
        if one[number : number + 1] != other[number : number + 1]:
            text = header[number].text.strip() if number < len(header) else ""
            yield quoted(text, 40) if text else f"column {number + 1}"


def _kinds(page: Page, graph: DocsGraph) -> dict[int, str]:
    """Return what the tables of a page declare, by their identity."""
    return {id(one.table): _NAMES[one.kind] for one in reversed(graph.tables_by_page.get(page.path, []))}


def _name(page: Page, table: Table, kinds: dict[int, str]) -> str:
    """Return a description of a table: what it declares, and the heading above it."""
    kind = kinds.get(id(table), "table")
    return f"{kind} under {quoted(page.facts.headings[table.heading].text)}" if table.heading >= 0 else kind


def _names(rows: list[Row]) -> str:
    return listed([row_name(row[0].text) if row else "an empty row" for row in rows], 6)


def _locations(page: Page, rows: list[Row], side: Side) -> tuple[Location, ...]:
    return tuple(Location(side, page.place(row[0].span)) for row in rows if row)
