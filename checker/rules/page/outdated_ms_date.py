"""A page is newer than its `ms.date`: it changed since, or has a section about a later month.

On Learn the date shows readers how fresh a page is. The git history shows which pages changed, by more than white space
and front matter, after the last commit that set their date; a shallow clone and a folder without history show none. In
a diary such as What's new, a section about a later month than that of the date shows it as well. Pages with uncommitted
changes are judged by such sections only. `checker diff` has `stale-ms-date` for a single change.

The rule runs only when it is selected by name: an old repository has many such pages, and not every team maintains the
date.

```bad whats-new.md
---
title: What's new
ms.date: 01/21/2025 # expect: outdated-ms-date
---
# What's new

## March 2025

The tides are there hour by hour.
```
```good whats-new.md
---
title: What's new
ms.date: 03/04/2025
---
# What's new

## March 2025

The tides are there hour by hour.
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page import ms_date
from ...page.facts import Heading, Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...patterns import MONTH, month_number
from .._base import Needs, Options, finding, related, rule


class MsDate(Fact):
    """The `ms.date` in the front matter of a page."""

    span: Span


@reads(MsDate)
def ms_dates(page: PageText) -> Iterator[MsDate]:
    """Yield the date in the front matter, if there is one."""
    if "ms.date" in page.document.front_matter:
        written, span, _ = ms_date.parts(page.document.text)
        if written:
            yield MsDate(span)


_SECTION = re.compile(rf"\W*(?P<month>{MONTH})\.?,?\s+(?:\d{{1,2}},?\s+)?(?P<year>20\d\d)\W*", re.I)


@rule(Severity.SUGGESTION, default=False, needs=Needs.LATER_CHANGES)
def outdated_ms_date(graph: DocsGraph, options: Options, changed: Mapping[str, dt.date]) -> Iterator[Finding]:
    """Yield the date of each page that has changed since, or has a section about a later month."""
    for page, dated in graph.each(MsDate):
        span, written = dated.span, dated.span.slice(page.text)
        day = ms_date.day(written)
        if day is None:
            continue
        if (later := changed.get(page.path)) is not None and later > day:
            message = f"the page changed on {later}, but its `ms.date` is still {written}"
            yield finding(outdated_ms_date, page, span, message, evidence=Evidence(Ground.HISTORY))
        elif (latest := _latest(page, options.as_of)) is not None and latest[0] > day.replace(day=1):
            message = f"the page has a section about {latest[0]:%Y-%m}, but its `ms.date` is still {written}"
            ends = (related(page, latest[1].span, "a later month"),)
            yield finding(outdated_ms_date, page, span, message, related=ends)


def _latest(page: Page, today: dt.date) -> tuple[dt.date, Heading] | None:
    """Return the last month, not after today, that a section of a diary is about, and its heading."""
    found = []
    for heading, chronicle in zip(page.facts.headings, page.history.chronicle_headings, strict=True):
        if chronicle and (match := _SECTION.fullmatch(heading.text)):
            month = dt.date(int(match["year"]), month_number(match["month"]), 1)
            if month <= today:
                found.append((month, heading))
    return max(found, key=lambda one: one[0], default=None)
