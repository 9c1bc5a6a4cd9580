"""A page's blocks go in; where its comments are comes out, as ranges of its text.

A comment runs from its first mark to its last, blank lines or not: what a parser makes of one that starts inside a
paragraph is not what its writer meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..patterns import AnyOf
from .blocks import Document, texts
from .text_views import within

_MARKS = (("<!--", "-->"), ("{/*", "*/}"))
_OPENING = AnyOf(*(mark for mark, _ in _MARKS))


def comments(document: Document) -> list[tuple[int, int]]:
    """Return the ranges of the comments of HTML and MDX in order; what is in a sample is none."""
    if document.comments is None:
        document.comments = comments_outside(document, document.code_lines)
    return document.comments


def comments_outside(document: Document, code: set[int]) -> list[tuple[int, int]]:
    """Return the ranges of the comments in order, with the 0-based lines on which none starts."""
    if not _OPENING.is_in(document.text):
        return []
    spans = sorted(code_spans(document))
    found = [one for marks in _MARKS for one in _between(document, code, spans, *marks)]
    return sorted(found)


def _between(
    document: Document, code: set[int], spans: list[tuple[int, int]], mark: str, close: str
) -> Iterator[tuple[int, int]]:
    """Yield the ranges between two marks; one that is never closed opens no comment, nor does a later one."""
    text, position = document.text, 0
    while (start := text.find(mark, position)) >= 0:
        position = start + len(mark)
        if document.line_of(start) - 1 in code or within(spans, start):
            continue
        end = text.find(close, position)
        if end < 0:
            return
        position = end + len(close)
        yield start, position


def code_spans(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the code spans in running text."""
    for block in texts(document.blocks):
        for inline in block.inlines:
            if inline.kind == "code":
                yield block.at(inline.start), block.at(inline.end - 1) + 1
