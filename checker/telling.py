"""A code sample goes in; which parts of it may name a model, a deployment or an API version comes out."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMING = re.compile(
    r"model|deployment|engine|version|get_?(?:chat|embedding|audio|image|realtime|assistant|completions)|asi?chatclient"
)
"""Without one of these, in lower case, a call and what its names stand for give no model and no API version."""
IN_URL = re.compile(r"/deployments/|[?&](?:deployment(?:-id)?|model|version)=|api-?version=", re.I)
"""Without one of these no text of a sample is a URL that names something."""
_MOST_NAMES = 200
"""Samples with more names than this are programs, which are read in full."""


class Telling:
    """Where a sample may name something: at a telling word, and at each name that stands for what has one.

    The calls that print and loop need not be looked into.
    """

    def __init__(self, code: str) -> None:
        self._bytes = _byte_by_byte(code)
        self._places = [match.start() for match in _NAMING.finditer(self._bytes.lower())]
        self._anywhere = False

    def take_in(self, assigned: dict[str, list[Node]]) -> None:
        """Add the places of the names that stand for a part that may name something, and of those for such names."""
        self._anywhere = len(assigned) > _MOST_NAMES
        left = {} if self._anywhere else dict(assigned)
        while found := [name for name, nodes in left.items() if any(map(self.is_in, nodes))]:
            for name in found:
                self._places += [match.start() for match in re.finditer(re.escape(_byte_by_byte(name)), self._bytes)]
                del left[name]
            self._places.sort()

    def is_in(self, node: Node) -> bool:
        """Tell whether a part of the sample may name something."""
        start, end = node.byte_range
        at = bisect_left(self._places, start)
        return self._anywhere or (at < len(self._places) and self._places[at] < end)


def _byte_by_byte(text: str) -> str:
    """Return a text with a character for each of its bytes, as the nodes of a tree count in bytes."""
    return text if text.isascii() else text.encode().decode("latin-1")
