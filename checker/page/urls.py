"""The absolute URLs that the samples and the running text of a page write out, placeholders and all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..patterns import Shape
from .blocks import Document, TextBlock
from .facts import Facts, Url
from .text_views import readable

_SLOT = r"<(?!/)[^<>\n]{1,80}>|\{\{?[^{}\n]{1,80}\}?\}|\[[^\[\]\n]{1,80}\]"
"""A placeholder; it may have spaces in it."""
_URL = Shape(
    rf"(?<!\w)(?:https?|wss?)://(?P<host>(?:{_SLOT}|[^\s\x00\"'`<>\[\]{{}}|\\^(),;/?#])+)(?:{_SLOT}|[^\s\x00\"'`<>\[\]{{}}|\\^),;])*",
    needs=("://",),
)
_LONGEST_SCHEME = len("https")
_CLOSING = ".:!*_"


def read(document: Document, facts: Facts) -> None:
    """Add the page's written-out URLs to its facts, in page order."""
    samples = {sample.block: number for number, sample in enumerate(facts.samples)}
    for index in document.written.holding(_URL):
        block = document.blocks[index]
        if index in samples:
            facts.urls.extend(_urls(block.text, block, index, samples[index]))
        elif block.kind in ("paragraph", "cell"):
            facts.urls.extend(_urls(readable(block), block, index, -1))


def _urls(text: str, block: TextBlock, index: int, sample: int) -> Iterator[Url]:
    for match in _written(text):
        written = match.group().rstrip(_CLOSING)
        host = block.span(match.start("host"), min(match.end("host"), match.start() + len(written)))
        if host.start < host.end:
            yield Url(written, block.span(match.start(), match.start() + len(written)), host, index, sample)


def _written(text: str) -> Iterator[re.Match[str]]:
    """Yield the URLs of a text; what is far before their `://` need not be read."""
    at, end = text.find("://"), 0
    while at >= 0 and (match := _URL.compiled.search(text, max(end, at - _LONGEST_SCHEME))):
        yield match
        end = match.end()
        at = text.find("://", end)
