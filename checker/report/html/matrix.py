"""A `DocsGraph` goes in; which model is in which authoritative table and which quickstart comes out as a matrix."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...catalog import naming
from ...graph import expansion
from ..excerpt import printable
from .folders import short_names
from .nodes import Entities, is_free

if TYPE_CHECKING:
    from ...graph import DocsGraph, Mention, Page
    from ...graph.siblings import Family, Member

MOST_COLUMNS = 40
"""How many columns of one sort (tables, quickstarts) a matrix shows; those with the most models are kept."""

MOST_ROWS = 400
_GROUPS = ("text", "audio", "image", "video", "embedding")
_TABLES = ("models", "retirement", "quota", "matrix")
_CALLS = {
    "models": {"quota", "quickstart"},
    "quota": {"models", "quickstart"},
    "retirement": {"models"},
}
"""By sort of table: the other sorts whose models it should include as well."""

_ACTS = ("required", "used")


@dataclass
class Column:
    """A table (all of one kind on one page), or a quickstart with its variants.

    `name` is the path of its page, or what its pages share; `start` is the line where it begins on the page, or 0.
    `members` are the variants' names, one for a table. `cells` has, by model, the numbers of the members that include
    it; `lines` its first line there; `kinds` the kinds of its models; `past` marks a table of old ones.
    """

    sort: str
    page: int
    name: str
    about: str
    members: list[str]
    start: int = 0
    past: bool = False
    cells: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lines: dict[str, int] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def add(self, model: str, member: int, line: int) -> None:
        """Record that a member includes a model, on a line of the column's page (0: on another page)."""
        self.cells[model].add(member)
        self.kinds.add(naming.kind(model))
        if line:
            self.lines.setdefault(model, line)


def matrix(graph: DocsGraph, entities: Entities) -> dict[str, Any]:
    """Return `columns`, and `groups` of rows by kind of model; a row is [entity, cells], a cell [state, line, members].

    The state is `has`, `some` (not every variant of the quickstart), `lacks` (no table of this sort includes it, but it
    should), `open` (not included, which may be right) or `other` (the column is about other kinds of models).
    """
    numbers = {page.path: number for number, page in enumerate(graph.pages)}
    tables, fewer_tables = _widest(_tables(graph, numbers))
    starts, fewer_starts = _widest(_quickstarts(graph, numbers))
    columns = [*tables, *starts]
    named = {model for column in columns for model in column.cells} & {
        one.name for one in entities.all if one.kind == "model"
    }
    kept = sorted(named, key=lambda model: (-sum(model in column.cells for column in columns), model))[:MOST_ROWS]
    index, due = entities.number, {model: _due(columns, model) for model in kept}
    groups = [
        {
            "title": group,
            "rows": [
                [index[f"model:{model}"], [_cell(column, model, due[model]) for column in columns]]
                for model in sorted(kept)
                if naming.kind(model) == group
            ],
        }
        for group in _GROUPS
    ]
    return {
        "columns": [_head(column, title) for column, title in zip(columns, _titles(columns), strict=True)],
        "groups": [group for group in groups if group["rows"]],
        "tables_left": fewer_tables,
        "quickstarts_left": fewer_starts,
        "rows_left": len(named) - len(kept),
    }


def _widest(columns: Iterable[Column]) -> tuple[list[Column], int]:
    """Return the columns with the most models, in their own order, and how many others there are."""
    found = [column for column in columns if column.cells]
    ranked = sorted(range(len(found)), key=lambda number: (-len(found[number].cells), number))
    kept = [found[number] for number in sorted(ranked[:MOST_COLUMNS])]
    return kept, len(found) - len(kept)


def _titles(columns: Sequence[Column]) -> Iterator[str]:
    """Yield a title for each column: short, but no two alike among those of a sort."""
    short = short_names(column.name for column in columns)
    times = Counter((column.sort, column.name) for column in columns)
    for column in columns:
        line = f":{column.start}" if column.start and times[column.sort, column.name] > 1 else ""
        yield f"{short[column.name]}{line}"


def _head(column: Column, title: str) -> dict[str, Any]:
    return {
        "sort": column.sort,
        "page": column.page,
        "title": printable(title),
        "about": printable(column.about),
        "members": [printable(name) for name in column.members],
    }


def _due(columns: Iterable[Column], model: str) -> set[str]:
    """Return the sorts of tables that should include a model, but of which none does.

    A retirement table also lists models that other tables no longer need, and a table of regions only available ones;
    so neither requires a model elsewhere.
    """
    held = {column.sort for column in columns if model in column.cells and not column.past}
    called = {sort for sort, by in _CALLS.items() if held & by}
    return called - held


