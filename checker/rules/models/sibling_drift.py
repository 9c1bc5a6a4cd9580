"""Variants of one page disagree on a model, an API version or something else for the same step.

Variants are pages that share their name but for a language, and the zones or tabs of a page. Where most of them use
one model or API version under a heading, the one that uses another is reported. Two pages that introduce the same URL
with the same sentence are variants too. So are the versions of a package to install, the folder to make, the names of
environment variables, and the link that a prerequisite offers. Where two variants stand against each other, what the
other families and the rest of the tree use decides; if that is even too, nothing is said. A name on screen is compared
wherever at least three other steps have the same sentence, and a folder to make must not be named after another family
of pages (`chat-quickstart` in a page about images).

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
from collections.abc import Iterator

from ...catalog import channel, naming
from ...findings import Evidence, Finding, Fix, Ground, Place, Safety, Severity
from ...graph import DocsGraph, Page
from ...graph.siblings import Family, step
from ...page.facts import Span, Step
from ...patterns import API_VERSION_WELL_FORMED
from .. import _steps
from .._base import Options, finding, related, replacement, rule
from .._models import is_id, names_model
from .._steps import Topic, Value

Steps = dict[tuple[str, Topic], list[list[Value]]]
"""What the members of a family use by step and topic."""


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.MAJORITY)
def sibling_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the values of a family that most of its members contradict."""
    values: dict[str, list[Value]] = defaultdict(list)
    for value in (*_values(graph), *_steps.values(graph)):
        values[value.page.path].append(value)
    everywhere = Counter((value.topic, value.value) for found in values.values() for value in found)
    families = [(family, _by_step(family, values)) for family in graph.families]
    everywhere.update(topic for _, steps in families for topic in _settled(steps))
    everywhere.update(_steps.fitting(value for found in values.values() for value in found))
    told: set[tuple[str, int, int]] = set()
    for family, steps in families:
        for one in (*_family(steps, everywhere), *_behind_release(family, values)):
            if _start(one.place) not in told:
                told.add(_start(one.place))
                yield one
    for one in _same_introduction(graph, values, everywhere):
        if _start(one.place) not in told:
            yield one
    for label in _steps.odd_labels(graph):
        yield _odd_label(label)
    for page, made, other in _steps.foreign_folders(graph):
        if _start(page.place(made.span)) not in told:
            yield _foreign_folder(page, made, other)


def _start(place: Place) -> tuple[str, int, int]:
    """Return where a place starts: no two findings are about the same start."""
    return place.path, place.line, place.column


def _values(graph: DocsGraph) -> Iterator[Value]:
    for mention in graph.mentions:
        if mention.role in ("used", "required") and names_model(mention):
            if mention.use is None and mention.role == "used":
                continue
            topic = Topic("model", (naming.series(mention.model), naming.kind(mention.model)))
            yield Value(mention.page, mention.span, mention.block, topic, mention.model)
    for api in graph.api_mentions:
        if api.role == "used" and api.service and API_VERSION_WELL_FORMED.fullmatch(api.fact.text):
            kind = api.fact.address if api.fact.cue == "provider" else channel(api.fact.text)
            yield Value(api.page, api.fact.span, api.fact.block, Topic("api", (api.service, kind)), api.fact.text)


def _family(steps: Steps, everywhere: Counter[tuple[Topic, str]]) -> Iterator[Finding]:
    """Compare the members of a family step by step, topic by topic."""
    for _, members in sorted(steps.items()):
        yield from _compare(members, everywhere)


