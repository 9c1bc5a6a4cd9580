"""A name in code is one typo away from the one that its page uses.

Names are those of several words: `search_index`, `searchIndex`, `SearchIndex`, `search-index`. One that the tree has
once or twice, on one page, is reported where the same page has another one more often, and that differs by a typo in
one word, or by the capitals after its first letter. A word of English, and one that the page also has by itself, is a
typo only where a text names one thing (“the `moorHook` hook”) that the samples have with the other name. What
is about the past has names that were renamed. Environment variables and model names have rules of their own.

````bad guide.md
Call `searchHarbuors` with a coast: <!-- expect: misspelled-identifier -->

```javascript
const found = await client.searchHarbours("north");
client.close(client.searchHarbours);
```
````
````good guide.md
Call `searchHarbours` with a coast, and `searchHarbour` for a single one:

```javascript
const found = await client.searchHarbours("north");
const first = await client.searchHarbour(found[0]);
client.close(client.searchHarbours);
```
````
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import OSA

from ...english import dictionary
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.limits import Limit
from ...page.page_text import Judged, PageText
from ...page.readers import reads
from ...page.text_views import readable
from ...patterns.alike import Alike
from .._base import Options, finding, related, replacement, rule
from .._slips import is_changelog
from ._words import words_of
from .inconsistent_name import undeclared


class NearNames(Fact):
    """Two names of a page that are one slip apart: the one that may be a typo, and the other one, each at one place.

    `odd` are the words in which they differ, in lower case; both are empty for names that differ in capitals only.
    `named` is whether a text names the first as a thing of a program, and the samples of the page have only the other.
    """

    name: str
    other: str
    span: Span
    usual: Span
    odd: tuple[str, str] = ("", "")
    named: bool = False


_NAME = bytes(byte if chr(byte).isalnum() or chr(byte) in "_-$" else 0x20 for byte in range(0x80)).ljust(256)
"""Turns each byte into a space that is not part of a name in code."""
_SHAPED = re.compile(rb"[A-Za-z][A-Za-z0-9]*(?:[a-z0-9][A-Z]|[A-Z][a-z]|[_-][A-Za-z0-9])[A-Za-z0-9_-]*")
_SHORTEST, _LONGEST = 7, 60
"""Letters of a name that may be a typo: shorter ones are alike by chance, longer ones are data."""
_CROWD = 40
"""So many names that begin or end with the same letters are compared sooner by all of their letters."""
_PAIRS = Limit(200, "more than {most} pairs of names in code are one typo apart; none of them is reported")
"""Pairs of a page, each of which takes a search of it; of a page with more, the names are series."""
_FEW = 20
"""So many names are looked for in a page faster than the page is split into names."""
_RARE = 2
"""So often a tree may have a misspelled name."""


def _keys(token: bytes) -> tuple[bytes, ...]:
    """Return what a name has in common with those one slip away, or nothing for what is not a name of several words.

    It is its form without capitals, and its first or its last half, whose length does not change with a letter.
    """
    if not _SHORTEST <= len(token) <= _LONGEST or (token.isalpha() and token[1:].islower()):
        return ()
    return _halves(token)


@lru_cache(maxsize=20_000)
def _halves(token: bytes) -> tuple[bytes, ...]:
    if _SHAPED.fullmatch(token) is None:
        return ()
    first, last = (len(token) - 1) // 8 * 4 or 3, (len(token) + 1) // 8 * 4 or 3
    keys = (b"=" + token.lower(), b"<" + token[:first], b">" + token[-first:])
    return keys if first == last else (*keys, b"<" + token[:last], b">" + token[-last:])


_JUDGED = Judged(_keys)


@reads(NearNames)
def near_names(page: PageText) -> Iterator[NearNames]:
    """Yield the pairs of names that are one slip apart, where the first is not more frequent on a page with code."""
    text = page.document.text
    if "`" not in text and not page.facts.samples:
        return
    tokens = text.encode("utf-8", "replace").translate(_NAME).split()
    alike: dict[bytes, list[bytes]] = defaultdict(list)
    for token, keys in sorted(_JUDGED.of(set(tokens)).items()):
        for key in keys:
            alike[key].append(token)
    pairs = set[tuple[bytes, bytes]]()
    for pair in _near_pairs(alike):
        pairs.add(pair)
        if len(pairs) > _PAIRS.most:
            _PAIRS.met(page.document, 0)
            return
    if not pairs:
        return
    known = {one.text.lower() for one in page.facts.names}
    known |= {one.name.lower() for one in page.facts.variables if one.kind == "environment"}
    counts = Counter(filter({name for pair in pairs for name in pair}.__contains__, tokens))
    for rare, usual in sorted({order for one, other in pairs for order in ((one, other), (other, one))}):
        name, other = rare.decode(), usual.decode()
        if counts[rare] <= min(_RARE, counts[usual]) and known.isdisjoint((name.lower(), other.lower())):
            yield from _compared(page, name, other)


def _near_pairs(alike: Mapping[bytes, Sequence[bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the names that are one slip apart, or nothing but capitals, given by what they have in common."""
    for key, names in alike.items():
        if key[0] == _WHOLE:
            yield from combinations(names, 2)
        elif len(names) <= _CROWD:
            yield from (pair for pair in combinations(names, 2) if _are_near(*pair))
        else:
            near = Alike((name.decode() for name in names), 1, longest=_LONGEST)
            for name in names:
                others = (other.encode() for other in near.of(name.decode()))
                yield from ((name, other) for other in others if name < other and _are_near(name, other))


