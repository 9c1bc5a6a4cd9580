"""A page requires one model and uses another, or a heading or a label names one beside another.

Reported is a sample that uses a model which can be mistaken for the one that the page (or the page that includes it)
tells to deploy; a model that a page tells to deploy, where all its samples use one other model; a text that names a
sibling of the model in its heading, or nothing but a model for another kind of input than the heading; a heading that
leaves out the size of the one model that its section names again and again; and a label in a table that a larger model
of the table has as well.

````bad guide.md
## Prerequisites

- You need to deploy a `gpt-4o-mini-audio-preview` model.

```python
deployment = "gpt-4o-audio-preview"  # expect: page-model-mismatch
```

### GPT-4o mini audio released

The `gpt-4o-audio-preview` model speaks. <!-- expect: page-model-mismatch -->

### Talk to GPT-4o audio <!-- expect: page-model-mismatch -->

Deploy `gpt-4o-mini-audio-preview`, and then select `gpt-4o-mini-audio-preview` in the list.
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

import re
from collections.abc import Iterator

from ...catalog import naming
from ...findings import Evidence, Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Heading
from .._base import Options, finding, related, rule
from .._models import applying, names_model, points_at, renamed, required

_TELLING = naming.SIZES | naming.MODALITIES
_FAMILY = re.compile(r"[`*]*\s+(?:model\s+)?(?:models|family|series|variants|versions)\b", re.I)
_VAGUE = frozenset({"turbo", "vision"})


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def page_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield samples against what their page requires, and texts against their headings."""
    for page in graph.pages:
        if page.path not in graph.by_page:
            continue
        yield from _samples(graph, page)
        yield from _unused(graph, page)
        yield from _headings(graph, page)
        yield from _labels(graph, page)


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


def _unused(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield what a page requires and no sample uses, where all of them use one other model of its maker and kind."""
    mentions = [one for one in graph.by_page.get(page.path, ()) if names_model(one)]
    used = [one for one in mentions if one.use and one.role == "used"]
    wanted = [one for one in mentions if one.role == "required" and one.sample < 0] if used else []
    for mention in wanted:
        zone, kind = page.zone_of(mention.span.start), _kind(mention)
        here = [one for one in used if _kind(one) == kind and (zone is None or page.zone_of(one.span.start) == zone)]
        models = {one.model for one in here}
        if len(models) != 1 or models & {one.model for one in wanted} or _FAMILY.match(page.text, mention.span.end):
            continue
        if not naming.confusable(mention.model, here[0].model):  # what can be mistaken is told at the sample
            message = f"the page requires `{mention.text}`, but its samples use `{here[0].text}` alone"
            yield finding(
                page_model_mismatch, page, mention.span, message, related=(points_at(here[0], "is used here"),)
            )
            return


def _kind(mention: Mention) -> tuple[str, str]:
    return mention.model.split("-")[0], naming.kind(mention.model)


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
            yield from _over(announced[0], by_heading.get(heading, []))


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
    yield from _beside(graph, page, title, same)


def _beside(graph: DocsGraph, page: Page, title: Mention, body: list[Mention]) -> Iterator[Finding]:
    """Yield the one model that a section is about, of another modality than the model that its heading names.

    The tree's tables have to declare the one of the heading.
    """
    wanted, models = _modalities(title.model), {one.model for one in body}
    if len(models) != 1 or not wanted or not names_model(body[0]):
        return
    has, series = _modalities(body[0].model), naming.series(title.model)
    meant = [
        model
        for model, entry in sorted(graph.catalog.models.items())
        if naming.series(model) == series and _modalities(model) == wanted and entry.declared_in("tree")
    ]
    if meant and has and not has & wanted:
        message = f"the heading is about “{title.text}”, but its section names `{body[0].text}` alone, not `{meant[0]}`"
        end = related(page, title.span, "the heading")
        yield finding(page_model_mismatch, page, body[0].span, message, related=(end,))


def _modalities(model: str) -> frozenset[str]:
    return naming.qualifiers(model) & naming.MODALITIES - _VAGUE


def _over(title: Mention, body: list[Mention]) -> Iterator[Finding]:
    """Yield a heading that lacks the size of the one model of its series that its section names, several times."""
    same = [one for one in body if naming.series(one.model) == naming.series(title.model) and names_model(one)]
    if len(same) < 2 or len({one.model for one in same}) > 1 or _FAMILY.match(title.page.text, title.span.end):
        return
    named = same[0]
    lacks = _sizes(named) - _sizes(title)
    if lacks and not _sizes(title) - _sizes(named):
        message = f"the heading names “{title.text}”, but its section is about `{named.text}` alone"
        evidence = Evidence(Ground.MAJORITY, len(same), len(same) + 1)
        end = (points_at(named, "is named here"),)
        yield finding(page_model_mismatch, title.page, title.span, message, related=end, evidence=evidence)


def _sizes(mention: Mention) -> frozenset[str]:
    return naming.qualifiers(mention.model) & naming.SIZES


def _labels(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield display names beside the id of a smaller model that the table gives to the larger one too."""
    by_block: dict[int, list[Mention]] = {}
    for mention in graph.by_page.get(page.path, ()) if page.facts.tables else ():
        by_block.setdefault(mention.block, []).append(mention)
    for table in page.facts.tables if by_block else ():
        cells = (by_block[cell.block] for row in table.rows for cell in row if cell.block in by_block)
        labelled = [pair for cell in cells for pair in _labelled(cell)]
        larger = {label.text: label for named, label in labelled if _sizes(named) == _sizes(label)}
        for named, label in labelled:
            other = larger.get(label.text)
            if other is not None and _sizes(named) > _sizes(label):
                message = f"`{named.text}` is labelled “{label.text}”, as a larger model of the table is"
                end = (points_at(other, "the same label on the larger model"),)
                evidence = Evidence(Ground.PATTERN)
                yield finding(page_model_mismatch, page, label.span, message, related=end, evidence=evidence)


def _labelled(cell: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the one id of a cell with the one display name beside it, where both are of a series."""
    if len(cell) < 2:
        return
    ids = [one for one in cell if one.name and one.name.code and names_model(one)]
    labels = [one for one in cell if one.name and not one.name.code]
    if len(ids) == len(labels) == 1 and naming.series(ids[0].model) == naming.series(labels[0].model):
        yield ids[0], labels[0]
