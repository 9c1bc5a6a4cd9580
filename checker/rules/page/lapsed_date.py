"""A date that the page promises something for has passed.

Once the day is over, "starting no sooner than January 27" or "will be retired on May 2" is no longer true. Entries of a
changelog are not reported, since they are about the future of their own day. A table row whose date has passed must not
say that the thing is still available.

```bad guide.md
The upgrade is starting no sooner than January 27, 2020. <!-- expect: lapsed-date -->
```
```good guide.md
The upgrade started on January 27, 2020. The next one starts no sooner than January 27, 2199.
```
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

from ... import patterns
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.facts import Span, Table
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import readable, sentence, within
from .._base import Options, finding, related, rule


class DatePromise(Fact):
    """A date that a sentence promises something for; `day` is ISO 8601, `phrase` the promising words.

    `block` indexes `Facts.blocks`.
    """

    day: str
    phrase: str
    span: Span
    block: int


_QUARTER = r"(?:Q[1-4]|H[12]|(?:the\s+)?(?:first|second|third|fourth)\s+(?:quarter|half)\s+of)"
_VAGUE = r"(?:(?:the\s+)?(?:early|mid|late|beginning\s+of|middle\s+of|end\s+of)[-\s]+(?:the\s+year\s+)?)"
_DATE = (
    rf"{patterns.MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s20\d\d|\d{{1,2}}\s{patterns.MONTH}\.?\s20\d\d"
    r"|20\d\d-\d\d-\d\d(?![\w-])|20\d\d/\d{1,2}/\d{1,2}(?![\w/-])|\d{1,2}/\d{1,2}/20\d\d(?![\w/-])"
    rf"|{_VAGUE}?{patterns.MONTH}\.?,?\s20\d\d|{_QUARTER}\s*20\d\d|{_VAGUE}?20\d\d(?![\w/-])"
)
_FUTURE = re.compile(
    r"\bwill\b|\bto be\b|\bgoing to\b|\bplan(?:s|ned|ning)? (?:to|for)\b|['’]ll\b"
    r"|\bupcoming\b|\bcoming\b|\bscheduled\b|\b(?:is|are)\s+(?:\w+ly\s+|also\s+)?(?:expected|anticipated|due|slated)\b",
    re.I,
)
_PLANNED_ONCE = re.compile(
    r"\b(?:was|were|had been)\s+(?:\w+ly\s+|first\s+)?(?:to|going to|planned|scheduled|expected|supposed|due)\b"
    r"|\bwould\b|\b(?:originally|initially|previously)\b",
    re.I,
)
_PROMISE = patterns.Shape(
    rf"""(?P<phrase>
        (?P<floor>(?:(?:starting|beginning)\s+)?(?:no|not)\s+(?:sooner|earlier|before)\s+(?:than\s+)?)
      | (?P<present>\b(?:retires?|expires?|sunsets?|ends|stops\ working|
          reach(?:es)?\ (?:its\ |their\ )?end[\ -]of[\ -]\w+)
          \s+(?:on|in|by|after|effective)\s+)
      | (?P<until>\b(?:until|through|till)\s+(?:at\s+least\s+)?)
      | (?P<deadline>\b(?:before|prior\s+to|no\s+later\s+than|by)\s+(?:the\s+)?)
      | (?:starting|beginning|effective|planned|scheduled|expected|slated|due|coming|available|retired?|retiring|
          deprecated|removed|shut\s+down|end\s+of\s+life|\bas\s+of|\bon|\buntil|\bin|\bfrom|\bafter|\bduring)
        \s+(?:(?:on|in|by|from|for|as\s+of|no\s+later\s+than|effective)\s+)?
    )(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?\**`?(?P<date>{_DATE})""",
    re.I | re.X,
    needs=("20",),
)
_STAYS = re.compile(
    r"\b(?:remains?|stays?|continues?|(?:is|are)\s+(?:still\s+)?(?:available|supported|valid|open|free|offered|in\s+preview))\b",
    re.I,
)
_MUST = re.compile(
    r"\b(?:must|needs?\s+to|ha(?:s|ve)\s+to|should|recommend)\b|^\W*(?:migrate|move|upgrade|switch)\b", re.I
)
_DONE = re.compile(
    r"\b(?:was|were|been)\s+\w+\s+(?:before|prior\s+to)\b|"
    r"(?<!\bbe )\b(?!(?:expect|plann|schedul|anticipat|need|requir|suppos|intend)ed\b)"
    r"(?:\w+ed|\w+en|\w+ght|made|built|begun)\s+(?:before|prior\s+to)\b",
    re.I,
)


_PAST = re.compile(
    r"\b(?:began|broke|came|dates?(?:\s+back)?|fell|gave|grew|ran|rose|saw|took|went|withdrew|wrote)\s+$", re.I
)
"""Verbs that say what was done on a day, whatever the sentence is about; not participles, as in “will be held on”."""


_COUNTED = re.compile(rf"\b\d+\s+(?:\w+\s+)?(?:day|week|month|year)s?\s+(?:from\s+(?:{_DATE})\s+(?:and\s+)?)?$", re.I)
"""A length before the days that it was counted between: “148 days from 2/2/2023 until 6/30/2023”."""


@reads(DatePromise)
def date_promises(page: PageText) -> Iterator[DatePromise]:
    """Yield the dates that the running text promises something for: future tense, or an end that is still to come."""
    for number, block in page.holding(_PROMISE):
        yield from _promises_of(number, block)


def _promises_of(number: int, block: TextBlock) -> Iterator[DatePromise]:
    text = readable(block)
    codes = [(one.start, one.end) for one in block.inlines if one.kind == "code"]
    for match in _matches(text):
        day = _last_day(match["date"]) if _is_promise(text, match) and not within(codes, match.start()) else None
        if day is not None:
            phrase = re.sub(r"[\s*`]+", " ", match["phrase"]).strip()
            yield DatePromise(day.isoformat(), phrase, block.span(*match.span()), number)


