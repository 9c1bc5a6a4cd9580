"""An answer repeats a value of its request otherwise.

Answers are the outputs that follow a request, and what a text, a heading or a tab calls a response or an output. Where
both have one text of a single word for the same name (`user_id`, `url`), and the two are near to each other but not the
same, the answer is reported. Of a request that is shown in several languages, the answer is right if it repeats any of
them. Models have a rule of their own, `model-mismatch`.

````bad guide.md
```python
boats = harbour.find(harbour_id="north-pier", limit=5)
```

The response:

```json
{"harbour_id": "north-pear", "boats": 3} // expect: answer-mismatch
```
````
````good guide.md
```python
boats = harbour.find(harbour_id="north-pier", state="free", limit=5)
```

The response:

```json
{"harbour_id": "north-pier", "state": "done", "boats": 3}
```
````
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel

from ...code.callees import kind_of_key
from ...code.details import FILLED, Detail, settings
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Sample, Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import readable
from ...page.variants import variants
from .._base import Options, finding, related, rule


class OtherAnswer(Fact):
    """A value of a request, and the other value that its answer has for the same name, each with its place."""

    name: str
    asked: str
    request: Span
    answered: str
    answer: Span


_ANSWER = re.compile(r"\b(?:responses?|outputs?|results?|returns?|returned|answers?|repl(?:y|ies))\b", re.I)
_SHOWING = frozenset({"json", "text", "console", ""})
"""Languages in which an answer is shown, beside those of which a sample is known to be an output."""
_MOST_BETWEEN = 3
"""Blocks between a request and its answer."""
_NO_ECHO = re.compile(
    r"key|token|secret|password|created|updated|time|date|version|^(?:id|type|role|status|state|object|format|content|"
    r"text|message|answer|name|title|description)$"
)
"""Names whose values an answer makes up."""
_TO_FILL = re.compile(rf"{FILLED}|\.\.\.|…|^[A-Z_]*$|^(?i:your|my)\b|xxx|^[\d.,:TZ+-]*$|^(?:true|false)$")
_ALIKE = 0.5


@reads(OtherAnswer)
def other_answers(page: PageText) -> Iterator[OtherAnswer]:
    """Yield the values of requests that their answers repeat otherwise."""
    found = list(_unequal_pairs(page))
    beside = _variants_beside(page) if found else {}
    for request, answer, name, one, other in found:
        if other.value not in _asked_otherwise(page, beside.get(request.block, ()), answer, name):
            asked, answered = page.document.blocks[request.block], page.document.blocks[answer.block]
            places = asked.span(one.start, one.end), answered.span(other.start, other.end)
            yield OtherAnswer(name, one.value, places[0], other.value, places[1])


def _unequal_pairs(page: PageText) -> Iterator[tuple[Sample, Sample, str, Detail, Detail]]:
    """Yield requests and their answers with a name to which they give two texts that are near, and the two."""
    for request, answer in pairwise(page.facts.samples):
        if is_answer_to(page, request, answer):
            pairs = _unequal(page.document.blocks[request.block], page.document.blocks[answer.block])
            yield from ((request, answer, name, one, other) for name, one, other in pairs)


def _unequal(request: TextBlock, answer: TextBlock) -> Iterator[tuple[str, Detail, Detail]]:
    """Yield the names to which an answer gives another text than its request, with both."""
    asked, answered = _given(request), _given(answer)
    for name in asked.keys() & answered.keys():
        one, other = asked[name], answered[name]
        if one is not None and other is not None and _are_near(one.value, other.value):
            yield name, one, other


def _variants_beside(page: PageText) -> dict[int, list[Sample]]:
    """Return by a sample's block the samples that show the same step in other languages, itself among them."""
    sets = ([one for variant in some for one in variant.samples] for some in variants(page.facts, page.document.text))
    return {one.block: some for some in sets for one in some}


def _asked_otherwise(page: PageText, beside: Sequence[Sample], answer: Sample, name: str) -> set[str]:
    """Return what the variants of a request give to a name; its answer may be listed among them."""
    given = (_given(page.document.blocks[one.block]).get(name) for one in beside if one.block != answer.block)
    return {one.value for one in given if one is not None}


def _is_request(sample: Sample) -> bool:
    return not sample.output and sample.language not in _SHOWING


def is_answer_to(page: PageText, request: Sample, answer: Sample) -> bool:
    """Return whether a sample shows what the one before it answers: by itself, or as what is between them says."""
    if not _is_request(request):
        return False
    between = page.document.blocks[request.block + 1 : answer.block][: _MOST_BETWEEN + 1]
    if len(between) > _MOST_BETWEEN or not (answer.output or answer.language in _SHOWING):
        return False
    named = page.document.blocks[answer.block].info
    return answer.output or any(map(_ANSWER.search, (named, *map(readable, between))))


def _given(sample: TextBlock) -> dict[str, Detail | None]:
    """Return the texts that a sample gives to names; a name that has several of them has none."""
    found: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Detail] = {}
    for one in settings(sample.text):
        found[one.name].add(one.value)
        first.setdefault(one.name, one)
    names = (name for name in found if not kind_of_key(name) and not _NO_ECHO.search(name))
    return {name: first[name] if len(found[name]) == 1 else None for name in names}


def _are_near(one: str, other: str) -> bool:
    """Return whether two texts may be meant to be the same, and are not."""
    if one.lower() == other.lower() or " " in one + other or any(map(_TO_FILL.search, (one, other))):
        return False
    return Indel.normalized_similarity(one, other) >= _ALIKE


@rule(Severity.SUGGESTION, ground=Ground.PATTERN)
def answer_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the values of answers that their requests have otherwise."""
    for page, one in graph.each(OtherAnswer):
        answered, asked = one.answer.slice(page.text), one.request.slice(page.text)
        message = f"the answer has `{answered}`, but the request before it has `{asked}`"
        ends = (related(page, one.request, "the request"),)
        yield finding(answer_mismatch, page, one.answer, message, related=ends)
