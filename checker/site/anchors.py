"""The facts of what a page shows and its site go in; the anchors that a link can name come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from ..page.facts import Anchor
    from .base import Site

_WORDS = re.compile(r"[^\W_]+")
_SMALL = frozenset("a an and the of to for in on with your".split())
"""Words that one anchor may have and another of the same sense may not."""
_SHARE = 0.5
_STEM, _ENDING = 4, 3
"""How many letters two forms of a word share at least, and how many more each has at most."""


@dataclass(frozen=True)
class Anchors:
    """The anchors of a page: `exact` ones as they must be written, and `loose` ones, in lower case, for any case."""

    exact: tuple[str, ...]
    loose: frozenset[str]

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(self.exact)

    @cached_property
    def _worded(self) -> list[list[str]]:
        """The words of each of the exact ones."""
        return [_words(one) for one in self.exact]

    def has(self, fragment: str) -> bool:
        """Return whether a fragment, unquoted, names one of them."""
        return fragment in self._exact or fragment.lower() in self.loose

    def near(self, fragment: str) -> str:
        """Return the anchor that was probably meant: the same words, or some of them more or less; else empty."""
        wanted = _words(fragment)
        scored = [(_likeness(wanted, words), -at, self.exact[at]) for at, words in enumerate(self._worded)]
        best = max(scored, default=(0.0, 0, ""))
        return best[2] if best[0] >= _SHARE else ""


def anchors(site: Site, headings: Sequence[tuple[int, str, str]], named: Sequence[Anchor]) -> Anchors:
    """Return the anchors of what a page shows: of its headings, as level, text and source, and of what has a name."""
    exact: dict[str, None] = {}
    loose: set[str] = set()
    for style in site.styles:
        kept = (one for one in headings if one[0] <= style.deepest)
        made = list(style.unique(source if style.of_source else text for _, text, source in kept))
        exact.update(dict.fromkeys(made))
        if not style.cased:
            loose.update(one.lower() for one in made)
    made = [one for anchor in named for one in site.named_anchors(anchor)]
    exact.update(dict.fromkeys(made))
    if any(not style.cased for style in site.styles):
        loose.update(one.lower() for one in made)
    return Anchors(tuple(exact), frozenset(loose))


def _words(anchor: str) -> list[str]:
    return [word for word in _WORDS.findall(anchor.lower()) if word not in _SMALL]


def _likeness(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return how much of two anchors is the same; nothing where each has a word that the other lacks."""
    if not wanted or not words:
        return 0.0
    left = _without(wanted, words)
    if left and any(not _is_among(word, wanted) for word in words):
        return 0.0
    more = _without(words, wanted)
    return (max(len(wanted), len(words)) - len(left) - len(more)) / max(len(wanted), len(words))


def _without(words: Iterable[str], others: Sequence[str]) -> list[str]:
    return [word for word in words if not _is_among(word, others)]


def _is_among(word: str, others: Sequence[str]) -> bool:
    return word in others or any(_same(word, other) for other in others)


def _same(one: str, other: str) -> bool:
    """Return whether two words are one but for a slip or an ending."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one.isdigit() or other.isdigit():
        return False
    pairs = enumerate(zip(one, other, strict=False))
    same = next((at for at, (first, second) in pairs if first != second), min(len(one), len(other)))
    has_one_stem = same >= _STEM and max(len(one), len(other)) - same <= _ENDING
    return has_one_stem or OSA.distance(one, other, score_cutoff=1) <= 1
