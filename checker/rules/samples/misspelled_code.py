"""A word in code is one typo away from a word that the rest of its page uses.

Words are those of names, texts in quotes, paths, options and keys in samples and code spans: `client.createHarbuor()`,
`"harbuors"`, `--harbuor-name`. One that no dictionary has and that the tree has only once is reported, if the page has
another word from which it differs by a letter too many or too few, by two swapped letters or by a neighboring key, and
that the tree has three times or more. The first and the last letter must be right. Comments, addresses of other sites,
texts in other languages and what is about the past are not read. Model names and environment variables have rules of
their own, and `misspelled-identifier` reports a name whose other form the page has as a whole.

````bad guide.md
Open the database of the harbour:

```python
harbour.open(path="/var/databse/boats")  # expect: misspelled-code
harbour.check_database("/backup/database")
```
````
````good guide.md
Open the database of the harbour:

```python
harbour.open(path="/var/databased/boats")
harbour.check_database("/backup/database")
```
````
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain

from rapidfuzz.distance import OSA

from ...english import dictionary, slips
from ...findings import Finding, Ground, Place, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import Document, TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import Judged, PageText
from ...page.readers import reads
from ...span import Ranges
from .._base import Options, finding, related, replacement, rule
from .._slips import is_changelog
from .inconsistent_name import undeclared
from .misspelled_identifier import NearNames, typos


class CodeTypo(Fact):
    """A word in code that looks like a typo of another word of its page: both in lower case, and where each is."""

    word: str
    right: str
    span: Span
    usual: Span


_LETTERS = bytes(byte if byte < 0x80 and chr(byte).isalpha() else 0x20 for byte in range(256))
"""Turns each byte that is not a letter of ASCII into a space."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST, _LONGEST = 5, 24
"""Letters of a word that may have a typo; the right one has one more than the shortest at least."""
_END = 3
"""Letters that two words have in common at one of their ends, with one slip inside of them."""
_USUAL = 3
"""So often the tree has the right word."""
_MOST = 400
"""A page with more unknown words that it has once is a listing."""
_FOREIGN = 0.35
"""The share of unknown words that a page in another language has."""


@lru_cache(maxsize=65_536)
def _words(token: bytes) -> tuple[str, ...]:
    """Return the words of a run of letters in lower case, as its capitals divide it; pages share most of them."""
    return tuple([match.group().lower() for match in _WORD.finditer(token.decode())])


def _unknown(token: bytes) -> list[str]:
    """Return the words of a run of letters that no dictionary has."""
    return [] if len(token) < _SHORTEST else [word for word in _words(token) if _is_unknown(word)]