def _compared(page: PageText, name: str, other: str) -> Iterator[NearNames]:
    """Yield a pair of names, if the first may be a typo by its capitals, or by a word of its own."""
    odd, named = ("", ""), False
    if name.lower() == other.lower():
        if name[0] != other[0] or "-" in name or not all(map(_has_capitals_inside, (name, other))):
            return
    else:
        odd = _odd_words(page.document.lower, name, other)
        named = _is_named(page, name, other)
        if not odd[0] and not named:
            return
    place, usual = _place(page, name, other), _place(page, other)
    if place is not None and usual is not None:
        yield NearNames(name, other, place, usual, odd, named)


def _has_capitals_inside(name: str) -> bool:
    return not name.isupper() and any(map(str.isupper, name[1:]))


def _odd_words(lower: str, name: str, other: str) -> tuple[str, str]:
    """Return the one word in which two names differ, as each has it, if the page has the first one nowhere else."""
    words, others = words_of(name), words_of(other)
    odd = [(a, b) for a, b in zip(words, others, strict=False) if a != b]
    if len(words) != len(others) or len(odd) != 1:
        return "", ""
    word, whole = odd[0][0], name.lower()
    return odd[0] if lower.count(word) <= lower.count(whole) * whole.count(word) else ("", "")


_NOUN = re.compile(
    r"(?:\(\))?`\s+(?:argument|attribute|class|component|decorator|endpoint|event|field|flag|function|helper|hook|interface|key|"
    r"method|module|object|option|package|parameter|property|provider|setting|step|tool|type|variable)\b"
)
_SEPARATOR = re.compile(r"[_-]")


def _is_named(page: PageText, name: str, other: str) -> bool:
    """Return whether a text names one thing of a program: as a code span before what it is, or in bold.

    The samples of the page have it with the other name only.
    """
    text = page.document.text
    at = text.find(f"`{name}")
    if f"**{name}**" not in text and (at < 0 or not _NOUN.match(text, at + len(name) + 1)):
        return False
    if _SEPARATOR.sub("", name) == _SEPARATOR.sub("", other):
        return False
    samples = [page.document.blocks[one.block].text for one in page.facts.samples]
    return [any(_shape(one).search(code) for code in samples if one in code) for one in (name, other)] == [False, True]


_WHOLE = ord("=")
_DIGIT = re.compile(rb"\d")


def _are_near(one: bytes, other: bytes) -> bool:
    """Return whether two names differ in a letter, or in the order of two."""
    near = abs(len(one) - len(other)) < 2 and OSA.distance(one, other, score_cutoff=1) == 1
    return near and _DIGIT.findall(one) == _DIGIT.findall(other)


def _shape(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$-]){name}(?![\w$-])")


def _place(page: PageText, name: str, other: str = "") -> Span | None:
    """Return where a name is first written in a sample, a code span, or the running text, which may join words.

    It has none where the line of the sample, or the block of text, has the other name too: they are two then.
    """
    shape = _shape(name)
    for block in page.document.blocks:
        if name in block.text and block.kind != "html":
            is_code = block.kind in ("fence", "code")
            text = block.text if is_code else _shown(block, name)
            if match := shape.search(text):
                start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
                around = text[start : end if end >= 0 else len(text)] if is_code else text
                together = bool(other) and _shape(other).search(around) is not None
                return None if together else block.span(*match.span())
    return None


def _shown(block: TextBlock, name: str) -> str:
    """Return what is written of a block, without paths and addresses; of a name with a hyphen, only in code spans."""
    return _PATH.sub(_spaces, readable(block) if "-" not in name else _code_spans(block))


