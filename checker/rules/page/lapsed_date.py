"""A promise whose date has passed.

"Starting no sooner than January 27" or "will be retired on May 2" tells a reader nothing true any more once the day is
over. Entries of a changelog may speak of their own day's future; a table row past its date must not say that the thing
is still available.

```bad guide.md
The upgrade is starting no sooner than January 27, 2020. <!-- expect: lapsed-date -->
```
```good guide.md
The upgrade started on January 27, 2020. The next one starts no sooner than January 27, 2199.
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import DatePromise, Table
from ...patterns import LONG_DATE
from .._base import Options, finding, related, rule

_END = re.compile(r"retire|retirement|end of life|shutdown|deprecation date|end of support", re.I)
_STATE = re.compile(r"^\W*(?:status|state|lifecycle|stage|availability)\b", re.I)
_ALIVE = re.compile(
    r"^\W*(?:generally available|GA|preview|public preview|active|available|supported|current)\W*$", re.I
)


@rule(Severity.WARNING, ground=Ground.CALENDAR)
def lapsed_date(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each promise whose day is before `as_of`, and each row that outlives its own date."""
    for page in graph.pages:
        for promises in _by_day(page):
            first = promises[0]
            heading = page.facts.blocks[first.block].heading
            if dt.date.fromisoformat(first.day) >= options.as_of or page.history.chronicle(heading):
                continue
            if first.span.slice(page.text).endswith(first.day) and _is_version(graph, first.day):
                continue
            message = f"“{' '.join(first.span.slice(page.text).split())}” has passed: it was {first.day}"
            ends = tuple(related(page, one.span, "the same day once more") for one in promises[1:])
            yield finding(lapsed_date, page, first.span, message, related=ends)
        for table in page.facts.tables:
            if not page.history.chronicle(table.heading):
                yield from _rows(page, table, options.as_of)


def _is_version(graph: DocsGraph, day: str) -> bool:
    """Tell whether the tree has a version of this name: no day is written as code."""
    return any(f"`{day}`" in page.text or f'"{day}"' in page.text for page in graph.pages)


def _by_day(page: Page) -> Iterator[list[DatePromise]]:
    """Yield the promises of a page, those of one paragraph or cell and one day together."""
    found: dict[tuple[int, str], list[DatePromise]] = defaultdict(list)
    for promise in page.facts.promises:
        found[promise.block, promise.day].append(promise)
    yield from found.values()


def _rows(page: Page, table: Table, as_of: dt.date) -> Iterator[Finding]:
    ends = [i for i, cell in enumerate(table.header) if _END.search(cell.text)]
    states = [i for i, cell in enumerate(table.header) if _STATE.match(cell.text)]
    if not ends or not states:
        return
    for row in table.rows:
        if max(ends[0], states[0]) >= len(row):
            continue
        day = _day(row[ends[0]].text)
        if day is not None and day < as_of and _ALIVE.match(row[states[0]].text):
            message = f"this row's date {day} has passed, but its state is “{row[states[0]].text}”"
            other = (related(page, row[states[0]].span, "the state"),)
            yield finding(lapsed_date, page, row[ends[0]].span, message, related=other)


def _day(text: str) -> dt.date | None:
    match = LONG_DATE.fullmatch(text.strip("*` "))
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    try:
        if match:
            return dt.date(int(match["year"]), months.index(match["month"][:3].lower()) + 1, int(match["dayno"]))
        return dt.date.fromisoformat(text.strip("*` "))
    except ValueError:
        return None
