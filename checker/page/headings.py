"""A heading's block goes in; its text without markup and the anchor that GitHub makes of it come out."""

from __future__ import annotations

import html
import re
import unicodedata

from . import learn
from .blocks import TextBlock
from .facts import Heading, Span

_MARKUP = re.compile(r"[*~]+|(?<!\w)_+|_+(?!\w)")
_MARKED = re.compile(r"[*~_\\&{}\[\]]")
"""What a heading's text has where it is not its source, unless that is an inline."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_REFERENCE = re.compile(r"\[(?P<text>[^\[\]]{1,200})\]\[(?P<name>[\w]+(?:\.\w+)+)\]")
"""What autorefs resolve to the documentation of a name, `[Model][package.Model]`; no definition is on the page."""
_IN_SLUG = {code: None for code in range(0x80) if not (chr(code).isalnum() or chr(code) in "_-")} | {ord(" "): "-"}
"""What characters of ASCII, in lower case, become in a slug."""


class Slugs:
    """Makes the anchors of headings unique within a page, as GitHub and Learn number them."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def unique(self, slug: str) -> str:
        """Return the slug, with `-1`, `-2`, ... from its second use on."""
        made = slug
        while made in self.seen:  # a heading can be called what a repeated one is numbered
            self.seen[slug] += 1
            made = f"{slug}-{self.seen[slug]}"
        self.seen[made] = 0
        return made


def slugify(text: str) -> str:
    """Return GitHub's anchor of a heading's text: lower case, spaces to hyphens, punctuation gone."""
    text = text.strip().lower()
    if text.isascii():
        return text.translate(_IN_SLUG)
    kept = (c for c in text if c in " -_" or c.isalnum() or unicodedata.category(c)[0] == "M")
    return "".join(kept).replace(" ", "-")


def heading(block: TextBlock, index: int, span: Span, slugs: Slugs) -> Heading:
    """Return the facts of a heading block."""
    text = heading_text(block)
    return Heading(block.level, text, slugs.unique(slugify(text)), span, block.line + 1, index)


def heading_text(block: TextBlock) -> str:
    """Return a heading's text without markup, images and HTML; an explicit id at its end is not text."""
    if not block.inlines and _MARKED.search(block.text) is None:  # as most are
        return block.text.strip()
    explicit = learn.explicit_id(block.text)
    end = explicit.start() if explicit else len(block.text)
    return html.unescape(_visible(block, 0, end)).strip()


def _visible(block: TextBlock, start: int, end: int) -> str:
    """Return what a reader sees of a range of a heading."""
    text, pieces, position = block.text, list[str](), start
    for inline in block.inlines:
        if inline.start < position or inline.start >= end:
            continue
        pieces.append(_bare(text[position : inline.start]))
        if inline.kind == "code":
            pieces.append(text[inline.start : inline.end].strip("`"))
            position = inline.end
        elif inline.kind == "link" and inline.label is not None:
            pieces.append(_visible(block, *inline.label))
            position = inline.end
        elif inline.kind in ("image", "html"):
            position = inline.end
        else:
            position = inline.start
    pieces.append(_bare(text[position:end]))
    seen = _REFERENCE.sub(lambda match: match["text"], "".join(pieces))
    return learn.INCLUDE.sub(lambda match: match["title"], seen)


def _bare(text: str) -> str:
    return _ESCAPE.sub(r"\1", _MARKUP.sub("", text)) if "\\" in text else _MARKUP.sub("", text)
