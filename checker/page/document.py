"""Markdown text goes in, a `Document` comes out: leaf blocks with their text, and where each character stood.

With `block_rules` the only importer of markdown_it. Its inline tokens carry no position, so the inline rules are
wrapped and note where they matched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, repeat
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin
from msgspec import Struct

from ..span import Span, starts_of
from . import quick_blocks
from .mdx import adapt

BlockKind = Literal["paragraph", "heading", "cell", "fence", "code", "html"]


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
    `readable` and `plain` keep what `extract.masks` makes of the text, once it is asked for.
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
            return Span(first + start, first + max(start, end))
        if end <= start:
            return Span(self.at(start), self.at(start))
        return Span(self.at(start), self.at(end - 1) + 1)


@dataclass(slots=True)
class Document:
    """A page as blocks. `text` has `\\n` line ends; `line_starts` its line offsets; `front_matter` raw YAML.

    `items` gives the lines that list items end before by the line that they start on (0-based; the outermost).
    """

    text: str
    line_starts: list[int]
    blocks: list[TextBlock] = field(default_factory=list)
    front_matter: str = ""
    items: dict[int, int] = field(default_factory=dict)

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of a page offset."""
        return bisect_right(self.line_starts, offset)


Line = tuple[int, str]
"""A line of a chunk: page offset of its first character, and its text without the line end."""


def parse(text: str, *, mdx: bool = False) -> Document:
    """Read a whole page of Markdown, or of MDX (line ends `\\n`)."""
    texts = text.split("\n")
    document = Document(text, starts_of(texts))
    lines = list(zip(document.line_starts, texts, strict=True))
    if any(sign in text for sign in ("!!!", "???", "===")) and any(mark in text for mark in _ADMONITION_MARKS):
        lines = list(_dedent_admonitions(lines))
    document.blocks = parse_lines(lines, document, mdx=mdx)
    return document


def parse_lines(lines: Sequence[Line], document: Document | None = None, *, mdx: bool = False) -> list[TextBlock]:
    """Read Markdown given as lines that know where they stand in their page."""
    env: dict[str, object] = {}
    tokens = quick_blocks.tokens(_parser(mdx), [text for _, text in lines], env)
    blocks = list(_blocks(tokens, lines, document))
    for block in blocks:
        text = block.text
        if block.kind in ("paragraph", "heading", "cell") and ("`" in text or "[" in text or "<" in text):
            plain = _plain_inlines(text, "references" in env)
            block.inlines = _parsed_inlines(text, env) if plain is None else plain
    return blocks


def _parsed_inlines(text: str, env: dict[str, object]) -> list[Inline]:
    """Return the inlines of a block's text, as the parser finds them."""
    trace: list[Inline] = []
    env["trace"] = trace
    _parser().inline.parse(text, _parser(), env, [])
    return sorted(trace, key=lambda inline: (inline.start, -inline.end))


_CODE = "`[^`]+`"
_TAG = r"<(?P<tag>/[A-Za-z][A-Za-z0-9-]*\s*|[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z][\w-]*=\"[^\"<>`]*\")*\s*/?)>"
_LINK = (
    rf"\[(?P<label>[^\[\]`<]*(?:{_CODE}[^\[\]`<]*)*)\]"
    r"\((?P<target>[^\s()<>`\[\]\\]+)(?:[ \n]+\"[^\"<>`\n]*\")?[ \n]*\)"
)
_PLAIN_INLINE = re.compile(rf"{_CODE}|{_TAG}|{_LINK}|`|<|\]\(")
"""The last three are what only the parser reads. Each way starts with a character of its own, which is found fast."""


def _plain_inlines(text: str, defined: bool = False) -> list[Inline] | None:
    """Return the inlines of a text of code spans, short tags and plain links; None for what only the parser can read.

    Most blocks are such, and the parser takes ten times as long. `defined` tells that the page defines link targets, so
    that any brackets can be a link.
    """
    if "\\" in text or "``" in text or (defined and "]" in text):
        return None
    if "<" not in text and "](" not in text:
        codes = [Inline("code", *code.span()) for code in _INNER.finditer(text)]
        return codes if text.count("`") == 2 * len(codes) else None
    found: list[Inline] = []
    for match in _PLAIN_INLINE.finditer(text):
        start, end = match.span()
        if match.lastgroup == "tag":
            found.append(Inline("html", start, end))
        elif match.lastgroup:
            target, label = match.span("target"), match.span("label")
            if text.startswith("!", start - 1, start):
                found.append(Inline("image", start - 1, end, target, label))
            else:
                found.append(Inline("link", start, end, target, label))
                found.extend(Inline("code", *code.span()) for code in _INNER.finditer(text, *label))
        elif end - start > 2:
            found.append(Inline("code", start, end))
        else:
            return None
    return found


