"""A date that no calendar has, a weekday that is not its own, or a period that ends too early.

Dates are read in text, tables and headings, and in the front matter, not in code. One in numbers, such as 26/29/2027,
is reported if it is a date in no order of day and month. What a text itself calls invalid is not reported.

```bad guide.md
The harbor closes on Friday, March 4, 2027. <!-- expect: impossible-date -->

It opens again on 31 April. <!-- expect: impossible-date -->
```
```good guide.md
The harbor closes on Thursday, March 4, 2027, and opens again on 30 April 2027.

A date such as 31 April is invalid.
```
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.blocks import Document
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import Sentences, plain
from ...patterns import MONTH, Shape, month_number
from .._base import Options, Scope, finding, rule


class OddDate(Fact):
    """A date, a weekday with its date, or a period that cannot be, and why."""

    span: Span
    why: str


_WEEKDAY = r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:rs(?:day)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DAY = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\.?,?[ ](?:the[ ])?)?"
    rf"(?:\b(?P<month>{MONTH})\b\.?[ ](?P<number>{_NUMBER})(?![\d:.]|[ ]?[%°])(?:,?[ ](?P<year>{_YEAR})\b)?"
    rf"|\b(?P<number2>{_NUMBER})[ ](?:of[ ])?(?P<month2>{MONTH})\b\.?(?:,?[ ](?P<year2>{_YEAR})\b)?"
    rf"|(?<![\w/.-])(?P<year3>{_YEAR})-(?P<month3>\d\d)-(?P<number3>\d\d)(?![\w/-]|\.\w))"
    rf"(?:[ ]?\((?P<weekday2>{_WEEKDAY})\))?"
)
_ISO = Shape(r"\d-\d\d-\d", sketch=r"-\d\d-\d")
_NUMERIC = Shape(
    r"(?<![\w./-])(?P<first>\d\d)(?P<sign>[./-])(?P<second>\d\d)(?P=sign)(?P<year>20\d\d)(?![\w/-]|\.\w)",
    sketch=r"20\d\d(?<=\d[./-]20\d\d)",
)
_PLAUSIBLE = range(1, 40)
"""Numbers that may be slips of a day or a month; others are not dates."""
_MONTHS = {
    name[:length].lower().encode(): name[:length] for name in calendar.month_name[1:] for length in (3, 4, len(name))
}
_ENDS = rf"(?:{MONTH}\.?[ ](?:{_NUMBER},?[ ])?{_YEAR}|{_NUMBER}[ ]{MONTH}\.?[ ]{_YEAR}|{_YEAR}-\d\d(?:-\d\d)?)"
_PERIOD = re.compile(
    rf"\b(?:[Ff]rom[ ](?P<start>{_ENDS})[ ]?(?:to|until|till|through|-|–|—)[ ]?(?P<end>{_ENDS})"
    rf"|[Bb]etween[ ](?P<start2>{_ENDS})[ ]and[ ](?P<end2>{_ENDS}))(?![\w-])"
)
_SAID = re.compile(
    r"\binvalid\b|\bnot (?:a )?valid\b|n[’']t exist|\bnot exist|\bno such\b|\berror|\bfail|\bwrong\b", re.I
)
"""What says that a date is an example of one that is not right."""
_FIELD = re.compile(
    r"[\w.-]{0,40}(?:[Dd]ate|[Uu]pdated|[Pp]ublished|[Cc]reated|[Mm]odified)(?:At|_at)?:[ \t]*[\"']?"
    r"(?P<day>(?P<month>\d\d?)/(?P<number>\d\d?)/(?P<year>20\d\d)|(?P<year2>20\d\d)-(?P<month2>\d\d)-(?P<number2>\d\d))"
    r"(?![\d-])"
)


@reads(OddDate)
def odd_dates(page: PageText) -> Iterator[OddDate]:
    """Yield the dates and periods of a page that cannot be."""
    if page.document.front_matter:
        yield from _of_front_matter(page.document)
    months = [_MONTHS[word] for word in _MONTHS.keys() & page.document.letters]
    for place in sorted(page.plain.places_of(months).union(page.plain.holding(_ISO), page.plain.holding(_NUMERIC))):
        _, block = page.blocks[place]
        text = plain(block)
        found = [*_days(text), *_in_numbers(text), *_periods(text)]
        sentences = Sentences(text) if found else None
        for start, end, why in found:
            if sentences is not None and not _SAID.search(text[slice(*sentences.around(start, end))]):
                yield OddDate(block.span(start, end), why)


def _of_front_matter(document: Document) -> Iterator[OddDate]:
    first = document.line_starts[1] if len(document.line_starts) > 1 else 0
    if not document.text.startswith(document.front_matter, first):
        return
    for line in document.front_matter.split("\n"):
        for start, end, why in _of_field(line):
            yield OddDate(Span(first + start, first + end), why)
        first += len(line) + 1


@lru_cache(maxsize=4096)
def _of_field(line: str) -> tuple[tuple[int, int, str], ...]:
    """Return the range of each date in a line of front matter that cannot be; many pages of a tree have the same."""
    found = list[tuple[int, int, str]]()
    if match := _FIELD.match(line):
        kind = "" if match["year"] else "2"
        year, month, number = (int(match[part + kind]) for part in ("year", "month", "number"))
        if number > 12 >= month > 0 and number > _length(year, month):
            found.append((*match.span("day"), _no_day(year, month, number)))
    return (*found, *_in_numbers(line))


def _in_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the range of each date in numbers that is none, whichever of them is the month, with why."""
    for match in _NUMERIC.finditer(text):
        year, numbers = int(match["year"]), (int(match["first"]), int(match["second"]))
        if all(number in _PLAUSIBLE for number in numbers) and not any(
            month < 13 and day <= _length(year, month) for month, day in (numbers, numbers[::-1])
        ):
            month, day = numbers if numbers[0] < 13 else numbers[::-1]
            why = _no_day(year, month, day) if month < 13 else f"neither {numbers[0]} nor {numbers[1]} can be the month"
            yield *match.span(), why


