"""A word is in no dictionary, and one slip of the keys away from a word that is.

Two letters that changed places, one that was left out, doubled or mistyped, a syllable twice: the reader stumbles, and
whoever searches for the right word does not find the page. Read are running text, headings, table cells, the texts of
links, and comments in samples; what is in code, in quotes, in a path or a part of a name is left alone, and so are
words that the tree has in code as well, and words that the tree writes on several pages, since these are its own.
Beside the words of English, words that the tree itself puts together (`lockfile`) may be the ones that were meant.

```bad guide.md
The harbor sends an anwser for each reqeust. <!-- expect: misspelled-word -->

## Sumary <!-- expect: misspelled-word -->
```
```good guide.md
The tokenizer and the webhook are at /anwser in the `reqeust` folder, as Jon Anwser wrote: "a reqeust".

Colour and color, analyse and analyze, organised and organized are the same.
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set

from ...english import dictionary
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Sample, UnknownWord
from .._base import Options, finding, replacement, rule
from .._slips import is_changelog

_MOST_PAGES = 3
_MOST_USES = 6
_LEAST_COINED = 2
_LEAST_LETTERS = 6
_FEW = 20
"""So many words are looked for one by one in less time than a page takes to be cut into its words."""
_SPAN = re.compile(r"`([^`\n]+)`")


class MisspelledWordOptions(Options, frozen=True, kw_only=True):
    """`allow`: further words that are right."""

    allow: tuple[str, ...] = ()


@rule(Severity.SUGGESTION, MisspelledWordOptions, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_word(graph: DocsGraph, options: MisspelledWordOptions) -> Iterator[Finding]:
    """Yield the words that look like slips of others."""
    coined, pages, uses = Counter[str](), Counter[str](), Counter[str]()
    for page in graph.pages:
        coined.update(page.facts.coined_words)
        words = [one.text.lower() for one in page.facts.unknown_words]
        uses.update(words)
        pages.update(set(words))
    own = {word for word in pages if pages[word] > _MOST_PAGES or uses[word] > _MOST_USES}
    known = pages.keys() | coined.keys()
    own.update(word.lower() for word in options.allow)
    built = {word: count for word, count in coined.items() if count >= _LEAST_COINED}
    found: list[tuple[Page, UnknownWord, list[str]]] = []
    for page in graph.pages:
        if is_changelog(page):
            continue
        for one in page.facts.unknown_words:
            word = one.text.lower()
            if word in own or _ending(word, known):
                continue
            if meant := _meant(one, built):
                found.append((page, one, meant))
    holders = _holders(graph, {one.text.lower() for _, one, _ in found})
    for page, one, meant in found:
        if not _is_code(holders[one.text.lower()], page, one):
            yield _finding(page, one, meant)


def _holders(graph: DocsGraph, words: set[str]) -> dict[str, list[Page]]:
    """Return the pages that hold each of some words (lower case), whatever letters stand around it."""
    holders: dict[str, list[Page]] = {word: [] for word in words}
    for page in graph.pages if words else ():
        text = page.text.lower()
        if len(words) > _FEW or any(word in text for word in words):
            for word in words.intersection(_LETTERS.findall(text)):
                holders[word].append(page)
    return holders


def _ending(word: str, known: Set[str]) -> bool:
    """Tell whether a word is another one of the tree's own with an ending."""
    return any(word.endswith(ending) and word[: -len(ending)] in known for ending in ("s", "d", "r", "ed", "er", "ing"))


def _is_code(holders: list[Page], own: Page, one: UnknownWord) -> bool:
    """Tell whether one of the pages that hold a word has it in code elsewhere: it is a name, or a term of the trade."""
    whole = re.compile(rf"(?<![a-z]){re.escape(one.text)}(?![a-z])", re.I)
    for page in holders:
        if any(whole.search(span) for span in _SPAN.findall(page.text)):
            return True
        samples = (sample for sample in page.facts.samples if page is not own or not _is_indented(sample, one))
        if any(_in_code(page, sample, whole) for sample in samples):
            return True
    return False


_LETTERS = re.compile("[a-z]+")


def _is_indented(sample: Sample, one: UnknownWord) -> bool:
    """Tell whether a word stands in a text that only its indent has made code."""
    return sample.block == one.block and not sample.language


def _in_code(page: Page, sample: Sample, whole: re.Pattern[str]) -> bool:
    lines = sample.span.slice(page.text).split("\n")
    return any(whole.search(line.partition("#")[0].partition("//")[0]) for line in lines)


def _meant(one: UnknownWord, built: Mapping[str, int]) -> list[str]:
    """Return the words that may have been meant: those that the tree has put together (so often) come first."""
    word = one.text.lower()
    alike = {other for other in built if _may_slip(word, other)} if len(word) >= _LEAST_LETTERS else set[str]()
    if not alike:
        return one.near
    own = alike & {other for other, _ in dictionary.slips(word)}
    return [*sorted(own, key=lambda other: (-built[other], other)), *one.near]


def _may_slip(word: str, other: str) -> bool:
    """Tell whether two words have so nearly the same letters that one slip can lie between them."""
    return abs(len(word) - len(other)) < 4 and len({*word} ^ {*other}) < 3


def _finding(page: Page, one: UnknownWord, meant: list[str]) -> Finding:
    fitting = [word.capitalize() if one.text[0].isupper() else word for word in meant]
    either = " or ".join(f"“{word}”" for word in fitting[:2])
    message = f"“{one.text}” is in no dictionary; {either} is one slip away"
    fix = replacement(page, one.span, fitting[0], Safety.UNSAFE)
    return finding(misspelled_word, page, one.span, message, fix=fix)