@lru_cache(maxsize=65_536)
def _is_unknown(word: str) -> bool:
    """Return whether no dictionary has a word; most unknown words are on many pages."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return False
    return not dictionary.exists(word) and not dictionary.is_compound(word)


_UNKNOWN = Judged(_unknown)


@reads(CodeTypo)
def code_typos(page: PageText) -> Iterator[CodeTypo]:
    """Yield the words in code that a page has once and that are one typo away from others that it has."""
    document = page.document
    if "`" not in document.text and not page.facts.samples:
        return
    unknown = _UNKNOWN.of(set(_tokens(_code(document))))
    if not unknown:
        return
    tokens = Counter(_tokens(document.text))
    lone = sorted({word for token, words in unknown.items() for word in words if tokens[token] == 1})
    if not 0 < len(lone) <= _MOST:
        return
    ends = _by_ends(set(chain.from_iterable(map(_words, tokens))), lone)
    pairs = [(word, right) for word in lone if (right := _right(word, ends))]
    pairs = _without_frequent(pairs, tokens) if pairs else []
    known = Ranges((span.start, span.end - 1) for span in _not_read(page)) if pairs else Ranges()
    for word, right in pairs:
        span = _place(document.blocks, word)
        if span is not None and not known.hold(span.start, span.end - 1):
            usual = document.lower.find(right)
            yield CodeTypo(word, right, span, Span(usual, usual + len(right)))


def _tokens(text: str) -> list[bytes]:
    """Return the runs of letters of a text."""
    return text.encode("utf-8", "replace").translate(_LETTERS).split()


def _without_frequent(pairs: list[tuple[str, str]], tokens: Counter[bytes]) -> list[tuple[str, str]]:
    """Return the pairs whose first word a page has once; none of a page in another language."""
    unknown = _UNKNOWN.of(set(tokens))
    if len(unknown) > _FOREIGN * len(tokens):
        return []
    counts = Counter[str]()
    for token, words in unknown.items():
        for word in words:
            counts[word] += tokens[token]
    return [(word, right) for word, right in pairs if counts[word] == 1]


def _code(document: Document) -> str:
    """Return the code of a page, that in its running text included."""
    found = []
    for block in document.blocks:
        if block.kind in ("fence", "code"):
            found.append(block.text)
        elif block.inlines:
            found += [block.text[one.start : one.end] for one in block.inlines if one.kind == "code"]
    return "\n".join(found)


def _by_ends(words: Set[str], lone: Sequence[str]) -> dict[str, list[str]]:
    """Return the words of a page by their first and their last letters, as far as lone ones have these."""
    found: dict[str, list[str]] = {end: [] for word in lone for end in (f"{word[:_END]}-", f"-{word[-_END:]}")}
    for word in words:
        if _SHORTEST < len(word) <= _LONGEST:
            for end in (f"{word[:_END]}-", f"-{word[-_END:]}"):
                if end in found:
                    found[end].append(word)
    return found


def _right(word: str, ends: dict[str, list[str]]) -> str:
    """Return the only word that another may be a typo of, or nothing."""
    near = {*ends.get(f"{word[:_END]}-", ()), *ends.get(f"-{word[-_END:]}", ())}
    found = [right for right in near if _is_typo(word, right)]
    return found[0] if len(found) == 1 else ""


def _is_typo(word: str, right: str) -> bool:
    """Return whether a word is another one with one slip between its first and its last letter."""
    if word[0] != right[0] or word[-1] != right[-1] or abs(len(word) - len(right)) > 1:
        return False
    if word == right or OSA.distance(word, right, score_cutoff=1) > 1 or word.endswith(right[1:]):
        return False
    if len(word) == len(right) and sorted(word) != sorted(right):
        return _are_neighbors(*next((a, b) for a, b in zip(word, right, strict=True) if a != b))
    return not (len(word) > len(right) and word[1] == word[0])


def _are_neighbors(one: str, other: str) -> bool:
    """Return whether two letters are beside each other on a keyboard."""
    return any(one + other in row or other + one in row for row in slips.data().keys.rows)


def _not_read(page: PageText) -> Iterator[Span]:
    """Yield what has rules of its own, or was written by others: model names, variables, addresses of other sites."""
    facts = page.facts
    yield from (name.span for name in facts.names)
    yield from (use.span for use in facts.uses)
    yield from (version.span for version in facts.api_versions)
    yield from (variable.span for variable in facts.variables if variable.kind == "environment")
    yield from (url.span for url in facts.urls)
    yield from (link.span for link in facts.links)


def _place(blocks: Sequence[TextBlock], word: str) -> Span | None:
    """Return where the only place of a word is, if that is code."""
    for block in blocks:
        at = block.text.lower().find(word)
        if at >= 0:
            return block.span(at, at + len(word)) if _is_code(block, at, word) else None
    return None


_COMMENT = re.compile(r"(?<!\S)(?:#|//|--(?=\s)|<!--|/?\*|REM\b|\"\"\"|''')[^\n]*|\"\"\"[^\n]*")
_ABOUT_NAMES = re.compile(r"\b(?:typos?|misspell\w*|rename\w*|formerly|deprecated|instead)\b|→|->", re.I)
_BESIDE = 60
"""Characters around a word in which the words beside it are looked for."""


def _is_code(block: TextBlock, start: int, word: str) -> bool:
    """Return whether a word of a block is code, in a line that is neither a comment nor about names."""
    line = block.text.rfind("\n", 0, start) + 1
    end = block.text.find("\n", start)
    text = block.text[line : end if end >= 0 else len(block.text)]
    if _ABOUT_NAMES.search(text):
        return False
    if block.kind not in ("fence", "code"):
        return any(one.kind == "code" and one.start < start < one.end for one in block.inlines)
    comment = _COMMENT.search(text)
    return not (comment and comment.start() <= start - line) and not _is_foreign(text, start - line, word)


def _is_foreign(text: str, start: int, word: str) -> bool:
    """Return whether a word is one of a text in another language: most of the words beside it are not known."""
    end = start + len(word)
    if " " not in text[start - 1 : start] + text[end : end + 1]:
        return False
    around = (
        text[max(start - _BESIDE, 0) : start].partition(" ")[2] + " " + text[end : end + _BESIDE].rpartition(" ")[0]
    )
    beside = [one.lower() for one in around.split() if one.isalpha() and len(one) > 2]
    return len(beside) > 1 and sum(map(dictionary.exists, beside)) * 2 <= len(beside)


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN, facts=(NearNames,))
def misspelled_code(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the words in code that no other place has, one typo away from a usual one of their page."""
    found = [(page, one) for page, one in graph.each(CodeTypo) if _may_be_wrong(page, one)]
    counts = _counts(graph, {text for _, one in found for text in (one.word, one.right)})
    found = [(page, one) for page, one in found if counts[one.word] == 1 and counts[one.right] >= _USUAL]
    if not found:
        return
    known = {(place.path, place.line) for place in _reported(graph, [page for page, _ in found])}
    for page, one in found:
        if (page.path, page.line(one.span.start)) not in known:
            yield _finding(page, one)


def _may_be_wrong(page: Page, one: CodeTypo) -> bool:
    block = bisect_right(page.facts.blocks, one.span.start, key=lambda block: block.span.start) - 1
    return not is_changelog(page) and not page.is_past(block)


def _counts(graph: DocsGraph, words: set[str]) -> dict[str, int]:
    """Return how often a tree has each of some words, also as parts of others."""
    found = dict.fromkeys(words, 0)
    for page in graph.pages if words else ():
        text = page.text.lower()
        for word in words:
            found[word] += text.count(word)
    return found


def _reported(graph: DocsGraph, pages: list[Page]) -> Iterator[Place]:
    """Yield the places on some pages that the rules about names report."""
    yield from (page.place(one.span) for page, one, _ in typos(graph))
    yield from (one.place for page in pages for one in undeclared(page))


def _finding(page: Page, one: CodeTypo) -> Finding:
    written, usual = one.span.slice(page.text), one.usual.slice(page.text)
    right = _like(written, one.right)
    message = f"`{written}` looks like a typo of `{right}`, which the page also has"
    ends = (related(page, one.usual, f"has `{usual}`"),)
    fix = replacement(page, one.span, right, Safety.UNSAFE)
    return finding(misspelled_code, page, one.span, message, related=ends, fix=fix)


def _like(written: str, right: str) -> str:
    """Return a word with the capitals of another."""
    if written.isupper():
        return right.upper()
    return right.capitalize() if written[0].isupper() else right
