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
from collections.abc import Iterable, Iterator, Sequence
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


_NAME = re.compile(r"(?<![\w.@$/:-])[@$]?[A-Za-z]\w*(?:[./:-]+\w+)*(?![\w-])")
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


@lru_cache(maxsize=1 << 13)
def _words(name: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of a name are; nothing for one that is too long."""
    return tuple(match.span() for match in _WORD.finditer(name)) if len(name) <= _LONGEST else ()


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
    """A name at a place of a text, and the one in another text that differs from it in a word."""

    name: str
    start: int
    other: str
    at: int


def _pairs(names: Iterable[tuple[str, int]], own: str, other: str) -> Iterator[_Pair]:
    """Yield the names of one text, each with its place, that have a single near one in the other text."""
    for name, start in names:
        fewest = _FEWEST_OF_KEY if _value(own, start, name) else _FEWEST
        if len(_words(name)) >= fewest and not _has(other, name):
            near = {match[0]: match for match in _near(name, other)}
            if len(_words(name)) < _FEWEST:
                value = _value(own, start, name)
                near = {right: match for right, match in near.items() if _value(other, match.start(), right) == value}
            if len(near) == 1:
                [(right, match)] = near.items()
                if not _has(own, right):
                    yield _Pair(name, start, right, match.start())


def _value(text: str, start: int, name: str) -> str:
    """Return the value that a name at a place of a sample gets, or nothing: `name=value`, `"name": "value"`."""
    match = _KEY.match(text, start + len(name))
    return match["value"] if match else ""


_KEY = re.compile(r"[\"']?[ ]?(?::(?!:)|=(?!=))[ ]?[\"'`]?(?P<value>[\w@$.-]+)")


def _has(text: str, name: str) -> bool:
    """Return whether a text has a name that is not a part of a longer word."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _near(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield the first place of each name in a text that has the same words as another but one."""
    for start, end in _words(name):
        before, word, after = name[:start], name[start:end], name[end:]
        if len(word) < _SHORTEST or (before and before not in text) or (after and after not in text):
            continue
        match = _pattern(before, word, after).search(text)
        if match and not any(map(LANGUAGE_WORD.fullmatch, (word, match["word"]))):
            yield match


@lru_cache(maxsize=1024)
def _pattern(before: str, word: str, after: str) -> re.Pattern[str]:
    """Return what finds a name with another word in place of one, in the same style of capitals."""
    letters = "[A-Z]" if word.isupper() else "[A-Z][a-z]" if word[0].isupper() else "[a-z]"
    more = "[A-Z]" if word.isupper() else "[a-z]"
    start = r"(?<![\w@$-])" if not before else rf"(?<![\w@$-]){re.escape(before)}"
    return re.compile(
        rf"{start}(?!{re.escape(word)}(?![a-z]))(?P<word>{letters}{more}{{2,20}}){re.escape(after)}(?![\w-]|\.\w)"
    )


def _of_texts(page: PageText) -> Iterator[NearName]:
    """Yield the names in the code spans of a text that the samples beside it have with another word."""
    fences = {one.block for one in page.facts.samples if not one.output}
    for number, block in page.blocks:
        names = list(_code(block)) if block.kind == "paragraph" else []
        for at in _beside(page.document.blocks, fences, number) if names else ():
            sample = page.document.blocks[at]
            for pair in _pairs(names, block.text, sample.text):
                if _are_alike(pair) or (at > number and not _is_of_series(pair, names)):
                    yield _fact("text", pair, block, sample)


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


def _is_of_series(pair: _Pair, names: Sequence[tuple[str, int]]) -> bool:
    """Return whether a text has other names that begin and end as the one of a pair does."""
    first, *_, last = _lower_words(pair.name)
    others = (_lower_words(name) for name, _ in names if name != pair.name and len(_words(name)) >= _FEWEST)
    return any(one[0] == first and one[-1] == last for one in others)


def _lower_words(name: str) -> list[str]:
    return [name[start:end].lower() for start, end in _words(name)]


def _code(block: TextBlock) -> Iterator[tuple[str, int]]:
    """Yield the names in the code spans of a text, with where they start."""
    for one in block.inlines:
        if one.kind == "code":
            for match in _NAME.finditer(block.text, one.start, one.end):
                yield match[0], match.start()


def _names(code: str) -> Iterator[tuple[str, int]]:
    """Yield the names of a sample, each with its first place."""
    seen = set[str]()
    for match in _NAME.finditer(code):
        if match[0] not in seen:
            seen.add(match[0])
            yield match[0], match.start()


def _of_answers(page: PageText) -> Iterator[NearName]:
    """Yield the names in answers that their requests have with another word."""
    for request, answer in pairwise(page.facts.samples):
        if is_answer_to(page, request, answer):
            asked, answered = page.document.blocks[request.block], page.document.blocks[answer.block]
            for pair in _pairs(_names(answered.text), answered.text, asked.text):
                yield _fact("request", pair, answered, asked)


def _of_variants(page: PageText) -> Iterator[NearName]:
    """Yield the names of a variant that all others of its step have with another word.

    Variants that may be several cases are compared line by line.
    """
    if len(page.facts.samples) > 1:
        for some in variants(page.facts, page.document.text, finest=True):
            cases = not show_one_thing(some)
            for one in some:
                yield from _of_variant(page, one, [other for other in some if other is not one], by_line=cases)


def _of_variant(page: PageText, one: Variant, others: Sequence[Variant], *, by_line: bool) -> Iterator[NearName]:
    blocks = page.document.blocks
    own = "\n".join(blocks[sample.block].text for sample in one.samples)
    texts = ["\n".join(blocks[sample.block].text for sample in other.samples) for other in others]
    for sample in one.samples:
        block = blocks[sample.block]
        for pair in _pairs(_names(block.text), own, texts[0]):
            is_same = not by_line or not _is_other_line(pair, block.text, texts[0])
            if is_same and _is_odd(pair, texts) and not _is_own(pair, one, own):
                usual = next(blocks[it.block] for it in others[0].samples if pair.other in blocks[it.block].text)
                yield _fact("variant", pair._replace(at=usual.text.index(pair.other)), block, usual)


def _is_odd(pair: _Pair, texts: Sequence[str]) -> bool:
    """Return whether all other variants have the other name, and not that of a variant."""
    return all(_has(text, pair.other) and not _has(text, pair.name) for text in texts)


def _is_other_line(pair: _Pair, own: str, other: str) -> bool:
    """Return whether the lines of two names differ in more than these."""
    mine, theirs = (_line_at(text, at) for text, at in ((own, pair.start), (other, pair.at)))
    return mine.replace(pair.name, pair.other) != theirs


def _line_at(text: str, offset: int) -> str:
    """Return the line of a text around an offset, without the space around it."""
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(text)].strip()


