"""A backtick opens or closes nothing, or a code fence is never closed.

The text that follows is rendered as code, or the mark itself is shown.

```bad guide.md
- `gpt-4o-realtime-preview` (version 2024-12-17)` <!-- expect: unbalanced-backtick -->
- The `code_interpreter`` tool. <!-- expect: unbalanced-backtick -->
```
```good guide.md
- Write `` `x` `` for a span that holds marks, and press <kbd>`</kbd>. An escaped \\` is text.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Backtick
from .._base import Options, finding, replacement, rule

_MESSAGES = {
    "stray": "this backtick opens or closes no code span",
    "unequal": "this code span is opened and closed with different numbers of backticks",
    "unclosed-fence": "this code fence is never closed",
    "broken-fence": "what stands behind the backticks keeps this line from closing the code fence",
}
_AROUND = {"(": ")", '"': '"', "'": "'", "“": "”", ">": "<"}


@rule(Severity.WARNING, fix=Safety.SAFE)
def unbalanced_backtick(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each run of backticks that pairs with none, and each fence that stays open."""
    for page in graph.pages:
        for mark in page.facts.backticks:
            if mark.why == "stray" and _is_shown(graph, page, mark):
                continue
            fix = replacement(page, mark.span, "", Safety.SAFE) if mark.removable else None
            yield finding(unbalanced_backtick, page, mark.span, _MESSAGES[mark.why], fix=fix)


def _is_shown(graph: DocsGraph, page: Page, mark: Backtick) -> bool:
    """Tell whether the text speaks of the character itself: (`), "`", <kbd>`</kbd>."""
    before, after = page.text[mark.span.start - 1 : mark.span.start], page.text[mark.span.end : mark.span.end + 1]
    if mark.in_cell and graph.exists("mkdocs.yml"):
        return True  # Python-Markdown lets a code span in a cell hold a pipe; GFM ends the cell there
    if before == "{" or after == "}":
        return True  # a template literal in JSX
    return before in _AROUND and _AROUND[before] == after
