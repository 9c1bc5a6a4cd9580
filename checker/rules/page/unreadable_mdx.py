"""A `<` that starts no tag, or an HTML comment, keeps MDX from building the page.

To MDX, `<` starts a tag unless a space follows it: `<5 ms` and `<=3` end the build, and need a backslash, code or a
space. A comment is written `{/* ... */}`; Docusaurus alone reads `<!-- ... -->` too, and reads its `.md` pages as MDX
from version 3 on.

```bad guide.mdx
The lock opens in <5 minutes. <!-- expect: unreadable-mdx -->
```
```good guide.mdx
The lock opens in \\<5 minutes, in < 5 minutes, or in `<5` minutes.

{/* Ask the harbor master. */}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from ...page.comments import comments
from ...page.elements import unreadable_signs
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...patterns import Shape
from .._base import Options, finding, replacement, rule


class UnreadableMark(Fact):
    """A `<` that starts no tag, or the mark that opens a comment of HTML; the span covers it."""

    span: Span
    is_comment: bool = False


_LESS = Shape(r"<(?=[\d=.,:;+~-])", needs=("<",))
"""What is a sign of less in a text, or an arrow."""
_COMMENT = "<!--"


@reads(UnreadableMark)
def unreadable_marks(page: PageText) -> Iterator[UnreadableMark]:
    """Yield what MDX would not read, in page order; comments only of pages whose name says that they are MDX."""
    document = page.document
    found = []
    if document.mdx and _COMMENT in document.text:
        starts = (start for start, _ in comments(document) if document.text.startswith(_COMMENT, start))
        found += [UnreadableMark(Span(start, start + len(_COMMENT)), True) for start in starts]
    if _LESS.is_in(document.text):
        found += [UnreadableMark(Span(start, start + 1)) for start in unreadable_signs(document)]
    yield from sorted(found, key=lambda one: one.span)


@rule(Severity.ERROR, fix=Safety.SAFE)
def unreadable_mdx(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield what ends the build of a page of MDX, as the site of each page reads it."""
    for page, mark in graph.each(UnreadableMark):
        site = graph.sites.of(page.path)
        if not site.compiles(page.path) or site.leaves_out(page.path):
            continue
        if mark.is_comment and site.refuses_html_comments:
            message = "MDX does not read comments of HTML, and the page does not build; write `{/* ... */}`"
            yield finding(unreadable_mdx, page, mark.span, message)
        elif not mark.is_comment:
            message = "MDX takes this `<` for the start of a tag, and the page does not build; write `\\<`"
            fix = replacement(page, mark.span, "\\<", Safety.SAFE)
            yield finding(unreadable_mdx, page, mark.span, message, fix=fix)
