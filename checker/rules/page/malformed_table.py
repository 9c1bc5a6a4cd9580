"""A table is not rendered as one, or loses a cell.

The row of dashes below the head must have as many cells as the head has; else the lines are shown as a paragraph. Cells
that a row has beyond those of the head are not shown at all. On Microsoft Learn, tables grow with their rows, so that
this is not reported there.

```bad guide.md
| Boat | Days | Price |
|---|---| <!-- expect: malformed-table -->
| Canoe | 3 | 20 |
```
```bad prices.md
| Boat | Days |
|---|---|
| Canoe | 3 | 20 | <!-- expect: malformed-table -->
```
```good prices.md
| Boat | Days |
|---|---|
| Canoe | 3 | |
| Raft |
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ...findings import Finding, Severity
from ...graph import DocsGraph
from ...page.blocks import Document, TextBlock, split_row
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from .._base import Options, finding, rule


class TableFault(Slip):
    """A row of dashes that does not fit the head above it, or the cells of a row that are not shown.

    The replacement is empty: only the author knows which cell is missing.
    """


_RULER = re.compile(r"(?<![ \t])[ \t]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+(?:\|[ \t]*+)?")


@reads(TableFault)
def table_faults(page: PageText) -> Iterator[TableFault]:
    """Yield the faults of the tables of a page, in page order."""
    found: list[TableFault] = []
    shown = 0
    for block in page.document.blocks:
        _, row, column = block.cell
        if block.kind == "paragraph" and "|" in block.text and "-" in block.text:
            found += _unfit(block)
        elif block.kind == "cell" and row == 0:
            shown = column + 1
        elif block.kind == "cell" and column == 0:
            found += _surplus(page.document, block, shown)
    yield from sorted(found, key=lambda one: one.span)


def _unfit(block: TextBlock) -> Iterator[TableFault]:
    """Yield the rows of dashes of a paragraph that would make a table of it with another number of cells."""
    lines = block.text.split("\n")
    offset = 0
    for head, ruler in pairwise(lines):
        offset += len(head) + 1
        if "|" in ruler and ruler.count("-") > 2 and head.lstrip().startswith("|") and _RULER.fullmatch(ruler):
            wanted, given = len(split_row(head)), len(split_row(ruler))
            if wanted != given and wanted > 1:
                why = f"this is not rendered as a table: this row has {given} of the {wanted} cells of the head"
                if given > wanted:
                    why = f"this is not rendered as a table: this row has {given} cells, and the head has {wanted}"
                yield TableFault(block.span(offset, offset + len(ruler.rstrip())), why, "")


_CODE = re.compile(r"`[^`\n]*`")


def _surplus(document: Document, block: TextBlock, shown: int) -> Iterator[TableFault]:
    """Yield the cells of a row beyond those of its head that are not empty; a code span may hold pipes."""
    start = document.line_starts[block.line]
    end = document.text.find("\n", start)
    line = document.text[start : end if end >= 0 else len(document.text)]
    edges = line.lstrip(" \t>").startswith("|") + line.rstrip().endswith("|")
    if line.count("|") < shown + edges:  # as in most rows, no cell is beyond
        return
    cells = split_row(_CODE.sub(lambda match: "`" * len(match[0]), line), start)
    lost = [(at, text) for at, text in cells[shown:] if text]
    if lost:
        last, text = lost[-1]
        why = f"the head of the table has {shown} cells, so this one is not shown"
        yield TableFault(Span(lost[0][0], last + len(text)), why, "")


@rule(Severity.WARNING)
def malformed_table(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the rows of tables that do not fit their heads."""
    for page, fault in graph.each(TableFault):
        if not graph.sites.of(page.path).grows_tables:
            yield finding(malformed_table, page, fault.span, fault.why)
