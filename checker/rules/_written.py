"""A graph and names of models go in; how often its pages have each of them, as a model's name or not, comes out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from ..graph import DocsGraph

_FEW = 50
"""So many names are searched for sooner than all pages are cut into words."""
_WORD = re.compile(r"[\w.-]+")
_END = re.compile(r"\.(?!\w)|\Z")
_FOLLOWED = re.compile(r"[\w-]|\.\w")


class Written:
    """Counts how often a tree has a name, by itself and not as a part of a longer one.

    `all_names` gives every name that may be asked for, without spaces; it is called where many are.
    """

    def __init__(self, graph: DocsGraph, all_names: Callable[[], Iterable[str]]) -> None:
        self._graph = graph
        self._all_names = all_names
        self._asked = 0

    def count(self, name: str) -> int:
        """Return how often the pages have a name."""
        self._asked += 1
        return self._searched(name) if self._asked <= _FEW or not _WORD.match(name) else self._counts[name]

    def _searched(self, name: str) -> int:
        pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)")
        return sum(len(pattern.findall(page.text)) for page in self._graph.pages if name in page.text)

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often the pages have each name, found in one pass: by the word that it starts with, and by its length."""
        names = set(self._all_names())
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in names:
            if head := _WORD.match(name):
                lengths[head[0]].add(len(name))
        found = Counter[str]()
        for page in self._graph.pages:
            for word in _WORD.finditer(page.text):
                heads = {word[0], *(word[0][: end.start()] for end in _END.finditer(word[0]))} & lengths.keys()
                ends = [word.start() + length for head in heads for length in lengths[head]]
                whole = {page.text[word.start() : end] for end in ends if not _FOLLOWED.match(page.text, end)}
                found.update(whole & names)
        return found
