"""Bold marks show as asterisks: they are unpaired, in code, or have a space inside.

One that pairs with none is reported wherever it is in its paragraph. Footnote marks (`Yes**`, explained below by
`** Only in summer`), stars in quotes ('**.') and what a page about Markdown shows are left alone.

````bad guide.md
## Call the harbor** <!-- expect: unbalanced-bold -->

Each request names the ** harbor** and its pier. <!-- expect: unbalanced-bold -->
````
```good guide.md
Yes** and no, says the footnote, while `**kwargs` and 2 ** 3 are code.

** Only in summer.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import plain
from ...patterns import Shape
from .._base import Options, Scope, finding, replacement, rule

Why = Literal["in-code", "unclosed", "unopened", "space"]


class BoldMarks(Fact):
    """Bold marks that show; `text` is what the ones `in-code` enclose."""

    span: Span
    why: Why
    where: Literal["paragraph", "heading", "cell"]
    text: str = ""


_BOLD = re.compile(r"\*\*[\w(][^*]*\w\)?\*\*")
_IN_CODE = Shape(r"`(?!`) *+\*\*[\w(]", sketch=r"`(?!`) *+\*\*")
"""What code starts with that has bold marks around it."""
_BALANCED = re.compile(r"[^*\\]*+(?:\*\*[^\s*\\](?:[^*\\]*[^\s*\\])?\*\*[^*\\]*+)*+")
"""Text whose bold marks, without other stars and backslashes, all pair with the next one, as most do."""
_PAIRED = re.compile(r"[^*\\]*+(?:\*\*[^\s*\\](?:[^*\\\n]*[^\s*\\])?\*\*[^*\\]*+)*+")
"""The same of texts on lines of their own: none of its bold marks pairs with one of another line."""
_STARS = Shape(r"\*\*(?<![\\*]\*\*)(?!\*)", needs=("**",))


@reads(BoldMarks)
def bold_marks(page: PageText) -> Iterator[BoldMarks]:
    """Yield the bold marks that show, in page order."""
    if "**" not in page.document.text:
        return
    found = list[BoldMarks]()
    if _IN_CODE.may_be_in(page.document.text):
        found += [one for _, block in page.blocks if block.inlines and "**" in block.text for one in _in_code(block)]
    if not _all_paired(page.plain.text):
        found += [one for _, block in page.blocks if "**" in block.text for one in _shown(block)]
    yield from sorted(found, key=lambda one: one.span)


def _all_paired(text: str) -> bool:
    """Return whether each bold mark of a page surely pairs with the next one on its line, as most do."""
    return _PAIRED.fullmatch(text) is not None


def _in_code(block: TextBlock) -> Iterator[BoldMarks]:
    """Yield bold marks in code."""
    where: Literal["paragraph", "heading", "cell"] = block.kind  # type: ignore[assignment]
    for inline in block.inlines:
        if inline.kind == "code":
            inner = block.text[inline.start : inline.end].strip("` ")
            if _BOLD.fullmatch(inner):
                yield BoldMarks(block.span(inline.start, inline.end), "in-code", where, inner[2:-2])


def _shown(block: TextBlock) -> Iterator[BoldMarks]:
    """Yield bold marks without a counterpart, or with a space on their inner side."""
    where: Literal["paragraph", "heading", "cell"] = block.kind  # type: ignore[assignment]
    text = plain(block)
    if "***" in text or _BALANCED.fullmatch(text):
        return
    opened: list[int] = []
    loose: list[int] = []
    for match in _STARS.finditer(text):
        start = match.start()
        if opened and not text[start - 1 : start].isspace():
            opened.pop()
        elif text[start + 2 : start + 3].strip():
            opened.append(start)
        else:
            loose.append(start)
    for start, why in _unpaired(text, sorted(opened + loose)):
        yield BoldMarks(block.span(start, start + 2), why, where)


def _unpaired(text: str, marks: list[int]) -> Iterator[tuple[int, Why]]:
    """Yield the bold marks that pair with none, if it is one, and those that would pair but for a space."""
    if len(marks) == 2 and "\n" not in text[marks[0] : marks[1]]:
        first, second = (text[start - 1 : start].strip() + "|" + text[start + 2 : start + 3].strip() for start in marks)
        outside = first.startswith("|") and second.endswith("|")
        inner = text[marks[0] + 2 : marks[1]]
        before_link = first.startswith("|") and inner[:1].strip() and inner[-2:] == ": " and second == "|["
        if before_link or (outside and (first, second) != ("|", "|") and inner.strip()):
            yield marks[0], "space"
        return
    if len(marks) != 1:
        return
    start = marks[0]
    before, after = text[start - 1 : start].strip(), text[start + 2 : start + 3].strip()
    is_operator = (not before and not after) or "/" in (before, after) or _UNPACKED.match(text, start)
    if not is_operator and not (before and _NAMED.match(text, start - 1)):
        yield start, "unopened" if before and not after.isalnum() else "unclosed"


_UNPACKED = re.compile(r"\*\*\w*(?:args|opts|options|params|dict|config|data)\b")
"""`**kwargs` outside of code."""
_NAMED = re.compile(r"['\"“‘]\*\*[^\w\s'\"”’]{0,8}+['\"”’]")
"""Stars that are named, in quotes and without a word: `'**.'`."""


_MESSAGES = {
    "in-code": "bold marks do not work inside code; they show as asterisks",
    "unclosed": "these bold marks are never closed",
    "unopened": "these bold marks were never opened",
    "space": "a space inside these bold marks keeps them from working",
}


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN, scope=Scope.PAGE)
def unbalanced_bold(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the bold marks that show, but for footnote marks and what a page about Markdown shows."""
    for page in graph.pages:
        marks = page.of(BoldMarks)
        footnotes = {"unclosed", "unopened"} <= {one.why for one in marks if one.where != "heading"}
        about_markdown = any(one.why == "in-code" for one in marks) and "markdown" in page.text.lower()
        for one in marks:
            in_cell = one.why == "unopened" and one.where == "cell"  # a footnote is shown below the table
            if in_cell or (one.why in ("unclosed", "unopened") and footnotes and one.where != "heading"):
                continue
            if one.why == "in-code" and (about_markdown or "bold" in one.text.lower()):
                continue
            yield finding(unbalanced_bold, page, one.span, _MESSAGES[one.why], fix=_fix(page, one))


def _fix(page: Page, one: BoldMarks) -> Fix | None:
    """Return the edit that leaves what was meant, where that is beyond doubt."""
    if one.why == "in-code":
        return replacement(page, one.span, f"`{one.text}`", Safety.UNSAFE)
    return replacement(page, one.span, "", Safety.UNSAFE) if one.why == "unopened" else None
