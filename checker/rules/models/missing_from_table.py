"""A model that one table declares is missing from a sibling table.

The rule compares the tree's tables of models, of retirement dates and of quotas, for the kinds of models (text,
embedding, audio, image, video) that both cover. A model without a row is reported where it is declared; a version that
the retirement table lacks, on the last row of that model. Region matrices have a version of a model at the head of each
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
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...catalog import naming
from ...catalog.tables import ModelTable, Row
from ...config import TableKind
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph
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
            _add_gaps(by_kind[declaring], by_kind[other], gaps)
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


def _add_gaps(declaring: list[ModelTable], others: list[ModelTable], gaps: dict[tuple[str, str], Gap]) -> None:
    """Note the first row of each model that no table of another kind has, although they cover its kind of model."""
    held = {model for table in others for model in table.models()}
    kinds = {naming.kind(model) for model in held}
    for table in declaring:
        for row in table.rows:
            model = row.resolved.model
            if model in held or naming.kind(model) not in kinds:
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
    for model, version in missing:
        evidence = Evidence(Ground.MAJORITY, agreeing, len(declared))
        yield _column(graph, matrices, *declared[model, version], version, evidence)


def _held(versions: set[str], version: str) -> bool:
    return "" in versions or version in versions or (not version and bool(versions))


def _gone(graph: DocsGraph, model: str, version: str, as_of: dt.date) -> bool:
    """Return whether a version is retired, so that no matrix needs it any more."""
    retirement = graph.catalog.retirement(model, version)
    return retirement is not None and retirement.day is not None and retirement.day < as_of


def _column(
    graph: DocsGraph, matrices: list[ModelTable], table: ModelTable, row: Row, version: str, evidence: Evidence
) -> Finding:
    """Return the finding of a missing column, at the head beside which it belongs in the matrix that fits best."""
    model = row.resolved.model

    def fits(matrix: ModelTable) -> tuple[int, int]:
        same = sum(column.resolved.model == model for column in matrix.rows)
        return same, sum(naming.series(column.resolved.model) == naming.series(model) for column in matrix.rows)

    best = max(matrices, key=fits)  # the first of those that fit equally
    anchor = next((one for one in reversed(best.rows) if one.resolved.model == model), None) or _nearest(best, model)
    name = f"`{row.written}`" + (f" {version}" if version and version not in row.written else "")
    message = f"no region matrix has a column for {name}"
    ends = (related(graph.by_path[table.path], row.span, "declared here"),)
    return finding(missing_from_table, graph.by_path[best.path], anchor.span, message, related=ends, evidence=evidence)


def _nearest(table: ModelTable, model: str) -> Row:
    """Return the row that a missing model belongs beside: of its series and kind, else of its kind, else the last."""
    for test in (naming.series, naming.kind):
        rows = [row for row in table.rows if test(row.resolved.model) == test(model)]
        if rows:
            return rows[-1]
    return table.rows[-1]


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
