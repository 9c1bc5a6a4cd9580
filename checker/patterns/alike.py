"""Words go in; those come out that are at most a few slips away from another one, without a comparison with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LONGEST = 24
"""Letters of a word that may have a slip; what is longer is no word that somebody mistypes."""
_FEW = 150
"""So many questions are answered sooner by a comparison with all words than by an index of them."""


class Alike:
    """Words, to be asked which of them are at most some slips (letters too many, too few, changed or swapped) away.

    Two words that are so near have a text in common that either is with at most that many letters left out. What has
    more letters than `longest` is near to nothing.
    """

    def __init__(self, words: Iterable[str], slips: int, *, longest: int = _LONGEST) -> None:
        self._slips = slips
        self._longest = longest
        self._words = sorted({word for word in words if len(word) <= longest})
        self._asked = 0

    def of(self, word: str) -> list[str]:
        """Return the words that are that near to one, sorted; the word itself is among them if it is there."""
        if len(word) > self._longest:
            return []
        self._asked += 1
        among = self._words if self._asked <= _FEW else self._candidates(word)
        return sorted(one for one, *_ in process.extract(
            word, among, scorer=OSA.distance, score_cutoff=self._slips, limit=None))  # fmt: skip

    def _candidates(self, word: str) -> list[str]:
        return list({one for rest in _rests(word, self._slips) for one in self._by_rest.get(rest, ())})

    @cached_property
    def _by_rest(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for rest in _rests(word, self._slips):
                found[rest].append(word)
        return found


def _rests(word: str, slips: int) -> set[str]:
    """Return a word with at most some letters left out."""
    found = {word}
    for _ in range(slips):
        found |= {rest for one in found for rest in _shorter(one)}
    return found


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
