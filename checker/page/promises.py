"""The dates that the running text of a page promises something for: future tense, or an end that is still to come."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from .. import patterns
from .blocks import TextBlock
from .facts import DatePromise
from .text_views import readable, sentence, within

_QUARTER = r"(?:Q[1-4]|H[12]|(?:the\s+)?(?:first|second|third|fourth)\s+(?:quarter|half)\s+of)"
_VAGUE = r"(?:(?:the\s+)?(?:early|mid|late|beginning\s+of|middle\s+of|end\s+of)[-\s]+(?:the\s+year\s+)?)"
_DATE = (
    rf"{patterns.MONTH}\.?\ \d{{1,2}}(?:st|nd|rd|th)?,?\ 20\d\d|\d{{1,2}}\ {patterns.MONTH}\.?\ 20\d\d"
    rf"|20\d\d-\d\d-\d\d(?![\w-])|{_VAGUE}?{patterns.MONTH}\.?,?\ 20\d\d|{_QUARTER}\s*20\d\d|{_VAGUE}?20\d\d(?![\w-])"
)
_FUTURE = re.compile(
    r"\bwill\b|\bto be\b|\bgoing to\b|\bplan(?:s|ned|ning)? (?:to|for)\b|['’]ll\b"
    r"|\bupcoming\b|\bcoming\b|\bscheduled\b",
    re.I,
)
_PLANNED_ONCE = re.compile(
    r"\b(?:was|were|had been)\s+(?:\w+ly\s+|first\s+)?(?:to|going to|planned|scheduled|expected|supposed|due)\b"
    r"|\bwould\b|\b(?:originally|initially|previously)\b",
    re.I,
)
_PROMISE = re.compile(
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
    r"(?<!\bbe )\b(?:\w+ed|\w+en|\w+ght|made|built|begun)\s+(?:before|prior\s+to)\b",
    re.I,
)


def promises(block: TextBlock, index: int) -> Iterator[DatePromise]:
    """Yield the promises of a block; `index` is its place in `Facts.blocks`."""
    text = readable(block)
    codes = [(one.start, one.end) for one in block.inlines if one.kind == "code"]
    for match in _matches(text):
        if not _promises(text, match):
            continue
        if within(codes, match.start()):
            continue
        day = _day(match["date"])
        if day is not None:
            phrase = re.sub(r"[\s*`]+", " ", match["phrase"]).strip()
            yield DatePromise(day.isoformat(), phrase, block.span(*match.span()), index)


_YEAR = re.compile(r"20\d\d")
_LEAD = 120
"""How far before its year a promise may start, in characters."""


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what may be promises: each holds one year, and what leads up to it stands behind the year before."""
    end = 0
    for year in _YEAR.finditer(text):
        match = _PROMISE.search(text, max(end, year.start() - _LEAD), year.end() + len("-12-31") + 1)
        if match is not None and match.start("date") <= year.start():
            yield match
        end = year.end()


_REACH = 500
"""How far around a date its sentence is looked for, in characters."""


def _promises(whole: str, match: re.Match[str]) -> bool:
    """Tell whether the sentence around a date speaks of something that is still to come on it."""
    base = max(0, match.start() - _REACH)
    text = whole[base : match.end() + _REACH]
    start, end, date = match.start() - base, match.end() - base, match.start("date") - base
    first, last = sentence(text, start, end)
    before = text[first:date]
    if text[first : last + 1].rstrip().endswith("?") or _PLANNED_ONCE.search(before):
        return False
    if match["floor"] or match["present"]:
        return True
    if match["deadline"] and _DONE.search(text, first, end):
        return False
    opens = not text[first:start].strip(" *_-")
    if _FUTURE.search(text, first, last if opens else date):
        return True
    return bool((match["until"] and _STAYS.search(before)) or (match["deadline"] and _MUST.search(before)))


def _day(text: str) -> dt.date | None:
    """Return the last day that a written date can mean, or None for a day that no calendar has."""
    try:
        if re.match(r"20\d\d-", text):
            return dt.date.fromisoformat(text)
        if match := patterns.LONG_DATE.match(text):
            return dt.date(int(match["year"]), _month(match["month"]), int(match["dayno"]))
        year = int(text[-4:])
        month = re.search(patterns.MONTH, text, re.I)
        if month is None:
            return _end(year, _last_month(text.lower()))
        number = re.match(r"\d{1,2}(?= )", text)
        return (
            dt.date(year, _month(month.group()), int(number.group())) if number else _end(year, _month(month.group()))
        )
    except ValueError:
        return None


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _last_month(text: str) -> int:
    """Return the last month that a part of a year can mean: `Q1` -> 3, `mid` -> 8, `early` -> 4."""
    if match := re.search(r"q([1-4])", text):
        return int(match[1]) * 3
    for word, month in (("first quarter", 3), ("second quarter", 6), ("third quarter", 9), ("fourth quarter", 12)):
        if word in text:
            return month
    if "h1" in text or "first half" in text:
        return 6
    if "early" in text or "beginning" in text:
        return 4
    return 8 if "mid" in text else 12


def _month(name: str) -> int:
    return list(calendar.month_abbr).index(name[:3].title())
