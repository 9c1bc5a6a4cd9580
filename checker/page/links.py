"""Links, images and includes of a page; those in comments do not count."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from . import anchors, front_matter_links, includes, learn
from .attributes import attributes
from .blocks import Document, TextBlock
from .comments import comments
from .facts import Facts, Link, Span
from .text_views import within

_DEFINITION = re.compile(r"\n {0,3}\[(?!\^)(?P<label>[^\]\n]+)\]:[ \t]*<?(?P<target>[^\s>]+)>?")
_ROUTER_LINK = re.compile(r"<Link\b[^<>]{0,400}?\bto=[\"'](?P<target>[^\"'{}\n]*)[\"']")

_IN_DATA = re.compile(
    r"(?:\bhref[\"']?:[ \t\n]{0,20}[\"'](?=/)|\]\((?=[/#]|https?:))(?P<target>[^\s\"'{}$<>()`\\]+)(?=[\"')])"
)
"""The target of an object, or of a link that a text of it has in Markdown: `{href: "/a"}`, `{text: "See [a](/a)"}`."""


def read(document: Document, facts: Facts, code: set[int]) -> None:
    """Add the page's links and anchors to its facts, which hold those of a YAML page already.

    `code` are the 0-based lines of samples.
    """
    found = list(facts.links)
    for index, block in enumerate(document.blocks):
        if block.kind in ("paragraph", "heading", "cell"):
            if block.inlines or "[!" in block.text:
                found.extend(_block_links(block, index))
        elif block.kind == "html":
            found.extend(_of_tags(block, index, 0, len(block.text)))
            if document.mdx and "{" in block.text:
                found.extend(_of_data(block, index))
    for directive in learn.directive_links(document, code):
        found.append(Link(directive.target, directive.span, "image" if directive.kind == "image" else "code", -1))
    found.extend(_definitions(document, code))
    if document.front_matter:
        found.extend(front_matter_links.links(document))
    found.extend(includes.includes(document, code))
    hidden = comments(document)
    facts.links = sorted((one for one in found if not _is_hidden(one, hidden)), key=lambda link: link.span)
    facts.anchors = sorted(anchors.anchors(document, code), key=lambda anchor: (anchor.line, anchor.name))


def _is_hidden(link: Link, hidden: Sequence[tuple[int, int]]) -> bool:
    """Return whether a link is in a comment; an include of VitePress is one that is written as a comment."""
    return bool(hidden) and link.form != "vitepress" and within(hidden, link.span.start)


def _block_links(block: TextBlock, index: int) -> Iterator[Link]:
    if "[!" in block.text:
        yield from _included(block, index)
    is_tab = bool(learn.tab_id(block))
    for inline in block.inlines:
        if inline.kind in ("link", "image") and inline.target is not None and inline.label is not None:
            (start, end), (first, last) = inline.target, inline.label
            target = block.text[start:end]
            if is_tab or (target[:1] == "#" and target.lower().startswith(("#tab/", "#tabs/"))):
                continue
            kind: Literal["image", "link"] = "image" if inline.kind == "image" else "link"
            yield Link(target, block.span(start, end), kind, index, block.text[first:last])
        elif inline.kind == "html" and not block.text.startswith("<!--", inline.start):
            yield from _of_tags(block, index, inline.start, inline.end)


def _included(block: TextBlock, index: int) -> Iterator[Link]:
    codes = [(one.start, one.end) for one in block.inlines if one.kind == "code"]
    for match in learn.INCLUDE.finditer(block.text):
        if not within(codes, match.start()):
            yield Link(match["target"], block.span(*match.span("target")), "include", index)
    for match in learn.CODE_INCLUDE.finditer(block.text):
        if not within(codes, match.start()):
            yield Link(match["target"], block.span(*match.span("target")), "code", index)


def _of_tags(block: TextBlock, index: int, start: int, end: int) -> Iterator[Link]:
    for one in attributes(block.text, start, end):
        if one.name in ("href", "src") and "{" not in one.value:
            yield Link(html.unescape(one.value), block.span(one.start, one.end), "href", index)
    for match in _ROUTER_LINK.finditer(block.text, start, end) if block.text.find("<Link", start, end) >= 0 else ():
        yield Link(html.unescape(match["target"]), block.span(*match.span("target")), "href", index)


def _of_data(block: TextBlock, index: int) -> Iterator[Link]:
    """Yield the links in values that an element of MDX is given to show: not in those with code."""
    if "`" not in block.text and ("href" in block.text or "](" in block.text):
        for match in _IN_DATA.finditer(block.text):
            yield Link(match["target"], block.span(*match.span("target")), "href", index)


def _definitions(document: Document, code: set[int]) -> Iterator[Link]:
    above = "\n"  # a search for a line's end is faster than one for a line's start
    for match in _DEFINITION.finditer(above + document.text) if "]:" in document.text else ():
        if document.line_of(match.start()) - 1 not in code:
            start, end = match.span("target")
            yield Link(match["target"], Span(start - len(above), end - len(above)), "definition", -1, match["label"])
