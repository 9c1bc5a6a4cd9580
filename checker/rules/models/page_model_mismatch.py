"""A page requires or is about one model, and its samples use another.

Reported is a sample that uses a model which can be mistaken for the one that the page (or the page that includes it)
says to deploy, or that is the only one of its page to use another; and a model that a page says to deploy where all its
samples use one other model. A page is about a model if its title names that one alone, or its text again and again no
other, and if all its samples use it but the one reported. Headings, labels and the text before a sample have rules of
their own: `heading-model-mismatch`, `model-label-mismatch` and `intro-model-mismatch`.

````bad guide.md
## Prerequisites

- You need to deploy a `gpt-4o-mini-audio-preview` model.

```python
deployment = "gpt-4o-audio-preview"  # expect: page-model-mismatch
```
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

from collections import Counter
from collections.abc import Iterator

from ...catalog import naming
from ...findings import Evidence, Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from .._base import Options, finding, rule
from .._models import applying, names_family, names_model, points_at, renamed, required
from .._subjects import covers, lone, use_of


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def page_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the samples that use another model than their page requires, and requirements that no sample meets."""
    for page in graph.pages:
        if page.path in graph.by_page:
            yield from _samples(graph, page)
            yield from _unused(graph, page)
            yield from _lone(graph, page)


def _samples(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    used = [one for one in graph.by_page.get(page.path, ()) if one.use and one.role == "used" and names_model(one)]
    if not used:
        return
    requirements = required(graph, page)
    counts = Counter(one.model for one in graph.by_page[page.path]) if requirements else Counter[str]()
    for mention in used if requirements else ():
        wanted_here = applying(requirements, mention)
        if any(one.model == mention.model for one in wanted_here):
            continue
        near = [one for one in wanted_here if naming.confusable(one.model, mention.model)]
        near = near or _beside(wanted_here, mention, used, counts)
        if near:
            wanted = near[0]
            fix = renamed(mention, wanted) if len({one.model for one in near}) == 1 else None
            message = f"this sample uses `{mention.text}`, but the page requires `{wanted.text}`"
            ends = (points_at(wanted, "required here"),)
            yield finding(page_model_mismatch, page, mention.span, message, related=ends, fix=fix)


def _beside(wanted: list[Mention], mention: Mention, used: list[Mention], counts: Counter[str]) -> list[Mention]:
    """Return the requirements that another sample meets, where the page names a model of another series just once."""
    same = [one for one in wanted if use_of(one) == use_of(mention)]
    if counts[mention.model] > 1 or any(covers(one.model, mention.model) for one in same):
        return []
    met = {one.model for one in used if one.sample != mention.sample}
    return [one for one in same if one.model in met]


def _lone(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield the sample of a page about one model that alone uses another."""
    for one in lone(page, graph.by_page[page.path]):
        mention, other = one.mention, one.others[0]
        if page.is_past(mention.block):
            continue
        about = f"the page is about `{other.text}`, which all other samples use"
        message = f"this sample uses `{mention.text}`, but {about}"
        ends = (points_at(one.stated, "named here"), points_at(other, "used here"))
        evidence = Evidence(Ground.MAJORITY, len(one.others) + 1, len(one.others) + 2)
        fix = renamed(mention, other)
        yield finding(page_model_mismatch, page, mention.span, message, related=ends, fix=fix, evidence=evidence)


def _unused(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield what a page requires and no sample uses, where all of them use one other model of its maker and kind."""
    mentions = [one for one in graph.by_page.get(page.path, ()) if names_model(one)]
    used = [one for one in mentions if one.use and one.role == "used"]
    wanted = [one for one in mentions if one.role == "required" and one.sample < 0] if used else []
    for mention in wanted:
        zone, kind = page.zone_of(mention.span.start), _kind(mention)
        here = [one for one in used if _kind(one) == kind and (zone is None or page.zone_of(one.span.start) == zone)]
        models = {one.model for one in here}
        if len(models) != 1 or models & {one.model for one in wanted} or names_family(mention):
            continue
        if not naming.confusable(mention.model, here[0].model):  # what can be mistaken is reported at the sample
            message = f"the page requires `{mention.text}`, but all its samples use `{here[0].text}`"
            ends = (points_at(here[0], "used here"),)
            yield finding(page_model_mismatch, page, mention.span, message, related=ends)
            return


def _kind(mention: Mention) -> tuple[str, str]:
    return mention.model.split("-")[0], naming.kind(mention.model)
