"""An API version that its service does not have.

Only services whose versions the catalog holds are judged, and only versions up to the catalog's own date.

````bad guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-11-01-preview <!-- expect: unknown-api-version -->
```
````
````good guide.md
```http
GET https://contoso.search.windows.net/indexes?api-version=2024-11-01-preview
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..catalog import channel
from ..findings import Finding, Ground, Severity
from ..graph import DocsGraph
from ._api import model_version, other_plane, well_formed
from ._base import Options, finding, rule


@rule(Severity.ERROR, ground=Ground.TABLE)
def unknown_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each well-formed API version that the catalog does not hold for its service."""
    for mention in graph.api_mentions:
        text, service = mention.fact.text, mention.service
        known = graph.catalog.api_versions_of(service)
        dated = [entry for entry in known if well_formed(entry.version) and entry.origin.layer != "use"]
        if not dated or (service, text) in graph.catalog.api_versions or not well_formed(text):
            continue
        as_of = max(entry.origin.as_of for entry in dated)
        if mention.role == "announced" or (as_of and text[:10] > as_of) or model_version(graph, mention):
            continue
        if other_plane(graph, mention):
            continue  # it exists, but elsewhere: another rule says so
        same = [entry.version for entry in dated if entry.channel == channel(text)]
        near = process.extractOne(text, same, scorer=OSA.normalized_similarity)
        hint = f"; the nearest is `{near[0]}`" if near else ""
        title = graph.catalog.service_title(service)
        message = f"{title} has no API version `{text}`{hint} (known from {dated[-1].origin})"
        yield finding(unknown_api_version, mention.page, mention.fact.span, message)
