"""The texts of a page's blocks go in, put together as one, so that what is looked for is found in all in one go.

The texts are put on lines of their own: what matches no line end finds the same in one as in each.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, islice
from operator import eq

from .. import patterns


class Running:
    """Texts put together as one, with what tells where in which of them something stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "\n".join(texts)
        self._texts = texts
        self._starts: list[int] = []
        self._held: dict[tuple[object, ...], list[int]] = {}

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
        looked_for = shape.needs, shape.sketch, shape.folds  # which several shapes have in common
        if looked_for not in self._held:
            self._held[looked_for] = self._holding(shape)
        return self._held[looked_for]

    def _holding(self, shape: patterns.Shape) -> list[int]:
        text = self.lower if shape.folds else self.text
        found = sorted({self.place(at)[0] for at in shape.hints(text)})
        return [place for place in found if shape.may_be_in(self._texts[place])] if shape.sketch else found

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
        for mark in [sign for sign in set(lower) if sign > "\x7f" and not sign.isalnum()]:
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
