"""Words go in; those come out that may be a few slips away from another one, without a comparison with all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

_LONGEST = 24
"""Letters of a word that may have a slip; what is longer is no word that somebody mistypes."""


class Alike:
    """Words, to be asked which of them may be at most some slips (letters too many, too few, changed or swapped) away.

    Two words that are so near have a text in common that either is with at most that many letters left out.
    """

    def __init__(self, words: Iterable[str], slips: int) -> None:
        self._slips = slips
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            for rest in _rests(word, slips):
                self._by_rest[rest].append(word)

    def of(self, word: str) -> list[str]:
        """Return the words that may be that near to one, sorted; the word itself is among them if it is there."""
        return sorted({one for rest in _rests(word, self._slips) for one in self._by_rest.get(rest, ())})


def _rests(word: str, slips: int) -> set[str]:
    """Return a word with at most some letters left out."""
    found = {word} if len(word) <= _LONGEST else set()
    for _ in range(slips):
        found |= {rest for one in found for rest in _shorter(one)}
    return found


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
