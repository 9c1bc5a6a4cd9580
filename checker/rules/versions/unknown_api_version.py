"""An API version does not exist for its service.

Only services whose versions are in the catalog are judged, and only versions up to the day that the catalog is of. A
link into the public API specifications names a version as well, as a folder below `stable` or `preview`.

````bad guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-11-01-preview <!-- expect: unknown-api-version -->
```

<!-- expect-next: unknown-api-version -->
[Chat](https://github.com/Azure/azure-rest-api-specs/tree/main/specification/data-plane/AzureOpenAI/inference/stable/2024-11-01)
````
````good guide.md
```http
GET https://contoso.search.windows.net/indexes?api-version=2024-11-01-preview
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```

[Chat](https://github.com/Azure/azure-rest-api-specs/tree/main/specification/data-plane/AzureOpenAI/inference/stable/2024-10-21)
````
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from ...catalog import Service, channel
from ...catalog.api_versions import well_formed
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import ApiMention, DocsGraph, Page
from ...graph.api_versions import model_version, other_plane
from .._base import Options, finding, rule

_SPECIFICATION = re.compile(r"/(?P<folder>stable|preview)/(?P<version>\d{4}-\d\d-\d\d[\w-]*)(?=[/?#]|$)")


@rule(Severity.ERROR, ground=Ground.TABLE)
def unknown_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each well-formed API version that the catalog does not have for its service."""
    for mention in graph.api_mentions:
        text, service = mention.fact.text, mention.service
        if mention.role == "announced" or not _is_unknown(graph, service, text) or model_version(graph, mention):
            continue
        if other_plane(graph, mention) or _of_another(graph, mention):
            continue  # it exists, but elsewhere: another rule says so
        message, known = _message(graph, service, text)
        yield finding(unknown_api_version, mention.page, mention.fact.span, message, evidence=known)
    services = [service for _, service in sorted(graph.catalog.services.items()) if service.specs]
    for page in graph.pages:
        yield from _specifications(graph, page, services)


def _is_unknown(graph: DocsGraph, service: str, text: str) -> bool:
    if (service, text) in graph.catalog.api_versions or not well_formed(text):
        return False
    dated = [one for one in graph.catalog.api_versions_of(service) if _is_authoritative(one.version, one.origin.layer)]
    as_of = max((one.origin.as_of for one in dated), default="")
    return bool(dated) and not (as_of and text[:10] > as_of)


def _is_authoritative(version: str, layer: str) -> bool:
    return layer != "use" and well_formed(version)


def _of_another(graph: DocsGraph, mention: ApiMention) -> bool:
    """Return whether nothing but its page says which service a version is of, and it may be one of another service.

    It may unless it is a slip away from one of the service itself, and no other service has it.
    """
    if not mention.inferred:
        return False
    held, text = graph.catalog.api_versions, mention.fact.text
    if any(version == text and entry.origin.layer != "use" for (_, version), entry in held.items()):
        return True
    own = [version for service, version in held if service == mention.service]
    return mention.fact.cue == "prose" and not any(OSA.distance(text, one) == 1 for one in own)


def _message(graph: DocsGraph, service: str, text: str) -> tuple[str, Evidence]:
    dated = [one for one in graph.catalog.api_versions_of(service) if _is_authoritative(one.version, one.origin.layer)]
    same = [one.version for one in dated if one.channel == channel(text)]
    near = min(same, key=lambda one: (OSA.distance(text, one), _days(text, one), one), default="")
    hint = f"; the nearest is `{near}`" if near else ""
    title = graph.catalog.service_title(service)
    known = Evidence(Ground.TABLE, source=str(dated[-1].origin))
    return f"{title} has no API version `{text}`{hint}", known


def _days(one: str, other: str) -> int:
    return abs((dt.date.fromisoformat(one[:10]) - dt.date.fromisoformat(other[:10])).days)


def _specifications(graph: DocsGraph, page: Page, services: list[Service]) -> Iterator[Finding]:
    """Yield each link to the specification of a version that the service does not have."""
    for link in page.facts.links:
        if "/specification/" not in link.target or (match := _SPECIFICATION.search(link.target)) is None:
            continue
        folder, text = match["folder"], match["version"]
        service = next((one.id for one in services if any(spec in link.target for spec in one.specs)), "")
        if not service or page.history.chronicle(page.facts.blocks[link.block].heading if link.block >= 0 else -1):
            continue
        if _is_unknown(graph, service, text):
            message, known = _message(graph, service, text)
            yield finding(unknown_api_version, page, link.span, message, key=text, evidence=known)
        elif well_formed(text) and (channel(text) == "preview") != (folder == "preview"):
            kind = "preview" if folder == "stable" else "GA"
            message = f"`{text}` does not belong in the folder `{folder}`; it is a {kind} version"
            yield finding(unknown_api_version, page, link.span, message, key=text)