def _cell(column: Column, model: str, due: set[str]) -> list[Any]:
    members = sorted(column.cells.get(model, ()))
    if members:
        state = "has" if len(members) == len(column.members) else "some"
        return [state, column.lines.get(model, 0), members if state == "some" else []]
    if column.sort not in _TABLES or naming.kind(model) not in column.kinds:
        return ["other"]
    return ["lacks" if column.sort in due and not column.past else "open"]


def _tables(graph: DocsGraph, numbers: Mapping[str, int]) -> Iterator[Column]:
    """Yield a column for all tables of one kind on one page."""
    found: dict[tuple[str, str], Column] = {}
    for table in graph.tables:
        key = (table.kind, table.path)
        if key not in found:
            past = graph.by_path[table.path].history.page_is_past and table.kind != "retirement"
            found[key] = Column(table.kind, numbers[table.path], table.path, table.path, [table.path], past=past)
        for row in table.rows:
            found[key].add(row.resolved.model, 0, graph.by_path[table.path].line(row.span.start))
    yield from sorted(found.values(), key=lambda one: (_TABLES.index(one.sort), one.page))


def _quickstarts(graph: DocsGraph, numbers: Mapping[str, int]) -> Iterator[Column]:
    """Yield a column for each family of pages, zones or tabs, and for each quickstart that is in none.

    What a larger family includes is part of its column, not a column of its own.
    """
    found = [
        (_family(graph, one, numbers), {p for m in one.members for p in _sources(graph, m)}, one)
        for one in graph.families
    ]
    seen: dict[str, list[tuple[set[str], Column]]] = defaultdict(list)
    columns, taken = list[Column](), set[str]()
    for column, sources, family in sorted(found, key=lambda one: (-len(one[1]), one[0].about)):
        taken.update(member.page.path for member in family.members)
        if not column.cells or any(_covers(one, sources, column) for one in seen[min(sources)]):
            continue
        columns.append(column)
        for path in sources:
            seen[path].append((sources, column))
    for path in sorted({page.path for page in graph.pages if "quickstart" in page.path.lower()} - taken):
        page = graph.by_path[path]
        column = Column("quickstart", numbers[path], path, path, [_short(path)])
        _fill(column, 0, _acts(graph, page, 0, len(page.text)), path)
        columns.append(column)
    yield from sorted(columns, key=lambda one: (one.sort, one.page, one.about))


def _covers(earlier: tuple[set[str], Column], sources: set[str], column: Column) -> bool:
    """Return whether a column makes another redundant, because it covers its pages and more, or has the same cells."""
    return sources < earlier[0] or (sources == earlier[0] and column.cells == earlier[1].cells)


def _family(graph: DocsGraph, family: Family, numbers: Mapping[str, int]) -> Column:
    first = family.members[0]
    within = first.span is not None
    start = first.page.line(first.span.start) if first.span else 0
    line = f", from line {start}" if start else ""
    names = [member.language or _short(member.page.path) for member in family.members]
    about = f"{first.page.path}{line}" if within else family.name
    sort = "quickstart" if "quickstart" in about.lower() else "variants"
    name = first.page.path if within else family.name
    column = Column(sort, numbers[first.page.path], name, about, names, start)
    for number, member in enumerate(family.members):
        start, end = (member.span.start, member.span.end) if member.span else (0, len(member.page.text))
        _fill(column, number, _acts(graph, member.page, start, end), first.page.path)
    return column


def _fill(column: Column, member: int, mentions: Iterable[Mention], own: str) -> None:
    for mention in mentions:
        line = mention.page.line(mention.span.start) if mention.page.path == own else 0
        column.add(mention.model, member, line)


def _acts(graph: DocsGraph, page: Page, start: int, end: int) -> Iterator[Mention]:
    """Yield what a part of a page, with all its includes, requires and uses."""
    for mention in graph.by_page.get(page.path, ()):
        if start <= mention.span.start < end and mention.role in _ACTS and not is_free(mention):
            yield mention
    for include in graph.children.get(page.path, ()):
        if start <= include.offset < end:
            for path, _ in expansion(graph, include.child):
                yield from (one for one in graph.by_page.get(path, ()) if one.role in _ACTS and not is_free(one))


def _sources(graph: DocsGraph, member: Member) -> Iterator[str]:
    """Yield the page of a member and what it includes."""
    yield member.page.path
    for include in graph.children.get(member.page.path, ()):
        if member.holds(include.offset):
            yield from (path for path, _ in expansion(graph, include.child))


def _short(path: str) -> str:
    return path.rpartition("/")[2] or path
