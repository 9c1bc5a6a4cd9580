"""A line has the marks of a heading, but no space after them, so they are shown as text.

```bad guide.md
# Harbors

##Moor a ship <!-- expect: malformed-heading -->
```
```good guide.md
# Harbors

## Moor a ship

See ##moor in the log, and write `##Moor` for a heading.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...patterns import Shape
from .._base import Options, finding, replacement, rule


class HeadingFault(Slip):
    """The marks of a heading that no space follows; the span covers them."""


_MARKS = Shape(r"(?m)^[ ]{0,3}(?P<marks>#{2,6})(?=[A-Z\d][\w'’-]*+[.:),?]?(?:[ \t]+\S|[ \t]*$))", needs=("##",))


@reads(HeadingFault)
def heading_faults(page: PageText) -> Iterator[HeadingFault]:
    """Yield the marks of headings that no space follows."""
    for _, block in page.holding(_MARKS):
        if block.kind == "paragraph":
            for match in _MARKS.finditer(block.text):
                marks = match["marks"]
                yield HeadingFault(block.span(*match.span("marks")), f"a space is missing after `{marks}`", f"{marks} ")


@rule(Severity.WARNING, fix=Safety.UNSAFE)
def malformed_heading(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the marks of headings that are shown as text."""
    for page, fault in graph.each(HeadingFault):
        fix = replacement(page, fault.span, fault.replacement, Safety.UNSAFE)
        yield finding(malformed_heading, page, fault.span, f"this is not a heading: {fault.why}", fix=fix)
