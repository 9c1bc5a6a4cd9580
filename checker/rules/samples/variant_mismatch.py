"""Variants of one step give different values, addresses or texts.

Variants are the tabs and zones of a page, and samples that follow each other with nothing but a label between them.
Compared are the values of settings, whatever the style of their names (`max_tokens`, `maxTokens`, `--max-tokens`), the
sentences in quotes, URLs, paths of files and environment variables, of whole zones and under each of their headings.
Where all others agree, the odd one is reported, if they share three times as many other details as differ, or the words
around it. Texts must be near to each other. Variants in one language may show several cases, unless they are named
after systems. Placeholders, secrets, model names, other units, and what names a language or the variant itself may
differ.

````bad guide.md
```python
answer = harbour.ask("Which boats are free today?", max_boats=25, coast="north", depth=3)
```

```javascript
const answer = await harbour.ask("Which boats are free today?", { maxBoats: 25, coast: "north", depth: 3 });
```

```bash
curl https://harbour.example/ask \
  -d '{"question": "Which boats are free today?", "coast": "north", "depth": 3,
       "max_boats": 250}' # expect: variant-mismatch
```
````
````good guide.md
```python
answer = harbour.ask("Which boats are free today?", max_boats=25, coast="north", app="python-guide")
```

```javascript
const answer = await harbour.ask("Which boats are free today?", { maxBoats: 25, coast: "north", app: "node-guide" });
```
````
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import Indel

from ...code.callees import kind_of_key
from ...code.details import Detail, Kind, details, words
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span, Variable
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.variants import LANGUAGE_WORD, Variant, are_of_systems, show_one_thing, variants
from .._base import Options, finding, related, rule


class OddDetail(Fact):
    """A detail of a variant that others do not have: the value, what the others have, and their places."""

    kind: str
    name: str
    value: str
    span: Span
    other: str
    others: list[Span]


class _Place(NamedTuple):
    """Where a variant, by its number, has a detail; a variable that was read elsewhere has its span."""

    variant: int
    detail: Detail
    block: TextBlock
    variable: Span | None = None

    @property
    def span(self) -> Span:
        """Where it is on the page."""
        return self.variable or self.block.span(self.detail.start, self.detail.end)

    @property
    def line(self) -> tuple[str, str]:
        """The text before it on its line, and that after it."""
        code, start, end = self.block.text, self.detail.start, self.detail.end
        first, last = code.rfind("\n", 0, start) + 1, code.find("\n", end)
        return code[first:start].strip(), code[end : last if last >= 0 else len(code)].strip()

    @property
    def around(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words before it on its line, the last one first, and those after it."""
        if self.variable is not None:
            return (), ()
        code, start, end = self.block.text, self.detail.start, self.detail.end
        before, after = code[max(start - _REACH, 0) : start], code[end : end + _REACH]
        return words(before.rpartition("\n")[2])[::-1], words(after.partition("\n")[0])


_REACH = 200
"""Characters of a line on either side of a detail that are compared."""


_Key = tuple[Kind, str, str]
"""What a detail is: its kind, its name, its value."""
_Topic = tuple[str, ...]
_Values = dict[_Key, dict[int, _Place]]
"""Details with the variants that have them, and where first."""


@reads(OddDetail)
def odd_details(page: PageText) -> Iterator[OddDetail]:
    """Yield the details in which one of the variants of a step differs from all others."""
    if len(page.facts.samples) > 1:
        names: dict[int, list[Variable]] = defaultdict(list)
        for variable in page.facts.variables:
            if variable.kind == "environment":
                names[variable.block].append(variable)
        found: dict[Span, OddDetail] = {}
        for some in variants(page.facts, page.document.text):
            if show_one_thing(some):
                places = [place for at, one in enumerate(some) for place in _places(page, at, one, names)]
                for odd in _compared(places, some):
                    found.setdefault(odd.span, odd)
        yield from found.values()


def _compared(places: Sequence[_Place], some: Sequence[Variant]) -> Iterator[OddDetail]:
    holders: dict[_Key, dict[int, _Place]] = defaultdict(dict)
    for place in places:
        found = holders[place[1][:3]]
        if place[0] not in found:
            found[place[0]] = place
    topics: dict[_Topic, _Values] = defaultdict(dict)
    several = len({one.language for one in some}) > 1
    kinds = {key[0] for key, found in holders.items() if len(found) == 1}
    for key, found in holders.items():
        for topic in _topics(key, shorter=not several) if len(found) < len(some) and key[0] in kinds else ():
            topics[topic][key] = found
    pairs = {(odd.span, usual[0].detail.value): (odd, usual) for topic in topics.values() for odd, usual in _odd(topic)}
    if not pairs:
        return
    common, alone = _counts(holders, topics)
    several = several or are_of_systems(some)
    own = {word for variant in some for word in words(variant.name)}
    for odd, usual in pairs.values():
        shared = 0 if len(usual) == 1 < len(pairs) else common[odd.variant]
        if _are_alike(odd, usual, several, shared, alone[odd.variant]):
            detail, other = odd.detail, usual[0].detail
            if _may_contradict(detail, other, own, _ALIKE if len(usual) > 1 else _ALIKE_OF_TWO):
                others = [one.span for one in usual]
                yield OddDetail(detail.kind, detail.name, detail.value, odd.span, other.value, others)


