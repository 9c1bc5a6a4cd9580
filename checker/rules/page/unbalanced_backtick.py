"""A backtick opens or closes nothing, or a code fence is never closed.

The text after it is rendered as code, or the backtick itself shows.

```bad guide.md
- `gpt-4o-realtime-preview` (version 2024-12-17)` <!-- expect: unbalanced-backtick -->
- The `code_interpreter`` tool. <!-- expect: unbalanced-backtick -->
```
```good guide.md
- Write `` `x` `` for a span that contains backticks, and press <kbd>`</kbd>. An escaped \\` is text.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import Document, Inline, TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from .._base import Options, finding, replacement, rule


class UnpairedBackticks(Fact):
    """A run of backticks that opens or closes nothing, or a fence that is never closed.

    `removable` says that removing `span` is the only reading of the mistake.
    """

    span: Span
    why: Literal["stray", "unequal", "unclosed-fence", "broken-fence"]
    removable: bool = False
    in_cell: bool = False


@reads(UnpairedBackticks)
def unpaired_backticks(page: PageText) -> Iterator[UnpairedBackticks]:
    """Yield the backticks of the running text that pair with none, and the faults of fences, in page order."""
    found: list[UnpairedBackticks] = []
    for _, block in page.blocks:
        if runs := [inline for inline in block.inlines if inline.kind == "run"]:
            found.extend(_in_text(block, runs))
    for sample in page.facts.samples:
        block = page.document.blocks[sample.block]
        if block.kind == "fence":
            found.extend(_of_fence(block, page.document))
    yield from sorted(found, key=lambda one: one.span)


def _in_text(block: TextBlock, runs: list[Inline]) -> Iterator[UnpairedBackticks]:
    """Yield runs of backticks that pair with none; two unequal runs that enclose a word are one mistake."""
    taken = -1
    for index, run in enumerate(runs):
        if index <= taken:
            continue
        length = run.end - run.start
        following = runs[index + 1] if index + 1 < len(runs) else None
        if (
            following
            and following.end - following.start != length
            and "\n" not in block.text[run.start : following.end]
        ):
            taken = index + 1
            yield UnpairedBackticks(block.span(run.start, following.end), "unequal")
            continue
        if length > 2 and block.text[: run.start].rpartition("\n")[2].strip():
            continue  # in a sentence, three are the mark of the fences that it is about
        span, leftover = block.span(run.start, run.end), _is_leftover(block.text, run.start, run.end)
        yield UnpairedBackticks(span, "stray", leftover, block.kind == "cell")


def _is_leftover(text: str, start: int, end: int) -> bool:
    """Return whether a lone backtick closes nothing that could have been opened: `)` before it, nothing after it."""
    return text[max(start - 1, 0) : start] in (")", ".", ",", "`") and text[end : end + 1] in ("", "\n", " ")


_FENCE_LINE = re.compile(r"^[ \t]{0,3}(?P<marker>`{3,}|~{3,})[ \t]*(?P<rest>.*)$")


def _of_fence(block: TextBlock, document: Document) -> Iterator[UnpairedBackticks]:
    """Yield a fence that never closes, and the first line inside a fence that was meant to close or to open one."""
    lines = zip(block.starts, block.text.split("\n"), strict=True) if block.markup in block.text else ()
    for start, line in lines:
        match = _FENCE_LINE.match(line)
        if match is None or match["marker"][0] != block.markup[0] or len(match["marker"]) < len(block.markup):
            continue
        if "`" in match["rest"]:
            continue
        span = block.span(start + match.start("marker"), start + len(line.rstrip()))
        yield UnpairedBackticks(span, "broken-fence" if re.fullmatch(r"[^\w{]*", match["rest"]) else "unclosed-fence")
        return
    if not block.closed:
        opening = document.text.find(block.markup, document.line_starts[block.line])
        yield UnpairedBackticks(Span(opening, opening + len(block.markup)), "unclosed-fence")


_MESSAGES = {
    "stray": "this backtick neither opens nor closes a code span",
    "unequal": "this code span opens and closes with different numbers of backticks",
    "unclosed-fence": "this code fence is never closed",
    "broken-fence": "the text after the backticks keeps this line from closing the code fence",
}
_AROUND = {"(": ")", '"': '"', "'": "'", "“": "”", ">": "<"}


@rule(Severity.WARNING, fix=Safety.SAFE)
def unbalanced_backtick(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each run of backticks that pairs with none, and each fence that stays open."""
    for page, mark in graph.each(UnpairedBackticks):
        if mark.why == "stray" and _is_shown(graph, page, mark):
            continue
        fix = replacement(page, mark.span, "", Safety.SAFE) if mark.removable else None
        yield finding(unbalanced_backtick, page, mark.span, _MESSAGES[mark.why], fix=fix)


def _is_shown(graph: DocsGraph, page: Page, mark: UnpairedBackticks) -> bool:
    """Return whether the text is about the character itself: (`), "`", <kbd>`</kbd>."""
    before, after = page.text[mark.span.start - 1 : mark.span.start], page.text[mark.span.end : mark.span.end + 1]
    if mark.in_cell and graph.exists("mkdocs.yml"):
        return True  # Python-Markdown lets a code span in a cell hold a pipe; GFM ends the cell there
    if before == "{" or after == "}":
        return True  # a template literal in JSX
    return before in _AROUND and _AROUND[before] == after
