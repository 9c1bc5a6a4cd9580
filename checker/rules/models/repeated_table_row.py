"""A row is in the same table twice.

Rows of the tree's tables of models, retirement dates and quotas are compared cell by cell.

```bad models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Text and images | 128,000 |
| `gpt-4o` (2024-11-20) | Text and images | 128,000 | <!-- expect: repeated-table-row -->
```
```good models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o` (2024-08-06) | Text and images | 128,000 |
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog.tables import ModelTable, Row
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from .._base import Options, finding, related, rule

_KINDS = ("models", "retirement", "quota")


@rule(Severity.WARNING, ground=Ground.TABLE)
def repeated_table_row(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the rows that a table has twice."""
    for table in graph.tables:
        if table.kind in _KINDS:
            yield from _repeated(graph, table)


def _repeated(graph: DocsGraph, table: ModelTable) -> Iterator[Finding]:
    """Yield rows that repeat an earlier one of the same table, cell by cell."""
    seen: dict[tuple[str, ...], Row] = {}
    page = graph.by_path[table.path]
    for row in table.rows:
        key = tuple(" ".join(cell.text.split()) for cell in row.cells)
        first = seen.setdefault(key, row)
        if first is not row and page.line(first.span.start) != page.line(row.span.start) and len(key) > 1:
            ends = (related(page, first.span, "the same row"),)
            message = f"the row of `{row.written}` is in this table twice"
            yield finding(repeated_table_row, page, row.span, message, related=ends)
