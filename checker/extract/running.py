"""Texts of a page go in, and come out as one, so that a pattern reads a page in one go; so do its words.

The texts stand on lines of their own: what matches no line end finds the same in one as in each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Running:
    """Texts put together as one, with what tells where in which of them something stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "\n".join(texts)
        self._texts = texts
        self._starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Return which of the texts an offset lies in, and where the offset is in it."""
        if not self._starts:
            self._starts = [0, *accumulate(len(text) + 1 for text in self._texts)]
        number = bisect_right(self._starts, offset) - 1
        return number, offset - self._starts[number]


class Judged(Generic[T]):
    """What a function tells of words, for whole pages: the words that it told nothing of are remembered as a set."""

    _MOST = 100_000

    def __init__(self, tell: Callable[[str], T]) -> None:
        self._tell = tell
        self._nothing: set[str] = set()

    def of(self, words: set[str]) -> dict[str, T]:
        """Return what is told of the words of a page, where that is something."""
        new = words - self._nothing
        told = {word: something for word in new if (something := self._tell(word))}
        if len(self._nothing) > self._MOST:
            self._nothing.clear()
        self._nothing.update(new - told.keys())
        return told
