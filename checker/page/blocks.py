"""A page as its leaf blocks: the plain structs that the parser makes and readers take, each with where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from ..patterns import in_lower_case, letters
from ..span import Span
from .packed_blocks import BlockKind
from .running import Running

if TYPE_CHECKING:
    from .facts import NotRead


class Inline(Struct, frozen=True, gc=False):
    """A stretch of a block's text that is no plain text, as offsets into it.

    `kind`: code, link, image, autolink, html, run (backticks that matched nothing). `target` is the link target's
    range as written, `label` the link's text range.
    """

    kind: str
    start: int
    end: int
    target: tuple[int, int] | None = None
    label: tuple[int, int] | None = None


class TextBlock(Struct):
    """A leaf block: its text without container markers, and for each of its lines where it starts in the page.

    `entry` tells the list items around it: for each, outermost first, the line of its list and its own (0-based).
    `readable` and `plain` keep what `text_views` makes of the text, once it is asked for.
    """

    kind: BlockKind
    text: str
    starts: list[int]
    offsets: list[int]
    line: int
    end_line: int
    level: int = 0
    info: str = ""
    markup: str = ""
    item: int = 0
    quote: int = 0
    cell: tuple[int, int, int] = (-1, -1, -1)
    entry: tuple[int, ...] = ()
    closed: bool = True
    inlines: list[Inline] = []
    readable: str | None = None
    plain: str | None = None

    def at(self, position: int) -> int:
        """Return the page offset of an offset into the block's text."""
        row = bisect_right(self.starts, position) - 1
        return self.offsets[row] + position - self.starts[row]

    def span(self, start: int, end: int) -> Span:
        """Return the page span of a range of the block's text; an end at a line's start counts to the line before."""
        if len(self.starts) == 1:  # as most blocks are
            first = self.offsets[0] - self.starts[0]
            return Span(first + start, first + (end if end > start else start))
        if end <= start:
            return Span(self.at(start), self.at(start))
        return Span(self.at(start), self.at(end - 1) + 1)


@dataclass
class Document:
    """A page as blocks. `text` has `\\n` line ends; `line_starts` its line offsets; `front_matter` raw YAML;
    `mdx` is whether it was read as MDX.

    `items` gives the lines that list items end before by the line that they start on (0-based; the outermost).
    `comments` keeps what `comments.comments` finds, once it is asked for. `not_read` is what was too much to read.
    """

    text: str
    line_starts: list[int]
    blocks: list[TextBlock] = field(default_factory=list)
    front_matter: str = ""
    items: dict[int, int] = field(default_factory=dict)
    mdx: bool = False
    comments: list[tuple[int, int]] | None = None
    not_read: list[NotRead] = field(default_factory=list)

    @cached_property
    def code_lines(self) -> set[int]:
        """The 0-based lines that belong to code blocks."""
        code = [block for block in self.blocks if block.kind in ("fence", "code")]
        return {line for block in code for line in range(block.line, block.end_line)}

    @cached_property
    def has_colons(self) -> bool:
        """Whether the text holds what each directive of Learn starts with."""
        return ":::" in self.text

    @cached_property
    def written(self) -> Running:
        """The texts of all blocks as they are written."""
        return Running([block.text for block in self.blocks])

    @cached_property
    def lower(self) -> str:
        """The text in lower case, with each letter where it was."""
        return in_lower_case(self.text)

    @cached_property
    def letters(self) -> set[bytes]:
        """The words of the text as far as they are letters of ASCII, in lower case."""
        return letters(self.lower)

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of a page offset."""
        return bisect_right(self.line_starts, offset)


Line = tuple[int, str]
"""A line of a chunk: page offset of its first character, and its text without the line end."""


TEXTS = ("paragraph", "heading", "cell")
"""The kinds of blocks that hold running text."""


def texts(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Yield the blocks that hold running text."""
    return (block for block in blocks if block.kind in TEXTS)


_PIPE = re.compile(r"(?<!\\)\|")


def split_row(line: str, offset: int = 0) -> list[tuple[int, str]]:
    """Split a table row into its cells as GFM does; each is (page offset, stripped text as written)."""
    start = len(line) - len(line.lstrip(" \t>"))
    end = len(line.rstrip())
    if line[start : start + 1] == "|":
        start += 1
    if end > start and line[end - 1] == "|" and line[end - 2 : end - 1] != "\\":
        end -= 1
    pieces = _PIPE.split(line[start:end]) if "\\" in line else line[start:end].split("|")
    starts = accumulate([len(piece) + 1 for piece in pieces], initial=offset + start)
    return [(at + len(piece) - len(piece.lstrip()), piece.strip()) for at, piece in zip(starts, pieces, strict=False)]
