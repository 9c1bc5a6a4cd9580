"""The underscore of emphasis before or after a name has no counterpart, so that it is shown.

A name counts where the same page emphasizes it elsewhere: `_harbor.json_`. An asterisk may be a wildcard.

```bad guide.md
Open _harbor.json file. <!-- expect: unbalanced-emphasis -->

The depth is in _harbor.json_ too.
```
```good guide.md
Open the _harbor.json file_ first, then _harbor.json_, and call `_harbor.json`.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...page.text_views import plain
from ...patterns import Shape
from .._base import Options, finding, replacement, rule


class EmphasisFault(Slip):
    """A name that is emphasized elsewhere, with a mark on one side alone; the replacement has both."""


_NAME = r"[A-Za-z](?:[\w.-]*[A-Za-z\d])?"
_EMPHASIZED = Shape(rf"(?<![\w*_\\/])_(?P<name>{_NAME})_(?![\w*_])", needs=("_",))
_OPEN = Shape(rf"(?<![\w*_\\/])_(?P<name>{_NAME})(?=[\s),;:?!]|[.](?:\s|$)|$)", needs=("_",))
_CLOSED = Shape(rf"(?<![\w*_\\/.-])(?P<name>{_NAME})_(?=[\s),;:?!]|[.](?:\s|$)|$)", needs=("_",))
_INSIDE = re.compile(r"(?<=[^\W_])_(?=[^\W_])")


@reads(EmphasisFault)
def emphasis_faults(page: PageText) -> Iterator[EmphasisFault]:
    """Yield the names with an underscore on one side alone, in page order."""
    texts = [plain(page.blocks[place][1]) for place in page.plain.holding(_EMPHASIZED)]
    known = {match["name"] for text in texts for match in _EMPHASIZED.finditer(text)}
    places = sorted({*page.plain.holding(_OPEN), *page.plain.holding(_CLOSED)}) if known else []
    for place in places:
        block = page.blocks[place][1]
        yield from sorted(_faults(block, plain(block), known), key=lambda one: one.span)


def _faults(block: TextBlock, text: str, known: set[str]) -> Iterator[EmphasisFault]:
    """Yield the names of a block with one underscore, where all others are in pairs around names, or inside them."""
    paired = 2 * sum(1 for _ in _EMPHASIZED.finditer(text)) + len(_INSIDE.findall(text)) + text.count("\\_")
    if text.count("_") != paired + 1:
        return
    for shape in (_OPEN, _CLOSED):
        for match in shape.finditer(text):
            if match["name"] in known:
                why = f"`{match.group()}` has an underscore on one side alone, which is shown"
                yield EmphasisFault(block.span(*match.span()), why, f"_{match['name']}_")


@rule(Severity.WARNING, fix=Safety.UNSAFE)
def unbalanced_emphasis(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the underscores beside names that pair with none."""
    for page, fault in graph.each(EmphasisFault):
        fix = replacement(page, fault.span, fault.replacement, Safety.UNSAFE)
        yield finding(unbalanced_emphasis, page, fault.span, fault.why, fix=fix)