def _counts(holders: _Values, topics: dict[_Topic, _Values]) -> tuple[Counter[int], Counter[int]]:
    """Return how many details each variant has in common with others, and how many are other than those of others."""
    common = Counter(number for found in holders.values() if len(found) > 1 for number in found)
    lone = ((key, next(iter(found))) for key, found in holders.items() if len(found) == 1)
    alone = Counter(number for key, number in lone if _is_own_detail(key, topics) and not _TO_FILL.search(key[2]))
    return common, alone


def _is_own_detail(key: _Key, topics: dict[_Topic, _Values]) -> bool:
    """Return whether a detail that one variant has alone is other than what is there in others, and not just more."""
    kind, name, _ = key
    return kind == "sentence" or (kind == "setting" and len(topics[kind, name]) > 1)


def _are_alike(odd: _Place, usual: Sequence[_Place], several: bool, shared: int, own: int) -> bool:
    """Return whether a variant shows the same as those that have another value: in its line, or in other details.

    It has `shared` details in common with others, and its `own` with none. The variants may have `several` languages.
    """
    if len(usual) < (1 if several else _OF_ONE_LANGUAGE):
        return False
    if odd.detail.kind == "variable" and odd.detail.value.count("_") >= _CUTS:
        return True
    if several and odd.detail.kind == "path" and any(odd.line == one.line for one in usual):
        return True
    fewest = _SHARED_BY_TWO if len(usual) == 1 else _SHARED
    if (several or odd.detail.kind != "setting") and shared >= max(fewest, _TIMES * own):
        return True
    return any(_in_common(odd, one) >= _WORDS_OF_LINE for one in usual)


_OF_ONE_LANGUAGE = 3
"""So many other variants agree where all are in one language, and may show several cases."""
_SHARED, _SHARED_BY_TWO = 2, 3
"""So many details a variant has in common with the others, so that they show the same thing."""
_TIMES = 3
"""So many times as many details a variant shares as it has of its own, the odd one included."""
_WORDS_OF_LINE = 5
"""So many words around a detail are those around another, so that it is the same line in another variant."""
_CUTS = 2
"""So many cuts the name of a variable has, so that one that is near is meant to be the same."""


def _places(page: PageText, number: int, variant: Variant, names: dict[int, list[Variable]]) -> Iterator[_Place]:
    """Yield the details of a variant; `names` are the environment variables of the page by their block."""
    for at in sorted({one.block for one in variant.samples}):
        block = page.document.blocks[at]
        for one in details(block.text):
            yield _Place(number, one, block)
        for variable in names.get(at, ()):
            yield _Place(number, Detail("variable", "", variable.name, 0, 0), block, variable.span)


def _in_common(one: _Place, other: _Place) -> int:
    """Return how many words next to one detail are next to another as well."""
    pairs = (zip(mine, theirs, strict=False) for mine, theirs in zip(one.around, other.around, strict=True))
    return sum(1 for words in pairs for _ in takewhile(lambda pair: pair[0] == pair[1], words))


def _topics(key: _Key, *, shorter: bool) -> Iterator[_Topic]:
    """Yield what a detail is compared in: its name, or all of its words or segments but one.

    With `shorter`, a variable may lack a word: programs of several languages have variables of their own.
    """
    kind, name, value = key
    if kind == "setting":
        yield kind, name
        return
    parts = _parts(kind, value)
    for at in range(len(parts)):
        yield kind, name, *parts[:at], *parts[at + 1 :]
    if shorter and kind == "variable":
        yield kind, name, *parts


def _parts(kind: Kind, value: str) -> list[str]:
    return value.split(_SEPARATORS.get(kind, " "))


_SEPARATORS = {"url": "/", "path": "/", "variable": "_"}


def _odd(topic: _Values) -> Iterator[tuple[_Place, list[_Place]]]:
    """Yield the place of what one variant has, and those of what all others have instead, if there are just two.

    Of two variants, the second is the odd one.
    """
    if len(topic) != 2:
        return
    usual, odd = sorted(topic.values(), key=lambda found: (-len(found), min(found)))
    if len(odd) == 1 and odd.keys().isdisjoint(usual):
        yield next(iter(odd.values())), list(usual.values())


_SECRET = re.compile(r"key|token$|secret|password|authorization|credential|^(?:i|j|x|y|id|type|role|user|name)$")
_TO_FILL = re.compile(
    r"^$|\x01|\.\.\.|…|^@[A-Z_]+$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:^|[_\W])(?i:your|my)(?:$|[_\W])|^<|>$|^(?i:x+|y+|z+|dummy)$|xxx"
)
_EXTENSION = re.compile(r"\.[a-z]{1,5}\b")
_SMALL = frozenset("a an the this that these those".split())
"""Words in which two texts may differ without anyone minding."""
_UNITS = frozenset((60.0, 1000.0, 3600.0, 60_000.0, 1024.0, 86_400.0))
"""By how much a number of one unit exceeds that of another for the same time or size."""


