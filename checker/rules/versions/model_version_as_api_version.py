"""A model version is used where an API version belongs.

Both are dates, and one is easily mistaken for the other; the service answers such a call with an error. Also reported
is a paragraph of a section about an API that mentions an API version and then recommends a model version without
naming a model.

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
from functools import cached_property

from ...findings import Evidence, Finding, Ground, Related, Severity
from ...graph import DocsGraph, Page
from ...graph.api_versions import model_version
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import readable
from ...patterns import Shape
from .._base import Options, finding, related, rule


class UnboundVersion(Fact):
    """A date that a paragraph recommends as a model version while it names no model; `block` indexes `Facts.blocks`."""

    span: Span
    block: int


_RECOMMENDED = Shape(
    r"\b(?:use|uses|using|select|choose|pick|specify|set)\s+(?:the\s+)?(?:latest\s+|newest\s+|current\s+)?"
    r"(?:`(?P<before>20\d\d-\d{2}-\d{2})`\s+model[ \n]version\b|"
    r"model[ \n]version:?\s+`(?P<after>20\d\d-\d{2}-\d{2})`)",
    re.I,
    needs=("20",),
)
_DAY = re.compile(r"\d{4}")
_API = re.compile(r"\bAPIs?\b")


@reads(UnboundVersion)
def unbound_versions(page: PageText) -> Iterator[UnboundVersion]:
    """Yield the versions that a paragraph recommends as a model's while it names no model."""
    named = {name.block for name in page.facts.names}
    for number, block in page.holding(_RECOMMENDED):
        if block.kind == "paragraph" and number not in named:
            for match in _RECOMMENDED.finditer(readable(block)):
                yield UnboundVersion(block.span(*match.span("before" if match["before"] else "after")), number)


@rule(Severity.ERROR, ground=Ground.TABLE)
def model_version_as_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each API version that is a model's version and no version of the service, and advice that mixes them."""
    for page in graph.pages:
        if page.of(UnboundVersion):
            yield from _recommended(page)
    evidence = _Evidence(graph)
    for mention in graph.api_mentions:
        if mention.fact.cue == "provider" or not _DAY.search(mention.fact.text):
            continue  # a bare number proves nothing: `apiVersion: 1` is that of any format
        model = model_version(graph, mention)
        if model:
            text = mention.fact.text
            message = f"`{text}` is a version of the model `{model}`, not an API version"
            ends = evidence.of(model, text)
            yield finding(model_version_as_api_version, mention.page, mention.fact.span, message, related=ends)


class _Evidence:
    """Where the tree says that a model has a version: the first row of a table, else the first mention."""

    def __init__(self, graph: DocsGraph) -> None:
        self._graph = graph

    @cached_property
    def _rows(self) -> dict[tuple[str, str], tuple[Page, Span]]:
        found: dict[tuple[str, str], tuple[Page, Span]] = {}
        for table in self._graph.tables:
            page = self._graph.by_path[table.path]
            for row in table.rows:
                for version in row.versions:
                    found.setdefault((row.resolved.model, version), (page, row.span))
        return found

    @cached_property
    def _mentions(self) -> dict[tuple[str, str], tuple[Page, Span]]:
        found: dict[tuple[str, str], tuple[Page, Span]] = {}
        for one in self._graph.mentions:
            for version in (one.resolved.version, *(version.text for version in one.versions)):
                found.setdefault((one.model, version), (one.page, one.span))
        return found

    def of(self, model: str, version: str) -> tuple[Related, ...]:
        """Return the place, if there is one."""
        for places, verb in ((self._rows, "declares"), (self._mentions, "names")):
            if (model, version) in places:
                return (related(*places[model, version], f"{verb} `{model}` {version}"),)
        return ()


def _recommended(page: Page) -> Iterator[Finding]:
    """Yield the model versions that a section about an API recommends beside an API version."""
    mentioned = {one.block: one for one in reversed(page.facts.api_versions) if one.context == "prose"}
    for one in page.of(UnboundVersion):
        beside = mentioned.get(one.block)
        if beside is None or not _API.search(page.section(one.block)):
            continue
        text = one.span.slice(page.text)
        message = f"`{text}` is called a model version, but the text is about API versions and names no model"
        ends = (related(page, beside.span, "the API version that the text is about"),)
        evidence = Evidence(Ground.PATTERN)
        yield finding(model_version_as_api_version, page, one.span, message, related=ends, evidence=evidence)
