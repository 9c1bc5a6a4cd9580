"""The samples of one page call the same service with different API versions.

Reported is the first use of each version that fewer of the page's samples use; where they are even, of the older one.

````bad guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```

```http
GET https://contoso.openai.azure.com/openai/files?api-version=2024-06-01 <!-- expect: mixed-api-versions -->
```
````
````good guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
GET https://contoso.search.windows.net/indexes?api-version=2024-07-01
```
````
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import ApiMention, DocsGraph
from ...graph.api_versions import topic, used
from .._base import Options, finding, related, rule


@rule(Severity.SUGGESTION, ground=Ground.CONTRADICTION)
def mixed_api_versions(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the versions that a page uses besides the one that it uses most."""
    groups: dict[tuple[str, str, str], list[ApiMention]] = defaultdict(list)
    for mention in used(graph):
        groups[(mention.page.path, *topic(mention))].append(mention)
    for (_, scope, _), mentions in sorted(groups.items()):
        counts = Counter(one.fact.text for one in mentions)
        if len(counts) > 1:
            most = max(counts, key=lambda version: (counts[version], version))
            yield from _minority(graph, scope, mentions, most)


def _minority(graph: DocsGraph, scope: str, mentions: list[ApiMention], most: str) -> Iterator[Finding]:
    majority = next(one for one in mentions if one.fact.text == most)
    seen: set[str] = set()
    for mention in mentions:
        if mention.fact.text == most or mention.fact.text in seen:
            continue
        seen.add(mention.fact.text)
        others = [one for one in mentions if one.fact.text == mention.fact.text and one is not mention]
        title = graph.catalog.service_title(scope)
        message = f"this page calls {title} with API version `{mention.fact.text}` here, but with `{most}` elsewhere"
        ends = (
            related(majority.page, majority.fact.span, f"uses `{most}`"),
            *(related(one.page, one.fact.span, f"uses `{one.fact.text}` too") for one in others),
        )
        yield finding(mixed_api_versions, mention.page, mention.fact.span, message, related=ends)
