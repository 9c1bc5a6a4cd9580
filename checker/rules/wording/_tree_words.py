"""The words of all pages of a tree go in; how many pages have a word, as text or as code, comes out.

A word that one page has, and no dictionary, is a typo if many pages have a word that is one slip away from it: the tree
itself says what is usual in its trade.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ...english import dictionary, slips
from ...graph import DocsGraph, Page
from ...patterns import letters

Place = tuple[str, int]

_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_ELSEWHERE = -2
"""The number of a block that no passage has."""
_TWO = 2
"""Of so many places, one is not that of the word itself."""
_FEW = 20
"""So many words are looked for one by one in less time than a page takes to be cut into its words."""


class Near(NamedTuple):
    """A word of the tree that another may be a typo of, with the slips between the two and the pages that have it."""

    slip: slips.Slip
    pages: int
    word: str


class TreeWords:
    """The words of a tree (lower case): `in_code` are up to two places where its pages have some of them in code.

    A place is a page's path, and the block of a sample that is code by nothing but its indent, or _ELSEWHERE. With
    `counted`, it is known too how many pages have each word of the tree.
    """

    def __init__(self, graph: DocsGraph, wanted: set[str], *, counted: bool) -> None:
        self.in_code: dict[str, set[Place]] = {word: set() for word in wanted}
        self._pages = Counter[bytes]()
        self._by_frame: dict[str, list[str]] | None = None
        self._look_through(graph, {word.encode() for word in wanted}, counted=counted)

    def _look_through(self, graph: DocsGraph, wanted: set[bytes], *, counted: bool) -> None:
        few = [word.decode() for word in wanted] if len(wanted) <= _FEW else []
        for page in graph.pages if wanted else ():
            text = page.text.lower()
            if not counted and few and not any(word in text for word in few):
                continue
            words = letters(text)
            if counted:
                self._pages.update(words)
            if held := wanted & words:
                self._note_code(page, held)

    def _note_code(self, page: Page, held: set[bytes]) -> None:
        for block, code in _code(page):
            for word in held & letters(code.lower()):
                places = self.in_code[word.decode()]
                if len(places) < _TWO:
                    places.add((page.path, block))

    def pages(self, word: str) -> int:
        """Return how many pages have a word, in whatever part of them."""
        return self._pages[word.encode()]

    def near(self, word: str, fewest: int) -> list[Near]:
        """Return the words of English that are a slip away and that at least so many pages have, the likeliest first.

        Raises `WordListError`.
        """
        some = {other for other, _ in dictionary.typos(word)} | {*self._framed(fewest).get(_frame(word), ())}
        found = []
        for other in some:
            pages = self.pages(other)
            if pages >= fewest and len(other) > _SHORTEST and _is_english(other) and (slip := slips.slip(word, other)):
                found.append(Near(slip, pages, other))
        return sorted(found, key=lambda one: (one.slip, -one.pages, one.word))

    def _framed(self, fewest: int) -> dict[str, list[str]]:
        """Return the longer words of the list that at least so many pages have, by how they start and end."""
        if self._by_frame is None:
            self._by_frame = defaultdict(list)
            known, least = dictionary.ranks(), slips.data().two.letters - 2
            for one, pages in self._pages.items():
                if pages >= fewest and len(one) >= least and (word := one.decode()) in known:
                    self._by_frame[_frame(word)].append(word)
        return self._by_frame


def _frame(word: str) -> str:
    """Return what two slips in a word leave as it is."""
    same = slips.data().two.same
    return word[:same] + word[-same:]


_SHORTEST = 3
"""Letters of a word that is short enough to be near to anything."""


def _is_english(word: str) -> bool:
    return dictionary.exists(word) or dictionary.is_compound(word)


def _code(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the code of a page without the comments of samples, each with the block of what is only indented."""
    yield _ELSEWHERE, "\n".join(_CODE_SPAN.findall(page.text))
    for sample in page.facts.samples:
        lines = sample.span.slice(page.text).split("\n")
        code = "\n".join(line.partition("#")[0].partition("//")[0] for line in lines)
        yield _ELSEWHERE if sample.language else sample.block, code
