"""A block of running text goes in; where the cells of HTML tables are in it comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import TextBlock

_CELL_TAG = re.compile(r"<(?P<close>/?)t[dh]\b", re.I)


def html_cells(block: TextBlock) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the cells of HTML tables in a text, such as those of output that a page shows."""
    opened = -1
    for inline in block.inlines:
        tag = _CELL_TAG.match(block.text, inline.start) if inline.kind == "html" else None
        if tag and opened >= 0:
            yield opened, inline.start
        if tag:
            opened = -1 if tag["close"] else inline.end
    if opened >= 0:
        yield opened, len(block.text)
