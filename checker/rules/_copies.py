"""What a rule counts over a tree goes in; what is in a sentence that another page has as well comes out once.

Old versions of a page, boilerplate and generated text repeat a sentence that was written once: it is one vote, and not
a majority.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from ..graph import Page
from ..page.facts import Span

T = TypeVar("T")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORDS = 4
"""Words from which on two equal lines are one sentence that was copied; shorter ones are alike by chance."""


def counted_once(found: Iterable[T], where: Callable[[T], tuple[Page, Span]]) -> Iterator[T]:
    """Yield what is found, but of a line that several pages have only on the first of them by path.

    `where` gives the page and the span of one.
    """
    first: dict[str, str] = {}
    lines: list[tuple[T, str, str]] = []
    for one in found:
        page, span = where(one)
        line = line_of(page, span)
        first[line] = min(first.get(line, page.path), page.path)
        lines.append((one, line, page.path))
    for one, line, path in lines:
        if first[line] == path or not is_sentence(line):
            yield one


def line_of(page: Page, span: Span) -> str:
    """Return the line on which a span of a page starts, with single spaces."""
    start = page.text.rfind("\n", 0, span.start) + 1
    end = page.text.find("\n", span.start)
    return " ".join(page.text[start : end if end >= 0 else len(page.text)].split())


def is_sentence(line: str) -> bool:
    """Return whether a line has so many words that no two pages have it by chance."""
    return sum(1 for _, _ in zip(_WORD.finditer(line), range(_WORDS), strict=False)) == _WORDS