_INNER = re.compile(_CODE)
_ADMONITION = re.compile(r"(?P<indent> *)(?:!!!|\?\?\?\+?) \w|(?P<tab> *)===[!+]? \"")


_ADMONITION_MARKS = ("!!! ", "??? ", "???+ ", '=== "', '===! "', '===+ "')


def _dedent_admonitions(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with the body of MkDocs admonitions and content tabs moved left by one level."""
    levels: list[int] = []
    for offset, text in lines:
        indent = len(text) - len(text.lstrip(" "))
        if text.strip():
            while levels and indent < levels[-1] + 4:
                levels.pop()
        shift = min(4 * len(levels), indent)
        yield offset + shift, text[shift:]
        if _ADMONITION.match(text) and indent - shift == 0:
            levels.append(indent)


@cache
def _parser(mdx: bool = False) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(front_matter_plugin)
    if mdx:
        adapt(parser)
    quick_blocks.hasten(parser)
    # Emphasis changes no span that is noted, and pairing its marks takes a third of the time.
    # Targets are kept as they are written, so nothing needs to be encoded or refused.
    parser.normalizeLink = str  # type: ignore[method-assign, assignment]
    parser.validateLink = bool  # type: ignore[method-assign, assignment]
    parser.inline.ruler.disable(["emphasis", "strikethrough", "entity"])
    parser.inline.ruler2.disable(["balance_pairs", "emphasis", "strikethrough", "fragments_join"])
    for name, rule in _INLINE_RULES.items():
        parser.inline.ruler.at(name, rule(_original(parser, name)))
    return parser


InlineRule = Callable[[StateInline, bool], bool]


def _original(parser: MarkdownIt, name: str) -> InlineRule:
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    return rules[name]


def _note(state: StateInline, inline: Inline) -> None:
    trace = state.env["trace"]
    assert isinstance(trace, list)
    trace.append(inline)


def _traced(kind: str) -> Callable[[InlineRule], InlineRule]:
    def wrap(original: InlineRule) -> InlineRule:
        def rule(state: StateInline, silent: bool) -> bool:
            start, before = state.pos, len(state.tokens)
            matched = original(state, silent)
            if matched and not silent:
                found = kind
                if kind == "code" and not any(token.type == "code_inline" for token in state.tokens[before:]):
                    found = "run"
                _note(state, Inline(found, start, state.pos))
            return matched

        return rule

    return wrap


def _traced_link(kind: str) -> Callable[[InlineRule], InlineRule]:
    def wrap(original: InlineRule) -> InlineRule:
        def rule(state: StateInline, silent: bool) -> bool:
            start = state.pos
            outer = state.env["trace"]
            if kind == "image":  # an image's text is parsed as a text of its own, with offsets of its own
                state.env["trace"] = []
            matched = original(state, silent)
            if kind == "image":
                state.env["trace"] = outer
            if matched and not silent:
                label = (start + (2 if kind == "image" else 1), _label_end(state, start, kind))
                _note(state, Inline(kind, start, state.pos, _target(state, label[1], state.pos), label))
            return matched

        return rule

    return wrap


def _label_end(state: StateInline, start: int, kind: str) -> int:
    only = state.src.find("](", start, state.pos)
    if only >= 0 and state.src.find("](", only + 1, state.pos) < 0 and "`" not in state.src[start : state.pos]:
        return only
    end, position, top = state.pos, state.pos, state.posMax
    state.posMax = max(top, end)
    found = state.md.helpers.parseLinkLabel(state, start + (kind == "image"), kind != "image")
    state.pos, state.posMax = position, top
    return found if found >= 0 else end


def _target(state: StateInline, label_end: int, end: int) -> tuple[int, int] | None:
    """Return the range of an inline link's target as written, or None for a reference link."""
    source = state.src
    if end == label_end + 1 or source[label_end + 1 : label_end + 2] != "(":
        return None
    start = label_end + 2
    while start < end and source[start] in " \t\n":
        start += 1
    result = state.md.helpers.parseLinkDestination(source, start, end)
    if not result.ok:
        return (start, start)
    if source[start : start + 1] == "<":
        return (start + 1, result.pos - 1)
    return (start, result.pos)


_INLINE_RULES: dict[str, Callable[[InlineRule], InlineRule]] = {
    "backticks": _traced("code"),
    "autolink": _traced("autolink"),
    "html_inline": _traced("html"),
    "link": _traced_link("link"),
    "image": _traced_link("image"),
}


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
            starts, offsets = [0], [offset + max(_column(source, content, level > 0), 0)]
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


def texts(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Yield the blocks that hold running text."""
    return (block for block in blocks if block.kind in ("paragraph", "heading", "cell"))


def to_html(text: str) -> str:
    """Return Markdown of our own (a rule's page) as HTML; tags in it are text."""
    made: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return made
