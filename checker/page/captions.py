"""The texts of a page beside its running text: a `Document` goes in, blocks that show nothing else come out.

They are the titles and descriptions of front matter, the text of HTML blocks and the attributes that people read, the
alternative texts of images, and the titles of directives and links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..span import starts_of
from .attributes import attributes
from .blocks import Document, TextBlock
from .learn import DIRECTIVE
from .mdx import end_of_braces
from .text_views import mask

_FRONT_MATTER = re.compile(
    r"^(?:title|titleSuffix|subtitle|sidebarTitle|sidebar_label|description|excerpt|summary):[ \t]*"
    r"(?P<value>.*(?:\n[ \t]+.*)*)",
    re.M | re.I,
)
_READ = frozenset("title subtitle alt alt-text text label caption description summary header heading tooltip".split())
"""Attributes that people read."""
_NO_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>script|style|pre|code|svg)\b.*?(?:</(?P=tag)\s*>|\Z)|</?[A-Za-z][^<>]*+>|(?P<brace>\{)",
    re.S | re.I,
)
"""What is never closed goes to the end, as in a browser."""
_BRACES = re.compile(r"\{[^{}]*\}")
_DIRECTIVE_TITLE = re.compile(r"^[ \t>]*:::+[ \t]*[a-z]+(?:[ \t]++|(?P<bracket>\[))(?P<title>[^={}\n]+)$", re.M | re.I)

Ranges = Sequence[tuple[int, int]]


def captions(document: Document, may_hold: Callable[[str], bool]) -> Iterator[TextBlock]:
    """Yield the captions of a page that may hold what is looked for; what is no caption is blanked in their text."""
    if document.front_matter and may_hold(document.front_matter):
        yield from _of_front_matter(document)
    colons = document.has_colons
    for block in document.blocks:
        shown: list[tuple[int, int]] = []
        if block.kind == "html":
            shown = _of_html(block.text) if may_hold(block.text) else []
        elif block.inlines or (colons and ":::" in block.text):
            shown = _of_inlines(block)
        if shown and may_hold(block.text):
            yield _showing(block, shown)


def _of_front_matter(document: Document) -> Iterator[TextBlock]:
    base = document.text.index(document.front_matter)
    for match in _FRONT_MATTER.finditer(document.front_matter):
        lines = match["value"].split("\n")
        starts, first = starts_of(lines), base + match.start("value")
        line = document.line_of(first) - 1
        yield TextBlock("paragraph", match["value"], starts, [first + at for at in starts], line, line + len(lines))


def _of_html(text: str) -> list[tuple[int, int]]:
    """Return what people read of HTML: what stands between its tags, and the attributes among them."""
    hidden = list(_without_text(text))
    ends = [0, *(end for _, end in hidden)]
    between = [(end, start) for end, (start, _) in zip(ends, [*hidden, (len(text), 0)], strict=True) if end < start]
    return sorted(between + [one for start, end in hidden for one in _attributes(text, start, end)])


def _without_text(text: str) -> Iterator[tuple[int, int]]:
    """Yield the tags, comments, scripts and expressions in HTML; where braces do not match, only pairs of them."""
    position, are_matched = 0, True
    while match := _NO_TEXT.search(text, position):
        position = match.end()
        if match["brace"]:
            end = end_of_braces(text, match.start()) if are_matched else 0
            are_matched = end > 0
            pair = None if are_matched else _BRACES.match(text, match.start())
            position = end or (pair.end() if pair else position)
        yield match.start(), position


def _of_inlines(block: TextBlock) -> list[tuple[int, int]]:
    shown: list[tuple[int, int]] = []
    for one in block.inlines:
        if one.kind == "html":
            shown += _attributes(block.text, one.start, one.end)
        elif one.kind == "image" and one.label is not None:
            shown.append(one.label)
        if one.target is not None and one.target[1] + 1 < one.end:
            shown.append((one.target[1], one.end))
    for match in DIRECTIVE.finditer(block.text) if block.kind == "paragraph" and ":::" in block.text else ():
        shown += _attributes(block.text, *match.span())
        if title := _DIRECTIVE_TITLE.match(match.group()):
            shown.append((match.start() + title.start("title"), match.start() + title.end("title")))
    return sorted(shown)


def _attributes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in attributes(text, start, end) if one.name in _READ]


def _showing(block: TextBlock, shown: Ranges) -> TextBlock:
    """Return a block of which only some ranges can be read."""
    ends = [0, *(end for _, end in shown)]
    starts = [*(start for start, _ in shown), len(block.text)]
    text = mask(block.text, [(end, start) for end, start in zip(ends, starts, strict=True) if end < start])
    return TextBlock(
        block.kind, text, block.starts, block.offsets, block.line, block.end_line, readable=text, plain=text
    )
