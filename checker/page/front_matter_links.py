"""The front matter of a page goes in; what its keys name for readers to follow or to see comes out as links.

These are the pages before and after it, the targets of buttons, related pages, the canonical address, and the images
of covers and previews, by the documentation of VitePress, Starlight, Docusaurus, Mintlify, Fern, GitBook and Jekyll.
Only values that are paths or URLs without doubt count: those that start with `/`, `./`, `../` or `https://`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..patterns import Shape
from .blocks import Document
from .facts import Link, Span

_TO_PAGES = "link link_url next prev previous related canonical canonical-url canonical_url redirect_to"
_TO_IMAGES = "image cover og:image twitter:image"
_NAMED = Shape(
    rf"^[ ]*(?:- )?[\"']?(?:(?P<page>{_TO_PAGES.replace(' ', '|')})|{_TO_IMAGES.replace(' ', '|')})[\"']?"
    r":[ \t]+(?:[>|]-?\n[ ]+)?(?P<quote>[\"']?)(?P<target>(?:\.{0,2}/|https?://)[^\s\"'{}$<>]+)(?P=quote)"
    r"(?=[ \t]*(?:$|[ ]#))",
    re.M,
    needs=("link", "next", "prev", "related", "canonical", "redirect_to", "image", "cover"),
)


def links(document: Document) -> Iterator[Link]:
    """Yield the links of a page's front matter, in no block."""
    text = document.front_matter
    base = document.text.find(text)
    for match in _NAMED.finditer(text):
        start, end = match.span("target")
        yield Link(match["target"], Span(base + start, base + end), "link" if match["page"] else "image", -1)
