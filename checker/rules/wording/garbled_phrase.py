"""Two words that never go together.

Edits leave such pairs (“is be used”, “can is”, “the a”), or a typo that makes another word (“in your won code”,
“create you key”, “on it's value”, “at lease two”), which no spelling checker finds. Only pairs of the words that hold
sentences together are reported, because these are wrong whatever the sentence is about.

```bad guide.md
The gauge is be used for tides, and it can is read from afar. <!-- expect: garbled-phrase -->
Create you account, and build your won harbor. <!-- expect: garbled-phrase -->
```
```good guide.md
The keys that you create you own, and your wonderful harbor is yours.
All that it can is what it will be used for. If you do, it's value for money.
```
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...page.text_views import plain
from .._base import Options, finding, replacement, rule
from .._data import Data, WordList, beside
from .._slips import is_changelog


class GarbledPhrase(Slip):
    """Two words that never go together; `why` says what to do."""


class Pattern(Data, frozen=True):
    """A pattern that pairs refer to by name, with an `example` or a `right` text as those of a `WordList`."""

    pattern: str
    source: str
    example: str = ""
    right: str = ""


class Pair(Data, frozen=True):
    """Pairs of one kind; `garbled_phrase.toml` says what each field means."""

    first: tuple[str, ...]
    rest: str
    why: str
    example: str
    slip: str = ""
    put: str = ""
    before: str = ""
    not_before: str = r"(?!)"
    right: tuple[str, ...] = ()


class Pairs(Data, frozen=True):
    """What `garbled_phrase.toml` holds."""

    words: dict[str, WordList]
    patterns: dict[str, Pattern]
    pairs: tuple[Pair, ...]

    def expanded(self, pattern: str) -> str:
        """Return a pattern with the lists and patterns that it names in braces."""
        return _NAMED.sub(lambda match: self._named(match["name"]), pattern)

    def firsts(self, pair: Pair) -> list[str]:
        """Return the first words of a pair."""
        return [word for one in pair.first for word in (self.words[one[1:-1]].all if one[0] == "{" else (one,))]

    def _named(self, name: str) -> str:
        return self.words[name].either if name in self.words else self.patterns[name].pattern


_NAMED = re.compile(r"\{(?P<name>[a-z-]+)\}")
_AROUND = 40
"""Characters before a pair that decide whether it is one."""


@cache
def data() -> Pairs:
    """Return what `garbled_phrase.toml` holds."""
    return beside(__file__, Pairs)


@reads(GarbledPhrase)
def garbled_phrases(page: PageText) -> Iterator[GarbledPhrase]:
    """Yield the pairs of words in running text that never go together."""
    for match in _any_pair().finditer(page.plain.text.replace("\n", " ")):  # a block may start with a pair
        place, start = page.plain.place(match.start() + 1)
        yield from _garbled(page.blocks[place][1], start)


@cache
def _any_pair() -> re.Pattern[str]:
    """Return what finds any pair: the branches start with different letters, so that most fail at once."""
    rests = defaultdict[str, list[str]](list)
    for pair in data().pairs:
        for first in data().firsts(pair):
            rests[first].append(data().expanded(pair.rest))
    letters = defaultdict[str, list[str]](list)
    for first, ways in rests.items():
        letters[first[0]].append(f"{first[1:]} (?:{'|'.join(ways)})")
    return re.compile(" (?:" + "|".join(f"{letter}(?:{'|'.join(ways)})" for letter, ways in letters.items()) + ")")


@cache
def _each_pair() -> list[tuple[Pair, re.Pattern[str], re.Pattern[str], re.Pattern[str]]]:
    """Return each kind of pair with the patterns of itself, of what precedes it and of what must not."""
    pairs = data()
    return [
        (
            pair,
            re.compile(f"(?:{'|'.join(pairs.firsts(pair))}) {pairs.expanded(pair.rest)}"),
            re.compile(pairs.expanded(pair.before)),
            re.compile(pairs.expanded(pair.not_before)),
        )
        for pair in pairs.pairs
    ]


def _garbled(block: TextBlock, start: int) -> Iterator[GarbledPhrase]:
    """Yield the pair at an offset into a block, if what precedes it leaves no doubt."""
    text = plain(block)
    before = text[max(start - 1 - _AROUND, 0) : max(start - 1, 0)]
    for pair, pattern, needed, excluded in _each_pair():
        match = pattern.match(text, start)
        if match and needed.search(before) and not excluded.search(before):
            put = re.sub(pair.slip, pair.put, match.group(), count=1) if pair.slip else ""
            yield GarbledPhrase(block.span(*match.span()), pair.why, put)
            return


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def garbled_phrase(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the pairs of words that never go together."""
    for page, one in graph.each(GarbledPhrase):
        if not is_changelog(page):
            phrase = " ".join(one.span.slice(page.text).split())
            fix = replacement(page, one.span, one.replacement, Safety.UNSAFE) if one.replacement else None
            yield finding(garbled_phrase, page, one.span, f"garbled phrase “{phrase}”: {one.why}", fix=fix)
