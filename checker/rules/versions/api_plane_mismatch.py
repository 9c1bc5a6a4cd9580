"""A call to one plane of a service uses an API version of the other plane.

A resource is created and deployed through the control plane (Azure Resource Manager) and used through the data plane.
Each has API versions of its own, and answers those of the other with an error. The catalog says which version belongs
to which plane; a date that both planes have is never reported.

````bad guide.md
```python
params = {"api-version": "2024-10-21"}  # expect: api-plane-mismatch
url = f"https://management.azure.com/{group}/providers/Microsoft.CognitiveServices/accounts/{name}"
requests.get(url, params=params)
```

```http
GET https://management.azure.com/{group}/providers/Microsoft.CognitiveServices/accounts/{name}?api-version=2024-10-01
```
````
````good guide.md
```http
GET https://management.azure.com/{group}/providers/Microsoft.CognitiveServices/accounts/{name}?api-version=2024-10-01
POST https://contoso.openai.azure.com/openai/deployments/chat/chat/completions?api-version=2024-10-21
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import channel
from ...findings import Finding, Fix, Ground, Related, Safety, Severity
from ...graph import ApiMention, DocsGraph
from ...graph.api_versions import other_plane
from .._base import Options, finding, related, replacement, rule


@rule(Severity.ERROR, fix=Safety.UNSAFE, ground=Ground.TABLE)
def api_plane_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each API version that belongs to the plane that its call does not go to."""
    for mention in graph.api_mentions:
        owner = other_plane(graph, mention)
        if not owner:
            continue
        right = _right(graph, mention)
        title, called = graph.catalog.service_title(owner), graph.catalog.service_title(mention.service)
        planes = ("control", "data") if owner in graph.catalog.control_planes else ("data", "control")
        message = (
            f"`{mention.fact.text}` is an API version of the {planes[0]} plane ({title}), "
            f"but the call goes to the {planes[1]} plane ({called})"
        )
        ends: tuple[Related, ...] = ()
        fix: Fix | None = None
        if right is not None:
            ends = (related(right.page, right.fact.span, f"calls the {planes[1]} plane with `{right.fact.text}`"),)
            fix = replacement(mention.page, mention.fact.span, right.fact.text, Safety.UNSAFE)
        yield finding(api_plane_mismatch, mention.page, mention.fact.span, message, related=ends, fix=fix)


def _right(graph: DocsGraph, wrong: ApiMention) -> ApiMention | None:
    """Return the newest version that the tree uses for the same plane: of the same page and channel if there is one."""
    held = [
        one
        for one in graph.api_mentions
        if one.service == wrong.service and one.role == "used" and _is_of(graph, one.service, one.fact.text)
    ]
    return max(
        held,
        key=lambda one: (one.page is wrong.page, channel(one.fact.text) == channel(wrong.fact.text), one.fact.text),
        default=None,
    )


def _is_of(graph: DocsGraph, service: str, version: str) -> bool:
    entry = graph.catalog.api_versions.get((service, version))
    known = entry is not None and entry.origin.layer != "use"
    return known or version in graph.catalog.control_planes.get(service, ())
