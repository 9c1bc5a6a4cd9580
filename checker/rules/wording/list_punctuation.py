"""A list item that ends in another mark than most items of its list.

Where most items of a list end alike (with a period, a semicolon, a comma or nothing), an item that ends in another mark
is usually the trace of an edit. Items of one kind are compared: sentences and phrases of one paragraph. Items that are
nothing but names, links or code, that hold a list, a sample or another paragraph, that end in a colon, or that are much
longer or shorter than the rest are left out, and so are changelogs. The last item of a list with semicolons may end in
a period.

```bad guide.md
- The endpoint of your harbor resource.
- The name of the tide gauge to read <!-- expect: list-punctuation -->
- A key that is allowed to read from it.
- The day on which the reading starts.
```
```good guide.md
- The endpoint of your harbor resource.
- A key that is allowed to read from it. Keep it secret.
- The following settings:
  - `depth`
  - `drift`
- [Gauges](https://example.com/gauges)
- The day on which the reading starts.
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from ...findings import Evidence, Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import ListItem, Span, TextList
from .._base import Options, finding, related, replacement, rule
from .._data import Data, WordList, beside

_SENTENCE_ENDS = ".!?。"


class _Majority(Data, frozen=True):
    least: int
    share: float


class _Phrases(Data, frozen=True):
    words: int
    length: float


class Limits(Data, frozen=True):
    """What `list_punctuation.toml` holds; its comments say what each part means."""

    majority: _Majority
    phrases: _Phrases
    names: dict[str, str]
    abbreviations: WordList
    chaining: WordList


@cache
def data() -> Limits:
    """Return what `list_punctuation.toml` holds."""
    return beside(__file__, Limits)


@rule(Severity.SUGGESTION, fix=Safety.SAFE, ground=Ground.MAJORITY)
def list_punctuation(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each item that ends in another mark than most items of its list."""
    for page in graph.pages:
        for one in page.facts.lists:
            if not page.history.chronicle(page.facts.blocks[one.items[0].block].heading):
                yield from _list(page, one)


def _list(page: Page, whole: TextList) -> Iterator[Finding]:
    items = [one for one in whole.items if one.alone and not one.bare and one.mark not in (":", "…")]
    ends = [_end(one) for one in items]
    if len(set(ends)) < 2:
        return
    usual, agreeing = max(Counter(ends).items(), key=lambda pair: (pair[1], pair[0]))
    if agreeing < data().majority.least or agreeing < len(items) * data().majority.share:
        return
    model = next(one for one in items if _end(one) == usual)
    longest = max(one.words for one in items if _end(one) == usual)
    for item in items:
        if _end(item) != usual and not _may_differ(page, item, usual, longest, last=item is whole.items[-1]):
            message = _message(_end(item), usual, agreeing, len(items))
            end = related(page, model.tail, "ends like most items")
            evidence = Evidence(Ground.MAJORITY, agreeing, len(items))
            fix = _fix(page, item, usual)
            yield finding(list_punctuation, page, item.tail, message, related=(end,), fix=fix, evidence=evidence)


def _message(end: str, usual: str, agreeing: int, among: int) -> str:
    names = data().names
    this = f"ends with {names[end]}" if end else f"has {names[end]}"
    others = f"end with {names[usual]}" if usual else f"have {names[usual]}"
    return f"this item {this}; {agreeing} of {among} {others}"


def _end(item: ListItem) -> str:
    if item.mark in ("；", ";"):
        return ";"
    return "." if item.mark and item.mark in _SENTENCE_ENDS else item.mark


def _may_differ(page: Page, item: ListItem, usual: str, longest: int, *, last: bool) -> bool:
    """Return whether the item is not of the same kind as most of its list, or ends it."""
    end = _end(item)
    if usual in (";", ","):
        return (last and end in (".", "")) or _chains(page, item)
    if end in (";", ","):
        return last or _chains(page, item)
    if usual == ".":
        return item.words < data().phrases.words or _chains(page, item)
    long = item.words > longest * data().phrases.length
    return item.mark != "." or item.several or long or _is_abbreviated(page, item)


@cache
def _closing(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b{words}\W*$")


def _chains(page: Page, item: ListItem) -> bool:
    """Return whether an item ends in a conjunction, so that the next one goes on with its sentence."""
    return _closing(f"(?i:{data().chaining.either})").search(item.span.slice(page.text)) is not None


def _is_abbreviated(page: Page, item: ListItem) -> bool:
    """Return whether the period of an item belongs to an abbreviation."""
    return _closing(f"{data().abbreviations.either}\\.").search(item.tail.slice(page.text)) is not None


def _fix(page: Page, item: ListItem, usual: str) -> Fix | None:
    """Return the edit of the item's end; None where marks after it make that end doubtful."""
    if item.tail.slice(page.text).endswith(item.mark) and item.mark:
        return replacement(page, Span(item.tail.end - 1, item.tail.end), usual, Safety.SAFE)
    return None if item.mark else replacement(page, Span(item.tail.end, item.tail.end), usual, Safety.SAFE)