def _code_spans(block: TextBlock) -> str:
    """Return a block's text with spaces for everything but its code spans."""
    text, end = "", 0
    for one in block.inlines:
        if one.kind == "code" and one.start >= end:
            text += " " * (one.start - len(text)) + block.text[one.start : one.end]
            end = one.end
    return text


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())


_PATH = re.compile(r"(?<!\S)\S*(?:://|/\w)\S*|(?<=\])\[[^\]\n]*\]")


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_identifier(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the rare names in code that are one typo away from a usual one on their page."""
    for page, one, severity in typos(graph):
        message = f"`{one.name}` looks like a typo of `{one.other}`, which the page also has"
        ends = (related(page, one.usual, f"has `{one.other}`"),)
        fix = replacement(page, one.span, one.other, Safety.UNSAFE)
        yield finding(misspelled_identifier, page, one.span, message, related=ends, fix=fix, severity=severity)


def typos(graph: DocsGraph) -> Iterator[tuple[Page, NearNames, Severity]]:
    """Yield the pairs of names that the rule reports, with their pages and how severe they are.

    A name that `inconsistent-name` reports is not among them.
    """
    pairs = list(graph.made_alone(_judged_pairs))
    counts, pages = _occurrences(graph, {name for _, (one, _) in pairs for name in (one.name, one.other)})
    for page, (one, (severity, times)) in pairs:
        if pages[one.name] == 1 and counts[one.name] <= _RARE and counts[one.other] >= times * counts[one.name]:
            place = page.place(one.span)
            if all(other.place != place for other in undeclared(page)):
                yield page, one, severity


def _occurrences(graph: DocsGraph, names: set[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how often a tree has each of some names, and on how many pages."""
    wanted = frozenset(name.encode() for name in names)
    counts, pages = Counter[str](), Counter[str]()
    for _, (name, number) in graph.made_alone(_found, wanted) if wanted else ():
        pages[name] += 1
        counts[name] += number
    return counts, pages


def _found(page: Page, wanted: frozenset[bytes]) -> list[tuple[str, int]]:
    """Return how often a page has each of some names, for those that it has."""
    if len(wanted) <= _FEW and not any(name.decode() in page.text for name in wanted):
        return []
    tokens = page.text.encode("utf-8", "replace").translate(_NAME).split()
    found = wanted.intersection(tokens)
    return list(Counter(one.decode() for one in filter(found.__contains__, tokens)).items()) if found else []


def _judged_pairs(page: Page) -> list[tuple[NearNames, _Verdict]]:
    """Return the pairs of names on a page of which one may be a typo of the other."""
    pairs = [] if is_changelog(page) else page.of(NearNames)
    judged = [(one, _judged(page, one)) for one in pairs]
    return [(one, verdict) for one, verdict in judged if verdict is not None]


class _Verdict(NamedTuple):
    """How sure it is that one of two names is a typo, and how many times as often the tree must have the other."""

    severity: Severity
    times: int


def _judged(page: Page, pair: NearNames) -> _Verdict | None:
    """Return how sure it is that the first of two names is a typo of the other, or None for one that is not."""
    wrong, right = pair.odd
    is_past = page.is_past(bisect_right(page.facts.blocks, pair.span.start, key=lambda one: one.span.start) - 1)
    if pair.name.lower() == pair.other.lower():
        meant = not is_past and _MINE.isdisjoint(words_of(pair.name)) and _is_of_one_program(page, pair)
        return _Verdict(Severity.WARNING, 2) if meant else None
    if wrong and not dictionary.exists(wrong) and not dictionary.is_compound(wrong):
        return _Verdict(Severity.WARNING, 1 if right in dictionary.meant(wrong) else 2)
    return _Verdict(Severity.SUGGESTION, 2) if pair.named and not is_past else None


_MINE = frozenset({"my", "your"})
"""Words in names that readers choose for themselves."""


def _is_of_one_program(page: Page, pair: NearNames) -> bool:
    """Return whether the other name is written for the same language and variant of the page too.

    Libraries write their names with other capitals in other languages.
    """
    zone, language = page.zone_of(pair.span.start), _language(page, pair.span.start)
    for match in _shape(pair.other).finditer(page.text):
        if zone in (None, page.zone_of(match.start())) and language in ("", _language(page, match.start())):
            return True
    return False


def _language(page: Page, offset: int) -> str:
    """Return the language of the sample at an offset, or nothing where none is."""
    at = bisect_right(page.facts.samples, offset, key=lambda one: one.span.start) - 1
    sample = page.facts.samples[at] if at >= 0 else None
    return sample.language if sample is not None and offset < sample.span.end else ""
