"""Variants of one page use different models for the same step.

Variants are pages that share their name except for a language, the zones of a page, and its tabs, where their samples
are in several languages. Where most of them use one model under a heading, the one that uses another of its series is
reported; where all others agree, also one for another use, or, of three others, one of another series. Two pages that
introduce the same URL with the same sentence are variants too, and so are a sample and the next one in its section, if
that is introduced by “or” or “alternatively”. Where two variants contradict each other, what the other
pages use decides; if that is even too, nothing is reported. API versions, setup steps, links and names on screen have
rules of their own: `api-version-drift`, `setup-drift`, `link-drift` and `label-drift`.

````bad start-python.md
## Call it

```python
deployment = "gpt-4o-realtime-preview"  # expect: sibling-drift
```
````
````bad start-javascript.md
## Call it

```javascript
const deployment = "gpt-4o-mini-realtime-preview";
```
````
````bad start-typescript.md
## Call it

```typescript
const deployment = "gpt-4o-mini-realtime-preview";
```
````
````good start-go.md
## Call it

```go
deployment := "gpt-4o"
```
````
````good start-java.md
## Call it

```java
String deployment = "gpt-4o";
```
````
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from ...catalog import naming
from ...findings import Evidence, Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Mention
from .._base import Options, finding, replacement, rule
from .._models import is_id, names_model, points_at, renamed
from .._siblings import Odd, Siblings, Topic, Value, drift, once
from .._subjects import is_other, is_value, use_of


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.MAJORITY)
def sibling_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the models that most variants of a page contradict."""
    compared = [one for one in graph.mentions if _is_compared(one)]
    siblings = Siblings(graph, (_value(one, _topic(graph, one)) for one in compared))
    used = [one for one in compared if one.role == "used"]
    of_series = Siblings(graph, (_value(one, ("series", naming.series(one.model))) for one in used))
    of_makers = Siblings(graph, (_value(one, _of_maker(one)) for one in used))
    found = chain(_odd(graph, siblings), _alone(of_series, 2), _alone(of_makers, 3))
    yield from once(chain((drift(sibling_drift, odd, _agreeing(odd)) for odd in found), _alternatives(graph)))


def _is_compared(mention: Mention) -> bool:
    said = mention.role == "required" or (mention.role == "used" and mention.use is not None)
    return said and names_model(mention)


def _value(mention: Mention, topic: Topic) -> Value:
    return Value(mention.page, mention.span, mention.block, topic, _current(mention), "part")


def _of_maker(mention: Mention) -> Topic:
    return "maker", mention.resolved.maker, naming.kind(mention.model)


def _topic(graph: DocsGraph, mention: Mention) -> Topic:
    """Return what a model can be compared in: its series, what it is for, and the part of an API that takes it."""
    known = graph.catalog.models.get(mention.model)
    mode = known.mode if known is not None and known.mode == "completion" else ""
    return naming.series(mention.model), naming.kind(mention.model), mode


def _current(mention: Mention) -> str:
    """Return the model, or what its name says that stays current: `gemini-1.5-pro-latest` is a `gemini-1.5-pro`."""
    return mention.model.removesuffix("-latest")


def _odd(graph: DocsGraph, siblings: Siblings) -> Iterator[Odd]:
    for _, odd in siblings.odd():
        yield from odd
    yield from _same_introduction(graph, siblings)


def _alone(siblings: Siblings, agreeing: int) -> Iterator[Odd]:
    """Yield the one model of some topic that one variant uses, where all others, at least so many, use the same."""
    for _, found in siblings.odd():
        yield from (odd for odd in found if _is_alone(odd, agreeing))


def _is_alone(odd: Odd, agreeing: int) -> bool:
    values = [{one.value for one in member} for member in odd.members]
    other = [some for some in values if some != {odd.usual}]
    return len(other) == 1 and len(other[0]) == 1 and len(values) > agreeing


def _agreeing(odd: Odd) -> Fix | None:
    """Return the edit towards what most variants write; None where a name is not an id."""
    one, what = odd.value, odd.value.written
    written = {other.written for member in odd.members for other in member if other.value == odd.usual}
    ids = sorted(text for text in written if is_id(text) and naming.canonical(text) == odd.usual)
    plain = is_id(what) and naming.canonical(what) == one.value
    return replacement(one.page, one.span, ids[0], Safety.UNSAFE) if ids and plain else None


_MASK = re.compile(r"[`*]|gpt-[\w.-]+|\d{4}-\d\d-\d\d(?:-preview)?", re.I)
_FEWEST_WORDS = 6
"""How many words a sentence has at least, so that two pages do not have it by chance."""


def _same_introduction(graph: DocsGraph, siblings: Siblings) -> Iterator[Odd]:
    """Compare samples of different pages that the same long sentence introduces, and that call the same URL."""
    groups: dict[tuple[str, str, Topic], dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for page in graph.pages:
        values = siblings.by_page.get(page.path, ())
        samples = {one.block: one for one in page.facts.samples} if values else {}
        for value in values:
            sample = samples.get(value.block)
            if sample is None or len(sample.intro.split()) < _FEWEST_WORDS:
                continue
            line_start = page.text.rfind("\n", 0, value.span.start) + 1
            address = page.text[line_start : value.span.start].split("?")[0].strip()
            if "/" in address:
                intro = _MASK.sub("", sample.intro.lower())
                groups[" ".join(intro.split()), address, value.topic][page.path].append(value)
    for _, by_page in sorted(groups.items()):
        if len(by_page) > 1:
            yield from siblings.compared([by_page[path] for path in sorted(by_page)])


_OTHERWISE = re.compile(r"^\W*(?:or|alternatively|equivalently)\b", re.I)


def _alternatives(graph: DocsGraph) -> Iterator[Finding]:
    """Yield the models of samples that show in another way what the sample before them shows, with another model."""
    for page in graph.pages:
        mentions = graph.by_page.get(page.path, ())
        counts = Counter(one.model for one in mentions)
        values: dict[int, list[Mention]] = defaultdict(list)
        for one in mentions:
            if is_value(one):
                values[one.sample].append(one)
        for number, sample in enumerate(page.facts.samples if values else ()):
            before = page.facts.samples[number - 1] if number else sample
            same_section = page.facts.blocks[before.block].heading == page.facts.blocks[sample.block].heading
            if number and same_section and _OTHERWISE.match(sample.intro):
                first, second = _only(values.get(number - 1, ())), _only(values.get(number, ()))
                if first is not None and second is not None:
                    yield from _other_way(first, second, counts)


def _only(values: Sequence[Mention]) -> Mention | None:
    """Return the first of a sample's values that name a model, if all name the same."""
    return values[0] if len({one.model for one in values}) == 1 else None


def _other_way(first: Mention, second: Mention, counts: Counter[str]) -> Iterator[Finding]:
    if use_of(first) != use_of(second) or not is_other(first, second):
        return
    odd, usual = (first, second) if counts[first.model] < counts[second.model] else (second, first)
    message = f"`{odd.text}` here, but the sample that shows an alternative uses `{usual.text}`"
    ends = (points_at(usual, f"uses `{usual.text}`"),)
    evidence = Evidence(Ground.PATTERN)
    fix = renamed(odd, usual)
    low = Severity.SUGGESTION  # of real pages, many show two models on purpose
    yield finding(sibling_drift, odd.page, odd.span, message, related=ends, fix=fix, severity=low, evidence=evidence)
