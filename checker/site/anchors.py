"""The facts of what a page shows and its site go in; the anchors that a link can name come out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
_DIGITS = re.compile(r"[0-9]+")
_LEAST = 5
"""How many letters an anchor has at least for one more or less to be a slip."""
_SHARE = 0.5
_STEM, _ENDING = 4, 3
"""How many letters two forms of a word share at least, and how many more each has at most."""


_FEW = 16
"""So many anchors, which most pages have fewer of, are held as a tuple: a set of them takes three times the room."""


@dataclass(frozen=True)
class Anchors:
    """The anchors of a page: `exact` ones as they must be written, and `loose` ones, in lower case, for any case."""

    exact: tuple[str, ...]
    loose: Collection[str]

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(self.exact)

    def has(self, fragment: str) -> bool:
        """Return whether a fragment, unquoted, names one of them."""
        exact = self.exact if len(self.exact) <= _FEW else self._exact
        return fragment in exact or fragment.lower() in self.loose

    def near(self, fragment: str) -> str:
        """Return the anchor that was probably meant: the same words, or some of them more or less; else empty."""
        wanted = tuple(_words(fragment))
        if wanted not in self._near:
            self._near[wanted] = self._search(wanted)
        return self._near[wanted]

    def slip(self, fragment: str) -> str:
        """Return the anchor that a fragment, unquoted, is one slip away from; empty for none, or for other numbers."""
        near = self.near(fragment)
        one, other = _letters(fragment), _letters(near)
        is_slip = min(len(one), len(other)) >= _LEAST and OSA.distance(one, other, score_cutoff=1) <= 1
        return near if is_slip and (one == other or _DIGITS.sub("", one) != _DIGITS.sub("", other)) else ""

    @cached_property
    def _near(self) -> dict[tuple[str, ...], str]:
        return {}

    def _search(self, wanted: tuple[str, ...]) -> str:
        best, found = (0.0, 0), ""
        for at in self._by_words.candidates(wanted):
            words = self._by_words.words[at]
            likeness = _likeness(wanted, words)
            if likeness < _SHARE or likeness < best[0]:
                continue
            rank = likeness, min(sum(map(len, wanted)), sum(map(len, words)))
            if rank > best:
                best, found = rank, self.exact[at]
                if likeness == 1.0:
                    break
        return found

    @cached_property
    def _by_words(self) -> _ByWords:
        return _ByWords([_words(one) for one in self.exact])


class _ByWords:
    """Anchors by their words, so that those which may be like another are found without comparing all of them.

    Of two anchors that are alike, one has all words of the other: so the rarest word of either is in both.
    """

    def __init__(self, words: list[list[str]]) -> None:
        self.words = words
        self._holding: dict[str, list[int]] = defaultdict(list)
        for at, some in enumerate(words):
            for key in {key for word in some for key in _keys(word)}:
                self._holding[key].append(at)
        self._rarest: dict[str, list[int]] = defaultdict(list)
        for at, some in enumerate(words):
            if some:
                for key in _keys(min(some, key=lambda word: len(self._holding[word]))):
                    self._rarest[key].append(at)

    def candidates(self, wanted: Sequence[str]) -> list[int]:
        """Return the anchors that may have all of some words, or have no others, in their order."""
        keys = [_keys(word) for word in wanted]
        if not keys:
            return []
        rarest = min(keys, key=lambda some: sum(len(self._holding.get(key, ())) for key in some))
        having = {at for key in rarest for at in self._holding.get(key, ())}
        return sorted(having | {at for some in keys for key in some for at in self._rarest.get(key, ())})


def _keys(word: str) -> set[str]:
    """Return texts of which two words that are the same but for a slip or an ending have one in common."""
    if not 4 <= len(word) <= _LONGEST or word.isdigit():
        return {word}
    starts = {word[:length] for length in range(max(_STEM, len(word) - _ENDING), len(word))}
    return {word, *starts, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def joined(several: Sequence[Anchors]) -> Anchors:
    """Return the anchors of several pages as one."""
    if len(several) == 1:
        return several[0]
    exact = dict.fromkeys(anchor for one in several for anchor in one.exact)
    return Anchors(tuple(exact), frozenset().union(*(one.loose for one in several)))


def anchors(
    site: Site, headings: Sequence[tuple[int, str, str]], named: Sequence[Anchor], held: Mapping[str, str]
) -> Anchors:
    """Return the anchors of what a page shows: of its headings, as level, text and source, and of what has a name.

    `held` has by themselves the names that the page holds already, so that they are held once.
    """
    exact: dict[str, None] = {}
    loose: set[str] = set()
    for style in site.styles:
        kept = (one for one in headings if one[0] <= style.deepest)
        made = list(style.unique(style.of(text, source) for _, text, source in kept))
        exact.update(dict.fromkeys(made))
        if not style.cased:
            loose.update(one.lower() for one in made)
    made = [one for anchor in named for one in site.named_anchors(anchor)]
    exact.update(dict.fromkeys(made))
    if any(not style.cased for style in site.styles):
        loose.update(one.lower() for one in made)
    names = tuple(held.get(one, one) for one in exact)
    if len(names) > _FEW:
        return Anchors(names, frozenset(loose))
    return Anchors(names, names if loose == exact.keys() else tuple(sorted(loose)))


_LONGEST = 40
"""Letters of a word that may have a slip; a longer one is not a word that people mistype."""


def _letters(anchor: str) -> str:
    return "".join(_WORDS.findall(anchor.lower()))


def _words(anchor: str) -> list[str]:
    return [word for word in _WORDS.findall(anchor.lower()) if word not in _SMALL]


def _likeness(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return how much of two anchors is the same; nothing where each has a word that the other lacks."""
    left = _without(wanted, words)
    more = _without(words, wanted)
    if (left and more) or not wanted or not words:
        return 0.0
    return (max(len(wanted), len(words)) - len(left) - len(more)) / max(len(wanted), len(words))


def _without(words: Iterable[str], others: Sequence[str]) -> list[str]:
    return [word for word in words if not any(_same(word, other) for other in others)]


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
