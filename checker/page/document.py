"""Markdown text goes in, a `Document` comes out: leaf blocks with their text, and where each character stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..patterns import AnyOf
from ..span import starts_of
from . import quick_blocks
from .blocks import Document, Line, TextBlock, split_row
from .headings import heading_text
from .learn import INCLUDE
from .mdx import ENDLESS, FIRST_LEFT
from .packed_blocks import BlockKind
from .parser import markdown_parser, parsed_inlines
from .quick_inlines import plain_inlines


def parse(text: str, *, mdx: bool = False) -> Document:
    """Read a whole page of Markdown, or of MDX (line ends `\\n`)."""
    texts = text.split("\n")
    document = Document(text, starts_of(texts), mdx=mdx)
    lines = list(zip(document.line_starts, texts, strict=True))
    if _ADMONITION_SIGNS.is_in(text) and _ADMONITION_MARKS.is_in(text):
        lines = list(_dedent_admonitions(lines))
    document.blocks = parse_lines(lines, document, mdx=mdx)
    return document


def parse_lines(lines: Sequence[Line], document: Document | None = None, *, mdx: bool = False) -> list[TextBlock]:
    """Read Markdown given as lines that know where they stand in their page."""
    env: dict[str, object] = {}
    tokens = quick_blocks.tokens(markdown_parser(mdx), [text for _, text in lines], env)
    blocks = list(_blocks(tokens, lines, document))
    if document is not None and FIRST_LEFT in env:
        ENDLESS.met(document, lines[cast("int", env[FIRST_LEFT])][0])
    directives = any(":::" in text for _, text in lines) if document is None else document.has_colons
    for block in blocks:
        if block.kind in ("paragraph", "heading", "cell"):
            text = block.text
            if "`" in text or "[" in text or "<" in text:
                if "[!" in text:
                    text = _without_includes(text)
                plain = plain_inlines(text, "references" in env)
                block.inlines = parsed_inlines(text, env) if plain is None else plain
            elif not directives:
                block.readable = block.plain = text  # as `text_views` would give it
    return blocks


def text_of(markdown: str) -> str:
    """Return the visible text of a heading that is given as Markdown, without its marks."""
    [block, *_] = parse_lines([(0, f"# {markdown.strip()}")])
    return heading_text(block)


def _without_includes(text: str) -> str:
    """Return a text with the includes of docfx blanked: each is one thing, which may stand in the text of a link."""
    return INCLUDE.sub(lambda match: "x" * len(match.group()), text)


_ADMONITION = re.compile(r"(?P<indent> *)(?:!!!|\?\?\?\+?) \w|(?P<tab> *)===[!+]? \"")


_ADMONITION_SIGNS = AnyOf("!!!", "???", "===")
_ADMONITION_MARKS = AnyOf("!!! ", "??? ", "???+ ", '=== "', '===! "', '===+ "')


_FENCE = re.compile(r" *(?P<marker>`{3,}|~{3,})(?P<info>[^`]*)$")


def _dedent_admonitions(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with the body of MkDocs admonitions and content tabs moved left by one level.

    What a fence holds is shown as it is, and may show them.
    """
    levels: list[int] = []
    fence, fence_indent = "", 0
    for offset, text in lines:
        indent = len(text) - len(text.lstrip(" "))
        if text.strip():
            while levels and indent < levels[-1] + 4:
                levels.pop()
            if indent < fence_indent:
                fence, fence_indent = "", 0
        shift = min(4 * len(levels), indent)
        yield offset + shift, text[shift:]
        match = _FENCE.match(text)
        if fence:
            if match and match["marker"].startswith(fence) and not match["info"].strip() and indent < fence_indent + 4:
                fence, fence_indent = "", 0
        elif match:
            fence, fence_indent = match["marker"], indent
        elif _ADMONITION.match(text) and indent - shift == 0:
            levels.append(indent)


def _blocks(tokens: list[Token], lines: Sequence[Line], document: Document | None) -> Iterator[TextBlock]:
    walk = _Walk(lines)
    for token in tokens:
        kind = token.type
        if kind == "inline":
            yield walk.text(token)
        elif kind in _VERBATIM:
            yield walk.verbatim(token)
        elif kind == "table":
            yield from walk.cells(token)
        else:
            walk.step(token)
            if document is None:
                continue
            if kind == "front_matter":
                document.front_matter = token.content
            elif kind == "list_item_open" and token.map:
                document.items.setdefault(token.map[0], token.map[1])


_VERBATIM: dict[str, BlockKind] = {"fence": "fence", "code_block": "code", "html_block": "html"}


