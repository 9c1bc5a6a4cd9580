"""The dates and amounts of a page that may state a fact: those in table cells, and those that a sentence measures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from .. import patterns
from .blocks import Document, TextBlock
from .facts import Cell, Facts, Span, Value
from .text_views import readable

_AMOUNT = (
    r"(?P<number>\d(?<![\w.,:/-]\d)(?:\d{0,2}(?:[,\u00a0]\d{3})+|\d{0,8}(?:\.\d{1,3})?))"
    r"(?:[ \u00a0]?(?P<unit>[KMBkm]|thousand|million|billion)(?!\w))?(?![\w-]|[.,]\d)"
)
_DAY = rf"(?P<long>{patterns.MONTH})\.?\ (?P<dayno>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<dayyear>20\d\d)"
_VALUE = re.compile(
    rf"{_DAY}|(?<![\w-])(?P<iso>20\d\d-\d\d-\d\d)(?![\w-])"
    rf"|(?P<month>{patterns.MONTH})\.?,?\ (?P<year>20\d\d)|{_AMOUNT}",
    re.I,
)
_NUMBER = re.compile(_AMOUNT, re.I)
"""All that a text without a year can hold; it starts with a digit, so that looking for it is quick."""
_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"<br\s*/?>|\n", re.I)
_MEASURED = patterns.Shape(
    r"context (?:window|length)|training data|trained on|knowledge cut-?off|\bretire|end of life|output tokens|"
    r"input tokens|max(?:imum)? (?:request|input|output|context)|\b[TR]PM\b|(?:tokens|requests) per minute",
    re.I,
    needs="context trained training cutoff cut-off retire life tokens requests max tpm rpm".split(),
)
_STOP = re.compile(r"(?<=[.!?])[\s\0]+(?=[A-Z`*\[(])")
_REACH = 160
"""How many characters of its sentence are kept on either side of a value; words farther away are not about it."""
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def read(document: Document, facts: Facts) -> None:
    """Add the values of the page's tables and of its measuring sentences to its facts, in page order."""
    for table in facts.tables:
        for row in table.rows:
            for cell in row:
                if _DIGIT.search(cell.text):
                    facts.values.extend(_of_cell(cell))
    for index, block in enumerate(document.blocks):
        if block.kind != "paragraph" or block.text.startswith("|") or not _DIGIT.search(block.text):
            continue
        if _MEASURED.is_in(block.text):
            facts.values.extend(_of_block(block, index))
    facts.values.sort(key=lambda value: value.span)


def _of_cell(cell: Cell) -> Iterator[Value]:
    start = cell.span.start
    for first, last in _pieces(cell.text, _BREAK):
        edge = first
        for value, match in _values(cell.text, first, last, cell.block, lambda a, b: Span(start + a, start + b)):
            value.before = cell.text[max(edge, match.start() - _REACH) : match.start()]
            value.after = cell.text[match.end() : min(last, match.end() + _REACH)]
            edge = match.end()
            yield value


def _of_block(block: TextBlock, index: int) -> Iterator[Value]:
    text = readable(block)
    for first, last in _pieces(text, _STOP):
        if _MEASURED.is_in(text[first:last]):
            for value, match in _values(text, first, last, index, block.span):
                value.before = text[max(first, match.start() - _REACH) : match.start()]
                value.after = text[match.end() : min(last, match.end() + _REACH)]
                yield value


def _pieces(text: str, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the ranges between the ends, as far as they hold a digit."""
    stops = [match.span() for match in ends.finditer(text)]
    pieces = zip([0, *(end for _, end in stops)], [*(start for start, _ in stops), len(text)], strict=True)
    return [(first, last) for first, last in pieces if _DIGIT.search(text, first, last)]


def _values(
    text: str, first: int, last: int, block: int, span: Callable[[int, int], Span]
) -> Iterator[tuple[Value, re.Match[str]]]:
    pattern = _VALUE if text.find("20", first, last) >= 0 else _NUMBER
    for match in pattern.finditer(text, first, last):
        if (value := _value(match, span, block)) is not None:
            yield value, match


def _value(match: re.Match[str], span: Callable[[int, int], Span], block: int) -> Value | None:
    where = span(*match.span())
    if number := match["number"]:
        scale = _SCALE.get((match["unit"] or "").lower(), 1)
        plain = number.replace(",", "").replace("\u00a0", "")
        if len(plain) > 1 and plain[0] == "0" and plain[1] != ".":
            return None  # a version such as 0613
        decimals = len(plain.partition(".")[2])
        return Value(
            "amount",
            f"{round(float(plain) * scale, 3):g}" if scale == 1 and decimals else str(round(float(plain) * scale)),
            where,
            block,
            step=scale / 10**decimals if scale > 1 else 0,
        )
    if match["month"]:
        return Value("month", f"{match['year']}-{_month(match['month']):02}", where, block)
    try:
        day = match["iso"] or f"{match['dayyear']}-{_month(match['long']):02}-{int(match['dayno']):02}"
        return Value("day", dt.date.fromisoformat(day).isoformat(), where, block)
    except ValueError:
        return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1
