"""A model that one table declares is missing from a sibling table.

The rule compares the tree's tables of models, of retirement dates and of quotas, for the kinds of models (text,
embedding, audio, image, video) that both cover. A model without a row is reported where it is declared; a version that
the retirement table lacks, on the last row of that model. `Command R+` is `command-r-plus-08-2024`; one or two rows of
one family say nothing of others, and a model that the tree's tables retire needs no quota.
Region matrices have a version of a model at the head of each
column: where they have three fifths of what is declared and not retired, the rest is reported at the head that it
belongs next to.

```bad models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Text and images | 128,000 | <!-- expect: missing-from-table -->
```
```bad model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4o` | 2024-11-20 | No earlier than March 1, 2026 | |
```
```good models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `text-embedding-3-small` | Embeddings | 8,191 |
```
```good model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4o` | 2024-11-20 | No earlier than March 1, 2026 | |
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from ...catalog import naming
from ...catalog.tables import ModelTable, Row, model_column
from ...config import TableKind
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph
from ...patterns import families
from .._base import Options, finding, related, rule

_NAMES: dict[TableKind, str] = {"models": "table of models", "retirement": "retirement table", "quota": "quota table"}


@rule(Severity.WARNING, ground=Ground.TABLE)
def missing_from_table(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield models and versions that a sibling table leaves out."""
    by_kind: dict[TableKind, list[ModelTable]] = defaultdict(list)
    for table in graph.tables:
        if table.kind in _NAMES:
            by_kind[table.kind].append(table)
    gaps: dict[tuple[str, str], Gap] = {}
    pairs: tuple[tuple[TableKind, TableKind], ...] = (
        ("models", "quota"),
        ("models", "retirement"),
        ("quota", "models"),
    )
    for declaring, other in pairs:  # a retirement table also holds what no other table needs any more
        if by_kind[other]:
            gone = _withdrawn(graph, by_kind, options.as_of) if other == "quota" else frozenset()
            _add_gaps(by_kind[declaring], by_kind[other], gone, gaps)
    for gap in gaps.values():
        yield _missing(graph, gap)
    yield from _versions(graph, by_kind["models"], by_kind["retirement"])
    matrices = [table for table in graph.tables if table.kind == "matrix"]
    current = [table for table in by_kind["models"] if not _past(graph, table)]
    if matrices and current:
        yield from _columns(graph, current, matrices, options.as_of)


@dataclass
class Gap:
    """A declared model, and the tables that have no row for it."""

    table: ModelTable
    row: Row
    lacking: list[ModelTable]


_WITHDRAWN = re.compile(r"\W*(?:deprecated|retired|discontinued|sunset|shut ?down)\b(?! date)", re.I)
"""How a cell starts that says that the model of its row is not offered any more."""
_FEW = 2
"""Rows of a table that says nothing of other families than its own, if it has one."""


def _withdrawn(graph: DocsGraph, by_kind: Mapping[TableKind, list[ModelTable]], as_of: dt.date) -> frozenset[str]:
    """Return the models that a table of the tree says are not offered any more, in all the rows that it has of them."""
    found = set()
    for table in (table for tables in by_kind.values() for table in tables):
        offered = {row.resolved.model for row in table.rows if not _is_withdrawn(graph, row, as_of)}
        found |= table.models() - offered
    return frozenset(found)


def _is_withdrawn(graph: DocsGraph, row: Row, as_of: dt.date) -> bool:
    if any(_WITHDRAWN.match(cell.text) for cell in row.cells):
        return True
    dates = [graph.catalog.retirement(row.resolved.model, version) for version in row.versions or [""]]
    return all(
        one is not None
        and one.origin is not None
        and one.origin.layer == "tree"
        and one.day is not None
        and one.day < as_of
        for one in dates
    )


def _names(table: ModelTable) -> set[str]:
    """Return the models that a table has rows for, by their ids and by the display names in its column of models."""
    at = model_column(table.table)
    shown = {_plain(row[at].text) for row in table.table.rows if at < len(row)}
    return table.models() | shown


def _plain(name: str) -> str:
    """Return the id of a name without its version, with a `+` as ids write it: `Command R+` is `command-r-plus`."""
    return naming.split_version(naming.canonical(name).replace("+", "-plus"))[0]


def _covered(tables: Sequence[ModelTable]) -> Callable[[str], bool]:
    """Return a test whether a table has models of the kind of another; a few of one family say nothing of others.

    Kinds go with the family that a table says nothing beyond, and with None where it says something of all.
    """
    kinds: set[tuple[families.Family | None, str]] = set()
    everything: set[str] = set()
    for table in tables:
        models = table.models()
        held = {families.of(one) for one in models}
        if len(table.rows) > _FEW or len(held) > 1:
            everything.update(map(naming.kind, models))
        else:
            kinds.update((family, naming.kind(one)) for family in held for one in models)
    return lambda model: naming.kind(model) in everything or (families.of(model), naming.kind(model)) in kinds


def _add_gaps(
    declaring: list[ModelTable], others: list[ModelTable], gone: Set[str], gaps: dict[tuple[str, str], Gap]
) -> None:
    """Note the first row of each model that no table of another kind has, although they cover its kind of model."""
    held = {model for table in others for model in _names(table)}
    is_covered = cache(_covered(others))
    for table in declaring:
        for row in table.rows:
            model = row.resolved.model
            if model in held or model in gone or _plain(row.written) in held or not is_covered(model):
                continue
            gap = gaps.setdefault((model, table.path), Gap(table, row, []))
            if others[0] not in gap.lacking:
                gap.lacking.append(others[0])


