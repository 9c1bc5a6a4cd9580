"""A code sample goes in; which parts of it may name a model, a deployment or an API version comes out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMING = ("model", "deployment", "engine", "version", "aschatclient", "asichatclient")
_GETTING = re.compile(r"get_?(?:chat|embedding|audio|image|realtime|assistant|completions)")
"""Without one of these, in lower case, a call and what its names stand for give no model and no API version."""
_IN_URL = (
    "/deployments/ apiversion= api-version= ?deployment= &deployment= ?deployment-id= &deployment-id= ?model= &model= "
    "?version= &version="
).split()
_MOST_NAMES = 200
"""Samples with more names than this are programs, which are read in full."""


class Telling:
    """Where a sample may name something: at a telling word, and at each name that stands for what has one.

    The calls that print and loop need not be looked into.
    """

    def __init__(self, code: str) -> None:
        self._bytes = _byte_by_byte(code)
        lower = self._bytes.lower()
        self._places = [place for word in _NAMING for place in _places(lower, word)]
        self._places += [match.start() for match in _GETTING.finditer(lower)]
        self._places.sort()
        self._anywhere = False
        self.in_url = any(sign in lower for sign in _IN_URL)
        """Whether some text of the sample may be a URL that names something."""

    def take_in(self, assigned: dict[str, list[Node]]) -> None:
        """Add the places of the names that stand for a part that may name something, and of those for such names."""
        self._anywhere = len(assigned) > _MOST_NAMES
        left = {} if self._anywhere else dict(assigned)
        while found := [name for name, nodes in left.items() if any(map(self.is_in, nodes))]:
            for name in found:
                self._places += _places(self._bytes, _byte_by_byte(name))
                del left[name]
            self._places.sort()

    def is_in(self, node: Node) -> bool:
        """Return whether a part of the sample may name something."""
        start, end = node.byte_range
        at = bisect_left(self._places, start)
        return self._anywhere or (at < len(self._places) and self._places[at] < end)


def _places(text: str, word: str) -> Iterator[int]:
    """Yield the offsets at which a text has a word."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _byte_by_byte(text: str) -> str:
    """Return a text with a character for each of its bytes, as the nodes of a tree count in bytes."""
    return text if text.isascii() else text.encode().decode("latin-1")
