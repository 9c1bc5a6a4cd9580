"""A sentence was copied from another page: it names what that page is about, not this one.

It was copied, and its subject was not changed. The two pages are in one folder, or have titles of the same form.

```bad queues.md
# Queues integration

The Harbor Queues client sends messages to the quays.

> The Harbor Tables integration is a preview and may change without notice. <!-- expect: borrowed-sentence -->
```
```bad tables.md
# Tables integration

Tables hold rows. Tables are sorted. Add the Tables client first.

> The Harbor Tables integration is a preview and may change without notice.
```
```good queues.md
# Queues integration

> The Harbor Queues integration is a preview and may change without notice.
```
```good tables.md
# Tables integration

Tables hold rows. Tables are sorted. Add the Tables client first.

> The Harbor Tables integration is a preview and may change without notice.
```
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import adler32, crc32

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Block, Span
from .._base import Options, finding, related, rule

_FEWEST = 7
"""Words of a line that no two pages have by chance."""
_SHORTEST = 2 * _FEWEST - 1
"""Characters of such a line."""
_OFTEN = 4
"""How many times a page names what it is about."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
_NAME = re.compile(r"(?<![\w/.-])[A-Z][A-Za-z0-9]{2,}(?![\w/-]|\.\w)")
_LABEL = re.compile(r"\*\*[^*\n]*\*\*|\"[^\"\n]*\"|“[^”\n]*”")
_CAPITALIZED = re.compile(r"[A-Z]\w*")
_MARKS = re.compile(r"^[ \t>*+-]*(?:\d+[.)][ \t]+)?")
_INDEX = frozenset({"index", "readme", "overview", "page"})
_ANY_TITLE = frozenset("the and for with how use using your guide overview from into get started introduction".split())


@dataclass(frozen=True)
class _Line:
    """A line of a page's running text: the text of it, its block, and its own span."""

    page: Page
    text: str
    block: Block
    span: Span


@rule(Severity.WARNING, ground=Ground.PATTERN)
def borrowed_sentence(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the lines that two pages share, on the one that is not about what they name."""
    having: dict[int, list[Page]] = defaultdict(list)
    for page, signature in graph.made_alone(_signatures):
        having[signature].append(page)
    lines: dict[str, dict[int, _Line]] = {}
    for signature, pages in having.items():
        if len(pages) == 2 and pages[0] is not pages[1] and _are_alike(*pages):
            first, second = (_by_signature(page, lines)[signature] for page in pages)
            yield from (found for pair in ((first, second), (second, first)) for found in _borrowed(*pair))


def _signatures(page: Page) -> list[int]:
    """Return a number for each line of a page that other lines do not have."""
    return [_signature(bare) for _, _, bare in _lines(page)]


def _signature(line: str) -> int:
    data = _single_spaced(line).encode("utf-8", "surrogatepass")
    return crc32(data) << 32 | adler32(data)


def _by_signature(page: Page, known: dict[str, dict[int, _Line]]) -> dict[int, _Line]:
    """Return the lines of a page by their signatures; `known` holds those of the pages that were asked for."""
    if page.path not in known:
        known[page.path] = {
            _signature(bare): _Line(page, _single_spaced(bare), block, Span(at, at + len(bare)))
            for block, at, bare in _lines(page)
        }
    return known[page.path]


def _lines(page: Page) -> Iterator[tuple[Block, int, str]]:
    """Yield the lines of paragraphs that are long enough and offer no link: block, start, and text without marks."""
    for _, block in page.facts.blocks.longer(["paragraph"], _SHORTEST):
        start, end = block.span.start, block.span.end
        for line in page.text[start:end].split("\n"):
            if line.count(" ") >= _FEWEST - 1 and "](" not in line and ":::" not in line and "<" not in line:
                first = 0 if line[0].isalpha() else _MARKS.match(line).end()  # type: ignore[union-attr]
                bare = line[first:].rstrip()
                if bare.count(" ") >= _FEWEST - 1:
                    yield block, start + first, bare
            start += len(line) + 1


def _single_spaced(line: str) -> str:
    if "  " not in line and line.isprintable():  # as most are
        return line
    return " ".join(line.split())


@lru_cache(maxsize=8192)
def _words_of(path: str, title: str) -> frozenset[str]:
    """Return the words of a page's name and title, in lower case and without a plural's s."""
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    about = posixpath.basename(folder) if stem.lower() in _INDEX else stem
    return frozenset(word.lower().rstrip("s") for word in _WORD.findall(f"{about.replace('_', ' ')} {title}"))


def _about(page: Page) -> frozenset[str]:
    return _words_of(page.path, page.facts.title)


def _are_alike(one: Page, other: Page) -> bool:
    """Return whether two pages are in one folder, or share two words of their titles and names, and differ in some."""
    here, there = _about(one), _about(other)
    if here <= there or there <= here:
        return False
    same = posixpath.dirname(one.path) == posixpath.dirname(other.path)
    return same or len(here & there - _ANY_TITLE) >= 2


def _borrowed(here: _Line, there: _Line) -> Iterator[Finding]:
    """Yield a line if it names what the other page is about, and nothing that this one is."""
    own, others = _about(here.page), _about(there.page)
    text, lower = here.text, here.text.lower()
    if not own - others or any(word in lower for word in own - others):
        return
    shown = _LABEL.sub(lambda match: " " * len(match.group()), text)
    names = {match.group() for match in _NAME.finditer(shown, 1)}
    for name in sorted(one for one in names if one.lower().rstrip("s") in others - own):
        stem = name.lower().rstrip("s")
        rest = here.page.text[: here.span.start] + here.page.text[here.span.end :]
        if there.page.text.lower().count(stem) >= _OFTEN and stem not in rest.lower():
            whole = _whole(name, text)
            message = f"this sentence is about “{whole}”, which the page does not mention elsewhere: it was copied"
            end = related(there.page, there.block.span, f"the same sentence, on a page about “{whole}”")
            yield finding(borrowed_sentence, here.page, here.block.span, message, related=(end,))
            return


def _whole(name: str, text: str) -> str:
    """Return a name with the capitalized words that are next to it in a text, but the first of all."""
    words = text.split(" ")
    if name not in words:
        return name
    first = last = words.index(name)
    while first > 1 and _CAPITALIZED.fullmatch(words[first - 1]):
        first -= 1
    while last + 1 < len(words) and _CAPITALIZED.fullmatch(words[last + 1]):
        last += 1
    return " ".join(words[first : last + 1])
