"""A model that one table declares is left out of a sibling table, or stands in a table twice.

Compared are the tree's tables of models, of retirement dates and of quotas, for the kinds of models (text, embedding,
audio, image, video) that both cover. A model without a row is reported where it is declared; a version that the
retirement table lacks, on the row of that model after which it belongs.

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

from collections import defaultdict
from collections.abc import Iterator

from ..catalog import TableKind, naming
from ..catalog.tables import ModelTable, Row
from ..findings import Finding, Ground, Severity
from ..graph import DocsGraph
from ._base import Options, finding, related, rule

_NAMES: dict[TableKind, str] = {"models": "table of models", "retirement": "retirement table", "quota": "quota table"}


@rule(Severity.WARNING, ground=Ground.TABLE)
def missing_from_table(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield models and versions that a sibling table leaves out, and rows that stand twice."""
    by_kind: dict[TableKind, list[ModelTable]] = defaultdict(list)
    for table in graph.tables:
        if table.kind in _NAMES:
            by_kind[table.kind].append(table)
            yield from _twice(graph, table)
    reported: set[tuple[str, str]] = set()
    pairs: tuple[tuple[TableKind, TableKind], ...] = (
        ("models", "quota"),
        ("models", "retirement"),
        ("quota", "models"),
    )
    for declaring, other in pairs:  # a retirement table also holds what no other table needs any more
        if by_kind[other]:
            yield from _models(graph, by_kind[declaring], by_kind[other], reported)
    yield from _versions(graph, by_kind["models"], by_kind["retirement"])


def _models(
    graph: DocsGraph, declaring: list[ModelTable], others: list[ModelTable], reported: set[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield the first row of each model that no table of another kind has, although they cover its kind of model."""
    held = {model for table in others for model in table.models()}
    kinds = {naming.kind(model) for model in held}
    for table in declaring:
        page = graph.by_path[table.path]
        for row in table.rows:
            model = row.resolved.model
            if model in held or naming.kind(model) not in kinds or (model, table.path) in reported:
                continue
            reported.add((model, table.path))
            where = others[0]
            anchor = _nearest(where, model)
            message = f"`{row.written}` has no row in the {_NAMES[where.kind]} of {where.path}"
            ends = (related(graph.by_path[where.path], anchor.span, "the row it belongs beside"),)
            yield finding(missing_from_table, page, row.span, message, related=ends)


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


def _twice(graph: DocsGraph, table: ModelTable) -> Iterator[Finding]:
    """Yield rows that repeat an earlier one of the same table, cell by cell."""
    seen: dict[tuple[str, ...], Row] = {}
    page = graph.by_path[table.path]
    for row in table.rows:
        key = tuple(" ".join(cell.text.split()) for cell in row.cells)
        first = seen.setdefault(key, row)
        if first is not row and page.line(first.span.start) != page.line(row.span.start) and len(key) > 1:
            ends = (related(page, first.span, "the same row"),)
            yield finding(missing_from_table, page, row.span, f"the row of `{row.written}` stands twice", related=ends)