@dataclass
class _Walk:
    """Where a pass over the block tokens stands: list and quote depth, and how many tables."""

    lines: Sequence[Line]
    item: int = 0
    entry: tuple[int, ...] = ()
    quote: int = 0
    table: int = -1

    def step(self, token: Token) -> None:
        """Take in a token that is no leaf block, but opens or closes something."""
        kind = token.type
        if kind == "list_item_open":
            self.entry = (*self.entry, token.map[0] if token.map else -1)
        elif kind == "list_item_close":
            self.entry = self.entry[:-1]
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.item += 1
            self.entry = (*self.entry, token.map[0] if token.map else -1)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.item -= 1
            self.entry = self.entry[:-1]
        elif kind == "blockquote_open":
            self.quote += 1
        elif kind == "blockquote_close":
            self.quote -= 1

    def cells(self, token: Token) -> Iterator[TextBlock]:
        """Yield the cells of a table, row by row, as far as they stand below a head."""
        assert token.map is not None
        head, end = token.map
        self.table += 1
        for row, line in enumerate([head, *range(head + 2, end)]):
            offset, source = self.lines[line]
            for column, (start, text) in enumerate(split_row(source, offset)[: token.meta["columns"]]):
                block = self._block("cell", text, [0], [start], line, line + 1)
                block.cell = (self.table, row, column)
                yield block

    def text(self, token: Token) -> TextBlock:
        """Return the paragraph or heading that a token holds the text of."""
        assert token.map is not None
        first, last = token.map
        content = token.content
        level = 0 if token.tag == "p" else int(token.tag[1])
        if last - first == 1:
            offset, source = self.lines[first]
            if not level and source.endswith(content):
                column = len(source) - len(content)
            else:
                column = max(_column(source, content, level > 0), 0)
            starts, offsets = [0], [offset + column]
        else:
            starts, offsets = _align(content, self.lines, first, last, exact=level > 0)
        block = self._block("heading" if level else "paragraph", content, starts, offsets, first, last)
        block.level = level
        return block

    def verbatim(self, token: Token) -> TextBlock:
        """Return the code or HTML that a token holds."""
        assert token.map is not None
        first, last = token.map
        kind = _VERBATIM[token.type]
        skip = 1 if kind == "fence" else 0
        starts, offsets = _align(token.content, self.lines, first + skip, last)
        block = self._block(kind, token.content, starts, offsets, first, last)
        block.info, block.markup = token.info.strip(), token.markup
        if kind == "fence":
            closing = self.lines[last - 1][1].strip(" \t>")
            block.closed = (
                last - first > 1 and closing == closing[:1] * len(closing) and closing.startswith(token.markup)
            )
        return block

    def _block(
        self, kind: BlockKind, text: str, starts: list[int], offsets: list[int], line: int, end_line: int
    ) -> TextBlock:
        return TextBlock(
            kind, text, starts, offsets, line, end_line, item=self.item, quote=self.quote, entry=self.entry
        )


def _align(
    content: str, lines: Sequence[Line], first: int, last: int, *, exact: bool = False
) -> tuple[list[int], list[int]]:
    """Return where each line of a block's text starts in that text, and in the page.

    A container only takes characters from the front of a line (and blanks from its end), so a content line is the
    tail of its source line; a heading's text (`exact`) can lose closing marks too and is looked for instead.
    """
    texts = content.split("\n")
    opening = texts[0].strip()
    while first < last - 1 and not lines[first][1].rstrip().endswith(opening) and not exact:
        first += 1  # the parser drops lines in front that hold nothing but blanks of other kinds
    final = min(max(last - 1, first), len(lines) - 1)
    taken = [*lines[first:final], *repeat(lines[final], len(texts) + first - final)]
    offsets = [
        offset + (0 if source == text else _column(source, text, exact))
        for (offset, source), text in zip(taken, texts, strict=False)
    ]
    # Where a container takes half of a tab, blanks stand for the other half: the text can outgrow its line.
    offsets[0] = max(offsets[0], taken[0][0])
    return starts_of(texts), offsets


def _column(source: str, text: str, exact: bool) -> int:
    """Return where a line of a block's text starts in its source line."""
    if exact:
        return max(source.find(text), 0)
    if source.endswith(text):
        return len(source) - len(text)
    return len(source.rstrip()) - len(text.rstrip()) if text.strip() else max(len(source) - len(text), 0)


def to_html(text: str) -> str:
    """Return Markdown of our own (a rule's page) as HTML; tags in it are text."""
    made: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return made
