"""A sentence announces a different number of items than the list below it has.

An item was added or removed, and the sentence above was not changed. Only a number that counts the items alone is
compared (“the following three steps:”, “there are two options:”), and only with a list that has one item more or less:
a list that a sample or a paragraph interrupts is shorter than it looks.

```bad guide.md
A pilot does three things: <!-- expect: list-count -->

- Reads the tide.
- Moors the ship.
```
```good guide.md
Bring at least two ropes:

- A long one.
- A short one.
- A spare one.

A pilot does two things:

1. Reads the tide.
1. Moors the ship.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import plain
from .._base import Options, finding, related, rule


class AnnouncedCount(Fact):
    """A number of items that a sentence announces, of a list that has another; `items` covers the first and last."""

    span: Span
    announced: int
    found: int
    items: tuple[Span, Span]


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ANNOUNCES = re.compile(
    rf"\b(?P<number>{'|'.join(_NUMBERS)})\b[*_]{{0,3}}"
    r"(?: (?!(?:of|or|and|to|in|for|with|more|other)\b)[a-z]+){0,3}"
    r" (?:(?:types|kinds|forms|categories|sorts|classes|modes) of(?: [a-z-]+){1,3}|[a-z]+s)"
    r"(?: (?:to|that|you|for|when|in|[a-z]+ed) [^.:;!?\d]{1,100}+)?:\s*\Z",
    re.I,
)
_OTHER_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)}|one|both|each|all|following|these)\b", re.I)
"""What may be counted instead, in the rest of the sentence."""
_COUNTS_OTHERS = re.compile(
    r"(?:\b(?:the|these|those|least|most|than|or|and|first|last|with|about|up|all|any"
    rf"|(?:up|\d+|one|{'|'.join(_NUMBERS)})\sto)\s[*_]{{0,3}}|,\s)\Z",
    re.I,
)
"""What precedes a number of other things, or one that is not exact."""
_ABOUT_OTHERS = re.compile(r"[*_]{0,3}(?:both|all|these|each|either|neither|any|or)\b", re.I)
"""How an item starts that is about those before it, and is not counted."""
_NEAR = 200
"""Characters at the end of a paragraph that are read: what announces a list is right before it."""


@reads(AnnouncedCount)
def announced_counts(page: PageText) -> Iterator[AnnouncedCount]:
    """Yield the numbers of items that lists do not have."""
    for whole in page.facts.lists:
        first = whole.items[0].block if whole.items else 0
        above = page.document.blocks[first - 1] if first else None
        if above is None or above.kind != "paragraph" or above.item >= page.document.blocks[first].item:
            continue
        match = _announced(above) if above.text.rstrip().endswith(":") else None
        announced = _NUMBERS.index(match["number"].lower()) + 2 if match else 0
        found = len(whole.items)
        last = whole.items[-1].span.slice(page.document.text) if match else ""
        if match and found > 1 and abs(found - announced) == 1 and not _ABOUT_OTHERS.match(last):
            items = (whole.items[0].span, whole.items[-1].span)
            yield AnnouncedCount(above.span(*match.span("number")), announced, found, items)


def _announced(block: TextBlock) -> re.Match[str] | None:
    text = plain(block)
    match = _ANNOUNCES.search(text, max(len(text) - _NEAR, 0))
    if match is None or _COUNTS_OTHERS.search(text[: match.start()]):
        return None
    return None if _OTHER_NUMBER.search(text, match.end("number")) else match


@rule(Severity.SUGGESTION)
def list_count(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each number of items that the list below it does not have."""
    for page, one in graph.each(AnnouncedCount):
        number = one.span.slice(page.text)
        message = f"“{number}” announces {one.announced} items, but the list below has {one.found}"
        ends = (related(page, one.items[0], "the first item"), related(page, one.items[1], "the last item"))
        yield finding(list_count, page, one.span, message, related=ends)
