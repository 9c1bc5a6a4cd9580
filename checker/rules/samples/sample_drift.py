"""Two long samples are the same except for one word, which is a typo in one of them.

Samples are copied from page to page and from tab to tab. Where one line of at least eight differs from that of its
copies, and one word in it differs by a letter or two, the samples of the whole tree decide which form is right: the odd
one occurs nowhere else, the other more than once. Quotes, white space and punctuation at the ends of lines do not
count. Copies that differ in more than that (another language, another way to sign in, another operation, another model)
are assumed to be intended, and so are a name in another style of capitals and two copies side by side in one section,
which show what was changed.

````bad one.md
```python
client = HarborClient(address, credential)
boats = client.list_boats()
for boat in boats:
    print(boat.name)
    print(boat.seats)
    if boat.is_free:
        rental = client.rent(boat, days=3)
        print(rental.total)
client.close()
```
````
````bad two.md
```python
client = HarborClient(address, credential)
boats = client.list_boats()
for boat in boats:
    print(boat.name)
    print(boat.seats)
    if boat.is_free:
        rentl = client.rent(boat, days=3)  # expect: sample-drift
        print(rental.total)
client.close()
```
````
````good one.md
```python
client = HarborClient(address, credential)
boats = client.list_boats()
for boat in boats:
    print(boat.name)
    print(boat.seats)
    if boat.is_free:
        rental = client.rent(boat, days=3)
        print(rental.total)
client.close()
```

```python
client = HarborClient(address, credential)
boats = client.list_boats()
for boat in boats:
    print(boat.name)
    print(boat.seats)
    if boat.is_free:
        rental = client.rent(boat, days=5)
        print(rental.total)
client.close()
```
````
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Span
from ...patterns.alike import Alike
from .._base import Options, finding, related, rule
from ._words import words_of

_FEWEST = 8
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Copy:
    """A long sample: its page, its language, and its lines as they are compared and where they are.

    `number` indexes the samples of the page, `heading` its headings (-1 before the first).
    """

    page: Page
    language: str
    texts: tuple[str, ...]
    lines: tuple[Span, ...]
    number: int
    heading: int


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def sample_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the lines in which one copy of a sample has a typo that the others do not have."""
    known = _Words(graph)
    for at, alike in _alike(list(_copies(graph))):
        forms: dict[str, list[Copy]] = defaultdict(list)
        for copy in alike:
            forms[copy.texts[at]].append(copy)
        near = _Forms(forms, known)
        for odd in sorted(forms):
            usual = [
                (form, words)
                for form in near.of(odd)
                if (words := _slip(odd, form, known)) and not _are_side_by_side(forms[odd], forms[form])
            ]
            if usual:
                yield from _findings(at, forms[odd], forms[usual[0][0]], usual[0][1])


def _copies(graph: DocsGraph) -> Iterator[Copy]:
    sizes = Counter((one.language, len(one.lines)) for page in graph.pages for one in page.facts.samples)
    for page in graph.pages:
        for number, sample in enumerate(page.facts.samples):
            if len(sample.lines) >= _FEWEST and sizes[sample.language, len(sample.lines)] > 1:
                texts = page.once(_Normal).texts(number)
                heading = page.facts.blocks[sample.block].heading
                yield Copy(page, sample.language, texts, tuple(sample.lines), number, heading)


class _Normal:
    """The lines of a page's samples as they are compared, each sample made on first use."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._texts: dict[int, tuple[str, ...]] = {}

    def texts(self, number: int) -> tuple[str, ...]:
        """Return the lines of a sample, by its index."""
        if number not in self._texts:
            lines = self._page.facts.samples[number].lines
            self._texts[number] = tuple(_normal(span.slice(self._page.text)) for span in lines)
        return self._texts[number]


def _normal(line: str) -> str:
    return " ".join(line.split()).replace("'", '"').rstrip(";, ")


def _alike(copies: list[Copy]) -> list[tuple[int, list[Copy]]]:
    """Return the groups of copies that differ in one line alone, and that line's number."""
    numbers: dict[str, int] = {}
    groups: dict[tuple[str, int, int, int], list[Copy]] = defaultdict(list)
    for copy in _half_alike(copies):
        ids = [numbers.setdefault(text, len(numbers) + 1) for text in copy.texts]
        for at, rest in enumerate(_without_each(ids)):
            groups[copy.language, len(ids), at, rest].append(copy)
    found = [(key[2], group) for key, group in groups.items() if len({one.texts[key[2]] for one in group}) > 1]
    return sorted(found, key=lambda one: (one[1][0].page.path, one[1][0].lines[one[0]], one[0]))


