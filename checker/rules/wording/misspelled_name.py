"""A part of a name in code that is one typo away from a word of the page.

Names are read in code spans and where samples assign them, and are split at capitals and underscores: in
`/anchorageReuslts/{id}`, “reuslts” is not a word, and the page writes of results. Abbreviations are not reported: the
page must have the word too, and the misspelled part no more than twice, and a part that several pages have is right.
In code spans a name must have several parts, since `scrypt` and `printf` are right.

````bad guide.md
The result of each poll is at `/tideResutl/{id}`. <!-- expect: misspelled-name -->

```python
resposne = client.poll()  # expect: misspelled-name
print(response.status)
```
````
````good guide.md
The `maxParams` and the `initCfg` of the parameters are set; `printf` prints, and `loong64` is long.

```python
params = client.parameters()
```
````
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache

from ...english import dictionary
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from ...page.blocks import Document
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...page.running import Running
from ...patterns import Shape
from ...span import Ranges
from .._base import Options, finding, replacement, rule
from .._copies import counted_once
from .._data import Data, beside
from .._slips import is_changelog
from ..samples.misspelled_identifier import NearNames, typos


class MisspelledName(Slip, kw_only=True):
    """A part of a name in code that English does not have, and the word one typo away, both in lower case."""

    part: str


class Limits(Data, frozen=True):
    """What `misspelled_name.toml` holds; its comments say what each figure means."""

    letters: int
    uses: int
    pages: int


@cache
def data() -> Limits:
    """Return what `misspelled_name.toml` holds."""
    return beside(__file__, Limits)


_WHOLE = re.compile(r"(?:(?<![0-9%])[A-Z]|(?<![A-Za-z0-9%])[a-z])[a-z]{5,30}(?![a-z0-9])")
_PART = re.compile(rf"{_WHOLE.pattern}(?=[A-Z_-])|(?<=[a-z_-]){_WHOLE.pattern}")
"""A name of one part, such as `scrypt`, may be anything."""
_ASSIGNED = Shape(
    r"\n[ \t]*(?:(?:const|let|var|final|string|String)[ ])?(?P<name>[A-Za-z_]\w{5,60})[ ]?:?=(?!=)", needs=("=",)
)
"""It starts with the line end before, so that looking for it is quick."""


@reads(MisspelledName)
def misspelled_names(page: PageText) -> Iterator[MisspelledName]:
    """Yield the parts of names that are typos of words that the page has; raises `WordListError` without English."""
    document, uses = page.document, data().uses
    words, models = _Words(document.text), Ranges((name.span.start, name.span.end) for name in page.facts.names)
    for number, start, end in sorted([*_assigned(document), *_in_code_spans(document)]):
        block = document.blocks[number]
        part, span = block.text[start:end].lower(), block.span(start, end)
        if models.hold(span.start, span.end):
            continue  # whether there is such a model is known better elsewhere
        near = next((word for word in dictionary.meant(part) if words.count(word)), "")
        if near and words.count(part) - (words.count(near) if part in near else 0) <= uses:
            yield MisspelledName(span, replacement=near, part=part)


class _Words:
    """A text, to be asked how often it has some letters in a row, in lower case; a word may be part of another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts: dict[str, int] = {}

    @cached_property
    def _lower(self) -> str:
        return self._text.lower()

    @cached_property
    def _rows(self) -> Counter[str]:
        """The text's letters in a row, and how often it has them."""
        return Counter(_LETTERS.findall(self._lower))

    @cached_property
    def _by_gram(self) -> dict[str, list[str]]:
        """The letters in a row by each few of them."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._rows:
            for gram in _grams(row):
                found[gram].append(row)
        return found

    def count(self, word: str) -> int:
        """Return how often the text has a word, or a part of one."""
        if word not in self._counts:
            self._counts[word] = self._count(word)
        return self._counts[word]

    def _count(self, word: str) -> int:
        if len(word) < _GRAM or _LETTERS.fullmatch(word) is None:
            return self._lower.count(word)
        rows = min((self._by_gram.get(gram, []) for gram in _grams(word)), key=len)
        return sum(row.count(word) * self._rows[row] for row in rows)


_LETTERS = re.compile(r"[^\W\d_]+")
_GRAM = 4


def _grams(word: str) -> set[str]:
    return {word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)}


@lru_cache(maxsize=20_000)
def _is_known(part: str) -> bool:
    lower = part.lower()
    return dictionary.exists(lower) or dictionary.is_compound(lower)


def _assigned(document: Document) -> Iterator[tuple[int, int, int]]:
    """Yield the unknown longer parts of the names that samples assign: the block and the range in it."""
    blocks = [number for number, block in enumerate(document.blocks) if block.kind == "fence"]
    running = Running(["", *(document.blocks[number].text for number in blocks)])
    for name in _ASSIGNED.finditer(running.text):
        for first, last in _unknown_parts(name["name"]):
            at, start = running.place(name.start("name"))
            yield blocks[at - 1], start + first, start + last


@lru_cache(maxsize=20_000)
def _unknown_parts(name: str) -> list[tuple[int, int]]:
    return [part.span() for part in _WHOLE.finditer(name) if not _is_known(part.group())]


def _in_code_spans(document: Document) -> Iterator[tuple[int, int, int]]:
    """Yield the unknown longer parts of the names in code spans: the block and the range in it."""
    spans = [
        (number, one.start, one.end)
        for number, block in enumerate(document.blocks)
        if block.inlines and block.kind != "fence"
        for one in block.inlines
        if one.kind == "code" and one.end - one.start >= data().letters
    ]
    running = Running([document.blocks[number].text[start:end] for number, start, end in spans])
    for part in _PART.finditer(running.text):
        if not _is_known(part.group()):
            at, start = running.place(part.start())
            before = running.text[part.start() - start : part.start()]
            if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:  # a string may hold any name
                number, first, _ = spans[at]
                yield number, first + start, first + start + len(part.group())


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN, facts=(NearNames,))
def misspelled_name(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the parts of names that are typos of words, as far as `misspelled-identifier` does not report the name."""
    reported = {(page.path, at) for page, one, _ in typos(graph) for at in range(one.span.start, one.span.end)}
    once = counted_once(graph.each(MisspelledName), lambda pair: (pair[0], pair[1].span))
    pages = Counter(part for part, _ in {(one.part, page.path) for page, one in once})
    for page, one in graph.each(MisspelledName):
        known = (page.path, one.span.start) in reported
        if known or is_changelog(page) or pages[one.part] > data().pages:
            continue
        written = one.span.slice(page.text)
        put = one.replacement.capitalize() if written[0].isupper() else one.replacement
        message = f"`{written}` looks like a typo of “{one.replacement}”, which the page also has"
        yield finding(misspelled_name, page, one.span, message, fix=replacement(page, one.span, put, Safety.UNSAFE))
