"""A name of several words differs in one word from the name that the sample beside it has.

The text says `list_free_boats`, and the sample calls `list_free_berths`. Compared are the names in the code spans of a
text with the samples beside it, an answer with its request, and the variants of a step with each other; names of two
words only where they get the same value. A name is reported where the tree has it nowhere else, and a single name of
the other place has the same words but one. Where one place has both names, they are two things. A word that belongs to
a language or a variant may differ, and numbers may.

````bad guide.md
Call `list_free_boats` with a coast: <!-- expect: name-mismatch -->

```python
boats = list_free_berths("north")
print(list_free_berths.cost)
```
````
````good guide.md
Call `list_free_berths` with a coast, or `list_free_boats` with none:

```python
boats = list_free_berths("north")
print(list_free_berths.cost)
```
````
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.beside import after, before
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.variants import LANGUAGE_WORD, Variant, show_one_thing, variants
from ...span import Ranges
from .._base import Options, finding, related, rule
from .._slips import is_changelog
from .answer_mismatch import is_answer_to

Where = Literal["text", "request", "variant"]


class NearName(Fact):
    """Two names that differ in one word: that of a text, an answer or a variant, and that of the sample beside it."""

    where: Where
    name: str
    span: Span
    other: str
    usual: Span


_PART = bytes(byte if chr(byte).isalnum() or chr(byte) in "_-" else 0x20 for byte in range(0x80)).ljust(256)
"""Turns each byte into a space that is not part of a name."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_FEWEST = 3
"""Words of a name: those of two have one in common by chance."""
_FEWEST_OF_KEY = 2
"""Words of a name that gets the same value in both places, where the tree has the other one `_OFTEN`."""
_OFTEN = 3
_LONGEST = 80
"""Letters of a name; what is longer is data."""
_SHORTEST = 3
"""Letters of the word that differs; shorter ones are endings and articles."""


@lru_cache(maxsize=256)
def _tokens(text: str) -> frozenset[bytes]:
    return frozenset(text.encode("utf-8", "replace").translate(_PART).split())


@lru_cache(maxsize=256)
def _names(text: str) -> frozenset[str]:
    """Return the names of several words in a text."""
    return frozenset(filter(None, map(_name, _tokens(text))))


@lru_cache(maxsize=1 << 14)
def _name(token: bytes) -> str:
    """Return a token that is a name of several words, or nothing."""
    if len(token) > _LONGEST or (token.isalpha() and token[1:].islower()):
        return ""
    name = token.decode().strip("-")
    return name if len(_words(name)) >= _FEWEST_OF_KEY else ""


