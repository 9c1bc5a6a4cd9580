"""A page as readers see it goes out: its blocks, its shared facts, its running text, and the words of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from ..patterns import Shape
from .blocks import TEXTS, Document, TextBlock
from .fact import F, Fact
from .facts import Facts
from .running import Running
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


class PageText:
    """A page as readers see it: its `document` (blocks with exact offsets), the shared `facts`, and its running text.

    `blocks` are its paragraphs, headings and cells, each with its number among all blocks of the document. Everything
    else is made when it is first asked for, once for all readers.
    """

    def __init__(self, document: Document, facts: Facts) -> None:
        self.document = document
        self.facts = facts
        self.blocks = [(number, block) for number, block in enumerate(document.blocks) if block.kind in TEXTS]
        self._read: dict[str, Sequence[Fact]] = {}

    @cached_property
    def plain(self) -> Running:
        """What a reader reads as words: without code spans, link targets and markup."""
        return Running([block.plain or plain(block) for _, block in self.blocks])

    @cached_property
    def readable(self) -> Running:
        """The text without link targets and markup, with its code spans."""
        return Running([block.readable or readable(block) for _, block in self.blocks])

    def holding(self, shape: Shape) -> Iterator[tuple[int, TextBlock]]:
        """Yield the blocks that may hold a match of a shape in their text as it is written, or with parts masked."""
        for number in self.document.written.holding(shape):
            block = self.document.blocks[number]
            if block.kind in TEXTS:
                yield number, block

    @cached_property
    def words(self) -> set[str]:
        """The words of the running text, each as it is written, without the marks around it."""
        return set(map(_BARE.__getitem__, self.plain.text.split()))

    def has_word(self, word: str) -> bool:
        """Return whether a word is one of `words`, of which the others are not needed."""
        return any(word in token and _BARE[token] == word for token in self.plain.text.split())

    def add(self, fact: type[Fact], found: Sequence[Fact]) -> None:
        """Note what the reader of a type of fact has read."""
        self._read[fact.__name__] = found

    def of(self, fact: type[F]) -> Sequence[F]:
        """Return the facts of a type that the asking reader is declared to come after; raises `KeyError` for others."""
        return self._read[fact.__name__]  # type: ignore[return-value]


class Judged(Generic[W, T]):
    """What a function tells of words, for whole pages: the words that it told nothing of are remembered as a set."""

    _MOST = 100_000
    _all: ClassVar[list[Judged[Any, Any]]] = []

    def __init__(self, tell: Callable[[W], T]) -> None:
        self._tell: Callable[[W], T] = tell
        self._nothing: set[W] = set()
        self._all.append(self)

    def forget(self) -> None:
        """Forget the words of which nothing is told."""
        self._nothing.clear()

    @classmethod
    def forget_all(cls) -> None:
        """Forget the words of all pages so far, whatever was told of them."""
        _BARE.clear()
        for one in cls._all:
            one.forget()

    def of(self, words: set[W]) -> dict[W, T]:
        """Return what is told of the words of a page, where that is something."""
        new = words - self._nothing
        told = {word: something for word in new if (something := self._tell(word))}
        if len(self._nothing) > self._MOST:
            self.forget()
        self._nothing.update(new - told.keys())
        return told
