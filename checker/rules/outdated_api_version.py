"""A sample or URL uses an older API version than the rest of the tree.

Compared is only within one service and one channel (GA or preview), and the newer version must be used or declared in
the tree and known to the catalog. History is left alone.

````bad old.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-06-01 <!-- expect: outdated-api-version -->
```
````
````bad new.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```
````
````good guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-01-preview
```
````
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..findings import Finding, Severity
from ..graph import ApiMention, DocsGraph
from ._api import points_at, topic, used
from ._base import Options, finding, rule


@rule(Severity.SUGGESTION)
def outdated_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each use of a version for which the tree has a newer one."""
    by_topic: dict[tuple[str, str], list[ApiMention]] = defaultdict(list)
    for mention in used(graph):
        if mention.fact.text[:10] <= options.as_of.isoformat():
            by_topic[topic(mention)].append(mention)
    for (scope, kind), mentions in sorted(by_topic.items()):
        newest = _newest(graph, mentions)
        if newest is None:
            continue
        for mention in mentions:
            if mention.fact.text < newest.fact.text:
                label = "GA" if kind == "ga" else "preview"
                title = graph.catalog.service_title(scope)
                message = f"`{mention.fact.text}` is outdated: the tree uses the {label} version `{newest.fact.text}` of {title}"
                yield finding(
                    outdated_api_version,
                    mention.page,
                    mention.fact.span,
                    message,
                    related=(points_at(newest, f"uses `{newest.fact.text}`"),),
                )


def _newest(graph: DocsGraph, mentions: list[ApiMention]) -> ApiMention | None:
    """Return the first use of the newest version that the catalog holds."""
    held = [one for one in mentions if (one.service, one.fact.text) in graph.catalog.api_versions]
    top = max((one.fact.text for one in held), default="")
    return next((one for one in held if one.fact.text == top), None)
