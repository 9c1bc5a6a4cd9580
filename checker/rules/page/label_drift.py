"""A name on screen differs from the one in the same step elsewhere.

Names on screen are what a list item has in bold (Select **All harbors**). The rule compares items that are the same
sentence but for such names: where at least three of four have one name, one that differs a little is reported. A name
that shares nothing with the usual one is assumed to be intended.

```bad one.md
1. Select **All harbors** from under **Repairs** in the left pane.
```
```bad two.md
1. Select **All harbors** from under **Repairs** in the left pane.
```
```bad three.md
1. Select **All harbors** from under **Repairs** in the left pane.
```
```bad four.md
1. Select **Harbors** from under **Repairs** in the left pane. <!-- expect: label-drift -->
```
```good one.md
1. Select **All harbors** from under **Repairs** in the left pane.
```
```good two.md
1. Select **Lighthouses** from under **Repairs** in the left pane.
```
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...patterns import Shape
from .._base import Options, finding, related, rule


class ScreenLabel(Fact):
    """A name on screen that a list item has in bold.

    `span` covers the bold marks too. `frame` is the hash of the rest of its sentence, with a gap for each name on
    screen; `gap` numbers these.
    """

    name: str
    span: Span
    frame: int
    gap: int


_BOLD = Shape(r"\*\*(?P<name>[^*\n]{2,60})\*\*", needs=("**",))


@reads(ScreenLabel)
def screen_labels(page: PageText) -> Iterator[ScreenLabel]:
    """Yield the names on screen in the list items of a page."""
    for _, block in page.blocks:
        if block.item and block.kind == "paragraph" and "**" in block.text:
            labels = list(_BOLD.finditer(block.text))
            frame = _frame(block.span(0, len(block.text)).slice(page.document.text), len(labels)) if labels else 0
            for number, match in enumerate(labels if frame else ()):
                yield ScreenLabel(match["name"].strip(), block.span(*match.span()), frame, number)


def _frame(text: str, labels: int) -> int:
    """Return the hash of a sentence without the names on screen in it, or 0 for one that is too short."""
    words = _BOLD.compiled.sub("{}", text).lower().split()
    if len(words) - labels < _FEWEST_WORDS:
        return 0
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest())


_Place = tuple[Page, ScreenLabel]
_AGREEING = 3
"""In how many places at least a name is the usual one."""
_NEGATIONS = frozenset(("not", "no", "never"))
"""Where one text has such a word and the other does not, both are statements, and no names on screen."""
_FEWEST_WORDS = 5
"""How many words a sentence has at least besides the names, so that two pages do not have it by chance."""


@rule(Severity.SUGGESTION, ground=Ground.MAJORITY)
def label_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names on screen that differ a little from those in the same sentence of at least three other steps."""
    sentences: dict[tuple[int, int], list[_Place]] = defaultdict(list)
    for page, label in graph.made_alone(_labels):
        sentences[label.frame, label.gap].append((page, label))
    for key in sorted(key for key, places in sentences.items() if len(places) > _AGREEING):
        yield from _odd(sentences[key])


def _labels(page: Page) -> list[ScreenLabel]:
    return page.of(ScreenLabel)


def _odd(places: list[_Place]) -> Iterator[Finding]:
    counts = Counter(label.name.casefold() for _, label in places)
    best, agreeing = max(counts.items(), key=lambda one: (one[1], one[0]))
    if agreeing < _AGREEING or agreeing * 4 < len(places) * 3:
        return
    where, usual = next(place for place in places if place[1].name.casefold() == best)
    for page, label in places:
        if label.name.casefold() != best and _resembles(label.name, best):
            message = f"`{label.name}` here, but `{usual.name}` in the same step in {agreeing} other places"
            ends = (related(where, usual.span, f"names it `{usual.name}`"),)
            evidence = Evidence(Ground.MAJORITY, agreeing, len(places))
            yield finding(label_drift, page, label.span, message, related=ends, evidence=evidence)


def _resembles(name: str, other: str) -> bool:
    """Return whether two names on screen can be one: they share a word, or most of their letters."""
    from rapidfuzz import fuzz

    a, b = ({word.rstrip("s") for word in text.casefold().split()} for text in (name, other))
    return a != b and _NEGATIONS.isdisjoint(a ^ b) and (a <= b or b <= a or fuzz.ratio(name.casefold(), other) >= 85)
