"""The `ms.date` of a Learn page: the page's text goes in; the date, its place, and the text that it dates come out."""

from __future__ import annotations

import datetime as dt
import re

from .facts import Span

_MATTER = re.compile(r"\A---[ \t]*\n(?P<inside>(?:(?!---[ \t]*$).*\n)*)---[ \t]*$\n?", re.M)
_DATE = re.compile(r"^ms\.date:[ \t]*(?P<value>[^#\n]*?)[ \t]*(?:#.*)?$", re.M)


def parts(text: str) -> tuple[str, Span, str]:
    """Return a page's date, its place, and what follows the front matter."""
    matter = _MATTER.match(text)
    if matter is None:
        return "", Span(0, 0), text
    date = _DATE.search(text, matter.start("inside"), matter.end("inside"))
    if date is None:
        return "", Span(0, 0), text[matter.end() :]
    return date["value"], Span(*date.span("value")), text[matter.end() :]


def day(written: str) -> dt.date | None:
    """Return the day that Learn writes as `MM/DD/YYYY` or `YYYY-MM-DD`, or None for anything else."""
    numbers = [int(part) for part in re.findall(r"\d+", written)[:4]]
    if len(numbers) != 3:
        return None
    year, month, date = numbers if numbers[0] > 31 else (numbers[2], numbers[0], numbers[1])
    try:
        return dt.date(year, month, date)
    except ValueError:
        return None


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two texts differ in nothing but white space."""
    return "".join(one.split()) == "".join(other.split())