def _missing(graph: DocsGraph, gap: Gap) -> Finding:
    """Return the finding of a model that tables lack, with the row that it belongs next to in each of them."""
    names = " and ".join(f"the {_NAMES[table.kind]} of {table.path}" for table in gap.lacking)
    message = f"`{gap.row.written}` has no row in {names}"
    anchors = [(table, _nearest(table, gap.row.resolved.model)) for table in gap.lacking]
    ends = [related(graph.by_path[table.path], row.span, "belongs next to this row") for table, row in anchors]
    return finding(missing_from_table, graph.by_path[gap.table.path], gap.row.span, message, related=tuple(ends))


def _past(graph: DocsGraph, table: ModelTable) -> bool:
    return graph.by_path[table.path].history.past(table.table.heading)


def _columns(
    graph: DocsGraph, declaring: list[ModelTable], matrices: list[ModelTable], as_of: dt.date
) -> Iterator[Finding]:
    """Yield what is declared and has a column in no matrix, where the matrices have most of what is declared."""
    held: dict[str, set[str]] = defaultdict(set)
    for matrix in matrices:
        for column in matrix.rows:
            held[column.resolved.model].update(column.versions or {""})
    kinds = {naming.kind(model) for model in held}
    declared: dict[tuple[str, str], tuple[ModelTable, Row]] = {}
    for table in declaring:
        for row in table.rows:
            model = row.resolved.model
            for version in row.versions or [""]:
                if naming.kind(model) in kinds and not _gone(graph, model, version, as_of):
                    declared.setdefault((model, version), (table, row))
    missing = [key for key in declared if not _held(held.get(key[0], set()), key[1])]
    agreeing = len(declared) - len(missing)
    if agreeing * 5 < len(declared) * 3:
        return  # an overview of some models, which leaves out the others on purpose
    fitting = _Matrices(matrices)
    for model, version in missing:
        evidence = Evidence(Ground.MAJORITY, agreeing, len(declared))
        yield _column(graph, fitting, *declared[model, version], version, evidence)


def _held(versions: set[str], version: str) -> bool:
    return "" in versions or version in versions or (not version and bool(versions))


def _gone(graph: DocsGraph, model: str, version: str, as_of: dt.date) -> bool:
    """Return whether a version is retired, so that no matrix needs it any more."""
    retirement = graph.catalog.retirement(model, version)
    return retirement is not None and retirement.day is not None and retirement.day < as_of


class _Matrices:
    """Matrices, to be asked which of them a model fits best: by its own columns, then by those of its series."""

    def __init__(self, matrices: Sequence[ModelTable]) -> None:
        self._matrices = matrices
        self._by_model: dict[str, Counter[int]] = defaultdict(Counter)
        self._by_series: dict[str, Counter[int]] = defaultdict(Counter)
        for number, matrix in enumerate(matrices):
            for column in matrix.rows:
                self._by_model[column.resolved.model][number] += 1
                self._by_series[naming.series(column.resolved.model)][number] += 1

    def fitting(self, model: str) -> ModelTable:
        """Return the first of the matrices that fit equally well."""
        same, alike = self._by_model[model], self._by_series[naming.series(model)]
        return self._matrices[max(same or alike or [0], key=lambda one: (same[one], alike[one], -one))]


def _column(
    graph: DocsGraph, matrices: _Matrices, table: ModelTable, row: Row, version: str, evidence: Evidence
) -> Finding:
    """Return the finding of a missing column, at the head beside which it belongs in the matrix that fits best."""
    model = row.resolved.model

    best = matrices.fitting(model)
    anchor = best.last_rows.get(("model", model)) or _nearest(best, model)
    name = f"`{row.written}`" + (f" {version}" if version and version not in row.written else "")
    message = f"no region matrix has a column for {name}"
    ends = (related(graph.by_path[table.path], row.span, "declared here"),)
    return finding(missing_from_table, graph.by_path[best.path], anchor.span, message, related=ends, evidence=evidence)


def _nearest(table: ModelTable, model: str) -> Row:
    """Return the row that a missing model belongs beside: of its series and kind, else of its kind, else the last."""
    rows = table.last_rows
    return rows.get(("series", naming.series(model))) or rows.get(("kind", naming.kind(model))) or table.rows[-1]


def _versions(graph: DocsGraph, declaring: list[ModelTable], retirement: list[ModelTable]) -> Iterator[Finding]:
    """Yield, on the last row of a model in the retirement table, the versions that other tables declare beside it."""
    declared: dict[str, dict[str, tuple[ModelTable, Row]]] = defaultdict(dict)
    for table in declaring:
        for row in table.rows:
            for version in row.versions:
                declared[row.resolved.model].setdefault(version, (table, row))
    held: dict[str, set[str]] = defaultdict(set)
    last: dict[str, tuple[ModelTable, Row]] = {}
    for table in retirement:
        for row in table.rows:
            held[row.resolved.model].update(row.versions)
            last[row.resolved.model] = (table, row)
    for model, (table, row) in sorted(last.items()):
        missing = [version for version in sorted(declared[model]) if version not in held[model]] if held[model] else []
        if missing:
            versions = ", ".join(f"`{version}`" for version in missing)
            message = f"the {_NAMES[table.kind]} has no row for `{row.written}` {versions}"
            ends = []
            for version in missing:
                where, other = declared[model][version]
                ends.append(related(graph.by_path[where.path], other.span, f"declares {version}"))
            yield finding(missing_from_table, graph.by_path[table.path], row.span, message, related=tuple(ends))
