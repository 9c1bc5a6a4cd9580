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

from collections.abc import Iterator, Mapping

from ...catalog import channel
from ...findings import Finding, Fix, Ground, Related, Safety, Severity
from ...graph import ApiMention, DocsGraph
from ...graph.api_versions import other_plane
from .._base import Options, finding, related, replacement, rule

_Use = tuple[str, str, str]
"""A service, a page or any, and a channel or any."""


@rule(Severity.ERROR, fix=Safety.UNSAFE, ground=Ground.TABLE)
def api_plane_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each API version that belongs to the plane that its call does not go to."""
    newest = _newest(graph)
    for mention in graph.api_mentions:
        owner = other_plane(graph, mention)
        if not owner:
            continue
        right = _right(newest, mention)
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


def _newest(graph: DocsGraph) -> dict[_Use, ApiMention]:
    """Return the newest versions that the tree uses: of a service, and among them of a page, of a channel, and of both.

    Of equal ones it is the first.
    """
    newest: dict[_Use, ApiMention] = {}
    for one in graph.api_mentions:
        if one.role != "used" or not _is_of(graph, one.service, one.fact.text):
            continue
        for path in (one.page.path, ""):
            for kind in (channel(one.fact.text), ""):
                known = newest.setdefault((one.service, path, kind), one)
                if one.fact.text > known.fact.text:
                    newest[one.service, path, kind] = one
    return newest


def _right(newest: Mapping[_Use, ApiMention], wrong: ApiMention) -> ApiMention | None:
    """Return the newest version that the tree uses for the same plane: of the same page and channel if there is one."""
    path, kind = wrong.page.path, channel(wrong.fact.text)
    keys = [(wrong.service, path, kind), (wrong.service, path, ""), (wrong.service, "", kind), (wrong.service, "", "")]
    return next((newest[key] for key in keys if key in newest), None)


def _is_of(graph: DocsGraph, service: str, version: str) -> bool:
    entry = graph.catalog.api_versions.get((service, version))
    known = entry is not None and entry.origin.layer != "use"
    return known or version in graph.catalog.control_planes.get(service, ())