_YEAR = re.compile(r"20\d\d")
_LEAD = 120
"""How far before its year a promise may start, in characters."""


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what may be promises: each holds one year, and starts after the year before."""
    end = 0
    for year in _YEAR.finditer(text):
        match = _PROMISE.compiled.search(text, max(end, year.start() - _LEAD), year.end() + len("-12-31") + 1)
        if match is not None and match.start("date") <= year.start():
            yield match
        end = year.end()


_REACH = 500
"""How far around a date its sentence is looked for, in characters; words farther away are not about the date."""


def _is_promise(whole: str, match: re.Match[str]) -> bool:
    """Return whether the sentence around a date is about something that is still to come on it."""
    base = max(0, match.start() - _REACH)
    text = whole[base : match.end() + _REACH]
    start, end, date = match.start() - base, match.end() - base, match.start("date") - base
    first, last = sentence(text, start, end)
    before = text[first:date]
    if text[first : last + 1].rstrip().endswith("?") or _PLANNED_ONCE.search(before):
        return False
    if match["floor"] or match["present"]:
        return True
    if _COUNTED.search(text, first, start):
        return False
    if _PAST.search(text, first, start):
        return False
    if match["deadline"] and _DONE.search(text, first, end):
        return False
    opens = not text[first:start].strip(" *_-")
    if _FUTURE.search(text, first, last if opens else date):
        return True
    return bool((match["until"] and _STAYS.search(before)) or (match["deadline"] and _MUST.search(before)))


def _last_day(text: str) -> dt.date | None:
    """Return the last day that a written date can mean, or None for a day that no calendar has."""
    try:
        if re.match(r"20\d\d-", text):
            return dt.date.fromisoformat(text)
        if "/" in text:
            return _last_of_numbers([int(part) for part in text.split("/")])
        if match := patterns.LONG_DATE.match(text):
            return dt.date(int(match["year"]), patterns.month_number(match["month"]), int(match["dayno"]))
        year = int(text[-4:])
        month = re.search(patterns.MONTH, text, re.I)
        if month is None:
            return _end(year, _last_month(text.lower()))
        number = re.match(r"\d{1,2}(?=\s)", text)
        named = patterns.month_number(month.group())
        return dt.date(year, named, int(number.group())) if number else _end(year, named)
    except ValueError:
        return None


def _last_of_numbers(parts: list[int]) -> dt.date | None:
    """Return the last day that numbers between slashes mean: year first, or month and day in either order."""
    year, *rest = parts if parts[0] > 31 else [parts[2], *parts[:2]]
    orders = [rest] if parts[0] > 31 else [rest, rest[::-1]]
    days = [
        dt.date(year, month, day)
        for month, day in orders
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    ]
    return max(days, default=None)


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


_LAST_MONTHS = (
    ("q1|first quarter", 3),
    ("q2|second quarter", 6),
    ("q3|third quarter", 9),
    ("q4|fourth quarter", 12),
    ("h1|first half", 6),
    ("early|beginning", 4),
    ("mid", 8),
)


def _last_month(text: str) -> int:
    """Return the last month that a part of a year can mean: `q1` -> 3, `mid` -> 8, `early` -> 4, else 12."""
    return next((month for words, month in _LAST_MONTHS if re.search(words, text)), 12)


# -- what has passed


_END = re.compile(r"retire|retirement|end of life|shutdown|deprecation date|end of support", re.I)
_STATE = re.compile(r"^\W*(?:status|state|lifecycle|stage|availability)\b", re.I)
_ALIVE = re.compile(
    r"^\W*(?:generally available|GA|preview|public preview|active|available|supported|current)\W*$", re.I
)


@rule(Severity.WARNING, ground=Ground.CALENDAR)
def lapsed_date(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each promise whose day is before `as_of`, and each row that outlives its own date."""
    for _, (found, day) in graph.made_alone(_on_page, options.as_of):
        if not day or not _is_version(graph, day):
            yield found


