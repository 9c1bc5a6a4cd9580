"""A sample or URL uses an older API version than the rest of the tree.

Compared is only within one service and one channel (GA or preview), and the newer version must be used in the tree and
known to the catalog. A newer preview counts where the tree uses it for the same operation (chat, realtime, ...): that
it serves others too is not known. History is left alone.

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
from ._api import declared, points_at, topic, used
from ._base import Options, finding, rule


@rule(Severity.SUGGESTION)
def outdated_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each use of a version for which the tree has a newer one."""
    by_topic: dict[tuple[str, str], list[ApiMention]] = defaultdict(list)
    for mention in used(graph):
        if mention.fact.text[:10] <= options.as_of.isoformat():
            by_topic[topic(mention)].append(mention)
    for (scope, kind), mentions in sorted(by_topic.items()):
        held = [one for one in mentions if (one.service, one.fact.text) in graph.catalog.api_versions]
        held += [one for one in declared(graph) if topic(one) == (scope, kind) and _is_held(graph, one, options)]
        for mention in mentions:
            newest = _newest(mention, held, kind)
            if newest is not None:
                yield _finding(graph, mention, newest, scope, kind)


def _newest(mention: ApiMention, held: list[ApiMention], kind: str) -> ApiMention | None:
    """Return the first use of the newest version that the catalog holds, and that serves what the mention calls.

    A GA version serves the whole API; what a preview has is certain only for the operations that it is used for.
    """
    serving = [one for one in held if kind == "ga" or one.role == "declared" or _shares_operation(one, mention)]
    top = max((one.fact.text for one in serving), default="")
    return next((one for one in serving if one.fact.text == top), None) if top > mention.fact.text else None


def _is_held(graph: DocsGraph, one: ApiMention, options: Options) -> bool:
    known = (one.service, one.fact.text) in graph.catalog.api_versions
    return known and one.fact.text[:10] <= options.as_of.isoformat()


def _shares_operation(one: ApiMention, other: ApiMention) -> bool:
    return bool(set(one.fact.operations) & set(other.fact.operations))


def _finding(graph: DocsGraph, mention: ApiMention, newest: ApiMention, scope: str, kind: str) -> Finding:
    label, title = ("GA" if kind == "ga" else "preview"), graph.catalog.service_title(scope)
    verb = "declares" if newest.role == "declared" else "uses"
    message = f"`{mention.fact.text}` is outdated: the tree {verb} the {label} version `{newest.fact.text}` of {title}"
    end = points_at(newest, f"{verb} `{newest.fact.text}`")
    return finding(outdated_api_version, mention.page, mention.fact.span, message, related=(end,))
