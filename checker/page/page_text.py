"""A page goes in as blocks, and comes out as running text: put together as one, so that a pattern reads it in one go.

The texts of the blocks are put on lines of their own: what matches no line end finds the same in one as in each.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, islice
from operator import eq
from typing import Generic, TypeVar

from .. import patterns
from .blocks import Document
from .fact import F, Fact
from .facts import Facts
from .text_views import MASK, plain, readable

W = TypeVar("W", str, bytes)
T = TypeVar("T")

EDGES = f"{MASK}.,;:!?()[]*_~\"'“”‘’<>|"
"""What surrounds a word in running text and is not a part of it."""


class _Bare(dict[str, str]):
    """The words in the tokens of all pages so far: without the marks around them, and without a possessive `'s`."""

    _MOST = 100_000

    def __missing__(self, token: str) -> str:
        if len(self) > self._MOST:
            self.clear()
        word = self[token] = token.strip(EDGES).removesuffix("'s").removesuffix("’s")
        return word


_BARE = _Bare()


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

    def holding(self, shape: patterns.Shape) -> list[int]:
        """Return which of the texts may hold a match of a shape, in order: like `Shape.may_be_in`, for all at once."""
        text = self.lower if shape.folds else self.text
        if shape.sketch:
            return sorted({self.place(match.start())[0] for match in shape.sketched.finditer(text)})
        found = set()
        for need in shape.needs:
            at = text.find(need)
            while at >= 0:
                found.add(self.place(at)[0])
                at = text.find(need, at + len(need))
        return sorted(found)

    def repeating(self) -> list[int]:
        """Return which of the texts may hold a word that follows itself, with white space or marks between the two."""
        text, words, again = _repeated(self.lower)
        if len(again) > _FEW:
            return sorted(set(self._neighbours(text, words)))
        found = set()
        for word in again:
            at = text.find(word)
            while at >= 0:
                end = at + len(word)
                gap = _GAP.match(text, end)
                if gap is not None and text.startswith(word, gap.end()):
                    found.add(self.place(at)[0])
                at = text.find(word, end)
        return sorted(found)

    def _neighbours(self, text: str, words: Sequence[bytes]) -> Iterator[int]:
        """Yield where two equal words of a text follow each other; between words is nothing that is part of one."""
        end, before = 0, b""
        for one in words:
            word = one.decode("utf-8", "surrogatepass")
            start = text.find(word, end)
            if one == before and _GAP.fullmatch(text, end, start):
                yield self.place(end - 1)[0]
            end, before = start + len(word), one


_FEW = 20
"""Looking for so many words one by one takes less time than going through all words of a page."""


def may_repeat(text: str) -> bool:
    """Return whether a word of a text may follow itself, with white space or marks between the two."""
    return bool(_repeated(patterns.in_lower_case(text))[2])


def _repeated(lower: str) -> tuple[str, list[bytes], set[str]]:
    """Return a text in lower case as it is taken apart, its words, and those of them that follow themselves."""
    if not lower.isascii():
        for mark, like in _LIKE_ASCII:
            lower = lower.replace(mark, like)
    if not lower.isascii():
        for mark in {sign for sign in lower if sign > "\x7f" and not sign.isalnum()}:
            lower = lower.replace(mark, " ")
    words = lower.encode("utf-8", "surrogatepass").translate(_WORDS_ALONE).split()
    again = set(compress(words, map(eq, words, islice(words, 1, None))))
    return lower, words, {word.decode("utf-8", "surrogatepass") for word in again}


_GAP = re.compile(r"[ \t\n*\0\[]*")
_LIKE_ASCII = (
    ("’", "'"),
    ("“", " "),
    ("”", " "),
    ("–", " "),
    ("—", " "),
    ("…", " "),
    ("\xa0", " "),
    ("®", " "),
    ("™", " "),
)
"""Marks that English text has in plenty, and what stands for them where words are taken apart."""
_WORDS_ALONE = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or chr(byte) in "_'/@$" else 0x20 for byte in range(256)
)
"""Turns each byte into a space that is no part of a word, and does not keep one from being a word of the sentence."""


class PageText:
    """A page as readers see it: its `document` (blocks with exact offsets), the shared `facts`, and its running text.

    `blocks` are its paragraphs, headings and cells, each with its number among all blocks of the document. Everything
    else is made when it is first asked for, once for all readers.
    """

    def __init__(self, document: Document, facts: Facts) -> None:
        kinds = ("paragraph", "heading", "cell")
        self.document = document
        self.facts = facts
        self.blocks = [(number, block) for number, block in enumerate(document.blocks) if block.kind in kinds]
        self._read: dict[str, Sequence[Fact]] = {}

    @cached_property
    def plain(self) -> Running:
        """What a reader reads as words: without code spans, link targets and markup."""
        return Running([block.plain or plain(block) for _, block in self.blocks])

    @cached_property
    def readable(self) -> Running:
        """The text without link targets and markup, with its code spans."""
        return Running([block.readable or readable(block) for _, block in self.blocks])

    @cached_property
    def words(self) -> set[str]:
        """The words of the running text, each as it is written, without the marks around it."""
        return set(map(_BARE.__getitem__, self.plain.text.split()))

    def add(self, fact: type[Fact], found: Sequence[Fact]) -> None:
        """Note what the reader of a type of fact has read."""
        self._read[fact.__name__] = found

    def of(self, fact: type[F]) -> Sequence[F]:
        """Return the facts of a type that the asking reader is declared to come after; raises `KeyError` for others."""
        return self._read[fact.__name__]  # type: ignore[return-value]


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
