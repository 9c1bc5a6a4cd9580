"""The number of a heading is that of the heading before it, or leaves one out.

A section was copied, inserted or removed, and the headings after it kept their numbers. Headings of one level below the
same heading are compared where their numbers are written alike (“2. Moor”, “Step 3: Row”, “4.2 Tides”) and count up
before. Lists of releases, which count down or by dates, and pages about the past are not compared.

```bad guide.md
# Rent a boat

## Step 1: Find one

## Step 2: Book it

## Step 2: Pay for it <!-- expect: heading-number -->

## Step 3: Row
```
```good guide.md
# Rent a boat

## 1. Find one

### 1. In the harbor

### 2. On the map

## 2. Book it

## 5 boats that we like
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ...findings import Finding, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Heading
from .._base import Options, Scope, finding, related, rule

_NUMBERED = re.compile(
    r"(?P<before>(?:(?:Step|Part|Phase|Stage|Task|Exercise|Lesson|Chapter|Section) |\W{0,3})(?:\d{1,2}\.)*)"
    r"(?P<number>\d{1,2})(?P<after>[.:)](?= )| [-\u2013\u2014](?= )|(?<=\.\d)(?= )|(?<=\.\d\d)(?= )|(?<=[A-Za-z] \d)$)"
)
"""What is before the number, the number itself, and what ends it: numbers that are parts of a sentence have no end."""


class _Numbered(NamedTuple):
    """A heading with a number; `style` is equal for headings whose numbers are written alike."""

    heading: Heading
    style: tuple[str, str]
    number: int


@rule(Severity.SUGGESTION, scope=Scope.PAGE)
def heading_number(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the headings whose number repeats the one before, or leaves one out."""
    for page in graph.pages:
        if not page.history.page_is_chronicle:
            for run in _runs(page.facts.headings):
                yield from _misnumbered(page, run)


def _runs(headings: list[Heading]) -> Iterator[list[_Numbered]]:
    """Yield the headings that follow each other below the same one, with numbers that are written alike."""
    open_runs: dict[int, list[_Numbered]] = {}
    for heading in headings:
        for level in [level for level in open_runs if level > heading.level]:
            yield open_runs.pop(level)
        one = _numbered(heading)
        run = open_runs.get(heading.level, [])
        if run and (one is None or one.style != run[-1].style or one.number == 1):
            yield open_runs.pop(heading.level)
            run = []
        if one is not None:
            open_runs[heading.level] = [*run, one]
    yield from open_runs.values()


def _numbered(heading: Heading) -> _Numbered | None:
    match = _NUMBERED.match(heading.text)
    return _Numbered(heading, (match["before"], match["after"]), int(match["number"])) if match else None


def _misnumbered(page: Page, run: list[_Numbered]) -> Iterator[Finding]:
    """Yield the heading of a run that does not count on; nothing where there are several."""
    steps = [after.number - before.number for before, after in pairwise(run)]
    odd = [at for at, step in enumerate(steps) if step != 1]
    if len(odd) != 1 or steps[odd[0]] not in (0, 2) or run[0].number > 1 or len(run) < _FEWEST:
        return
    before, after = run[odd[0]], run[odd[0] + 1]
    hidden = re.compile(rf"(?m)^[ >]*#+ *{re.escape(before.style[0])}{after.number - 1}\b")
    between = before.heading.span.end, after.heading.span.start
    is_hidden = hidden.search(page.text, *between) is not None  # a comment or a fence has it
    if is_hidden or before.heading.text == after.heading.text:
        return
    if after.number == before.number:
        message = f"this heading has the number {after.number}, as the one before it"
    else:
        message = f"this heading has the number {after.number}, and the one before it has {before.number}"
    end = related(page, before.heading.span, f"has the number {before.number}")
    yield finding(heading_number, page, after.heading.span, message, related=(end,))


_FEWEST = 3
"""Headings that count up in all: of two, either may be meant so."""