def _on_page(page: Page, as_of: dt.date) -> list[tuple[Finding, str]]:
    """Return what is found on a page, each with its day if that may be a version that the tree has."""
    found = []
    for promises in _by_day(page):
        first = promises[0]
        heading = page.facts.blocks[first.block].heading
        if dt.date.fromisoformat(first.day) >= as_of or page.history.chronicle(heading):
            continue
        is_written = first.span.slice(page.text).endswith(first.day)
        if is_written and _is_argument(page, first.day):
            continue
        said = " ".join(first.span.slice(page.text).replace("*", "").split())
        message = f"“{said}” has passed" + ("" if said.endswith(first.day) else f": that was {first.day}")
        ends = tuple(related(page, one.span, "the same day again") for one in promises[1:])
        one = finding(lapsed_date, page, first.span, message, related=ends)
        found.append((one, first.day if is_written else ""))
    for table in page.facts.tables:
        if not page.history.chronicle(table.heading):
            found += [(one, "") for one in _rows(page, table, as_of)]
    return found


def _is_version(graph: DocsGraph, day: str) -> bool:
    """Return whether the tree has a version of this name: no day is written as code."""
    return any(f"`{day}`" in page.text or f'"{day}"' in page.text for page in graph.pages)


def _is_argument(page: Page, day: str) -> bool:
    """Return whether a command or call on the page passes this day: the text explains the example."""
    return re.search(rf"(?<![\w-])--?[a-z][\w-]*[ =]{day}\b|=[\"']?{day}\b", page.text, re.I) is not None


def _by_day(page: Page) -> Iterator[list[DatePromise]]:
    """Yield the promises of a page, those of one paragraph or cell and one day together."""
    found: dict[tuple[int, str], list[DatePromise]] = defaultdict(list)
    for promise in page.of(DatePromise):
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
        day = _day_of(row[ends[0]].text)
        if day is not None and day < as_of and _ALIVE.match(row[states[0]].text):
            message = f"the date {day} of this row has passed, but its state is still “{row[states[0]].text}”"
            other = (related(page, row[states[0]].span, "the state"),)
            yield finding(lapsed_date, page, row[ends[0]].span, message, related=other)


def _day_of(cell: str) -> dt.date | None:
    match = patterns.LONG_DATE.fullmatch(cell.strip("*` "))
    try:
        if match:
            return dt.date(int(match["year"]), patterns.month_number(match["month"]), int(match["dayno"]))
        return dt.date.fromisoformat(cell.strip("*` "))
    except ValueError:
        return None