@lru_cache(maxsize=1 << 14)
def _words(name: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of a name are."""
    return tuple(match.span() for match in _WORD.finditer(name))


@reads(NearName)
def near_names(page: PageText) -> Iterator[NearName]:
    """Yield the names that differ in one word from one of the sample beside them."""
    if not page.facts.samples:
        return
    every = [*_of_texts(page), *_of_answers(page), *_of_variants(page)]
    found = list({one.span: one for one in every}.values())
    known = Ranges((span.start, span.end - 1) for span in _judged_elsewhere(page)) if found else Ranges()
    for one in found:
        if not (known.meet(one.span.start, one.span.end - 1) or known.meet(one.usual.start, one.usual.end - 1)):
            yield one


def _judged_elsewhere(page: PageText) -> Iterator[Span]:
    """Yield what has rules of its own: names of models, values of their slots, API versions."""
    facts = page.facts
    yield from (one.span for some in (facts.names, facts.uses, facts.api_versions) for one in some)


class _Pair(NamedTuple):
    """A name of a text, and the one in another text that differs from it in a word."""

    name: str
    other: str


def _pairs(names: Iterable[str], own: str, other: str) -> Iterator[_Pair]:
    """Yield the names of a text that have a single near one in another text."""
    for name in sorted(names):
        if name in other and name in _names(other):
            continue
        near = set(_near(name, other))
        if near and len(_words(name)) < _FEWEST:
            value = _value(own, name)
            near = {right for right in near if value and _value(other, right) == value}
        if len(near) == 1 and not near <= _names(own):
            yield _Pair(name, near.pop())


def _more_names(text: str, other: str) -> set[str]:
    """Return the names of several words that a text has and another one has not."""
    return set(filter(None, map(_name, _tokens(text) - _tokens(other))))


def _near(name: str, text: str) -> Iterator[str]:
    """Yield the names in a text that have the same words as another but one, in the same style of capitals."""
    for start, end in _words(name):
        before, word, after = name[:start], name[start:end], name[end:]
        if len(word) < _SHORTEST or before not in text or after not in text or LANGUAGE_WORD.fullmatch(word):
            continue
        for one in _names(text):
            if one.startswith(before) and one.endswith(after) and len(one) > len(before) + len(after):
                other = one[len(before) : len(one) - len(after)]
                if len(other) >= _SHORTEST and _is_styled(other, word) and not LANGUAGE_WORD.fullmatch(other):
                    yield one


def _is_styled(one: str, other: str) -> bool:
    """Return whether two texts are single words with the same capitals."""
    return one.isalpha() and (one.isupper(), one.islower(), one.istitle()) == (
        other.isupper(), other.islower(), other.istitle(),
    )  # fmt: skip


def _value(text: str, name: str) -> str:
    """Return the first value that a name gets in a text, or nothing: `name=value`, `"name": "value"`."""
    given = (_GIVEN.match(text, at + len(name)) for at in _places(text, name))
    return next((match["value"] for match in given if match), "")


_GIVEN = re.compile(r"[\"']?[ ]?(?::(?!:)|=(?!=))[ ]?[\"'`]?(?P<value>[\w@$.-]+)")


def _places(text: str, name: str) -> Iterator[int]:
    """Yield where a text has a name that is not a part of a longer one."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        around = text[max(at - 1, 0) : at] + text[end : end + 1]
        if not any(letter.isalnum() or letter in "_-" for letter in around):
            yield at
        at = text.find(name, end)


def _place(block: TextBlock, name: str) -> Span:
    """Return where a block has a name first."""
    start = next(_places(block.text, name), block.text.index(name))
    return block.span(start, start + len(name))


def _of_texts(page: PageText) -> Iterator[NearName]:
    """Yield the names in the code spans of a text that the samples beside it have with another word."""
    fences = {one.block for one in page.facts.samples if not one.output}
    blocks = page.document.blocks
    for number, block in page.blocks:
        names = _names(_code(block)) if block.kind == "paragraph" and block.inlines else frozenset()
        for at in _beside(blocks, fences, number) if names else ():
            for pair in _pairs(names, block.text, blocks[at].text):
                if _are_alike(pair) or (at > number and not _is_of_series(pair, names)):
                    yield _fact("text", pair, block, blocks[at])


def _beside(blocks: Sequence[TextBlock], fences: set[int], number: int) -> list[int]:
    """Return the samples after a block, and the one before it."""
    last = before(blocks, fences, number)
    return [*after(blocks, fences, number), *([] if last is None else [last])]


def _are_alike(pair: _Pair) -> bool:
    """Return whether the two words in which two names differ are nearly the same."""
    mine, theirs = _without_common(pair.name, pair.other)
    return Indel.normalized_similarity(mine, theirs) >= _ALIKE


def _without_common(one: str, other: str) -> tuple[str, str]:
    """Return the words in which two names differ."""
    pairs = zip(_words(one), _words(other), strict=True)
    return next(
        (mine, theirs)
        for (start, end), (first, last) in pairs
        if (mine := one[start:end].lower()) != (theirs := other[first:last].lower())
    )


_ALIKE = 0.75


def _is_of_series(pair: _Pair, names: Iterable[str]) -> bool:
    """Return whether a text has other names that begin and end as the one of a pair does."""
    first, *_, last = _lower_words(pair.name)
    others = (_lower_words(name) for name in names if name != pair.name and len(_words(name)) >= _FEWEST)
    return any(one[0] == first and one[-1] == last for one in others)


def _lower_words(name: str) -> list[str]:
    return [name[start:end].lower() for start, end in _words(name)]


def _code(block: TextBlock) -> str:
    """Return the code spans of a text."""
    return "\n".join(block.text[one.start : one.end] for one in block.inlines if one.kind == "code")


def _of_answers(page: PageText) -> Iterator[NearName]:
    """Yield the names in answers that their requests have with another word."""
    for request, answer in pairwise(page.facts.samples):
        if is_answer_to(page, request, answer):
            asked, answered = page.document.blocks[request.block], page.document.blocks[answer.block]
            for pair in _pairs(_more_names(answered.text, asked.text), answered.text, asked.text):
                yield _fact("request", pair, answered, asked)


def _of_variants(page: PageText) -> Iterator[NearName]:
    """Yield the names of a variant that all others of its step have with another word.

    Variants that may be several cases are compared line by line.
    """
    if len(page.facts.samples) > 1:
        blocks = page.document.blocks
        for some in variants(page.facts, page.document.text, finest=True):
            texts = ["\n".join(blocks[sample.block].text for sample in one.samples) for one in some]
            for at, one in enumerate(some):
                others = texts[:at] + texts[at + 1 :]
                for pair in _pairs(_more_names(texts[at], others[0]), texts[at], others[0]):
                    if _is_odd(pair, one, texts[at], others, by_line=not show_one_thing(some)):
                        held = _holding(page, one, pair.name), _holding(page, some[not at], pair.other)
                        yield _fact("variant", pair, *held)


def _holding(page: PageText, variant: Variant, name: str) -> TextBlock:
    """Return the first sample of a variant that has a name."""
    blocks = (page.document.blocks[sample.block] for sample in variant.samples)
    return next(block for block in blocks if name in _names(block.text))


def _is_odd(pair: _Pair, variant: Variant, own: str, others: Sequence[str], *, by_line: bool) -> bool:
    """Return whether all other variants have the other name, on the same line if that counts, and not that of this."""
    if not all(pair.other in _names(text) and pair.name not in _names(text) for text in others):
        return False
    if by_line and _line(own, pair.name).replace(pair.name, pair.other) != _line(others[0], pair.other):
        return False
    return not _is_own(pair, variant, own)


def _line(text: str, name: str) -> str:
    """Return the first line of a text that has a name, without the space around it."""
    at = text.index(name)
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)].strip()