def _half_alike(copies: list[Copy]) -> list[Copy]:
    """Return the copies that have one half of their lines in common with others, and not the other half as well.

    Of two copies that differ in one line alone, either the first halves or the second ones are the same.
    """
    others: dict[tuple[str, int, bool, tuple[str, ...]], set[tuple[str, ...]]] = defaultdict(set)
    halves = []
    for copy in copies:
        middle, size = len(copy.texts) // 2, len(copy.texts)
        first, second = copy.texts[:middle], copy.texts[middle:]
        keys = ((copy.language, size, True, first), (copy.language, size, False, second))
        others[keys[0]].add(second)
        others[keys[1]].add(first)
        halves.append(keys)
    return [copy for copy, keys in zip(copies, halves, strict=True) if any(len(others[key]) > 1 for key in keys)]


def _without_each(ids: list[int]) -> Iterator[int]:
    """Yield for each place in a list a digest of the list without it."""
    powers, total = [1], 0
    for number in ids:
        total = (total * _BASE + number) % _MODULUS
        powers.append(powers[-1] * _BASE % _MODULUS)
    for at, number in enumerate(ids):
        yield (total - number * powers[len(ids) - 1 - at]) % _MODULUS


@dataclass(frozen=True)
class _Words:
    """The words of all samples of a tree, counted on first use."""

    graph: DocsGraph

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs in the samples."""
        words: Counter[str] = Counter()
        for page in self.graph.pages:
            for sample in page.facts.samples:
                words.update(_WORD.findall(sample.span.slice(page.text)))
        return words


class _Forms:
    """The forms of a line, to be asked for those that have another word in one place, one that occurs more often."""

    def __init__(self, forms: Iterable[str], known: _Words) -> None:
        self._known = known
        self._ids: dict[str, int] = {}
        self._forms: dict[_Rest, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._alike: dict[_Rest, Alike] = {}
        for form in forms:
            for rest, word in self._rests(form):
                if known.counts[word] >= 2:
                    self._forms[rest][word].append(form)

    def of(self, odd: str) -> list[str]:
        """Return the forms that one may be a typo of, sorted."""
        found = set[str]()
        for rest, word in self._rests(odd):
            if self._known.counts[word] == 1 and rest in self._forms:
                if rest not in self._alike:
                    self._alike[rest] = Alike(self._forms[rest], _MOST_SLIPS, longest=_LONGEST)
                found.update(form for right in self._alike[rest].of(word) for form in self._forms[rest][right])
        return sorted(found)

    def _rests(self, form: str) -> Iterator[tuple[_Rest, str]]:
        """Yield for each word of a form what else it has, and the word."""
        words, skeleton = _WORD.findall(form), _WORD.sub("", form)
        ids = [self._ids.setdefault(word, len(self._ids) + 1) for word in words]
        for at, (rest, word) in enumerate(zip(_without_each(ids), words, strict=True)):
            yield (skeleton, len(words), at, rest), word


_Rest = tuple[str, int, int, int]
_MOST_SLIPS, _LONGEST = 2, 40
"""Letters that a typo has too many, too few, changed or swapped, and letters of a word that may have one."""


def _slip(odd: str, usual: str, known: _Words) -> tuple[str, str] | None:
    """Return the word of a line that is a typo of one in another line, and that one; None where they differ in more."""
    from rapidfuzz.distance import Levenshtein

    ours, theirs = _WORD.findall(odd), _WORD.findall(usual)
    if len(ours) != len(theirs) or _WORD.sub("", odd) != _WORD.sub("", usual):
        return None
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(pairs) != 1:
        return None
    ((wrong, right),) = pairs
    letters = [re.sub(r"[\d_]", "", word) for word in (wrong, right)]
    if words_of(wrong) == words_of(right):  # another style of capitals is another convention
        return None
    if min(len(wrong), len(right)) < 4 or letters[0] == letters[1] or Levenshtein.distance(wrong, right) > _MOST_SLIPS:
        return None
    return (wrong, right) if known.counts[wrong] == 1 and known.counts[right] >= 2 else None


def _are_side_by_side(odd: list[Copy], usual: list[Copy]) -> bool:
    """Return whether two samples are neighbors in one section, which are shown for the place where they differ."""
    if len(odd) > 1 or len(usual) > 1:
        return False
    a, b = odd[0], usual[0]
    return a.page is b.page and a.heading == b.heading and abs(a.number - b.number) == 1


def _findings(at: int, odd: list[Copy], usual: list[Copy], words: tuple[str, str]) -> Iterator[Finding]:
    wrong, right = words
    for copy in odd:
        count = len(usual)
        others = "an otherwise identical copy" if count == 1 else f"{count} otherwise identical copies"
        message = f"`{wrong}` is `{right}` in {others} of this sample"
        ends = tuple(related(one.page, one.lines[at], f"has `{right}`") for one in usual)
        evidence = Evidence(Ground.MAJORITY, count, count + 1) if count > 2 else None
        yield finding(
            sample_drift, copy.page, copy.lines[at], message, related=ends, key=f"{wrong} {right}", evidence=evidence
        )
