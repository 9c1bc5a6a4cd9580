"""A page requires one model and uses another, or a heading announces one over a text about another.

Reported is a sample that uses a model which can be mistaken for the one that the page (or the page that includes it)
tells to deploy, and a text that names a sibling of the model in its heading.

````bad guide.md
## Prerequisites

- You need to deploy a `gpt-4o-mini-audio-preview` model.

```python
deployment = "gpt-4o-audio-preview"  # expect: page-model-mismatch
```

### GPT-4o mini audio released

The `gpt-4o-audio-preview` model speaks. <!-- expect: page-model-mismatch -->
````
````good guide.md
## Prerequisites

- You need to deploy a `gpt-4o-audio-preview` or `gpt-4o-mini-audio-preview` model.

```python
deployment = "gpt-4o-audio-preview"
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog import naming
from ..facts import Heading, Zone
from ..findings import Finding, Severity
from ..graph import DocsGraph, Mention, Page
from ._base import Options, finding, related, rule
from ._models import names_model, points_at

_TELLING = naming.SIZES | naming.MODALITIES
_VAGUE = frozenset({"turbo", "vision"})


@rule(Severity.WARNING)
def page_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield samples against what their page requires, and texts against their headings."""
    for page in graph.pages:
        yield from _samples(graph, page)
        yield from _headings(graph, page)


def _samples(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    used = [one for one in graph.by_page.get(page.path, ()) if one.use and one.role == "used" and names_model(one)]
    if not used:
        return
    required = list(_required(graph, page))
    for mention in used:
        applying = [one for one, zone in required if zone is None or _covers(zone, mention)]
        if any(one.model == mention.model for one in applying):
            continue
        wanted = next((one for one in applying if naming.confusable(one.model, mention.model)), None)
        if wanted is not None:
            message = f"this sample uses `{mention.text}`, but the page requires `{wanted.text}`"
            yield finding(
                page_model_mismatch, page, mention.span, message, related=(points_at(wanted, "is required here"),)
            )


def _required(graph: DocsGraph, page: Page) -> Iterator[tuple[Mention, Zone | None]]:
    """Yield what a page requires, with the zone that says so; a page that requires nothing asks its parents."""
    own = [(one, page.zone_of(one.span.start)) for one in _requirements(graph, page.path)]
    for include in graph.children.get(page.path, ()):
        own += [(one, page.zone_of(include.offset)) for one in _requirements(graph, include.child)]
    if own:
        yield from own
        return
    for include in graph.parents.get(page.path, ()):
        parent = graph.by_path[include.parent]
        around = parent.zone_of(include.offset)
        for one in _requirements(graph, parent.path):
            zone = parent.zone_of(one.span.start)
            if zone is None or zone == around:
                yield one, None
        for sibling in graph.children.get(parent.path, ()):
            zone = parent.zone_of(sibling.offset)
            if sibling.child != page.path and (zone is None or zone == around):
                yield from ((one, None) for one in _requirements(graph, sibling.child))


def _requirements(graph: DocsGraph, path: str) -> list[Mention]:
    return [one for one in graph.by_page.get(path, ()) if one.role == "required" and names_model(one)]


def _covers(zone: Zone, mention: Mention) -> bool:
    return zone.span.start <= mention.span.start < zone.span.end


def _headings(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    by_heading: dict[int, list[Mention]] = {}
    titles: dict[int, list[Mention]] = {}
    for mention in graph.by_page.get(page.path, ()):
        heading = page.facts.blocks[mention.block].heading
        if mention.name and mention.name.context == "heading":
            titles.setdefault(heading, []).append(mention)
        elif mention.name and mention.name.code and mention.sample < 0:
            by_heading.setdefault(heading, []).append(mention)
    for heading, announced in sorted(titles.items()):
        if len(announced) == 1 and heading >= 0:
            yield from _under(graph, page, page.facts.headings[heading], announced[0], by_heading.get(heading, []))


def _under(graph: DocsGraph, page: Page, heading: Heading, title: Mention, body: list[Mention]) -> Iterator[Finding]:
    """Yield the first name under a heading that lacks a qualifier of it, where the sibling that has it exists."""
    wanted = naming.qualifiers(title.model) & _TELLING - _VAGUE
    series = naming.series(title.model)
    same = [one for one in body if naming.series(one.model) == series]
    if not wanted or any(wanted <= naming.qualifiers(one.model) for one in same):
        return
    for mention in same:
        has = naming.qualifiers(mention.model)
        meant = next(
            (
                m
                for m in sorted(graph.catalog.models)
                if naming.series(m) == series and naming.qualifiers(m) == has | wanted
            ),
            None,
        )
        if meant is not None and names_model(mention):
            message = f"the heading announces “{title.text}”, but the text names `{mention.text}`; `{meant}` would fit"
            end = related(page, title.span, "the heading")
            yield finding(page_model_mismatch, page, mention.span, message, related=(end,))
            return