def _is_own(pair: _Pair, variant: Variant, text: str) -> bool:
    """Return whether a variant has the word of a name elsewhere as well: it is what the variant is about."""
    mine, theirs = ({name[start:end].lower() for start, end in _words(name)} for name in (pair.name, pair.other))
    around = f"{variant.name} {text.replace(pair.name, ' ')}".lower()
    return any(word in around for word in mine - theirs)


def _fact(where: Where, pair: _Pair, block: TextBlock, other: TextBlock) -> NearName:
    return NearName(where, pair.name, _place(block, pair.name), pair.other, _place(other, pair.other))


@rule(Severity.WARNING, ground=Ground.PATTERN)
def name_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names that the tree has once, and that differ in a word from one of the sample beside them."""
    found = [(page, one) for page, one in graph.each(NearName) if not is_changelog(page)]
    counts = _counts(graph, {_letters(name) for _, one in found for name in (one.name, one.other)})
    for page, one in found:
        is_lone = counts[_letters(one.name)] == 1
        if is_lone and (len(_words(one.name)) >= _FEWEST or counts[_letters(one.other)] >= _OFTEN):
            yield _finding(page, one.span, one.name, one.usual, one.other)


def _counts(graph: DocsGraph, names: Set[str]) -> Counter[str]:
    """Return how often a tree has each of some names, given by their letters, and not as a part of a longer word."""
    found = Counter[str]()
    for page in graph.pages if names else ():
        found.update(filter(names.__contains__, _LETTERS.findall(_letters(page.text))))
    return found


def _letters(text: str) -> str:
    """Return a text in lower case, in which the words of names are joined by nothing."""
    return _JOINT.sub("", text).lower()


_LETTERS = re.compile(r"\w+")
_JOINT = re.compile(r"(?<=\w)[-_./](?=\w)|_")


def _finding(page: Page, span: Span, name: str, usual: Span, other: str) -> Finding:
    message = f"`{name}` appears only here, but the code next to it has `{other}`"
    return finding(name_mismatch, page, span, message, related=(related(page, usual, f"has `{other}`"),))
