"""A passage is on the page twice: a line, a paragraph, a section, or the words that introduce a list.

Copying and merging leave a line or a paragraph twice in a row, or an entry of what's new twice on its page. An item of
a list that starts with the words before the colon that introduces the list, as no other item does, repeats them.
Changelogs, which are made of commit messages, and components that show one of several texts are left alone.

```bad guide.md
The harbor opens at six, and the pilots are there an hour before that.

The harbor opens at six, and the pilots are there an hour before that. <!-- expect: repeated-passage -->

Before you moor, you need:

- A boat.
- You need a lamp. <!-- expect: repeated-passage -->
- A rope.
```
```good guide.md
The harbor opens at six, and the pilots are there an hour before that.

The harbor closes at six, and the pilots are there an hour after that.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Heading, Span, TextList
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from .._base import Options, Scope, finding, related, rule
from .._slips import is_changelog

_LEAD = re.compile(r"(?<![^\W\d_])(?P<words>[^\W\d_]++ [^\W\d_]++)[*_]*+:[*_]*+$")
_VARIANTS = re.compile(r"^</[A-Z]\w*>$", re.M)  # a component that shows one of several texts
_FUNCTION_WORDS = frozenset(
    "a an are be by can for from how if in is it may must need of on or should that the these this to we when will "
    "with you your".split()
)
"""Words at the end of a lead-in that its items complete; without one, an item may have its last words as subject."""
_LEAST_WORDS = 8


class RepeatedLine(Fact):
    """A line of a paragraph that is the same as the one before it, which `first` covers."""

    span: Span
    first: Span


@reads(RepeatedLine)
def repeated_lines(page: PageText) -> Iterator[RepeatedLine]:
    """Yield the lines of paragraphs that follow their like, in page order."""
    for _, block in page.blocks:
        if block.kind != "paragraph" or "\n" not in block.text:
            continue
        start, before = 0, Span(0, 0)
        for line in block.text.split("\n"):
            here = Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
            text = here.slice(block.text)
            if text == before.slice(block.text) and text.count(" ") >= _LEAST_WORDS - 1:
                yield RepeatedLine(block.span(here.start, here.end), block.span(before.start, before.end))
            start, before = start + len(line) + 1, here


@rule(Severity.WARNING, ground=Ground.PATTERN, scope=Scope.PAGE)
def repeated_passage(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the paragraphs, sections and lead-ins that are repeated."""
    for page in graph.pages:
        yield from _paragraphs(page)
        for line in page.of(RepeatedLine):
            end = related(page, line.first, "the same line")
            yield finding(repeated_passage, page, line.span, "this line repeats the one above", related=(end,))
        repeated = list(_sections(page))
        if repeated and not is_changelog(page) and not _VARIANTS.search(page.text):
            yield from repeated
        for whole in page.facts.lists:
            yield from _repeats_lead(page, whole)


def _paragraphs(page: Page) -> Iterator[Finding]:
    """Yield paragraphs that follow their like."""
    for (number, before), (next_, after) in pairwise(page.facts.blocks.longer(["paragraph"])):
        if next_ != number + 1 or before.item or after.item:
            continue
        if after.span.end - after.span.start != before.span.end - before.span.start:
            continue
        text = after.span.slice(page.text)
        if text == before.span.slice(page.text) and len(text.split()) >= _LEAST_WORDS:
            if page.text[before.span.end : after.span.start].strip(" \t\n>"):
                continue  # the values of two keys, or a component's tag between them
            if page.zone_of(before.span.start) != page.zone_of(after.span.start):
                continue
            end = related(page, before.span, "the same paragraph")
            yield finding(repeated_passage, page, after.span, "this paragraph repeats the one above", related=(end,))


def _sections(page: Page) -> Iterator[Finding]:
    """Yield headings that are twice below the same one, or twice in a diary, with the same first paragraph."""
    if len({heading.text for heading in page.facts.headings}) == len(page.facts.headings):
        return
    first: dict[tuple[str, str, int], Heading] = {}
    blocks, above = page.facts.blocks, list[tuple[int, int]]()
    ends = {one.block: after.span.start for one, after in pairwise(page.facts.headings)}
    for heading in page.facts.headings:
        while above and above[-1][0] >= heading.level:
            above.pop()
        under = above[-1][1] if above else -1
        above.append((heading.level, heading.block))
        below = blocks[heading.block + 1] if heading.block + 1 < len(blocks) else None
        if below is None or below.kind != "paragraph" or page.zone_of(heading.span.start) is not None:
            continue
        text = below.span.slice(page.text)
        if len(text.split()) < _LEAST_WORDS or text.startswith("[!"):
            continue
        diary = page.history.page_is_chronicle
        if diary:  # versions may share an entry
            text = page.text[below.span.start : ends.get(heading.block, len(page.text))].strip(" \t\n#")
        earlier = first.setdefault((heading.text, text, -1 if diary else under), heading)
        if earlier is not heading:
            message = f"the section “{heading.text}” is on this page twice, with the same text"
            end = related(page, heading.span, "the same section again")
            yield finding(repeated_passage, page, earlier.span, message, related=(end,))


def _repeats_lead(page: Page, whole: TextList) -> Iterator[Finding]:
    """Yield an item that starts with the words before the colon that introduces the list, as no other item does."""
    first = whole.items[0].block
    lead = page.facts.blocks[first - 1] if first else None
    if lead is None or lead.kind != "paragraph" or len(whole.items) < 3:
        return
    text = lead.span.slice(page.text)
    match = _LEAD.search(text, _last_words(text)) if text.rstrip("*_").endswith(":") else None
    if match is None:
        return
    words = match["words"].lower() + " "
    same = [one for one in whole.items if one.span.slice(page.text).lower().startswith(words)]
    if len(same) == 1 and not _FUNCTION_WORDS.isdisjoint(words.split()):
        message = f"this item repeats the words that introduce its list, “{match['words']}”"
        end = related(page, lead.span, "introduces the list")
        yield finding(repeated_passage, page, same[0].span, message, related=(end,))


def _last_words(text: str) -> int:
    """Return where the last two words of a text start."""
    return text.rfind(" ", 0, max(text.rfind(" "), 0)) + 1
