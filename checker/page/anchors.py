"""A page's blocks go in, the names that links can jump to come out, beside the anchors of its headings.

A heading's own anchor is for the site to make: each generator has a way of its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..patterns import Shape
from . import learn
from .attributes import attributes
from .blocks import Document, TextBlock, texts
from .facts import Anchor

_ATTRIBUTE_LIST = re.compile(r"\{:? ?#(?P<id>[\w.-]{1,100})[^{}\n]{0,200}\}")
_LABEL = re.compile(r"^\((?P<id>[\w.:-]{1,100})\)=\s*$", re.M)
"""A target of MyST, on a line before what it names."""
_TITLED = {
    "Accordion": ("title",),
    "Tab": ("title",),
    "View": ("title",),
    "Step": ("title",),
    "Update": ("label",),
    "ParamField": ("query", "path", "body", "header"),
    "Param": ("query", "path", "body", "header"),
    "ResponseField": ("name",),
}
"""Components that get an id from an attribute, by `remarkComponentIds.ts` and `rehypeParamFieldIds.ts` of Mintlify."""
_HEADING = re.compile(r"<h(?P<level>[1-6])\b[^<>]{0,300}>(?P<text>[^\n]{1,300}?)</h(?P=level)>", re.I)
_TAG = re.compile(r"<[^<>]{0,300}>")
_MADE_OF_DATA = Shape(r"<(?!Tabs\b)[A-Z][\w.]{0,60}\b[^<>{}]{0,300}=\{\s{0,20}\[", needs=("={",))
_AUTODOC = Shape(
    r"^[ \t]*(?:\[\[autodoc\]\][ \t]*\S|::: [A-Za-z_]\w*(?:[.:]\w+)+[ \t]*$|\.\. auto\w+::|`{3,}\{auto\w+\})",
    re.M,
    needs=("{auto", "::", "[[autodoc]]"),
)
"""What the build replaces by the documentation of code: doc-builder, mkdocstrings, Sphinx' autodoc in MyST."""
DATA = "data"
"""The component of what may have anchors that only running it would show: it is given a list, or code, to show."""
_COMPONENT = re.compile(rf"<(?P<name>{'|'.join(_TITLED)})\b(?P<attributes>[^<>]{{0,1000}})")


def anchors(document: Document, code: set[int]) -> Iterator[Anchor]:
    """Yield the explicit anchors of a page; `code` are the 0-based lines of samples."""
    for match in _MADE_OF_DATA.finditer(document.text):
        if (line := document.line_of(match.start())) - 1 not in code:
            yield Anchor("", line, DATA)
    for match in _AUTODOC.finditer(document.text):
        yield Anchor("", document.line_of(match.start()), DATA)
    for number in document.written.places_of(("</h",)) if "</h" in document.text else ():
        yield from _headed(document.blocks[number])
    for block in document.blocks:
        if block.kind == "heading":
            if "#" in block.text and (explicit := learn.explicit_id(block.text)):
                yield Anchor(explicit["id"], block.line + 1)
        elif block.kind == "html":
            yield from _named(block, 0, len(block.text))
    if any(sign in document.text for sign in ("<", "{", ")=")):
        yield from _in_texts(document)


def _headed(block: TextBlock) -> Iterator[Anchor]:
    """Yield the anchors of headings that a block has as HTML."""
    for match in _HEADING.finditer(block.text) if block.kind != "fence" else ():
        yield Anchor(html.unescape(_TAG.sub("", match["text"])).strip(), block.line + 1, "heading")


def _in_texts(document: Document) -> Iterator[Anchor]:
    """Yield the anchors in the running text of a page."""
    for block in texts(document.blocks):
        for inline in block.inlines if "<" in block.text else ():
            if inline.kind == "html":
                yield from _named(block, inline.start, inline.end)
        for match in _ATTRIBUTE_LIST.finditer(block.text) if "{" in block.text else ():
            yield Anchor(match["id"], document.line_of(block.at(match.start())))
        for match in _LABEL.finditer(block.text) if ")=" in block.text else ():
            yield Anchor(match["id"], document.line_of(block.at(match.start())))


def _named(block: TextBlock, start: int, end: int) -> Iterator[Anchor]:
    for one in attributes(block.text, start, end):
        if one.name in ("id", "name"):
            yield Anchor(one.value, block.line + 1)
    for match in _COMPONENT.finditer(block.text, start, end):
        wanted = _TITLED[match["name"]]
        if match["name"] == "Step" and "titleSize" not in block.text:
            continue
        for one in attributes(block.text, *match.span("attributes")):
            if one.name in wanted:
                yield Anchor(one.value, block.line + 1, match["name"])
