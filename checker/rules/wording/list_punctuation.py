"""An item of a list ends unlike the others.

Where most items of a list end in the same way (with a full stop, a semicolon, a comma or nothing), the one that ends in
another is usually the trace of an edit. Compared are items that are alike: sentences and phrases of one paragraph.
Left out are items that are nothing but names, links or code, items that hold a list, a sample or another paragraph,
those that end in a colon, what is much longer or shorter than the rest, and the entries of a changelog. The last item
of a list with semicolons may end in a full stop.

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

from ...findings import Evidence, Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import ListItem, Span, TextList
from .._base import Options, finding, related, replacement, rule

_SENTENCE_ENDS = ".!?。"
_SHORTENED = re.compile(r"\b(?:etc|e\.g|i\.e|vs|Inc|Ltd|Jr|Sr)\.\W*$")
_CHAINED = re.compile(r"\b(?:and|or|and/or)\W*$", re.I)
_NAMES = {".": "a full stop", ";": "a semicolon", ",": "a comma", "": "no mark"}


@rule(Severity.SUGGESTION, fix=Safety.SAFE, ground=Ground.MAJORITY)
def list_punctuation(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each item whose end most items of its list contradict."""
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
    if agreeing < 3 or agreeing * 5 < len(items) * 3:
        return
    model = next(one for one in items if _end(one) == usual)
    longest = max(one.words for one in items if _end(one) == usual)
    for item in items:
        if _end(item) != usual and not _may_differ(page, item, usual, longest, last=item is whole.items[-1]):
            message = f"this item ends with {_NAMES[_end(item)]}, {agreeing} of {len(items)} end with {_NAMES[usual]}"
            end = related(page, model.tail, "ends as most do")
            evidence = Evidence(Ground.MAJORITY, agreeing, len(items))
            fix = _mended(page, item, usual)
            yield finding(list_punctuation, page, item.tail, message, related=(end,), fix=fix, evidence=evidence)


def _end(item: ListItem) -> str:
    if item.mark in ("；", ";"):
        return ";"
    return "." if item.mark and item.mark in _SENTENCE_ENDS else item.mark


def _may_differ(page: Page, item: ListItem, usual: str, longest: int, *, last: bool) -> bool:
    """Tell whether the item is not of the same kind as most of its list, or ends it."""
    end = _end(item)
    if usual in (";", ","):
        return (last and end in (".", "")) or bool(_CHAINED.search(item.span.slice(page.text)))
    if end in (";", ","):
        return last or bool(_CHAINED.search(item.span.slice(page.text)))
    if usual == ".":
        return item.words < 4 or bool(_CHAINED.search(item.span.slice(page.text)))
    shortened = _SHORTENED.search(item.tail.slice(page.text))
    return item.mark != "." or item.several or item.words * 4 > longest * 5 or shortened is not None


def _mended(page: Page, item: ListItem, usual: str) -> Fix | None:
    """Return the edit of the item's end; None where marks behind it make that end doubtful."""
    if item.tail.slice(page.text).endswith(item.mark) and item.mark:
        return replacement(page, Span(item.tail.end - 1, item.tail.end), usual, Safety.SAFE)
    return None if item.mark else replacement(page, Span(item.tail.end, item.tail.end), usual, Safety.SAFE)
