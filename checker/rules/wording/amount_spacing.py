"""The same amount with and without a space before its unit in one section.

A sentence has 100K, and the table below has 100 K. The first one in the section is reported; other amounts, and those
with another unit (30 000), are not compared.

```bad guide.md
Each gauge may send 100K readings by day, that is 100K tokens per minute.

| Gauge | Tokens per minute |
|---|---|
| north | 100 K | <!-- expect: amount-spacing -->
```
```good guide.md
Each pilot has 450K tokens per minute.

| Pilot | Tokens per minute |
|---|---|
| north | 100 K |
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Value
from .._base import Options, finding, related, replacement, rule

_CLOSE, _APART = re.compile(r"[\d.,]+[KMB]"), re.compile(r"[\d.,]+[ \u00a0][KMB]")


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def amount_spacing(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield, once in a section, the amount with a space before its unit that a sentence there writes without."""
    for page in graph.pages:
        if page.facts.values and not page.history.page_is_chronicle:
            yield from _amounts(page)


def _amounts(page: Page) -> Iterator[Finding]:
    close = dict[tuple[int, str], Value]()
    for value in page.facts.values:
        block = page.facts.blocks[value.block]
        if value.kind == "amount" and block.kind == "paragraph" and _CLOSE.fullmatch(value.span.slice(page.text)):
            close.setdefault((block.heading, value.text), value)
    reported = set[int]()
    for value in page.facts.values if close else ():
        heading = page.facts.blocks[value.block].heading
        other = close.get((heading, value.text))
        written = value.span.slice(page.text)
        if other is not None and heading not in reported and _APART.fullmatch(written):
            reported.add(heading)
            right = "".join(written.split())
            end = related(page, other.span, f"“{other.span.slice(page.text)}” here")
            fix = replacement(page, value.span, right, Safety.UNSAFE)
            message = f"remove the space in “{' '.join(written.split())}”, as in “{right}” in the same section"
            yield finding(amount_spacing, page, value.span, message, related=(end,), fix=fix)
