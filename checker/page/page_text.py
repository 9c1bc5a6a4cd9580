"""Texts of a page go in, and come out as one, so that a pattern reads a page in one go; so do its words.

The texts stand on lines of their own: what matches no line end finds the same in one as in each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

from .. import patterns
from .blocks import Document
from .text_views import plain, readable

W = TypeVar("W", str, bytes)
T = TypeVar("T")


class Running:
    """Texts put together as one, with what tells where in which of them something stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "\n".join(texts)
        self._texts = texts
        self._starts: list[int] = []

    @cached_property
    def lower(self) -> str:
        """The text in lower case, with each letter where it was."""
        return patterns.in_lower_case(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """Return which of the texts an offset lies in, and where the offset is in it."""
        if not self._starts:
            self._starts = [0, *accumulate(len(text) + 1 for text in self._texts)]
        number = bisect_right(self._starts, offset) - 1
        return number, offset - self._starts[number]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the place of each occurrence of a short text on one line."""
        at = self.text.find(text)
        while at >= 0:
            yield self.place(at)
            at = self.text.find(text, at + len(text))

    def places_of(self, texts: Iterable[str]) -> set[int]:
        """Return which of the texts hold one of some short texts on one line."""
        return {number for text in texts for number, _ in self.find(text)}


class PageText:
    """The running text of a page: its paragraphs, headings and cells, each with its number among the page's blocks."""

    def __init__(self, document: Document) -> None:
        kinds = ("paragraph", "heading", "cell")
        self.page = document
        self.blocks = [(number, block) for number, block in enumerate(document.blocks) if block.kind in kinds]

    @cached_property
    def plain(self) -> Running:
        """What a reader reads as words: without code spans, link targets and markup."""
        return Running([plain(block) for _, block in self.blocks])

    @cached_property
    def readable(self) -> Running:
        """The text without link targets and markup, with its code spans."""
        return Running([readable(block) for _, block in self.blocks])


class Judged(Generic[W, T]):
    """What a function tells of words, for whole pages: the words that it told nothing of are remembered as a set."""

    _MOST = 100_000

    def __init__(self, tell: Callable[[W], T]) -> None:
        self._tell: Callable[[W], T] = tell
        self._nothing: set[W] = set()

    def of(self, words: set[W]) -> dict[W, T]:
        """Return what is told of the words of a page, where that is something."""
        new = words - self._nothing
        told = {word: something for word in new if (something := self._tell(word))}
        if len(self._nothing) > self._MOST:
            self._nothing.clear()
        self._nothing.update(new - told.keys())
        return told