def _may_contradict(one: Detail, other: Detail, own: set[str], alike: float) -> bool:
    """Return whether two values cannot both be right: none is to be filled in, and none belongs to one variant.

    The variants have their `own` words, those of their names. Texts of settings are `alike` at least.
    """
    if one.kind == "setting" and not _is_compared(one, other, alike):
        return False
    mine, theirs = _difference(one, other)
    if one.kind == "url":
        if one.value == other.value.replace("http:", "https:", 1):  # it is the others that are not safe
            return False
        return len(_parts(one.kind, one.value)) == len(_parts(other.kind, other.value)) and _are_near(mine, theirs)
    if one.kind == "variable":
        return _are_near(mine, theirs)
    if one.kind == "path":
        return _are_near(mine, theirs) and not any(_is_own(text, own) for text in (mine, theirs))
    if one.kind == "sentence" and _SMALL.issuperset(f"{mine} {theirs}".split()):
        return False
    return not any(_is_own(text, own) or _TO_FILL.search(text) for text in (mine, theirs))


def _is_compared(one: Detail, other: Detail, alike: float) -> bool:
    """Return whether a setting is one that may not differ, and has two values."""
    if kind_of_key(one.name) or _SECRET.search(one.name):  # models and API versions have rules of their own
        return False
    return _are_two_values(one.value, other.value, alike)


def _are_two_values(one: str, other: str, alike: float) -> bool:
    """Return whether two values of a setting are of one kind, and not the same in other units or capitals."""
    numbers = [_number(text) for text in (one, other)]
    if None not in numbers:
        low, high = sorted(abs(number) for number in numbers if number is not None)
        return not low or high / low not in _UNITS
    if numbers != [None, None] or (one in _TRUTHS) != (other in _TRUTHS):
        return False
    mine, theirs = (words(text.replace("_", "-")) for text in (one, other))
    return one in _TRUTHS or (mine != theirs and _are_near(one, other, alike))


_ALIKE = 0.5
_ALIKE_OF_TWO = 0.75
"""How alike the texts of a setting are where there are just two variants: their authors often choose other names."""


def _are_near(one: str, other: str, alike: float = _ALIKE) -> bool:
    """Return whether two texts may be meant to be the same; nothing is near to everything."""
    if any(map(_TO_FILL.search, (one, other))) and one and other:
        return False
    return not one or not other or Indel.normalized_similarity(one, other) >= alike


_TRUTHS = ("true", "false")


def _difference(one: Detail, other: Detail) -> tuple[str, str]:
    """Return what two details have between the parts that they have in common at their ends."""
    if one.kind == "setting":
        return one.value, other.value
    mine, theirs = _without_common(_parts(one.kind, one.value), _parts(other.kind, other.value))
    return " ".join(mine), " ".join(theirs)


def _without_common(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Return two lists without what they have in common at their beginnings and ends."""
    most = min(len(one), len(other))
    first = next((at for at in range(most) if one[at] != other[at]), most)
    last = next((at for at in range(most - first) if one[-1 - at] != other[-1 - at]), most - first)
    return one[first : len(one) - last], other[first : len(other) - last]


def _is_own(value: str, own: set[str]) -> bool:
    """Return whether a value names a language, a file, or one of the variants."""
    named = LANGUAGE_WORD.search(value) or _EXTENSION.search(value)
    return named is not None or not own.isdisjoint(re.findall(r"[a-z]+", value.lower()))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_SUBJECTS = {
    "setting": "value is",
    "sentence": "text has",
    "url": "address is",
    "path": "path is",
    "variable": "variable is",
}


@rule(Severity.WARNING, ground=Ground.MAJORITY)
def variant_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the details of a variant that contradict those of the other variants of its step."""
    for page, one in graph.each(OddDetail):
        count = len(one.others)
        who = "the other variant has" if count == 1 else f"{count} other variants have"
        shown, other = (span.slice(page.text) for span in (one.span, one.others[0]))
        if one.kind == "sentence":
            mine, theirs = _without_common(shown.split(), other.split())
            shown, other = (" ".join(mine), " ".join(theirs)) if mine and theirs else (shown, other)
        message = f"this {_SUBJECTS[one.kind]} `{shown}`, but {who} `{other}` for the same step"
        ends = tuple(related(page, span, f"has `{other}`") for span in one.others)
        evidence = Evidence(Ground.MAJORITY if count > 1 else Ground.PATTERN, count, count + 1)
        severity = Severity.WARNING if count > 1 else Severity.SUGGESTION
        yield finding(variant_mismatch, page, one.span, message, related=ends, severity=severity, evidence=evidence)
