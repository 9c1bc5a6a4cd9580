"""The marker of a callout is malformed, so that it is shown as text.

A quotation is a callout where it starts with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]` on a
line of its own. This rule reports other ways to write that, in a tree that has callouts.

```bad guide.md
> ![NOTE] <!-- expect: malformed-callout -->
> The tide is low.

> [!TIP]
> Call the tower.
```
```good guide.md
> [!TIP]
> Call the tower.

> [NOTE](notes.md) that the tide is low.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...patterns import Shape
from .._base import Options, finding, replacement, rule


class CalloutMark(Slip):
    """The mark of a callout, where it starts a quotation; `why` is empty for one that is right."""


_KINDS = r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)"
_MARK = Shape(
    rf"\A[ \t]*(?P<mark>!?\[?!?[ \t]?(?P<kind>{_KINDS})(?![\w\]]{{2}})[ \t]?[\]}})>]?:?)[ \t]*$",
    re.M,
    needs=("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"),
)


@reads(CalloutMark)
def callout_marks(page: PageText) -> Iterator[CalloutMark]:
    """Yield the marks of callouts, right or not, in page order; a word alone is none."""
    for block in page.document.blocks:
        if block.kind != "paragraph" or "[" not in block.text or not _is_quoted(page, block.line):
            continue
        match = _MARK.search(block.text)
        if match and "[" in match["mark"] and len(match["mark"]) > len(match["kind"]) + 1:
            right = f"[!{match['kind']}]"
            why = (
                "" if match["mark"] == right else f"`{match['mark']}` is shown as text: a callout starts with `{right}`"
            )
            yield CalloutMark(block.span(*match.span("mark")), "" if match["mark"] == right else why, right)


def _is_quoted(page: PageText, line: int) -> bool:
    """Return whether a line (0-based) starts a quotation: the one before it is not quoted."""
    starts, text = page.document.line_starts, page.document.text
    return text[starts[line] :].lstrip(" \t").startswith(">") and (
        not line or not text[starts[line - 1] : starts[line]].lstrip(" \t").startswith(">")
    )


@rule(Severity.WARNING, fix=Safety.SAFE)
def malformed_callout(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the marks of callouts that are shown as text, where others are right."""
    found = list(graph.each(CalloutMark))
    if any(not mark.why for _, mark in found):
        for page, mark in found:
            if mark.why:
                fix = replacement(page, mark.span, mark.replacement, Safety.SAFE)
                yield finding(malformed_callout, page, mark.span, mark.why, fix=fix)