def _days(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the range of each day that is in no calendar, and of each with a wrong weekday, with why."""
    for match in _DAY.finditer(text):
        kind = next(kind for kind in ("", "2", "3") if match["number" + kind])
        number, year = int(re.match(r"\d+", match["number" + kind])[0]), match["year" + kind]  # type: ignore[index]
        written = match["month" + kind]
        month = int(written) if kind == "3" else month_number(written)
        if not 0 < month < 13 or number == 0:
            continue
        if number > _length(int(year) if year else 2000, month):
            if number < 32:
                start = match.end("weekday") if match["weekday"] else match.start()
                start += len(text[start : match.end()]) - len(text[start : match.end()].lstrip("., "))
                yield start, match.end(), _no_day(int(year) if year else 0, month, number)
        elif year and (named := match["weekday"] or match["weekday2"]):
            day, said = dt.date(int(year), month, number), _DAYS.index(named[:3].lower())
            if said != day.weekday():
                why = f"{day:%B} {number}, {year} is a {day:%A}, not a {calendar.day_name[said]}"
                yield *match.span("weekday" if match["weekday"] else "weekday2"), why


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _no_day(year: int, month: int, number: int) -> str:
    name = calendar.month_name[month]
    if month == 2 and number == 29:
        return f"there is no {name} {number} in {year}"
    return f"there is no {name} {number}: the month has {_length(2000, month)} days{' at most' if month == 2 else ''}"


def _periods(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the range of each period that ends before it starts, with why."""
    for match in _PERIOD.finditer(text):
        kind = "" if match["start"] else "2"
        start, end = match["start" + kind], match["end" + kind]
        days = [_order(one) for one in (start, end)]
        length = min(map(len, days))
        if days[1][:length] < days[0][:length]:
            yield (
                match.start("start" + kind),
                match.end("end" + kind),
                "this period ends before it starts",
            )


def _order(text: str) -> tuple[int, ...]:
    """Return year, month and, where it is written, day of an end of a period."""
    year = re.search(_YEAR, text)
    if text[:4].isdigit():
        return tuple(int(part) for part in text.split("-"))
    month = re.search(MONTH, text)
    number = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", text[: year.start()] if year else text)
    known = (int(year[0]) if year else 0, month_number(month[0]) if month else 0)
    return (*known, int(number[1])) if number else known


@rule(Severity.WARNING, ground=Ground.CALENDAR, scope=Scope.PAGE)
def impossible_date(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the dates and periods that cannot be."""
    for page, odd in graph.each(OddDate):
        yield finding(impossible_date, page, odd.span, odd.why)
