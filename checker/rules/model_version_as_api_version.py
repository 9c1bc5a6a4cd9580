"""A model's version stands where an API version belongs.

Both are dates, and the one is easily taken for the other; the service answers such a call with an error.

````bad guide.md
The `gpt-4o-realtime-preview` model (version 2024-12-17) is called so:

```http
wss://contoso.openai.azure.com/openai/realtime?api-version=2024-12-17 <!-- expect: model-version-as-api-version -->
```
````
````good guide.md
Use the `2024-12-17` model version with this call:

```http
wss://contoso.openai.azure.com/openai/realtime?api-version=2024-10-01-preview
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding, Ground, Related, Severity
from ..graph import DocsGraph
from ._api import model_version
from ._base import Options, finding, related, rule


@rule(Severity.ERROR, ground=Ground.TABLE)
def model_version_as_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each API version that is a model's version and no version of the service."""
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