def _is_own(pair: _Pair, variant: Variant, text: str) -> bool:
    """Return whether a variant has the word of a name elsewhere as well: it is what the variant is about."""
    mine, theirs = ({name[start:end].lower() for start, end in _words(name)} for name in (pair.name, pair.other))
    around = f"{variant.name} {text.replace(pair.name, ' ')}".lower()
    return any(word in around for word in mine - theirs)


def _fact(where: Where, pair: _Pair, block: TextBlock, other: TextBlock) -> NearName:
    places = block.span(pair.start, pair.start + len(pair.name)), other.span(pair.at, pair.at + len(pair.other))
    return NearName(where, pair.name, places[0], pair.other, places[1])


@rule(Severity.WARNING, ground=Ground.PATTERN)
def name_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names that the tree has once, and that differ in a word from one of the sample beside them."""
    found = [(page, one) for page, one in graph.each(NearName) if not is_changelog(page)]
    counts = _counts(graph, {name for _, one in found for name in (one.name, one.other)})
    for page, one in found:
        if counts[one.name] == 1 and (len(_words(one.name)) >= _FEWEST or counts[one.other] >= _OFTEN):
            yield _finding(page, one.span, one.name, one.usual, one.other)


def _counts(graph: DocsGraph, names: set[str]) -> dict[str, int]:
    """Return how often a tree has each of some names, joined in any way, and not as a part of a longer word."""
    found = dict.fromkeys(names, 0)
    plain = {name: _JOINT.sub("", name).lower() for name in names}
    for page in graph.pages if names else ():
        text = _JOINT.sub("", page.text).lower()
        for name, letters in plain.items():
            if letters in text:
                found[name] += len(re.findall(rf"(?<!\w){re.escape(letters)}(?!\w)", text))
    return found


_JOINT = re.compile(r"(?<=\w)[-_./](?=\w)|_")


def _finding(page: Page, span: Span, name: str, usual: Span, other: str) -> Finding:
    message = f"`{name}` is nowhere else; the code beside it has `{other}`"
    return finding(name_mismatch, page, span, message, related=(related(page, usual, f"has `{other}`"),))
