"""A row is in the same table twice.

Rows of the tree's tables of models, retirement dates and quotas are compared cell by cell. So are those of any table
whose rows are named by code in their first or second column, which may also differ in whether something is supported.

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

import re
from collections.abc import Iterator

from ...catalog.tables import ModelTable, Row
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Cell, Table
from .._base import Options, finding, related, rule

_KINDS = ("models", "retirement", "quota")


@rule(Severity.WARNING, ground=Ground.TABLE)
def repeated_table_row(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the rows that a table has twice."""
    for table in graph.tables:
        if table.kind in _KINDS:
            yield from _repeated(graph, table)
    known = {(table.path, table.table.line) for table in graph.tables if table.kind in _KINDS}
    for page in graph.pages:
        for plain in page.facts.tables:
            if (page.path, plain.line) not in known:
                yield from _repeated_names(page, plain)


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


_CODE = re.compile(r"`[^`]+`")
_MARK = re.compile(r"[\W_]*(?:yes|no|true|false|x|n/?a|check|cross|(?:not )?supported|partial)?[\W_]*", re.I)
"""A cell that only says whether something is so: a word, a sign or an icon."""
_FEW = 3
"""A table with fewer rows shows nothing of how its rows are named."""


def _repeated_names(page: Page, table: Table) -> Iterator[Finding]:
    """Yield rows that have the name of an earlier one, and nothing else but other marks."""
    rows = [row for row in table.rows if len(row) > 1]
    at = next((at for at in (0, 1) if len(rows) > _FEW and all(_CODE.fullmatch(row[at].text) for row in rows)), -1)
    seen: dict[tuple[str, ...], list[Cell]] = {}
    for row in rows if at >= 0 else ():
        name = tuple(cell.text for cell in row[: at + 1])
        first = seen.setdefault(name, row)
        if first is not row and _are_alike(first, row):
            same = [cell.text for cell in first] == [cell.text for cell in row]
            says = f"the row of {row[at].text} is in this table twice" + ("" if same else ", with different values")
            ends = (related(page, first[at].span, "the same row" if same else "the other row"),)
            yield finding(repeated_table_row, page, row[at].span, says, related=ends)


def _are_alike(one: list[Cell], other: list[Cell]) -> bool:
    if len(one) != len(other):
        return False
    pairs = ((a.text, b.text) for a, b in zip(one, other, strict=True))
    return all(a == b or (_MARK.fullmatch(a) and _MARK.fullmatch(b)) for a, b in pairs)
