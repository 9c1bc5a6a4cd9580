"""Variants of one page use different API versions for the same step.

Variants are pages that share their name except for a language. Where most of them use one API version of a service
under a heading, the one that uses another is reported. So is a preview version for which another variant already has a
release that came later.

````bad start-python.md
## Call it

```python
client = AzureOpenAI(azure_endpoint=endpoint, api_version="2024-06-01")  # expect: api-version-drift
```
````
````bad start-javascript.md
## Call it

```javascript
const client = new AzureOpenAI({ endpoint, apiVersion: "2024-10-21" });
```
````
````bad start-typescript.md
## Call it

```typescript
const client = new AzureOpenAI({ endpoint, apiVersion: "2024-10-21" });
```
````
````good start-go.md
## Call it

```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```
````
````good start-java.md
## Call it

```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```
````
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ...catalog import channel
from ...findings import Evidence, Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from ...graph.siblings import Family, step
from ...patterns import API_VERSION_WELL_FORMED
from .._base import Options, finding, related, rule
from .._siblings import Siblings, Value, agreeing_fix, drift, once


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.MAJORITY)
def api_version_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the API versions that most variants of a page contradict, and previews that one of them has outgrown."""
    yield from once(_drifting(Siblings(graph, _values(graph))))


def _values(graph: DocsGraph) -> Iterator[Value]:
    for api in graph.api_mentions:
        if api.role == "used" and api.service and API_VERSION_WELL_FORMED.fullmatch(api.fact.text):
            kind = api.fact.address if api.fact.cue == "provider" else channel(api.fact.text)
            yield Value(api.page, api.fact.span, api.fact.block, (api.service, kind), api.fact.text, "step")


def _drifting(siblings: Siblings) -> Iterator[Finding]:
    for family, odd in siblings.odd():
        yield from (drift(api_version_drift, one, agreeing_fix(one)) for one in odd)
        yield from _before_release(family, siblings.by_page)


def _before_release(family: Family, values: Mapping[str, Sequence[Value]]) -> Iterator[Finding]:
    """Yield the preview versions of a step for which a variant has a release that came later."""
    steps: dict[tuple[str, str], dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for member in family.members if all(one.span is None for one in family.members) else ():
        for value in values.get(member.page.path, ()):
            service, kind = value.topic
            if kind in ("ga", "preview"):
                steps[step(member.page, value.block), service][member.page.path].append(value)
    for _, by_page in sorted(steps.items()):
        released = {path: max(found, key=lambda one: one.value) for path, found in by_page.items() if _all(found, "ga")}
        newest = max((one.value for one in released.values()), default="")
        for found in by_page.values():
            for one in found if _all(found, "preview") else ():
                if one.value[:10] < newest:
                    ends = tuple(related(end.page, end.span, f"uses `{end.value}`") for end in released.values())
                    message = f"preview `{one.value}` here, but a sibling variant uses the later release `{newest}`"
                    evidence = Evidence(Ground.MAJORITY, len(released), len(by_page))
                    yield finding(api_version_drift, one.page, one.span, message, related=ends, evidence=evidence)


def _all(found: Sequence[Value], kind: str) -> bool:
    return all(channel(one.value) == kind for one in found)
