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
from ..facts import Heading
from ..findings import Finding, Ground, Safety, Severity
from ..graph import DocsGraph, Mention, Page
from ._base import Options, finding, related, rule
from ._models import applying, names_model, points_at, renamed, required

_TELLING = naming.SIZES | naming.MODALITIES
_VAGUE = frozenset({"turbo", "vision"})


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def page_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield samples against what their page requires, and texts against their headings."""
    for page in graph.pages:
        yield from _samples(graph, page)
        yield from _headings(graph, page)


def _samples(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    used = [one for one in graph.by_page.get(page.path, ()) if one.use and one.role == "used" and names_model(one)]
    if not used:
        return
    told = required(graph, page)
    for mention in used:
        wanted_here = applying(told, mention)
        if any(one.model == mention.model for one in wanted_here):
            continue
        near = [one for one in wanted_here if naming.confusable(one.model, mention.model)]
        if near:
            wanted = near[0]
            fix = renamed(mention, wanted) if len({one.model for one in near}) == 1 else None
            message = f"this sample uses `{mention.text}`, but the page requires `{wanted.text}`"
            ends = (points_at(wanted, "is required here"),)
            yield finding(page_model_mismatch, page, mention.span, message, related=ends, fix=fix)


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
