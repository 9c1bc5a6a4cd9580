"""A model's version stands where an API version belongs.

Both are dates, and the one is easily taken for the other; the service answers such a call with an error. Reported too
is the paragraph of a section about an API that speaks of an API version and then advises a model version, of no model.

````bad guide.md
The `gpt-4o-realtime-preview` model (version 2024-12-17) is called so:

```http
wss://contoso.openai.azure.com/openai/realtime?api-version=2024-12-17 <!-- expect: model-version-as-api-version -->
```

## API support

Has API version `2024-10-01-preview`. Use the `2024-12-17` model version. <!-- expect: model-version-as-api-version -->
````
````good guide.md
Use the `2024-12-17` model version with this call:

```http
wss://contoso.openai.azure.com/openai/realtime?api-version=2024-10-01-preview
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Evidence, Finding, Ground, Related, Severity
from ...graph import DocsGraph, Page
from ...graph.api_versions import model_version
from .._base import Options, finding, related, rule

_API = re.compile(r"\bAPIs?\b")


@rule(Severity.ERROR, ground=Ground.TABLE)
def model_version_as_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each API version that is a model's version and no version of the service, and advice that mixes them."""
    for page in graph.pages:
        if page.facts.loose_versions:
            yield from _advised(page)
    for mention in graph.api_mentions:
        if mention.fact.cue == "provider":
            continue
        model = model_version(graph, mention)
        if model:
            text = mention.fact.text
            message = f"`{text}` is a version of the model `{model}`, not an API version"
            ends = tuple(_evidence(graph, model, text))
            yield finding(model_version_as_api_version, mention.page, mention.fact.span, message, related=ends)


def _evidence(graph: DocsGraph, model: str, version: str) -> Iterator[Related]:
    """Yield where the tree says that the model has this version: its table, else the first mention."""
    for table in graph.tables:
        page = graph.by_path[table.path]
        for row in table.rows:
            if row.resolved.model == model and version in row.versions:
                yield related(page, row.span, f"declares `{model}` {version}")
                return
    for mention in graph.by_model.get(model, ()):
        if mention.resolved.version == version or any(v.text == version for v in mention.versions):
            yield related(mention.page, mention.span, f"names `{model}` {version}")
            return


def _advised(page: Page) -> Iterator[Finding]:
    """Yield the model versions that a section about an API advises beside an API version."""
    told = {one.block: one for one in reversed(page.facts.api_versions) if one.context == "prose"}
    for loose in page.facts.loose_versions:
        beside = told.get(loose.block)
        if beside is None or not _API.search(page.section(loose.block)):
            continue
        text = loose.span.slice(page.text)
        message = f"`{text}` is advised as a model version, of no model, where the text is about API versions"
        ends = (related(page, beside.span, "the API version that it speaks of"),)
        evidence = Evidence(Ground.PATTERN)
        yield finding(model_version_as_api_version, page, loose.span, message, related=ends, evidence=evidence)