def _behind_release(family: Family, values: dict[str, list[Value]]) -> Iterator[Finding]:
    """Yield the preview versions of a step for which a sibling has a release that came later."""
    steps: dict[tuple[str, str], dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for member in family.members if all(one.span is None for one in family.members) else ():
        for value in values.get(member.page.path, ()):
            if value.topic.kind == "api" and value.topic.about[-1] in ("ga", "preview"):
                steps[step(member.page, value.block), value.topic.about[0]][member.page.path].append(value)
    for _, by_page in sorted(steps.items()):
        released = {
            path: max(found, key=lambda one: one.value) for path, found in by_page.items() if _all_released(found)
        }
        newest = max((one.value for one in released.values()), default="")
        for found in by_page.values():
            for one in found if all(channel(one.value) == "preview" for one in found) else ():
                if one.value[:10] < newest:
                    ends = tuple(related(end.page, end.span, f"uses `{end.value}`") for end in released.values())
                    message = f"`{one.value}` drifts from its siblings: the release `{newest}` came after that preview"
                    evidence = Evidence(Ground.MAJORITY, len(released), len(by_page))
                    yield finding(sibling_drift, one.page, one.span, message, related=ends, evidence=evidence)


def _all_released(found: list[Value]) -> bool:
    return all(channel(one.value) == "ga" for one in found)


def _settled(steps: Steps) -> Iterator[tuple[Topic, str]]:
    """Yield the values that most of the members of a family agree on, each with its topic."""
    for (_, topic), members in steps.items():
        ranked = Counter(value for member in members for value in {one.value for one in member}).most_common(2)
        if len(ranked) == 2 and ranked[0][1] > ranked[1][1]:
            yield topic, ranked[0][0]


def _by_step(family: Family, values: dict[str, list[Value]]) -> Steps:
    """Return what the members of a family use by step and topic, where several use something and not all the same."""
    uses: dict[tuple[str, Topic], dict[int, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for number, member in enumerate(family.members):
        for value in values.get(member.page.path, ()):
            if member.span is None or _is_in(member.span, value):
                uses["" if value.whole else step(member.page, value.block), value.topic][number].append(value)
    several = {key: list(by_member.values()) for key, by_member in uses.items() if len(by_member) > 1}
    return {key: found for key, found in several.items() if len({one.value for member in found for one in member}) > 1}


def _is_in(part: Span, value: Value) -> bool:
    """Tell whether a part of a page has a value that the parts of a page are compared by."""
    return not value.whole and part.start <= value.span.start < part.end and value.topic.kind != "api"


def _compare(members: list[list[Value]], everywhere: Counter[tuple[Topic, str]]) -> Iterator[Finding]:
    support = Counter(value for member in members for value in {one.value for one in member})
    if len(support) < 2:
        return
    total = Counter(one.value for member in members for one in member)
    topic = members[0][0].topic
    ranked = sorted(support, key=lambda v: (support[v], total[v], everywhere[topic, v], v), reverse=True)
    best = ranked[0]
    for member in members:
        for one in member:
            if one.value == best or (
                support[one.value] == support[best]
                and not _outvoted(one, best, support, total, everywhere, len(members))
            ):
                continue
            if len(members) == 2 and best in {other.value for other in member}:
                continue  # one variant simply shows more than the other
            yield _finding(one, best, members)


def _outvoted(
    one: Value, best: str, support: Counter[str], total: Counter[str], everywhere: Counter[tuple[Topic, str]], size: int
) -> bool:
    """Tell whether the rest of the tree breaks a tie between two members against this value."""
    if support[best] == size:
        return False
    return (total[best], everywhere[one.topic, best]) > (total[one.value], everywhere[one.topic, one.value])


def _finding(one: Value, best: str, members: list[list[Value]]) -> Finding:
    agreeing = [member for member in members if best in {other.value for other in member}]
    ends = []
    for member in agreeing:
        other = next(value for value in member if value.value == best)
        ends.append(related(other.page, other.span, f"uses `{best}`"))
    count = f"{len(agreeing)} of its siblings use" if len(agreeing) > 1 else "its sibling uses"
    what = one.span.slice(one.page.text)
    message = f"`{what}` drifts from its siblings: for the same step {count} `{best}`"
    fix = _agreeing(one, best, members)
    evidence = Evidence(Ground.MAJORITY, len(agreeing), len(members))
    return finding(sibling_drift, one.page, one.span, message, related=tuple(ends), fix=fix, evidence=evidence)


def _agreeing(one: Value, best: str, members: list[list[Value]]) -> Fix | None:
    """Return the edit towards what most siblings write; None where the text says more than the value."""
    what = one.span.slice(one.page.text)
    if one.topic.kind != "model":
        return replacement(one.page, one.span, best, Safety.UNSAFE) if what == one.value else None
    written = {other.span.slice(other.page.text) for member in members for other in member if other.value == best}
    ids = sorted(text for text in written if is_id(text) and naming.canonical(text) == best)
    plain = is_id(what) and naming.canonical(what) == one.value
    return replacement(one.page, one.span, ids[0], Safety.UNSAFE) if ids and plain else None


def _odd_label(label: _steps.Label) -> Finding:
    page, usual = label.usual
    message = f"`{label.step.name}` is `{usual.name}` in the same step of {label.agreeing} other places"
    ends = (related(page, usual.span, f"names it `{usual.name}`"),)
    evidence = Evidence(Ground.MAJORITY, label.agreeing, label.among)
    return finding(sibling_drift, label.page, label.step.span, message, related=ends, evidence=evidence)


def _foreign_folder(page: Page, made: Step, other: Page) -> Finding:
    """Return the finding of a folder that is named after other pages; they may call it otherwise by now."""
    same = next((one for one in other.facts.steps if one.kind == "folder" and one.name == made.name), None)
    spans = [same.span] if same else [one.span for one in (other.facts.headings[:1] or other.facts.blocks[:1])]
    message = f"the folder `{made.name}` is named after other pages: {other.path}"
    ends = tuple(related(other, span, "the page that it is named after") for span in spans)
    return finding(sibling_drift, page, made.span, message, related=ends, evidence=Evidence(Ground.PATTERN))


_MASK = re.compile(r"[`*]|gpt-[\w.-]+|\d{4}-\d\d-\d\d(?:-preview)?", re.I)


def _same_introduction(
    graph: DocsGraph, values: dict[str, list[Value]], everywhere: Counter[tuple[Topic, str]]
) -> Iterator[Finding]:
    """Compare samples of different pages that the same long sentence introduces, and that call the same URL."""
    groups: dict[tuple[str, str, Topic], dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for page in graph.pages:
        for value in values.get(page.path, ()):
            if value.topic.kind != "model":
                continue
            sample = next((one for one in page.facts.samples if one.block == value.block), None)
            if sample is None or len(sample.intro.split()) < 6:
                continue
            line_start = page.text.rfind("\n", 0, value.span.start) + 1
            address = page.text[line_start : value.span.start].split("?")[0].strip()
            if "/" in address:
                intro = _MASK.sub("", sample.intro.lower())
                groups[" ".join(intro.split()), address, value.topic][page.path].append(value)
    for _, by_page in sorted(groups.items()):
        if len(by_page) > 1:
            yield from _compare([by_page[path] for path in sorted(by_page)], everywhere)
